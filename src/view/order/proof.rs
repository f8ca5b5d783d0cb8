//! Why f(PX) = P f(X): the statement as mathematics, step by step, with the learner's own matrices.

use super::insight::Insight;
use super::mini::{Mini, SHOWN};
use crate::model::{Matrix, Step};
use crate::view::part::Role;
use crate::view::scene::{Scene, titled};
use crate::view::tag::{leaf, mi, mo, node, row, transpose, words};
use crate::view::{format, text};
use yew::prelude::*;

/// The three steps.
pub(super) fn proof(scene: &Scene, told: &Insight) -> Html {
    let Some(steps) = &told.proof else {
        return Html::default();
    };
    let order = &scene.model.state.setup.order;
    let shuffle = Matrix::from_fn(order.len(), order.len(), |i, j| {
        f32::from(u8::from(order[i] == j))
    });
    let picture = Mini::pictured(Role::Position).draw(text::proof_shuffle().into(), &shuffle);
    let p = titled(
        math(vec![p()]),
        text::proof_shuffle(),
        shuffle.shape(),
        Html::default(),
        picture,
    );
    let weight = Mini::written(Role::Weight);
    html! {
        <>
        { leaf("p", "caption", text::proof_lead()) }
        if order.len() > SHOWN { { leaf("p", "caption", text::proof_first(&SHOWN.to_string())) } }
        <ol class="proof-steps">
            { step(&steps.logits, weight, text::proof_logits(), l(vec![p_x()]), both(l_x()), Some(p)) }
            { step(&steps.values, Mini::written(Role::Value), text::proof_values(), v(vec![p_x()]), moved_values(), None) }
            { step(&steps.weights, Mini { unit: true, ..weight }, text::proof_weights(), softmax(both(l_x())), both(a()), None) }
            { step(&steps.output, Mini::written(Role::Output), text::proof_output(), product(), output(), None) }
        </ol>
        </>
    }
}

/// A step: what is claimed, why, both sides with their numbers, and whether they are the same.
fn step(
    step: &Step,
    mini: Mini,
    why: &'static str,
    left: Vec<Html>,
    right: Vec<Html>,
    first: Option<Html>,
) -> Html {
    let claim = left.iter().cloned();
    let claim = claim.chain([mo(if step.holds() { "=" } else { "\u{2260}" })]);
    let claim = math(claim.chain(right.iter().cloned()).collect());
    let side = |symbol: &[Html], title: &'static str, matrix: &Matrix| {
        let drawn = mini.draw(title.into(), matrix);
        titled(
            math(symbol.to_vec()),
            title,
            matrix.shape(),
            Html::default(),
            drawn,
        )
    };
    let (class, verdict) = match step {
        step if step.gap == 0.0 => ("verdict holds", text::proof_exact().to_owned()),
        step if step.holds() => (
            "verdict holds",
            text::proof_rounded(&format::cell(step.gap)),
        ),
        step => (
            "verdict breaks",
            text::proof_broken(&format::cell(step.gap)),
        ),
    };
    html! {
        <li>
            { node("p", "claim", vec![claim]) }
            { leaf("p", "caption", why) }
            <div class="sides">
                { first.unwrap_or_default() }
                { side(&left, text::proof_shuffled_first(), &step.first) }
                { side(&right, text::proof_shuffled_after(), &step.after) }
            </div>
            { node("p", class, vec![words(verdict)]) }
        </li>
    }
}

fn math(terms: Vec<Html>) -> Html {
    node("math", "", terms)
}

fn p() -> Html {
    row("role-p", vec![mi("P")])
}

fn p_x() -> Html {
    row("", vec![p(), mi("X")])
}

/// `name(on)`.
fn called(name: Html, on: Vec<Html>) -> Vec<Html> {
    let mut terms = vec![name, mo("(")];
    terms.extend(on);
    terms.push(mo(")"));
    terms
}

fn l(on: Vec<Html>) -> Vec<Html> {
    called(row("role-w", vec![mi("L")]), on)
}

fn l_x() -> Vec<Html> {
    l(vec![mi("X")])
}

fn v(on: Vec<Html>) -> Vec<Html> {
    called(row("role-v", vec![mi("V")]), on)
}

fn a() -> Vec<Html> {
    vec![row("role-w", vec![mi("A")])]
}

fn softmax(of: Vec<Html>) -> Vec<Html> {
    called(mi("softmax"), of)
}

/// `P m P^T`.
fn both(m: Vec<Html>) -> Vec<Html> {
    let mut terms = vec![p()];
    terms.extend(m);
    terms.push(transpose(p()));
    terms
}

/// `P V(X)`.
fn moved_values() -> Vec<Html> {
    let mut terms = vec![p()];
    terms.extend(v(vec![mi("X")]));
    terms
}

/// `P A P^T P V`.
fn product() -> Vec<Html> {
    let mut terms = both(a());
    terms.extend([p(), row("role-v", vec![mi("V")])]);
    terms
}

/// `P A V`.
fn output() -> Vec<Html> {
    let mut terms = vec![p()];
    terms.extend(a());
    terms.push(row("role-v", vec![mi("V")]));
    terms
}
