//! What the browser does for the dialog that shares the page.

use gloo::events::EventListener;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CustomEvent, Element, HtmlDialogElement, HtmlTextAreaElement};
use yew::Callback;

fn dialog(id: &str) -> Option<HtmlDialogElement> {
    super::document_element(id)?.dyn_into().ok()
}

/// Opens a dialog over the page, if it is not open.
pub fn open(id: &str) {
    if let Some(dialog) = dialog(id).filter(|dialog| !dialog.open()) {
        let _ = dialog.show_modal();
    }
}

/// Closes a dialog; the focus goes back to where it came from.
pub fn close(id: &str) {
    if let Some(dialog) = dialog(id) {
        dialog.close();
    }
}

/// Selects the text of a field.
pub fn select(id: &str) {
    let field = super::document_element(id).and_then(|e| e.dyn_into::<HtmlTextAreaElement>().ok());
    if let Some(field) = field {
        let _ = field.focus();
        field.select();
    }
}

/// The address of a picture, an SVG document.
pub fn picture(svg: &str) -> String {
    let encoded = String::from(js_sys::encode_uri_component(svg));
    ["data:image/svg+xml,", &encoded].concat()
}

/// Hears how high an `<attention-playground>` is, until it is dropped.
pub struct Heard {
    _listener: EventListener,
}

impl Heard {
    /// Calls back with each new height, in CSS pixels.
    pub fn new(element: &Element, height: Callback<u32>) -> Self {
        let listener = EventListener::new(element, "resize", move |event| {
            let detail = event
                .dyn_ref::<CustomEvent>()
                .map_or(JsValue::NULL, CustomEvent::detail);
            let told = js_sys::Reflect::get(&detail, &"height".into()).ok();
            if let Some(told) = told.and_then(|told| told.as_f64()) {
                height.emit(told as u32);
            }
        });
        Self {
            _listener: listener,
        }
    }
}
