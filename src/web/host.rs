//! The page that embeds this one, and whoever else listens: commands in, answers and events out (protocol, section 6).

use super::{commands, window};
use crate::protocol::{Event, Message, SOURCE};
use crate::view::store::Store;
use gloo::events::EventListener;
use gloo::render::{AnimationFrame, request_animation_frame};
use js_sys::{Function, JSON, Object, Reflect};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, MessageEvent, ResizeObserver, Window};
use yew::Callback;

/// The way to the outside.
pub struct Host {
    store: Rc<RefCell<Store>>,
    changed: Callback<()>,
    /// The page that this one is a frame of, if it is one.
    parent: Option<Window>,
    /// The origin that may hear everything.
    origin: Option<String>,
    /// Functions of this page that want to hear an event, by its name.
    listeners: RefCell<Vec<(String, Function)>>,
    height: Cell<u32>,
    frame: RefCell<Option<AnimationFrame>>,
    held: RefCell<Option<(EventListener, ResizeObserver)>>,
}

impl Host {
    /// Listens from now on. `changed` is called after a command changed the store.
    pub fn new(
        store: Rc<RefCell<Store>>,
        changed: Callback<()>,
        origin: Option<String>,
    ) -> Rc<Self> {
        let parent = window().and_then(|own| {
            let parent = own.parent().ok().flatten()?;
            (parent != own).then_some(parent)
        });
        Rc::new(Self {
            store,
            changed,
            parent,
            origin,
            listeners: RefCell::default(),
            height: Cell::new(0),
            frame: RefCell::default(),
            held: RefCell::default(),
        })
    }

    /// Says that it can be talked to, and from now on how high the page is. Call it when the page is drawn.
    pub fn begin(self: &Rc<Self>) {
        let Some(own) = window() else {
            return;
        };
        if self.held.borrow().is_some() {
            return;
        }
        let hear = {
            let host = Rc::clone(self);
            EventListener::new(&own, "message", move |event| {
                host.hear(event.unchecked_ref())
            })
        };
        let measure = {
            let host = Rc::clone(self);
            Closure::<dyn FnMut()>::new(move || host.measure())
        };
        // A function that the observer keeps as long as the page lives.
        let observer = ResizeObserver::new(measure.into_js_value().unchecked_ref());
        if let (Ok(observer), Some(page)) = (observer, page()) {
            observer.observe(&page);
            self.held.replace(Some((hear, observer)));
        }
        self.say(&Event::Ready);
        self.measure();
        // Who embeds H5P content knows these.
        self.tell_parent(&[("context", "h5p".into()), ("action", "hello".into())]);
    }

    /// Tells the parent that may hear it, and those on this page who asked for it.
    pub fn say(&self, event: &Event<'_>) {
        self.post(&event.to_json(), event.is_public());
        let name = event.name();
        let hear = |(of, _): &&(String, Function)| of == name;
        let listeners: Vec<_> = self
            .listeners
            .borrow()
            .iter()
            .filter(hear)
            .map(|(_, f)| f.clone())
            .collect();
        if let Ok(payload) = JSON::parse(&event.payload()) {
            for listener in listeners {
                // What goes wrong in a listener is its own affair.
                let _ = listener.call1(&JsValue::NULL, &payload);
            }
        }
    }

    /// Says that the state is another, once a frame at most.
    pub fn state_changed(self: &Rc<Self>) {
        let wants = |(of, _): &(String, Function)| of == "state-changed";
        let is_heard = self.parent.is_some() && self.origin.is_some();
        if self.frame.borrow().is_some() || !(is_heard || self.listeners.borrow().iter().any(wants))
        {
            return;
        }
        let host = Rc::clone(self);
        let frame = request_animation_frame(move |_| {
            host.frame.take();
            let state = host.store.borrow().model().state;
            host.say(&Event::StateChanged(&state));
        });
        self.frame.replace(Some(frame));
    }

    /// Calls `listener` with what an event says, from now on.
    pub(super) fn listen(&self, event: String, listener: Function) {
        self.listeners.borrow_mut().push((event, listener));
    }

    /// Calls no listener any more.
    pub(super) fn forget_listeners(&self) {
        self.listeners.borrow_mut().clear();
    }

    fn hear(self: &Rc<Self>, event: &MessageEvent) {
        let data = event.data();
        let source = Reflect::get(&data, &"source".into()).unwrap_or_default();
        let from = event.source();
        let parent = self.parent.as_ref().map(JsValue::from);
        if source != SOURCE || from.map(JsValue::from) != parent || parent.is_none() {
            return;
        }
        let text = JSON::stringify(&data)
            .ok()
            .and_then(|text| text.as_string());
        let Some(message) = text.and_then(|text| Message::read(&text)) else {
            return;
        };
        let (host, origin) = (Rc::clone(self), event.origin());
        spawn_local(async move {
            let answer = match &message.command {
                Ok(command) => commands::answer(&host.store, &host.changed, command).await,
                Err(refusal) => Err(refusal.clone()),
            };
            let reply = message.reply(answer.as_deref());
            if let (Some(parent), Ok(reply)) = (&host.parent, JSON::parse(&reply)) {
                // A page without an origin (a file, a sandbox) cannot be named, and hears no answer.
                let _ = parent.post_message(&reply, &origin);
            }
        });
    }

    /// Tells the height where it is another than the last.
    fn measure(&self) {
        let height = page().map_or(0, |page| {
            page.get_bounding_client_rect().height().ceil() as u32
        });
        if height == 0 || self.height.replace(height) == height {
            return;
        }
        self.say(&Event::Resize(height));
        let height = JsValue::from(height);
        self.tell_parent(&[
            ("context", "h5p".into()),
            ("action", "resize".into()),
            ("scrollHeight", height.clone()),
        ]);
        self.tell_parent(&[("subject", "lti.frameResize".into()), ("height", height)]);
    }

    fn post(&self, json: &str, public: bool) {
        let to = if public {
            Some("*")
        } else {
            self.origin.as_deref()
        };
        if let (Some(parent), Some(to), Ok(message)) = (&self.parent, to, JSON::parse(json)) {
            let _ = parent.post_message(&message, to);
        }
    }

    /// A message in the form of somebody else, who may be any parent: it says a height and nothing more.
    fn tell_parent(&self, fields: &[(&str, JsValue)]) {
        let Some(parent) = &self.parent else {
            return;
        };
        let message = Object::new();
        for (key, value) in fields {
            let _ = Reflect::set(&message, &(*key).into(), value);
        }
        let _ = parent.post_message(&message, "*");
    }
}

/// What the page consists of; it is as high as its content.
fn page() -> Option<Element> {
    super::document_element("app")
}
