//! How wide the place of a plot is, so that it can be drawn to measure: text keeps its size and no line is scaled.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver, ResizeObserverEntry};
use yew::Callback;

/// Looks after a width until it is dropped.
pub struct Watch {
    observer: ResizeObserver,
    _heard: Closure<dyn FnMut(js_sys::Array)>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Widths are told in steps, so that not each pixel of a window that is dragged wider is a new drawing; between two of
/// them the picture is scaled.
const STEP: f64 = 20.0;

/// Calls back with the width of an element's content, now and whenever it changes, in sixteenths of the root's size: who
/// has larger text has a larger drawing. The element has a padding of that size at its top, by which it is known here.
pub fn watch(element: &Element, told: Callback<f64>) -> Option<Watch> {
    let heard = Closure::new(move |entries: js_sys::Array| {
        let Ok(entry) = entries.get(0).dyn_into::<ResizeObserverEntry>() else {
            return;
        };
        let content = entry.content_rect();
        let root = if content.top() > 0.0 {
            content.top()
        } else {
            16.0
        };
        let width = content.width() * 16.0 / root;
        // What is not shown has none.
        if width > 0.0 {
            told.emit((width / STEP).floor() * STEP);
        }
    });
    let observer = ResizeObserver::new(heard.as_ref().unchecked_ref()).ok()?;
    observer.observe(element);
    Some(Watch {
        observer,
        _heard: heard,
    })
}
