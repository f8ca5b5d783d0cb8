//! The app: owns the state and all effects. Everything below it only draws and asks.

use super::attention::attention;
use super::grid::Scroll;
use super::header::{Bar, header};
use super::intent::{Intent, wish};
use super::lesson::{lab_head, lesson_column};
use super::order::order;
use super::overview;
use super::part::{CellRef, Part};
use super::reading::{announcement, invitation, origin};
use super::scene::{Look, Scene};
use super::store::{Finding, Store, findings};
use super::text;
use crate::lesson::{Lab, presets};
use crate::state::link::{self, Notice, Options, Theme};
use crate::state::{Action, AppState, MatrixId};
use crate::web;
use gloo::timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use yew::prelude::*;

/// What happens to the app.
pub enum Msg {
    /// A component asks.
    Wish(Intent),
    /// The store was changed from outside (the JavaScript interface).
    Changed,
    /// The address changed (Back, Forward, a hash typed by hand).
    Navigated,
    /// Write the state to the address now.
    WriteHash,
    /// Text read from a file.
    Read(Result<String, String>),
    /// How copying went.
    Copied(bool),
}

/// The component.
pub struct App {
    store: Rc<RefCell<Store>>,
    look: Look,
    options: Options,
    theme: Theme,
    notices: Vec<String>,
    said: String,
    preset: &'static str,
    findings: Rc<Vec<Finding>>,
    hash_timer: Option<Timeout>,
    canvas: NodeRef,
    _listeners: web::Listeners,
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let address = web::address();
        let opening = link::open(&address.query, &address.hash);
        let mut notices: Vec<String> = opening.notices.iter().map(told).collect();
        let parts = opening.options.hide.iter();
        notices.extend(
            parts
                .filter(|p| !text::PARTS.contains(&p.as_str()))
                .map(|p| text::no_such_part(p)),
        );
        let store = Store::new(opening.state).unwrap_or_else(|error| {
            notices.push(text::refused(&error));
            Store::default()
        });
        let store = Rc::new(RefCell::new(store));
        let link = ctx.link();
        web::panic::watch(&store.borrow().model().state);
        web::handle::install(store.clone(), link.callback(|()| Msg::Changed));
        let readonly = opening.options.readonly;
        let mut app = Self {
            look: Look {
                readonly,
                ..Look::default()
            },
            theme: opening.options.theme,
            preset: presets::robot().id,
            options: opening.options,
            store,
            notices,
            said: String::new(),
            findings: Rc::default(),
            hash_timer: None,
            canvas: NodeRef::default(),
            _listeners: web::on_navigation(link.callback(|()| Msg::Navigated)),
        };
        let lab = app.store.borrow().model().state.lab;
        app.preset = app.origin().unwrap_or(lab.default_preset());
        app.begin();
        app.refresh_findings();
        web::set_theme(app.theme);
        app
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Wish(intent) => self.grant(ctx, intent),
            Msg::Changed => self.jumped(ctx),
            Msg::Navigated => self.navigate(ctx),
            Msg::WriteHash => {
                self.write_hash(false);
                false
            }
            Msg::Read(Ok(content)) => match AppState::from_json(&content) {
                Ok(state) => {
                    let done = self.store.borrow_mut().push(state, None);
                    match done {
                        Ok(()) => {
                            self.note(text::FILE_READ.into());
                            self.jumped(ctx)
                        }
                        Err(error) => self.note(text::refused(&error)),
                    }
                }
                Err(error) => self.note(text::refused(&error)),
            },
            Msg::Read(Err(why)) => self.note(why),
            Msg::Copied(done) => self.note(
                if done {
                    text::COPIED
                } else {
                    text::COPY_BY_HAND
                }
                .into(),
            ),
        }
    }

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        // A canvas that cannot be drawn on leaves the picture empty; the grid beside it holds the numbers.
        let _ = overview::draw(&self.canvas, &self.store.borrow().model(), self.look.head);
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let store = self.store.borrow();
        let model = store.model();
        let lab = if Lab::BUILT.contains(&model.state.lab) {
            model.state.lab
        } else {
            Lab::Attention
        };
        let emit = ctx.link().callback(Msg::Wish);
        let hidden: Vec<String> = self
            .options
            .hide
            .iter()
            .map(|part| format!("hide-{part}"))
            .collect();
        let class = classes!(
            "page",
            hidden,
            self.options.embed.then_some("embed"),
            self.look.readonly.then_some("readonly")
        );
        let bar = Bar {
            lab,
            can_undo: store.can_undo(),
            can_redo: store.can_redo(),
            theme: self.theme,
        };
        let scene = Scene {
            model,
            look: self.look,
            canvas: self.canvas.clone(),
            said: self.said.clone().into(),
            emit: emit.clone(),
        };
        html! {
            <div {class} onkeydown={shortcuts(&emit)}>
                <a class="skip" href="#lab">{ text::SKIP }</a>
                if !self.options.embed { { header(&bar, &emit) } }
                { self.notice_bar(&emit) }
                <main>
                    { lesson_column(lab, self.look.invite.is_some()) }
                    <div class={classes!("lab", format!("{}-lab", lab.name()))} id="lab" tabindex="-1">
                    { lab_head(&scene, lab, self.preset) }
                    { if lab == Lab::Order { order(&scene, &self.findings) } else { attention(&scene) } }
                    </div>
                </main>
            </div>
        }
    }
}

/// A notice with the name of its parameter, where it does not begin with it anyway.
fn told(notice: &Notice) -> String {
    let Notice { parameter, message } = notice;
    let named = message
        .strip_prefix(parameter.as_str())
        .is_some_and(|rest| rest.starts_with([':', '.', '[']));
    if named {
        message.clone()
    } else {
        format!("{parameter}: {message}")
    }
}

/// Undo and redo by the keys that people know, outside of text fields, which have an undo of their own.
fn shortcuts(emit: &Callback<Intent>) -> Callback<KeyboardEvent> {
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

impl App {
    fn grant(&mut self, ctx: &Context<Self>, intent: Intent) -> bool {
        match intent {
            Intent::Act(action, gesture) => self.act(ctx, &action, gesture),
            Intent::Undo => {
                let done = self.store.borrow_mut().undo();
                done && self.jumped(ctx)
            }
            Intent::Redo => {
                let done = self.store.borrow_mut().redo();
                done && self.jumped(ctx)
            }
            Intent::Point(at) => std::mem::replace(&mut self.look.pointed, at) != at,
            Intent::Scroll(axis, offset) => {
                self.look.scroll = self.look.scroll.with(axis, offset);
                true
            }
            Intent::Head(head) => std::mem::replace(&mut self.look.head, head) != head,
            Intent::Arcs(arcs) => std::mem::replace(&mut self.look.arcs, arcs) != arcs,
            Intent::Refuse(error) => self.note(text::refused(&error)),
            Intent::Dismiss(index) => {
                if index < self.notices.len() {
                    self.notices.remove(index);
                }
                true
            }
            Intent::CopyLink => self.copy_link(ctx),
            Intent::SaveFile => {
                self.save();
                false
            }
            Intent::OpenFile(file) => {
                web::read_file(file, ctx.link().callback(Msg::Read));
                false
            }
            Intent::Theme => {
                self.theme = match self.theme {
                    Theme::Auto => Theme::Light,
                    Theme::Light => Theme::Dark,
                    Theme::Dark => Theme::Auto,
                };
                web::set_theme(self.theme);
                true
            }
        }
    }

    fn act(&mut self, ctx: &Context<Self>, action: &Action, gesture: Option<u32>) -> bool {
        let opens = matches!(action, Action::SetLab { .. } | Action::LoadPreset { .. });
        if self.look.readonly && !matches!(action, Action::SetLab { .. }) {
            return self.note(text::READONLY.into());
        }
        if opens {
            // What was edited since the last entry belongs to that entry.
            self.write_hash(false);
        }
        let done = web::measure::pure(|| self.store.borrow_mut().act(action, gesture));
        if let Err(error) = done {
            return self.note(text::refused(&error));
        }
        if let Action::LoadPreset { preset } = action {
            let known = presets::IDS.iter().find(|id| *id == preset);
            self.preset = known.copied().unwrap_or(self.preset);
            self.look.scroll = Scroll::default();
            self.begin();
        } else {
            self.look.invite = self.invitation();
        }
        if matches!(action, Action::SetCell { .. } | Action::PasteBlock { .. }) {
            self.announce(action);
        }
        self.after_change(ctx);
        if opens {
            self.hash_timer = None;
            self.write_hash(true);
        }
        true
    }

    /// After a change that may have led to quite another state: undo, a file, an address, the JavaScript interface.
    fn jumped(&mut self, ctx: &Context<Self>) -> bool {
        self.preset = self.origin().unwrap_or(self.preset);
        self.look.invite = self.invitation();
        self.after_change(ctx)
    }

    /// What follows from any change of the store.
    fn after_change(&mut self, ctx: &Context<Self>) -> bool {
        let state = self.store.borrow().model().state;
        self.look.head = self.look.head.min(state.setup.heads.saturating_sub(1));
        web::panic::watch(&state);
        self.refresh_findings();
        if self.hash_timer.is_none() {
            let link = ctx.link().clone();
            self.hash_timer = Some(Timeout::new(HASH_PAUSE, move || {
                link.send_message(Msg::WriteHash)
            }));
        }
        true
    }

    /// The Order lab's table, computed once a state, and only where it is shown.
    fn refresh_findings(&mut self) {
        let state = self.store.borrow().model().state;
        if state.lab == Lab::Order {
            self.findings = Rc::new(findings(&state));
        }
    }

    fn write_hash(&mut self, push: bool) {
        let pending = self.hash_timer.take().is_some();
        if push || pending {
            let hash = link::hash(&self.store.borrow().model().state);
            web::write_hash(hash.as_deref(), push);
        }
    }

    fn navigate(&mut self, ctx: &Context<Self>) -> bool {
        let address = web::address();
        if !address.hash.is_empty()
            && !address.hash.starts_with("#s=")
            && !address.hash.starts_with("#json=")
        {
            // A jump within the page (the way past the header), which says nothing of the state.
            self.hash_timer = None;
            web::write_hash(
                link::hash(&self.store.borrow().model().state).as_deref(),
                false,
            );
            return false;
        }
        let opening = link::open(&address.query, &address.hash);
        for notice in &opening.notices {
            self.notices.push(told(notice));
        }
        if opening.state == *self.store.borrow().model().state {
            return true;
        }
        let done = self.store.borrow_mut().push(opening.state, None);
        if let Err(error) = done {
            return self.note(text::refused(&error));
        }
        self.jumped(ctx);
        // The address says this already.
        self.hash_timer = None;
        true
    }

    fn copy_link(&mut self, ctx: &Context<Self>) -> bool {
        let Some(hash) = link::hash(&self.store.borrow().model().state) else {
            self.save();
            return self.note(text::LINK_TOO_LONG.into());
        };
        self.hash_timer = None;
        web::write_hash(Some(&hash), false);
        web::copy(web::address().whole, ctx.link().callback(Msg::Copied));
        false
    }

    fn save(&self) {
        let state = self.store.borrow().model().state;
        web::save(
            "attention-playground.json",
            "application/json",
            &state.to_json_pretty(),
        );
    }

    fn note(&mut self, notice: String) -> bool {
        self.notices.retain(|old| *old != notice);
        self.notices.push(notice);
        // Three are read; more are a wall.
        let surplus = self.notices.len().saturating_sub(3);
        self.notices.drain(..surplus);
        true
    }

    /// The first screen has its lines lit: what the marked number leads to.
    fn begin(&mut self) {
        self.look.invite = self.invitation();
        self.look.pointed = self.look.invite.and_then(|(_, row, _)| {
            let (column, _) = self.store.borrow().model().trace.strongest_key(0, row)?;
            Some(CellRef {
                part: Part::Weights(0),
                row,
                column,
            })
        });
    }

    fn announce(&mut self, action: &Action) {
        let model = self.store.borrow().model();
        let last = model.trace.weights.len().saturating_sub(1);
        if let Some(said) = announcement(&model, self.look.head.min(last), action) {
            self.said = said;
        }
    }

    fn origin(&self) -> Option<&'static str> {
        origin(&self.store.borrow().model().state)
    }

    fn invitation(&self) -> Option<(MatrixId, usize, usize)> {
        invitation(&self.store.borrow().model().state).filter(|_| !self.look.readonly)
    }

    fn notice_bar(&self, emit: &Callback<Intent>) -> Html {
        html! {
            <div class="notices" role="alert" aria-label={text::NOTICES}>
            { for self.notices.iter().enumerate().map(|(index, notice)| html! {
                <p class="notice" key={notice.clone()}><span>{ notice }</span>
                    <button type="button" aria-label={text::DISMISS} title={text::DISMISS}
                        onclick={wish(emit, Intent::Dismiss(index))}>{ "\u{d7}" }</button>
                </p>
            }) }
            </div>
        }
    }
}

/// Browsers throttle writes to the address; a few a second are enough.
const HASH_PAUSE: u32 = 350;
