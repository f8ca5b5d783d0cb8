//! Typing and scrubbing in a grid.

use super::Grid;
use crate::state::{Action, MatrixId, parse_number};
use crate::view::format;
use crate::view::intent::Intent;
use crate::view::number::{SLOP, factor, next_gesture, scrubbed, stepped};
use crate::view::text;
use web_sys::Element;
use yew::prelude::*;

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
        self.point(ctx, Some(cell));
        self.touch(ctx, Some(cell));
        let (Some(_), Some(value)) = (ctx.props().editable(), Self::value_at(ctx, cell)) else {
            self.pin(ctx, cell);
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
        let begins = !std::mem::replace(&mut press.moved, true);
        let value = scrubbed(
            press.value,
            pixels,
            factor(event.shift_key(), event.alt_key()),
        );
        if begins {
            ctx.props().emit.emit(Intent::Drag(true));
        }
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
        ctx.props().emit.emit(Intent::Drag(false));
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
                let from = parse_number(&edit.text)
                    .ok()
                    .or_else(|| Self::value_at(ctx, edit.cell))
                    .unwrap_or(0.0);
                let by = factor(event.shift_key(), event.alt_key());
                self.select = true;
                self.typed(ctx, format::typed(stepped(from, key == "ArrowUp", by)))
            }
            _ => false,
        }
    }

    /// Ends an edit; what was typed and could be read is in the state already.
    pub(super) fn commit(&mut self, refocus: bool) -> bool {
        self.refocus |= refocus;
        self.edit.take().is_some()
    }
}
