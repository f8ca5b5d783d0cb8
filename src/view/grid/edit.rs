//! Typing, scrubbing and pasting into a grid.

use super::Grid;
use crate::state::{Action, MatrixId, parse_block, parse_number};
use crate::view::format;
use crate::view::intent::Intent;
use crate::view::text;
use std::cell::Cell;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Element};
use yew::prelude::*;

/// How far the pointer moves before a press becomes a scrub, in CSS pixels.
const SLOP: i32 = 3;

/// A pointer that is down on an input cell.
pub struct Press {
    pub cell: (usize, usize),
    pub moved: bool,
    start: i32,
    value: f32,
    gesture: u32,
}

/// A cell that is being typed over.
pub struct Edit {
    pub cell: (usize, usize),
    pub text: String,
    original: f32,
    gesture: u32,
}

/// The cell that an event happened on.
pub fn cell_at(event: &Event) -> Option<(usize, usize)> {
    let cell = event
        .target_dyn_into::<Element>()?
        .closest("[data-r]")
        .ok()??;
    let index = |name| cell.get_attribute(name)?.parse().ok();
    Some((index("data-r")?, index("data-c")?))
}

/// A number that no other gesture has: changes that share it are one undo step.
pub fn next_gesture() -> u32 {
    thread_local!(static NEXT: Cell<u32> = const { Cell::new(1) });
    NEXT.with(|next| {
        let id = next.get();
        next.set(id.wrapping_add(1));
        id
    })
}

/// The number after a scrub of `pixels`: a fiftieth a pixel for numbers around 1, in proportion for larger ones.
pub fn scrubbed(value: f32, pixels: i32, factor: f32) -> f32 {
    let mut size = 1.0;
    while size * 10.0 <= f64::from(value.abs()) {
        size *= 10.0;
    }
    let unit = 0.02 * size * f64::from(factor);
    // Half the step is a power of ten: the number keeps the digits that a step has, and those that it began with.
    tidy(f64::from(value) + f64::from(pixels) * unit, unit / 2.0)
}

/// `value` on the grid of `unit`, so that stepping never leaves 0.30000001 behind.
fn tidy(value: f64, unit: f64) -> f32 {
    // Division by a whole number gives the double nearest to the decimal; multiplying by 0.02 would not.
    if unit < 1.0 {
        let steps = (1.0 / unit).round();
        ((value * steps).round() / steps) as f32
    } else {
        ((value / unit).round() * unit) as f32
    }
}

fn factor(shift: bool, alt: bool) -> f32 {
    if shift {
        10.0
    } else if alt {
        0.1
    } else {
        1.0
    }
}

impl Grid {
    fn value_at(ctx: &Context<Self>, cell: (usize, usize)) -> Option<f32> {
        ctx.props()
            .part
            .matrix(&ctx.props().model)?
            .get(cell)
            .copied()
    }

    fn set(
        ctx: &Context<Self>,
        matrix: MatrixId,
        (row, column): (usize, usize),
        value: f32,
        gesture: u32,
    ) {
        ctx.props().emit.emit(Intent::Act(
            Action::SetCell {
                matrix,
                row,
                column,
                value,
            },
            Some(gesture),
        ));
    }

    pub(super) fn down(&mut self, ctx: &Context<Self>, event: &PointerEvent) -> bool {
        let Some(cell) = cell_at(event) else {
            return false;
        };
        if event.button() != 0 || self.edit.as_ref().is_some_and(|e| e.cell == cell) {
            return false;
        }
        self.commit(false);
        self.active = cell;
        self.error = None;
        let (Some(_), Some(value)) = (ctx.props().editable(), Self::value_at(ctx, cell)) else {
            return true;
        };
        if let Some(target) = event.target_dyn_into::<Element>() {
            let _ = target.set_pointer_capture(event.pointer_id());
        }
        self.press = Some(Press {
            cell,
            moved: false,
            start: event.client_x(),
            value,
            gesture: next_gesture(),
        });
        true
    }

    pub(super) fn scrub(&mut self, ctx: &Context<Self>, event: &PointerEvent) -> bool {
        let (Some(press), Some(matrix)) = (&mut self.press, ctx.props().editable()) else {
            return false;
        };
        let pixels = event.client_x() - press.start;
        if !press.moved && pixels.abs() <= SLOP {
            return false;
        }
        press.moved = true;
        let value = scrubbed(
            press.value,
            pixels,
            factor(event.shift_key(), event.alt_key()),
        );
        Self::set(ctx, matrix, press.cell, value, press.gesture);
        true
    }

    pub(super) fn up(&mut self, ctx: &Context<Self>, event: &PointerEvent) -> bool {
        let Some(press) = self.press.take() else {
            return false;
        };
        if !press.moved && event.type_() == "pointerup" {
            return self.begin_edit(ctx, press.cell, None);
        }
        self.refocus = true;
        true
    }

    pub(super) fn begin_edit(
        &mut self,
        ctx: &Context<Self>,
        cell: (usize, usize),
        start: Option<String>,
    ) -> bool {
        let Some(original) = Self::value_at(ctx, cell) else {
            return false;
        };
        self.active = cell;
        self.error = None;
        self.select = start.is_none();
        let text = start.clone().unwrap_or_else(|| format::typed(original));
        self.edit = Some(Edit {
            cell,
            text,
            original,
            gesture: next_gesture(),
        });
        match start {
            // The caret belongs behind the character that began the edit, so the field is focused, not selected.
            Some(text) => {
                self.refocus_field = true;
                self.typed(ctx, text)
            }
            None => true,
        }
    }

    pub(super) fn typed(&mut self, ctx: &Context<Self>, text: String) -> bool {
        let (Some(edit), Some(matrix)) = (&mut self.edit, ctx.props().editable()) else {
            return false;
        };
        edit.text = text;
        match parse_number(&edit.text) {
            Ok(value) => {
                self.error = None;
                Self::set(ctx, matrix, edit.cell, value, edit.gesture);
            }
            // Not even the part of it that could be read on the way (1e9 of 1e999) stays in the state.
            Err(error) => {
                self.error = Some(text::not_a_number(&error));
                Self::set(ctx, matrix, edit.cell, edit.original, edit.gesture);
            }
        }
        true
    }

    pub(super) fn edit_key(&mut self, ctx: &Context<Self>, event: &KeyboardEvent) -> bool {
        let (Some(edit), Some(matrix)) = (&mut self.edit, ctx.props().editable()) else {
            return false;
        };
        // Keys of an edit must not reach the page's own shortcuts.
        event.stop_propagation();
        match &*event.key() {
            "Enter" => {
                event.prevent_default();
                self.commit(true)
            }
            "Tab" => self.commit(true),
            "Escape" => {
                event.prevent_default();
                Self::set(ctx, matrix, edit.cell, edit.original, edit.gesture);
                self.error = None;
                self.commit(true)
            }
            key @ ("ArrowUp" | "ArrowDown") => {
                event.prevent_default();
                let sign = if key == "ArrowUp" { 1.0 } else { -1.0 };
                let unit = 0.1 * f64::from(factor(event.shift_key(), event.alt_key()));
                let from = parse_number(&edit.text)
                    .ok()
                    .or_else(|| Self::value_at(ctx, edit.cell))
                    .unwrap_or(0.0);
                let value = tidy_from(f64::from(from), sign * unit);
                self.select = true;
                self.typed(ctx, format::typed(value))
            }
            _ => false,
        }
    }

    /// Ends an edit; what was typed and could be read is in the state already.
    pub(super) fn commit(&mut self, refocus: bool) -> bool {
        self.refocus |= refocus;
        self.edit.take().is_some()
    }

    pub(super) fn paste(&mut self, ctx: &Context<Self>, event: &Event) -> bool {
        let Some(matrix) = ctx.props().editable() else {
            return false;
        };
        let Some(data) = event
            .dyn_ref::<ClipboardEvent>()
            .and_then(ClipboardEvent::clipboard_data)
        else {
            return false;
        };
        let Ok(pasted) = data.get_data("text/plain") else {
            return false;
        };
        // A single number pasted into the open edit field is ordinary typing.
        if self.edit.is_some() && parse_number(&pasted).is_ok() {
            return false;
        }
        event.prevent_default();
        self.commit(true);
        let (row, column) = self.active;
        ctx.props().emit.emit(match parse_block(&pasted) {
            Ok(values) => Intent::Act(
                Action::PasteBlock {
                    matrix,
                    row,
                    column,
                    values,
                    whole: false,
                },
                None,
            ),
            Err(error) => Intent::Refuse(error),
        });
        true
    }
}

/// One step from `from`, on the decimal grid of the step.
fn tidy_from(from: f64, step: f64) -> f32 {
    (((from + step) * 1e6).round() / 1e6) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scrub_stays_on_tidy_numbers() {
        assert_eq!(scrubbed(0.5, 10, 1.0), 0.7);
        assert_eq!(scrubbed(0.5, -25, 1.0), 0.0);
        assert_eq!(scrubbed(0.1, 1, 1.0), 0.12);
        assert_eq!(scrubbed(50.0, 10, 1.0), 52.0);
        assert_eq!(scrubbed(0.5, 10, 0.1), 0.52);
        assert_eq!(scrubbed(0.5, 10, 10.0), 2.5);
    }

    #[test]
    fn a_step_stays_on_tidy_numbers() {
        assert_eq!(tidy_from(0.2, 0.1), 0.3);
        assert_eq!(tidy_from(0.7, -0.01), 0.69);
    }
}
