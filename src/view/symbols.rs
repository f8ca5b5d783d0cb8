//! The symbols of matrices as they stand above them and in sentences: MathML, each in its role's colour.

use super::format;
use super::tag::{math, mi, mn, mo, node, row, sqrt, sub, transpose, words};
use yew::prelude::*;

/// A symbol of a matrix, with the index of its head.
pub fn symbol(class: &'static str, name: &'static str, head: Option<usize>) -> Html {
    node("math", class, vec![indexed(name, head)])
}

fn indexed(name: &'static str, head: Option<usize>) -> Html {
    match head {
        Some(h) => sub(mi(name), mn(h.to_string())),
        None => mi(name),
    }
}

/// A transposed symbol.
pub fn transposed(class: &'static str, name: &'static str, head: Option<usize>) -> Html {
    node("math", class, vec![transpose(indexed(name, head))])
}

/// A symbol with a letter below it.
pub fn subscript(class: &'static str, name: &'static str, below: &'static str) -> Html {
    node("math", class, vec![sub(mi(name), mi(below))])
}

/// Q K^T.
pub fn product(head: Option<usize>) -> Html {
    math(vec![
        row("role-q", vec![indexed("Q", head)]),
        row("role-k", vec![transpose(indexed("K", head))]),
    ])
}

/// A V.
pub fn weighted(head: Option<usize>) -> Html {
    math(vec![
        row("role-w", vec![indexed("A", head)]),
        row("role-v", vec![indexed("V", head)]),
    ])
}

/// f(X), f(PX) where the tokens are shuffled first, P f(X) where the rows are shuffled after.
pub fn applied(first: bool, after: bool) -> Html {
    math(applied_terms(first, after))
}

/// f(PX) - P f(X).
pub fn compared() -> Html {
    let mut terms = applied_terms(true, false);
    terms.push(mo("\u{2212}"));
    terms.extend(applied_terms(false, true));
    math(terms)
}

fn applied_terms(first: bool, after: bool) -> Vec<Html> {
    let p = |on: bool| on.then(|| row("role-p", vec![mi("P")]));
    let terms = [
        p(after),
        Some(mi("f")),
        Some(mo("(")),
        p(first),
        Some(mi("X")),
        Some(mo(")")),
    ];
    terms.into_iter().flatten().collect()
}

/// d with its subscript.
pub fn d(below: &'static str) -> Html {
    math(vec![sub(mi("d"), mi(below))])
}

/// The label of the scaling switch, with the root in numbers.
pub fn scale_label(width: usize) -> Html {
    let root = math(vec![
        sqrt(sub(mi("d"), mi("k"))),
        mo("="),
        sqrt(mn(width.to_string())),
    ]);
    let name = format!("{} ", super::text::divide_by());
    node("span", "", vec![words(name), root])
}

/// The division by the root of d_k, as a step.
pub fn scaling(width: usize) -> Html {
    math(vec![mo("\u{f7}"), sqrt(mn(width.to_string()))])
}

/// The division by the temperature, as a step.
pub fn cooling(temperature: f32) -> Html {
    math(vec![mo("\u{f7}"), mn(format::exact(temperature))])
}
