//! A panic shows a readable message and lets the learner keep the state; static/boot.js draws that screen.

use crate::state::AppState;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};

thread_local!(static LAST: RefCell<Option<Rc<AppState>>> = const { RefCell::new(None) });

/// Remembers the state that a panic would save.
pub fn watch(state: &Rc<AppState>) {
    LAST.with(|last| {
        if let Ok(mut last) = last.try_borrow_mut() {
            *last = Some(state.clone());
        }
    });
}

/// From now on a panic is shown.
pub fn install() {
    // Yew sets a hook of its own when it renders, unless it is given ours.
    yew::set_custom_panic_hook(Box::new(|info| {
        let state = LAST.with(|last| {
            last.try_borrow()
                .ok()
                .and_then(|s| s.as_ref().map(|s| s.to_json()))
        });
        let show = js_sys::Reflect::get(&js_sys::global(), &"attentionPlaygroundPanic".into());
        if let Some(show) = show
            .ok()
            .and_then(|f| f.dyn_into::<js_sys::Function>().ok())
        {
            let state = state.map_or(JsValue::NULL, JsValue::from);
            let _ = show.call2(&JsValue::NULL, &info.to_string().into(), &state);
        }
    }));
}
