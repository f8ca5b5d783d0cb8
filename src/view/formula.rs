//! The formula line in MathML. Its parts light up with the matrices they stand for.

use super::part::{Part, projects};
use super::scene::Scene;
use super::tag::{mi, mn, mo, node, row, sqrt, sub, transpose};
use super::text;
use crate::model::{Mask, Position};
use crate::view::format;
use yew::prelude::*;

/// `A = softmax(Q K^T / sqrt(d_k) / T + bias + mask), output = A V`, as the switches stand, with the learner's sizes.
pub fn formula(scene: &Scene) -> Html {
    let setup = &scene.model.state.setup;
    let width = setup.scale.then_some(setup.d_k() / setup.heads.max(1));
    let weights = [
        letter(scene, Symbol::Weights, "A"),
        mo("="),
        part(scene, Symbol::Weights, vec![mi("softmax")]),
        mo("("),
        part(scene, Symbol::Logits, logits(scene)),
        mo(")"),
    ];
    html! {
        <div class="formula">
            <math display="block" aria-label={text::formula_label(width, setup.temperature)}>{ row("", weights.into()) }</math>
            <math display="block" aria-label={text::output_label()}>{ row("", output(scene)) }</math>
        </div>
    }
}

/// A part in its role's colour, lit while a cell of its matrix is pointed at.
fn part(scene: &Scene, symbol: Symbol, children: Vec<Html>) -> Html {
    let lit = scene
        .look
        .pointed
        .is_some_and(|at| Symbol::of(at.part) == Some(symbol));
    row(if lit { symbol.lit() } else { symbol.class() }, children)
}

/// A matrix' letter, with the index of its head where there are several.
fn letter(scene: &Scene, symbol: Symbol, name: &'static str) -> Html {
    let many = scene.model.state.setup.heads > 1;
    part(
        scene,
        symbol,
        vec![if many {
            sub(mi(name), mi("i"))
        } else {
            mi(name)
        }],
    )
}

fn logits(scene: &Scene) -> Vec<Html> {
    let setup = &scene.model.state.setup;
    let factors = vec![
        letter(scene, Symbol::Query, "Q"),
        transpose(letter(scene, Symbol::Key, "K")),
    ];
    let product = part(scene, Symbol::Scores, factors);
    let mut divisor = Vec::new();
    if setup.scale {
        divisor.push(sqrt(mn((setup.d_k() / setup.heads.max(1)).to_string())));
    }
    if setup.temperature != 1.0 {
        if setup.scale {
            divisor.push(mo("\u{22c5}"));
        }
        divisor.push(mn(format::exact(setup.temperature)));
    }
    let mut terms = vec![if divisor.is_empty() {
        product
    } else {
        node("mfrac", "", vec![product, row("", divisor)])
    }];
    if matches!(setup.position, Position::Alibi { .. }) {
        let bias = [mi("m"), mo("|"), mi("i"), mo("\u{2212}"), mi("j"), mo("|")];
        terms.extend([mo("\u{2212}"), row("role-p", bias.into())]);
    }
    if setup.mask != Mask::None {
        terms.extend([mo("+"), mi("M")]);
    }
    terms
}

fn output(scene: &Scene) -> Vec<Html> {
    let head = row(
        "",
        vec![
            letter(scene, Symbol::Weights, "A"),
            letter(scene, Symbol::Value, "V"),
        ],
    );
    let mut terms = vec![part(scene, Symbol::Output, vec![mi("output")]), mo("=")];
    if scene.model.state.setup.heads > 1 {
        terms.extend([mi("concat"), mo("("), head, mo(")")]);
    } else {
        terms.push(head);
    }
    if projects(&scene.model.state) {
        terms.push(sub(mi("W"), mi("O")));
    }
    terms
}

/// A symbol of the formula.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Symbol {
    Query,
    Key,
    Value,
    Scores,
    Logits,
    Weights,
    Output,
}

impl Symbol {
    fn of(part: Part) -> Option<Self> {
        use crate::state::MatrixId::{K, Q, V};
        Some(match part {
            Part::Input(Q) | Part::Query(_) => Self::Query,
            Part::Input(K) | Part::Key(_) => Self::Key,
            Part::Input(V) | Part::Value(_) => Self::Value,
            Part::Scores(_) => Self::Scores,
            Part::Logits(_) => Self::Logits,
            Part::Weights(_) => Self::Weights,
            Part::Head(_) | Part::Output => Self::Output,
            _ => return None,
        })
    }

    fn class(self) -> &'static str {
        match self {
            Self::Query => "role-q",
            Self::Key => "role-k",
            Self::Value => "role-v",
            Self::Scores | Self::Logits | Self::Weights => "role-w",
            Self::Output => "role-o",
        }
    }

    fn lit(self) -> &'static str {
        match self {
            Self::Query => "role-q lit",
            Self::Key => "role-k lit",
            Self::Value => "role-v lit",
            Self::Scores | Self::Logits | Self::Weights => "role-w lit",
            Self::Output => "role-o lit",
        }
    }
}
