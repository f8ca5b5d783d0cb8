//! What the benches want to know of a build of their own (feature `bench`): when the pure part of the page computes.

#[cfg(feature = "bench")]
use wasm_bindgen::prelude::wasm_bindgen;

#[cfg(feature = "bench")]
#[wasm_bindgen]
extern "C" {
    // A mark of User Timing (`performance.mark`) takes thirty microseconds while a trace is taken, this one a few.
    #[wasm_bindgen(js_namespace = console, js_name = timeStamp)]
    fn mark(name: &str);
}

/// Carries out work that knows no browser: reducing an action, computing a trace. With the feature `bench` two marks
/// stand around it in the browser's trace (`cargo xtask bench` reads them there); without it this is a call.
#[inline(always)]
pub fn pure<T>(work: impl FnOnce() -> T) -> T {
    #[cfg(feature = "bench")]
    mark("pure:begin");
    let result = work();
    #[cfg(feature = "bench")]
    mark("pure:end");
    result
}
