//! `window.attentionPlayground`: the handle of the protocol, section 6, for notebooks, the console and tests.

use crate::state::{Action, AppState};
use crate::text;
use crate::tutor::Event;
use crate::view::store::Store;
use js_sys::{Function, JSON, Object, Promise, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use yew::Callback;

type Answer = Result<String, String>;

/// Puts the handle on the window. It lives as long as the page, so its closures are never freed.
pub fn install(store: Rc<RefCell<Store>>, changed: Callback<()>) {
    let handle = Object::new();
    let state = |store: &Store| store.model().state.to_json();
    offer(&handle, "getState", store.clone(), move |store, _| {
        Ok(state(store))
    });
    offer(&handle, "getTrace", store.clone(), |store, _| {
        Ok(store.model().trace.to_json())
    });
    let say = changed.clone();
    offer(&handle, "setState", store.clone(), move |store, given| {
        let next = AppState::from_json(&json(given, "state")?).map_err(|e| e.to_string())?;
        store.push(next, None).map_err(|e| e.to_string())?;
        say.emit(());
        Ok(state(store))
    });
    let say = changed.clone();
    offer(&handle, "apply", store.clone(), move |store, given| {
        let action = Action::from_json(&json(given, "action")?).map_err(|e| e.to_string())?;
        store.act(&action, None).map_err(|e| e.to_string())?;
        say.emit(());
        Ok(state(store))
    });
    let say = changed.clone();
    offer(&handle, "undo", store.clone(), move |store, _| {
        store.undo();
        say.emit(());
        Ok(state(store))
    });
    offer(&handle, "redo", store, move |store, _| {
        store.redo();
        changed.emit(());
        Ok(state(store))
    });
    let _ = Reflect::set(&js_sys::global(), &"attentionPlayground".into(), &handle);
}

/// Tells the page around what a learner did in a lesson: an event of the window, `attention-playground:step` or
/// `attention-playground:completed`, whose detail is the message's payload (protocol, section 6).
pub fn tell(event: &Event) {
    let name = match event.completed {
        true => "attention-playground:completed",
        false => "attention-playground:step",
    };
    let told = || -> Result<(), JsValue> {
        let options = web_sys::CustomEventInit::new();
        options.set_detail(&JSON::parse(&event.to_json())?);
        let event = web_sys::CustomEvent::new_with_event_init_dict(name, &options)?;
        let window = web_sys::window().ok_or(JsValue::NULL)?;
        window.dispatch_event(&event).map(drop)
    };
    // Where nobody can be told, the lesson goes on.
    let _ = told();
}

fn offer(
    handle: &Object,
    name: &str,
    store: Rc<RefCell<Store>>,
    run: impl Fn(&mut Store, &JsValue) -> Answer + 'static,
) {
    let closure = Closure::<dyn Fn(JsValue) -> Promise>::new(move |given: JsValue| {
        let answer = match store.try_borrow_mut() {
            Ok(mut store) => run(&mut store, &given),
            Err(_) => Err(text::e_busy().into()),
        };
        match answer.and_then(|text| JSON::parse(&text).map_err(|_| text::e_not_written().into())) {
            Ok(value) => Promise::resolve(&value),
            Err(message) => Promise::reject(&js_sys::Error::new(&message).into()),
        }
    });
    let function: Function = closure.into_js_value().into();
    let _ = Reflect::set(handle, &name.into(), &function);
}

/// What a caller gave, as JSON text: the pure part then reads it as it reads any other document.
fn json(given: &JsValue, name: &str) -> Answer {
    if let Some(text) = given.as_string() {
        return Ok(text);
    }
    JSON::stringify(given)
        .ok()
        .and_then(|text| text.as_string())
        .ok_or_else(|| text::e_no_object(name))
}
