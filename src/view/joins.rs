//! Lines from the inputs of a cell to the cell, drawn over the figure once it is laid out.

use super::part::{CellRef, Part};
use super::scene::Scene;
use crate::model::Explanation;
use web_sys::{DomRect, Element};
use yew::prelude::*;

/// The layer over the figure that [`draw`] draws in. Lines only repeat what lit cells say, so they are for the eye alone.
pub fn layer(scene: &Scene) -> Html {
    html! {
        <svg class="joins-layer" ref={&scene.joins} aria-hidden="true">
            <path /><path /><path /><path />
        </svg>
    }
}

/// Draws a line from each matrix that the arithmetic names to its cell; `None` where there is nothing to draw in.
pub fn draw(layer: &NodeRef, explanation: Option<&Explanation>) -> Option<()> {
    let layer = layer.cast::<Element>()?;
    // Inputs stand above the figure too, and stages below it.
    let figure = layer.closest(".lab").ok()??;
    let mut lines = Vec::new();
    if let Some(explanation) = explanation
        && let Some(target) = place(&figure, explanation.cell)
    {
        let target = Box::from(target);
        let origin = layer.get_bounding_client_rect();
        for (part, cells) in groups(&explanation.inputs()) {
            if let Some(source) = around(&figure, &cells) {
                lines.push((part, path(&source, &target, &origin)));
            }
        }
    }
    let paths = layer.children();
    for index in 0..paths.length() {
        let path = paths.item(index)?;
        let (class, d) = match lines.get(index as usize) {
            Some((part, d)) => (part.role().class(), &**d),
            None => ("", ""),
        };
        // Unchanged while a number is scrubbed: then the browser has nothing to paint anew.
        if path.get_attribute("d").as_deref() != Some(d) {
            let _ = path.set_attribute("d", d);
            let _ = path.set_attribute("class", class);
        }
    }
    Some(())
}

/// The first and the last cell of each matrix among `cells`, in order.
fn groups(cells: &[CellRef]) -> Vec<(Part, Vec<CellRef>)> {
    let mut groups: Vec<(Part, Vec<CellRef>)> = Vec::new();
    for cell in cells {
        match groups.iter_mut().find(|(part, _)| *part == cell.part) {
            Some((_, group)) => group.push(*cell),
            None => groups.push((cell.part, vec![*cell])),
        }
    }
    groups
}

/// A rectangle on the screen.
struct Box {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl From<DomRect> for Box {
    fn from(rect: DomRect) -> Self {
        Self {
            left: rect.left(),
            right: rect.right(),
            top: rect.top(),
            bottom: rect.bottom(),
        }
    }
}

fn place(figure: &Element, cell: CellRef) -> Option<DomRect> {
    let CellRef { part, row, column } = cell;
    let selector = format!(
        "[data-part=\"{}\"] [data-r=\"{row}\"][data-c=\"{column}\"]",
        part.id()
    );
    let found = figure.query_selector(&selector).ok()??;
    Some(found.get_bounding_client_rect())
}

/// What surrounds those of the cells that are on the screen.
fn around(figure: &Element, cells: &[CellRef]) -> Option<Box> {
    let mut places = cells.iter().filter_map(|cell| place(figure, *cell));
    let mut whole = Box::from(places.next()?);
    // The last one that is shown: cells come in the order of their row or column.
    if let Some(last) = cells.iter().rev().find_map(|cell| place(figure, *cell)) {
        whole.left = whole.left.min(last.left());
        whole.right = whole.right.max(last.right());
        whole.top = whole.top.min(last.top());
        whole.bottom = whole.bottom.max(last.bottom());
    }
    Some(whole)
}

/// From the edge of `source` that faces `target`: level or upright where they stand so, else a curve.
fn path(source: &Box, target: &Box, origin: &DomRect) -> String {
    // Beside the numbers and not through them.
    let (x, y) = (target.right - 2.5, target.bottom - 4.0);
    let points = if (source.left..source.right).contains(&x) {
        let (from, to) = if source.bottom <= target.top {
            (source.bottom, target.top)
        } else {
            (source.top, target.bottom)
        };
        [(x, from), (x, from), (x, to), (x, to)]
    } else {
        let (from, to) = if source.right <= target.left {
            (source.right, target.left)
        } else {
            (source.left, target.right)
        };
        let level = (source.top..source.bottom).contains(&y);
        let start = if level { y } else { source.bottom - 4.0 };
        let middle = (from + to) / 2.0;
        [(from, start), (middle, start), (middle, y), (to, y)]
    };
    let [a, b, c, d] = points.map(|(x, y)| {
        let at = |v: f64| v.round() as i32;
        format!("{} {}", at(x - origin.left()), at(y - origin.top()))
    });
    format!("M{a}C{b} {c} {d}")
}
