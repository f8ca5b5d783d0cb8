//! The formula line in MathML. Its parts light up with the matrices they stand for.

use super::part::{Model, Part, projects};
use super::scene::Scene;
use super::text;
use crate::model::{Mask, Position};
use crate::view::format;
use yew::prelude::*;

/// `A = softmax(Q K^T / sqrt(d_k) / T + bias + mask), output = A V`, as the switches stand, with the learner's sizes.
pub fn formula(scene: &Scene) -> Html {
    let setup = &scene.model.state.setup;
    let width = setup.d_k() / setup.heads.max(1);
    let many = setup.heads > 1;
    let lit = |stage: Symbol| {
        let on = scene
            .look
            .pointed
            .is_some_and(|at| Symbol::of(at.part) == Some(stage));
        classes!(stage.class(), on.then_some("lit"))
    };
    let letter = |symbol: Symbol, name: &'static str| {
        let class = lit(symbol);
        if many {
            html! { <msub {class}><mi>{ name }</mi><mi>{ "i" }</mi></msub> }
        } else {
            html! { <mrow {class}><mi>{ name }</mi></mrow> }
        }
    };
    let product = html! {
        <mrow class={lit(Symbol::Scores)}>
            { letter(Symbol::Query, "Q") }
            <msup>{ letter(Symbol::Key, "K") }<mi mathvariant="normal">{ "T" }</mi></msup>
        </mrow>
    };
    let divisor = html! {
        <mrow>
            if setup.scale {
                <msqrt><mn>{ width }</mn></msqrt>
            }
            if setup.temperature != 1.0 {
                if setup.scale { <mo>{ "\u{22c5}" }</mo> }
                <mn>{ format::exact(setup.temperature) }</mn>
            }
        </mrow>
    };
    let scaled = if setup.scale || setup.temperature != 1.0 {
        html! { <mfrac>{ product }{ divisor }</mfrac> }
    } else {
        product
    };
    let logits = html! {
        <mrow class={lit(Symbol::Logits)}>
            { scaled }
            if matches!(setup.position, Position::Alibi { .. }) {
                <mo>{ "\u{2212}" }</mo>
                <mrow class="role-p"><mi>{ "m" }</mi><mo>{ "|" }</mo><mi>{ "i" }</mi><mo>{ "\u{2212}" }</mo>
                    <mi>{ "j" }</mi><mo>{ "|" }</mo></mrow>
            }
            if setup.mask != Mask::None {
                <mo>{ "+" }</mo><mi>{ "M" }</mi>
            }
        </mrow>
    };
    html! {
        <div class="formula">
        <math display="block" aria-label={text::formula_label(setup.scale.then_some(width), setup.temperature)}>
            <mrow>
                { letter(Symbol::Weights, "A") }
                <mo>{ "=" }</mo>
                <mrow class={lit(Symbol::Weights)}><mi mathvariant="normal">{ "softmax" }</mi></mrow>
                <mo stretchy="true">{ "(" }</mo>{ logits }<mo stretchy="true">{ ")" }</mo>
            </mrow>
        </math>
        <math display="block" aria-label={text::OUTPUT_LABEL}>
            { output(&scene.model, lit(Symbol::Output), &letter) }
        </math>
        </div>
    }
}

fn output(model: &Model, class: Classes, letter: &dyn Fn(Symbol, &'static str) -> Html) -> Html {
    let setup = &model.state.setup;
    let head =
        html! { <mrow>{ letter(Symbol::Weights, "A") }{ letter(Symbol::Value, "V") }</mrow> };
    let joined = if setup.heads > 1 {
        html! { <mrow><mi mathvariant="normal">{ "concat" }</mi><mo>{ "(" }</mo>{ head }<mo>{ ")" }</mo></mrow> }
    } else {
        head
    };
    html! {
        <mrow>
            <mrow {class}><mi mathvariant="normal">{ "output" }</mi></mrow><mo>{ "=" }</mo>{ joined }
            if projects(&model.state) {
                <msub><mi>{ "W" }</mi><mi>{ "O" }</mi></msub>
            }
        </mrow>
    }
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
}
