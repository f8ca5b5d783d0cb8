//! `window.attentionPlayground`: the handle of the protocol, section 6, for notebooks, the console and tests.

use super::commands;
use super::host::Host;
use crate::protocol::{Command, Refusal};
use crate::text;
use crate::view::store::Store;
use js_sys::{Function, JSON, Object, Promise, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::future_to_promise;
use yew::Callback;

/// The methods that are commands, and what each is called in messages.
const METHODS: &[(&str, &str)] = &[
    ("getState", "get-state"),
    ("setState", "set-state"),
    ("getTrace", "get-trace"),
    ("apply", "apply"),
    ("undo", "undo"),
    ("redo", "redo"),
    ("export", "export"),
];

/// Puts the handle on the window. It lives as long as the page, so its closures are never freed.
pub fn install(store: &Rc<RefCell<Store>>, changed: &Callback<()>, host: &Rc<Host>) {
    let handle = Object::new();
    for (method, name) in METHODS {
        let (store, changed) = (store.clone(), changed.clone());
        let call = move |given: JsValue| call(&store, &changed, name, &given);
        offer(
            &handle,
            method,
            Closure::<dyn Fn(JsValue) -> Promise>::new(call).into_js_value(),
        );
    }
    let listening = host.clone();
    let on = move |event: JsValue, listener: JsValue| {
        if let (Some(event), Ok(listener)) = (event.as_string(), listener.dyn_into::<Function>()) {
            listening.listen(event, listener);
        }
    };
    offer(
        &handle,
        "on",
        Closure::<dyn Fn(JsValue, JsValue)>::new(on).into_js_value(),
    );
    let listening = host.clone();
    let destroy = move || listening.forget_listeners();
    offer(
        &handle,
        "destroy",
        Closure::<dyn Fn()>::new(destroy).into_js_value(),
    );
    let _ = Reflect::set(&js_sys::global(), &"attentionPlayground".into(), &handle);
}

fn offer(handle: &Object, name: &str, function: JsValue) {
    let _ = Reflect::set(handle, &name.into(), &function);
}

/// Reads what was given at once, so that what a caller does with it afterwards changes nothing.
fn call(
    store: &Rc<RefCell<Store>>,
    changed: &Callback<()>,
    name: &str,
    given: &JsValue,
) -> Promise {
    let command = read(name, given);
    let (store, changed) = (store.clone(), changed.clone());
    future_to_promise(async move {
        let answer = match command {
            Ok(command) => commands::answer(&store, &changed, &command).await,
            Err(refusal) => Err(refusal),
        };
        let text = answer.map_err(|refusal| js_sys::Error::new(&refusal.message))?;
        JSON::parse(&text).map_err(|_| js_sys::Error::new(text::e_not_written()).into())
    })
}

fn read(name: &str, given: &JsValue) -> Result<Command, Refusal> {
    let payload = match name {
        "set-state" => Some(json(given, "state")?),
        "apply" => Some(["{\"action\":", &json(given, "action")?, "}"].concat()),
        "export" => Some(json(given, "options")?),
        _ => None,
    };
    Command::read(name, payload.as_deref())
}

/// What a caller gave, as JSON text: the pure part then reads it as it reads any other document.
fn json(given: &JsValue, name: &str) -> Result<String, Refusal> {
    if let Some(text) = given.as_string() {
        return Ok(text);
    }
    JSON::stringify(given)
        .ok()
        .and_then(|text| text.as_string())
        .ok_or_else(|| Refusal::new("payload", text::e_no_object(name)))
}
