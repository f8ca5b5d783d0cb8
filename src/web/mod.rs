//! The only place that touches the browser: address, storage of files, clipboard, theme, mounting.

pub mod commands;
pub mod handle;
pub mod host;
pub mod measure;
pub mod panic;
pub mod picture;
pub mod share;
pub mod storage;
pub mod worker;

use crate::state::link::Theme;
use crate::text;
use crate::view::app::App;
use gloo::events::{EventListener, EventListenerOptions};
pub use gloo::render::AnimationFrame;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, BlobPropertyBag, Element, HtmlAnchorElement, HtmlElement, HtmlSelectElement,
    KeyboardEvent, Url, Window,
};
use yew::Callback;

/// Mounts the app in `#app`, in place of the first paint.
pub fn mount() {
    panic::install();
    greet();
    let Some(root) = document_element("app") else {
        return;
    };
    root.set_text_content(None);
    yew::Renderer::<App>::with_root(root).render();
}

fn window() -> Option<Window> {
    web_sys::window()
}

fn document_element(id: &str) -> Option<Element> {
    window()?.document()?.get_element_by_id(id)
}

/// The page's address.
#[derive(Default)]
pub struct Address {
    /// All of it.
    pub whole: String,
    /// `?...`, or nothing.
    pub query: String,
    /// `#...`, or nothing.
    pub hash: String,
}

/// Reads the address.
pub fn address() -> Address {
    let Some(location) = window().map(|w| w.location()) else {
        return Address::default();
    };
    Address {
        whole: location.href().unwrap_or_default(),
        query: location.search().unwrap_or_default(),
        hash: location.hash().unwrap_or_default(),
    }
}

/// The address of this page with another query and no hash.
pub fn without_state(query: &str) -> String {
    let whole = address().whole;
    let page = whole.split(['?', '#']).next().unwrap_or_default();
    [page, "?", query].concat()
}

/// Puts a hash into the address: in a new history entry, or in place of the present one. Without a hash (the state is
/// too large for one) the old hash goes, since it would say something else.
pub fn write_hash(hash: Option<&str>, push: bool) {
    let Some(history) = window().and_then(|w| w.history().ok()) else {
        return;
    };
    let url = match hash {
        Some(hash) => hash.to_owned(),
        None => {
            let location = window().map(|w| w.location());
            location.and_then(|l| l.pathname().ok()).unwrap_or_default() + &address().query
        }
    };
    // A browser that refuses (too many writes, a sandboxed frame) only loses the address, not the state.
    let _ = if push {
        history.push_state_with_url(&JsValue::NULL, "", Some(&url))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(&url))
    };
}

/// Listeners that end when they are dropped.
pub struct Listeners {
    _held: Option<EventListener>,
}

/// Calls back when the address changes by Back, Forward or by hand.
pub fn on_navigation(callback: Callback<()>) -> Listeners {
    // A hash typed by hand fires popstate too, so one listener hears both.
    listen("popstate", callback)
}

/// Calls back when the window gets another size.
pub fn on_resize(callback: Callback<()>) -> Listeners {
    listen("resize", callback)
}

/// Calls back for every key that is pressed on the page, whatever has the focus. Where nothing has it, the browser sends
/// keys to the body, which stands above all that is drawn.
pub fn on_key(callback: Callback<KeyboardEvent>) -> Listeners {
    let options = EventListenerOptions::enable_prevent_default();
    let listener = |w: Window| {
        EventListener::new_with_options(&w, "keydown", options, move |event| {
            if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
                callback.emit(event.clone());
            }
        })
    };
    Listeners {
        _held: window().map(listener),
    }
}

/// Calls back when the page's own fonts are there: until then it is laid out with others.
pub fn when_fonts_are_there(callback: Callback<()>) {
    let fonts = window().and_then(|w| w.document()).map(|d| d.fonts());
    let Some(Ok(ready)) = fonts.map(|fonts| fonts.ready()) else {
        return;
    };
    spawn_local(async move {
        // A font that does not come changes nothing that was laid out.
        let _ = JsFuture::from(ready).await;
        callback.emit(());
    });
}

fn listen(event: &'static str, callback: Callback<()>) -> Listeners {
    let listener = |w: Window| EventListener::new(&w, event, move |_| callback.emit(()));
    Listeners {
        _held: window().map(listener),
    }
}

/// Speaks the language that was fetched before the start; without one, or with one of another version, English.
fn greet() {
    let given = js_sys::Reflect::get(&js_sys::global(), &"attentionPlaygroundLanguage".into());
    let Some(given) = given.ok().and_then(|g| g.dyn_into::<js_sys::Array>().ok()) else {
        return;
    };
    if let (Some(code), Some(file)) = (given.get(0).as_string(), given.get(1).as_string())
        && text::speak(&code, &file).is_err()
    {
        // The first paint spoke it already.
        set_language("en", text::brand(), "");
    }
}

/// Fetches the catalogue of a language; calls back with its text, or nothing.
pub fn fetch_language(code: &'static str, done: Callback<Option<String>>) {
    fetch_text(format!("lang/{code}.ftl"), done);
}

/// Fetches a text of the page's own; calls back with it, or nothing.
pub fn fetch_text(file: String, done: Callback<Option<String>>) {
    spawn_local(async move { done.emit(try_fetch(&file).await.ok()) });
}

async fn try_fetch(file: &str) -> Result<String, JsValue> {
    let window = window().ok_or(JsValue::NULL)?;
    let answer = JsFuture::from(window.fetch_with_str(file)).await?;
    let answer: web_sys::Response = answer.dyn_into()?;
    if !answer.ok() {
        return Err(JsValue::NULL);
    }
    let text = JsFuture::from(answer.text()?).await?;
    text.as_string().ok_or(JsValue::NULL)
}

/// Tells the document, the address and what stands outside of the app which language is spoken; `file` is its catalogue.
pub fn set_language(code: &str, title: &str, file: &str) {
    let Some(window) = window() else {
        return;
    };
    if let Some(document) = window.document() {
        document.set_title(title);
        if let Some(root) = document.document_element() {
            let _ = root.set_attribute("lang", code);
        }
    }
    let speak = js_sys::Reflect::get(&js_sys::global(), &"attentionPlaygroundSpeak".into());
    if let Some(speak) = speak
        .ok()
        .and_then(|s| s.dyn_into::<js_sys::Function>().ok())
    {
        let _ = speak.call1(&JsValue::NULL, &file.into());
    }
}

/// Sets the list of languages back to `code`: the browser moved it when it was chosen from.
pub fn choose_language(code: &str) {
    let list = window()
        .and_then(|w| w.document())
        .and_then(|d| d.query_selector("select.language").ok()?)
        .and_then(|list| list.dyn_into::<HtmlSelectElement>().ok());
    if let Some(list) = list {
        list.set_value(code);
    }
}

/// Sets a parameter of the address' query, and leaves the rest of the address as it is.
pub fn write_query(name: &str, value: &str) {
    // A browser that refuses only keeps the old address.
    let _ = try_write_query(name, Some(value), false);
}

/// Opens a lesson in the address, or leaves it; `push`: as a new entry of the history.
pub fn write_lesson(name: Option<&str>, push: bool) {
    let _ = try_write_query("lesson", name, push);
}

fn try_write_query(name: &str, value: Option<&str>, push: bool) -> Option<()> {
    let url = Url::new(&address().whole).ok()?;
    match value {
        Some(value) => url.search_params().set(name, value),
        None => url.search_params().delete(name),
    }
    let history = window()?.history().ok()?;
    let written = match push {
        true => history.push_state_with_url(&JsValue::NULL, "", Some(&url.href())),
        false => history.replace_state_with_url(&JsValue::NULL, "", Some(&url.href())),
    };
    written.ok()
}

/// Gives the focus to the element of an id, if there is one.
pub fn focus(id: &str) {
    if let Some(element) = document_element(id).and_then(|e| e.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Sets the theme; automatic: as the system says.
pub fn set_theme(theme: Theme) {
    let Some(root) = window()
        .and_then(|w| w.document())
        .and_then(|d| d.document_element())
    else {
        return;
    };
    let _ = match theme {
        Theme::Auto => root.remove_attribute("data-theme"),
        Theme::Light => root.set_attribute("data-theme", "light"),
        Theme::Dark => root.set_attribute("data-theme", "dark"),
    };
}

/// Calls back at the next frame with its time in milliseconds, unless what is returned is dropped before.
pub fn next_frame(callback: Callback<f64>) -> AnimationFrame {
    gloo::render::request_animation_frame(move |now| callback.emit(now))
}

/// Shows the page from its top.
pub fn scroll_to_top() {
    if let Some(window) = window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// Whether the learner asked the system for less motion.
pub fn is_calm() -> bool {
    let query = window().and_then(|w| w.match_media("(prefers-reduced-motion: reduce)").ok()?);
    query.is_some_and(|query| query.matches())
}

/// Copies text; calls back with whether the browser allowed it.
pub fn copy(text: String, done: Callback<bool>) {
    spawn_local(async move {
        // Outside of a secure context there is no clipboard at all, and reading it would throw.
        let clipboard = window().map(|w| w.navigator()).and_then(|n| {
            js_sys::Reflect::get(&n, &"clipboard".into())
                .ok()?
                .dyn_into::<web_sys::Clipboard>()
                .ok()
        });
        let copied = match clipboard {
            Some(clipboard) => JsFuture::from(clipboard.write_text(&text)).await.is_ok(),
            None => false,
        };
        done.emit(copied);
    });
}

/// Saves text as a file.
pub fn save(name: &str, mime: &str, text: &str) {
    let _ = try_save(name, mime, text);
}

fn try_save(name: &str, mime: &str, text: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let blob =
        Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&text.into()), &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    download(name, &url)?;
    Url::revoke_object_url(&url)
}

/// Saves what stands at an address as a file.
fn download(name: &str, url: &str) -> Result<(), JsValue> {
    let document = window().and_then(|w| w.document()).ok_or(JsValue::NULL)?;
    let anchor: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    anchor.set_href(url);
    anchor.set_download(name);
    anchor.click();
    Ok(())
}

/// Largest file that is read: a state document at the limits of the protocol is smaller.
const LARGEST_FILE: f64 = 64e6;

/// Longest name of a file that a notice repeats, in characters.
const MOST_NAME: usize = 80;

/// Reads a file as text.
pub fn read_file(file: web_sys::File, done: Callback<Result<String, String>>) {
    let name = text::outside(&file.name(), MOST_NAME);
    if file.size() > LARGEST_FILE {
        done.emit(Err(text::e_larger_than_mb_which(&name)));
        return;
    }
    spawn_local(async move {
        let text = JsFuture::from(file.text())
            .await
            .ok()
            .and_then(|text| text.as_string());
        done.emit(text.ok_or_else(|| text::e_the_browser_could_not(&name)));
    });
}
