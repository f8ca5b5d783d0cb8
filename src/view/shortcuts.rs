//! Keys that hold everywhere on the page.

use super::intent::Intent;
use super::lesson::course::Move;
use yew::prelude::*;

/// Undo and redo by the keys that people know, outside of text fields, which have an undo of their own; the steps of a
/// lesson; and Escape for what moves by itself.
pub fn shortcuts(emit: &Callback<Intent>) -> Callback<KeyboardEvent> {
    let emit = emit.clone();
    Callback::from(move |event: KeyboardEvent| {
        let held = event.ctrl_key() || event.meta_key();
        match (&*event.key(), event.alt_key() && !held) {
            ("PageDown", true) => emit.emit(Intent::Lesson(Move::On)),
            ("PageUp", true) => emit.emit(Intent::Lesson(Move::Back)),
            ("Escape", _) => emit.emit(Intent::Still),
            _ => {}
        }
        if !held || event.alt_key() {
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
