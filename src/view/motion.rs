//! A shuffle is seen to happen: what was moved slides from where it stood to where it now stands.

use super::grid::GridProps;
use super::part::Axis;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// By how many rows each slot's row has moved up or down, where the order of the slots has changed.
pub fn moves(old: &GridProps, new: &GridProps) -> Option<Vec<isize>> {
    let (rows, _) = new.part.axes(&new.model.state);
    let (before, after) = (&old.model.state.setup.order, &new.model.state.setup.order);
    if rows != Axis::Slot || before == after || before.len() != after.len() {
        return None;
    }
    let from = new.scroll.offset(rows, after.len());
    let moved = |(slot, row): (usize, &usize)| {
        let was = before.iter().position(|old| old == row).unwrap_or(slot);
        was as isize - slot as isize
    };
    let shown = after.iter().enumerate().skip(from).take(rows.window());
    Some(shown.map(moved).collect())
}

/// Height of a row in CSS pixels, as `--row` has it.
const ROW: isize = 34;

/// Lets the rows of a grid slide.
pub fn slide_rows(table: &Element, moves: &[isize]) {
    let Some(body) = table.last_element_child() else {
        return;
    };
    let rows = body.children();
    for (index, by) in moves.iter().enumerate() {
        if let Some(row) = rows.item(index as u32) {
            slide(&row, 0.0, (by * ROW) as f64);
        }
    }
}

/// Lets an element slide from a place that many pixels away to its own. The style sheet owns the motion, and has none
/// of it where the learner wants less.
pub fn slide(element: &Element, x: f64, y: f64) {
    let Some(html) = element.dyn_ref::<HtmlElement>() else {
        return;
    };
    if x == 0.0 && y == 0.0 {
        let _ = element.remove_attribute("data-slides");
        return;
    }
    let style = html.style();
    let pixels = |by: f64| format!("{}px", by.round() as i32);
    // A browser that refuses a property shows the row at its new place at once.
    let _ = style.set_property("--from-x", &pixels(x));
    let _ = style.set_property("--from-y", &pixels(y));
    // Two names for the same motion: an animation begins anew only when its name changes.
    let other = match element.get_attribute("data-slides").as_deref() {
        Some("a") => "b",
        _ => "a",
    };
    let _ = element.set_attribute("data-slides", other);
}
