//! Pasting into a grid.

use super::{Grid, Msg};
use crate::state::{Action, parse_block, parse_number};
use crate::view::intent::Intent;
use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Element};
use yew::prelude::*;

/// Hears what is pasted anywhere on the page. Firefox pastes where the selection is, which does not follow the focus of a
/// cell: a listener on the grid itself would hear nothing there.
pub fn listener(ctx: &Context<Grid>) -> Option<EventListener> {
    let callback = ctx.link().callback(Msg::Paste);
    let options = EventListenerOptions::enable_prevent_default();
    let document = web_sys::window()?.document()?;
    Some(EventListener::new_with_options(
        &document,
        "paste",
        options,
        move |event| callback.emit(event.clone()),
    ))
}

impl Grid {
    /// Takes what is pasted while the focus is in this grid.
    pub(super) fn paste(&mut self, ctx: &Context<Self>, event: &Event) -> bool {
        let Some(matrix) = ctx.props().editable().filter(|_| self.has_focus()) else {
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

    fn has_focus(&self) -> bool {
        let root = self.root.cast::<Element>();
        let focus = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.active_element());
        root.is_some_and(|root| focus.is_some_and(|focus| root.contains(Some(&focus))))
    }
}
