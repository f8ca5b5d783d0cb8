//! Pasting into a grid.

use super::{Grid, Msg};
use crate::state::{Action, parse_block, parse_number};
use crate::view::intent::Intent;
use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Element, HtmlInputElement};
use yew::prelude::*;

/// Hears what is pasted anywhere on the page. Firefox pastes where the selection is, which does not follow the focus of a
/// cell: a listener on the grid itself would hear nothing there.
pub fn listener(ctx: &Context<Grid>, root: &NodeRef) -> Option<EventListener> {
    let (link, root) = (ctx.link().clone(), root.clone());
    let document = web_sys::window()?.document()?;
    let options = EventListenerOptions::enable_prevent_default();
    let hear = move |event: &Event| {
        // At once: when a message is read the event may be over, and what was pasted gone with it.
        if let Some(text) = pasted(&root, event) {
            event.prevent_default();
            link.send_message(Msg::Paste(text));
        }
    };
    Some(EventListener::new_with_options(
        &document, "paste", options, hear,
    ))
}

/// What is pasted while the focus is in the grid, if it is for the grid and can be changed.
fn pasted(root: &NodeRef, event: &Event) -> Option<String> {
    let root = root.cast::<Element>()?;
    let focus = root.owner_document()?.active_element()?;
    if !root.contains(Some(&focus)) || root.get_attribute("aria-readonly")? != "false" {
        return None;
    }
    let data = event.dyn_ref::<ClipboardEvent>()?.clipboard_data()?;
    let text = data.get_data("text/plain").ok()?;
    // A single number pasted into the open edit field is ordinary typing.
    let is_typing = focus.is_instance_of::<HtmlInputElement>() && parse_number(&text).is_ok();
    (!is_typing).then_some(text)
}

impl Grid {
    /// Puts what was pasted where the focus is.
    pub(super) fn paste(&mut self, ctx: &Context<Self>, text: &str) -> bool {
        let Some(matrix) = ctx.props().editable() else {
            return false;
        };
        self.commit(true);
        let (row, column) = self.active;
        ctx.props().emit.emit(match parse_block(text) {
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
