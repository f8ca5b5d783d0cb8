//! Keys that hold everywhere on the page.

use super::intent::Intent;
use yew::prelude::*;

/// Undo and redo by the keys that people know, outside of text fields, which have an undo of their own.
pub fn shortcuts(emit: &Callback<Intent>) -> Callback<KeyboardEvent> {
    let emit = emit.clone();
    Callback::from(move |event: KeyboardEvent| {
        if !(event.ctrl_key() || event.meta_key()) || event.alt_key() {
            return;
        }
        let typing = event
            .target_dyn_into::<web_sys::HtmlInputElement>()
            .is_some_and(|field| field.type_() == "text");
        let intent = match (&*event.key().to_ascii_lowercase(), event.shift_key()) {
            ("z", false) => Intent::Undo,
            ("z", true) | ("y", false) => Intent::Redo,
            _ => return,
        };
        if !typing {
            event.prevent_default();
            emit.emit(intent);
        }
    })
}
