//! A sum written as a table: a term a row, its numbers aligned, the middle of a long one folded.

use super::{cell_name, figure, write};
use crate::model::{CellRef, Expression, fold};
use crate::view::format;
use crate::view::part::{Axis, label};
use crate::view::scene::Scene;
use crate::view::tag::{leaf, node, words};
use crate::view::text;
use yew::prelude::*;

/// Terms that are shown of a sum.
const MOST: usize = 8;

/// Whether every term is a product of the same number of single numbers, which then stand in columns.
pub fn is_aligned(terms: &[Expression]) -> bool {
    columns(terms).is_some()
}

fn columns(terms: &[Expression]) -> Option<usize> {
    let count = |term: &Expression| match term {
        Expression::Product(factors) if factors.iter().all(Expression::is_number) => {
            Some(factors.len())
        }
        _ => None,
    };
    let first = count(terms.first()?)?;
    terms
        .iter()
        .all(|term| count(term) == Some(first))
        .then_some(first)
}

/// The table, with its name above and its sum below.
pub fn table(scene: &Scene, name: Html, terms: &[Expression], result: String) -> Html {
    let folded = fold(terms, MOST);
    let hidden = folded.as_ref().map_or(0..0, |f| f.from..f.to);
    let labels = Labels::of(terms);
    let mut rows = Vec::new();
    for (index, term) in terms.iter().enumerate() {
        if index == hidden.start
            && let Some(fold) = &folded
        {
            rows.push(row(
                leaf("th", "", "\u{22ee}"),
                vec![leaf(
                    "span",
                    "aside",
                    text::more_terms(&(fold.to - fold.from).to_string()),
                )],
                format::precise(fold.value as f32),
            ));
        }
        if !hidden.contains(&index) {
            let mut parts = Vec::new();
            match term {
                Expression::Product(factors) if factors.iter().all(Expression::is_number) => {
                    for (place, factor) in factors.iter().enumerate() {
                        if place > 0 {
                            parts.push(words(" \u{d7} "));
                        }
                        parts.push(figure(scene, factor));
                    }
                }
                other => write(scene, other, &mut parts),
            }
            let value = format::precise(term.value() as f32);
            rows.push(row(
                leaf("th", "", labels.of_term(scene, term)),
                parts,
                value,
            ));
        }
    }
    let sum = row(leaf("th", "", "\u{3a3}"), vec![name], result);
    html! {
        <table class={if is_aligned(terms) { "terms aligned" } else { "terms" }}>
            { node("tbody", "", rows) }
            { node("tfoot", "", vec![sum]) }
        </table>
    }
}

fn row(head: Html, parts: Vec<Html>, value: String) -> Html {
    node(
        "tr",
        "",
        vec![
            head,
            node("td", "term", parts),
            leaf("td", "equals", "="),
            leaf("td", "value", value),
        ],
    )
}

/// What the terms of a sum run over: the rows or the columns of their first number.
struct Labels {
    by_row: Option<bool>,
}

impl Labels {
    fn of(terms: &[Expression]) -> Self {
        let mut cells = terms.iter().filter_map(first_cell);
        let first = cells.next();
        let by_row = first.and_then(|first| {
            let other = cells.find(|cell| cell.part == first.part && *cell != first)?;
            Some(other.row != first.row)
        });
        Self { by_row }
    }

    fn of_term(&self, scene: &Scene, term: &Expression) -> String {
        let Some(cell) = first_cell(term) else {
            return String::new();
        };
        let (rows, columns) = cell.part.axes(&scene.model.state);
        match self.by_row {
            Some(true) => label(&scene.model.state, rows, cell.row),
            Some(false) => label(&scene.model.state, columns, cell.column),
            None if columns == Axis::One => String::new(),
            None => cell_name(scene, cell),
        }
    }
}

/// The first number of a matrix in a term.
fn first_cell(term: &Expression) -> Option<CellRef> {
    let mut first = None;
    term.visit(&mut |part| {
        if let Expression::Cell(cell, _) | Expression::Shuffled(cell, _) = part {
            first = first.or(Some(*cell));
        }
    });
    first
}
