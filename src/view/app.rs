//! The app: owns the state and all effects. Everything below it only draws and asks.

mod address;
mod experiments;
mod language;
mod later;
mod lessons;
mod pointing;
mod share;
mod wiggle;

use super::attention::attention;
use super::cost::cost;
use super::grid::Scroll;
use super::header::{Bar, header};
use super::insight::Insight;
use super::intent::Intent;
use super::joins;
use super::learning::learning;
use super::lesson::{lab_head, lesson_column};
use super::notice::{notice_bar, told};
use super::order::{Insight as OrderInsight, order};
use super::overview;
use super::reading::{invitation, origin};
use super::runs::{Order, Runs};
use super::scaling::scaling;
use super::scene::{Look, Scene};
use super::shortcuts::shortcuts;
use super::store::Store;
use super::text;
use crate::experiment::Kind;
use crate::export::Format;
use crate::lesson::{Lab, Listed, presets};
use crate::plot::Figure;
use crate::state::link::{self, Options, Theme};
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
    /// The catalogue of a language, where it could be fetched.
    Language(&'static str, Option<String>),
    /// Whether a plot could be saved as a picture.
    Drawn(bool),
    /// Whether what a teacher pastes could be copied.
    Shared(bool),
    /// How high the preview of what is shared is, in CSS pixels.
    Measured(u32),
    /// How copying went, and what was to be copied.
    Copied(bool, &'static str),
    /// A frame of a number that wiggles, at a time in milliseconds.
    Frame(f64),
    /// The page is laid out anew: the window has another size, or the fonts have come.
    Resized,
    /// A worker says how its experiment goes.
    Heard(Kind, web::worker::Report),
    /// A worker does not work, and why.
    Broken(Kind, String),
    /// An experiment that begins by itself begins now.
    Begin(Kind),
    /// The file of a lesson in a language, where it could be fetched.
    Lesson(&'static Listed, &'static str, Option<String>),
    /// What a first visit does not show, where it could be fetched.
    Later(Option<&'static later::Later>),
}

/// The component.
pub struct App {
    store: Rc<RefCell<Store>>,
    look: Look,
    insight: Insight,
    wiggle: Option<wiggle::Wiggle>,
    options: Options,
    theme: Theme,
    notices: Vec<String>,
    said: String,
    preset: &'static str,
    orders: Rc<OrderInsight>,
    hash_timer: Option<Timeout>,
    runs: Rc<Runs>,
    host: Rc<web::host::Host>,
    workers: experiments::Workers,
    lessons: lessons::Lessons,
    share: share::Share,
    arrival: later::Arrival,
    /// What happens once what comes later is there.
    waiting: Vec<Msg>,
    canvas: NodeRef,
    joins: NodeRef,
    _listeners: [web::Listeners; 3],
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
        let changed = link.callback(|()| Msg::Changed);
        let origin = opening.options.origin.clone();
        let host = web::host::Host::new(store.clone(), changed.clone(), origin);
        web::handle::install(&store, &changed, &host);
        let readonly = opening.options.readonly;
        let mut app = Self {
            look: Look {
                readonly,
                language: text::spoken(),
                ..Look::default()
            },
            insight: Insight::default(),
            wiggle: None,
            theme: opening.options.theme,
            preset: presets::robot().id,
            options: opening.options,
            store,
            notices,
            said: String::new(),
            orders: Rc::default(),
            hash_timer: None,
            runs: Rc::default(),
            host,
            workers: experiments::Workers::default(),
            lessons: lessons::Lessons::new(),
            share: share::Share::default(),
            arrival: later::Arrival::default(),
            waiting: Vec::new(),
            canvas: NodeRef::default(),
            joins: NodeRef::default(),
            _listeners: [
                web::on_navigation(link.callback(|()| Msg::Navigated)),
                web::on_resize(link.callback(|()| Msg::Resized)),
                web::on_key(shortcuts(&link.callback(Msg::Wish))),
            ],
        };
        web::when_fonts_are_there(link.callback(|()| Msg::Resized));
        app.unheard();
        let lab = app.store.borrow().model().state.lab;
        app.preset = app.origin().unwrap_or(lab.default_preset());
        app.begin();
        app.fetch_for_lab(ctx);
        app.refresh_orders();
        app.refresh_insight();
        app.refresh_experiment(ctx);
        let lesson = app.options.lesson.clone();
        app.follow_lesson(ctx, lesson.as_deref());
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
                            self.note(text::file_read().into());
                            self.jumped(ctx)
                        }
                        Err(error) => self.note(text::refused(&error)),
                    }
                }
                Err(error) => self.note(text::refused(&error)),
            },
            Msg::Read(Err(why)) => self.note(why),
            Msg::Shared(copied) => self.shared(copied),
            Msg::Measured(height) => self.measured(height),
            Msg::Drawn(true) => false,
            Msg::Drawn(false) => self.note(text::plot_not_drawn().into()),
            Msg::Copied(true, copied) => self.note(copied.into()),
            Msg::Copied(false, _) => self.note(text::copy_by_hand().into()),
            Msg::Language(code, file) => {
                let spoken = self.speak(code, file);
                self.translate_lesson(ctx);
                spoken
            }
            Msg::Lesson(lesson, language, file) => {
                let again = file.clone();
                match self.later_or(ctx, || Msg::Lesson(lesson, language, again)) {
                    Some(later) => (later.lesson_came)(self, ctx, (lesson, language, file)),
                    None => false,
                }
            }
            Msg::Later(later) => self.later_came(ctx, later),
            Msg::Frame(now) => self.frame(ctx, now),
            Msg::Resized => {
                self.draw_joins();
                false
            }
            Msg::Heard(kind, report) => match self.later() {
                Some(later) => (later.heard)(self, ctx, kind, report),
                None => false,
            },
            Msg::Broken(kind, why) => self.broken(kind, why),
            Msg::Begin(kind) => self.begin_experiment(ctx, kind),
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            self.host.begin();
        }
        // A canvas that cannot be drawn on leaves the picture empty; the grid beside it holds the numbers.
        let shown = self.store.borrow().shown();
        let _ = overview::draw(&self.canvas, &shown, self.look.head);
        self.draw_joins();
        self.focus_lesson();
        self.show_share(ctx);
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let store = self.store.borrow();
        let model = store.shown();
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
            self.lessons.course.classes(),
            self.look.readonly.then_some("readonly")
        );
        let bar = Bar {
            lab,
            can_undo: store.can_undo(),
            can_redo: store.can_redo(),
            theme: self.theme,
            language: self.look.language,
        };
        let scene = Scene {
            model,
            look: self.look,
            insight: self.insight.clone(),
            runs: self.runs.clone(),
            canvas: self.canvas.clone(),
            joins: self.joins.clone(),
            said: self.said.clone().into(),
            emit: emit.clone(),
        };
        html! {
            <div {class}>
                <a class="skip" href="#lab">{ text::skip() }</a>
                if !self.options.embed { { header(bar, &emit) } }
                { notice_bar(&self.notices, &emit) }
                <main>
                    { match (&self.lessons.course.session, self.later()) {
                        (Some(session), Some(later)) => (later.lesson)(&scene, &self.lessons.course, session),
                        _ => lesson_column(&scene, lab),
                    } }
                    <div class={classes!("lab", format!("{}-lab", lab.name()))} id="lab" tabindex="-1">
                    { lab_head(&scene, lab, self.preset) }
                    { match (lab, self.later()) {
                        (Lab::Attention, _) => attention(&scene),
                        (_, Some(later)) => (later.lab)(self, &scene, lab),
                        (_, None) => self.lab_on_its_way(&emit),
                    } }
                    </div>
                </main>
                { self.later().map_or_else(Html::default, |later| (later.dialog)(self, ctx)) }
            </div>
        }
    }
}

impl App {
    fn draw_joins(&self) {
        let explained = self.insight.explanation.as_deref();
        let pointed = explained.filter(|e| self.look.pointed == Some(e.cell));
        let _ = joins::draw(&self.joins, pointed);
    }

    fn grant(&mut self, ctx: &Context<Self>, intent: Intent) -> bool {
        match intent {
            Intent::Act(action, gesture) => self.act(ctx, &action, gesture),
            Intent::Experiment(kind, order) => self.order(ctx, kind, order),
            Intent::TrainAnew(seed) => {
                self.act(ctx, &Action::SetSeed { seed }, None)
                    && self.order(ctx, Kind::Learning, Order::Start)
            }
            Intent::Undo => {
                let done = self.store.borrow_mut().undo();
                done && self.jumped(ctx)
            }
            Intent::Redo => {
                let done = self.store.borrow_mut().redo();
                done && self.jumped(ctx)
            }
            Intent::Point(at) => self.point(at),
            Intent::Touch(input) => self.touch(Some(input)),
            Intent::Drag(on) => std::mem::replace(&mut self.look.dragging, on) != on,
            Intent::Pin(cell) => {
                let was = self.look.pinned && self.look.explained == Some(cell);
                self.look.pinned = !was;
                self.explain(cell);
                true
            }
            Intent::Unpin => std::mem::take(&mut self.look.pinned),
            Intent::Explain(cell) => {
                self.look.pinned = true;
                self.look.pointed = Some(cell);
                self.explain(cell);
                true
            }
            Intent::Influence(on) => std::mem::replace(&mut self.look.influence, on) != on,
            Intent::Unfold(on) => std::mem::replace(&mut self.look.unfolded, on) != on,
            Intent::Wiggle(input) => self.start_wiggle(ctx, input),
            Intent::Still => self.still(),
            Intent::CopyArithmetic => {
                if let Some(explanation) = &self.insight.explanation {
                    let done = |done| Msg::Copied(done, text::arithmetic_copied());
                    web::copy(explanation.to_text(), ctx.link().callback(done));
                }
                false
            }
            Intent::Scroll(axis, offset) => {
                self.look.scroll = self.look.scroll.with(axis, offset);
                true
            }
            Intent::Order(wish) => {
                self.look.order.take(wish);
                self.refresh_orders();
                true
            }
            Intent::Head(head) => self.show_head(head),
            Intent::Arcs(arcs) => std::mem::replace(&mut self.look.arcs, arcs) != arcs,
            Intent::Refuse(error) => self.note(text::not_read(&error)),
            Intent::Dismiss(index) => {
                if index < self.notices.len() {
                    self.notices.remove(index);
                }
                true
            }
            Intent::Share(wish) => {
                match self.later_or(ctx, || Msg::Wish(Intent::Share(wish.clone()))) {
                    Some(later) => (later.share)(self, ctx, &wish),
                    None => false,
                }
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
            Intent::SavePlot(figure, format) => {
                if let Some(later) = self.later() {
                    (later.save_plot)(ctx, &figure, format);
                }
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
            Intent::Lesson(play) => {
                match self.later_or(ctx, || Msg::Wish(Intent::Lesson(play.clone()))) {
                    Some(later) => (later.play)(self, ctx, play),
                    None => false,
                }
            }
            Intent::FetchAgain => self.fetch_later(ctx),
            Intent::Language("en") => {
                ctx.link()
                    .send_message(Msg::Language("en", Some(String::new())));
                false
            }
            Intent::Language(code) => {
                let done = move |file| Msg::Language(code, file);
                web::fetch_language(code, ctx.link().callback(done));
                false
            }
        }
    }

    fn act(&mut self, ctx: &Context<Self>, action: &Action, gesture: Option<u32>) -> bool {
        let opens = matches!(action, Action::SetLab { .. } | Action::LoadPreset { .. });
        // Only a gesture goes on from one action to the next.
        self.look.dragging &= gesture.is_some();
        if self.look.readonly && !matches!(action, Action::SetLab { .. }) {
            return self.note(text::readonly().into());
        }
        if opens {
            // What was edited since the last entry belongs to that entry.
            self.write_hash(false);
        }
        let done = web::measure::pure(|| self.store.borrow_mut().act(action, gesture));
        if let Err(error) = done {
            return self.note(text::refused(&error));
        }
        if let Action::SetLab { .. } = action {
            // What is explained is a number of the lab that was left.
            self.look.explained = None;
            self.look.pinned = false;
            web::scroll_to_top();
        }
        if let Action::LoadPreset { preset } = action {
            let known = presets::IDS.iter().find(|id| *id == preset);
            self.preset = known.copied().unwrap_or(self.preset);
            self.stop_wiggle();
            self.look.scroll = Scroll::default();
            self.begin();
        } else {
            self.look.invite = self.invitation();
        }
        // What was said of an edit does not hold after another change.
        self.said.clear();
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
        self.said.clear();
        self.after_change(ctx)
    }

    /// What follows from any change of the store.
    fn after_change(&mut self, ctx: &Context<Self>) -> bool {
        let state = self.store.borrow().model().state;
        self.look.head = self.look.head.min(state.setup.heads.saturating_sub(1));
        web::panic::watch(&state);
        self.fetch_for_lab(ctx);
        self.refresh_orders();
        self.refresh_insight();
        self.refresh_experiment(ctx);
        self.host.state_changed();
        if let Some(later) = self.later() {
            (later.observe)(self);
        }
        // Each change puts the writing off: while a number is dragged the browser's bar is left alone.
        let link = ctx.link().clone();
        self.hash_timer = Some(Timeout::new(HASH_PAUSE, move || {
            link.send_message(Msg::WriteHash)
        }));
        true
    }

    /// What the Order lab tells, computed once a state, and only where it is shown.
    fn refresh_orders(&mut self) {
        let shows = self.store.borrow().model().state.lab == Lab::Order;
        if let Some(later) = self.later().filter(|_| shows) {
            (later.orders)(self);
        }
    }

    fn refresh_orders_now(&mut self) {
        let model = self.store.borrow().model();
        self.orders = Rc::new(OrderInsight::of(&model, &self.look.order, self.look.head));
    }

    /// A lab besides the first.
    fn later_lab(&self, scene: &Scene, lab: Lab) -> Html {
        match lab {
            Lab::Scaling => scaling(scene),
            Lab::Order => order(scene, self.preset, &self.orders),
            Lab::Learning => learning(scene),
            Lab::Cost => cost(scene),
            _ => attention(scene),
        }
    }

    fn note(&mut self, notice: String) -> bool {
        self.notices.retain(|old| *old != notice);
        self.notices.push(notice);
        // Three are read; more are a wall.
        let surplus = self.notices.len().saturating_sub(3);
        self.notices.drain(..surplus);
        true
    }

    fn origin(&self) -> Option<&'static str> {
        origin(&self.store.borrow().model().state)
    }

    fn invitation(&self) -> Option<(MatrixId, usize, usize)> {
        invitation(&self.store.borrow().model().state).filter(|_| !self.look.readonly)
    }
}

fn save_plot(ctx: &Context<App>, figure: &Rc<Figure>, format: Format) {
    let name = ["attention-playground-", figure.id, ".", format.extension()].concat();
    let content = format.write(figure);
    match format.mime() {
        Some(mime) => web::save(&name, mime, &content),
        None => web::picture::save_png(name, &content, ctx.link().callback(Msg::Drawn)),
    }
}

/// Browsers throttle writes to the address; a few a second are enough.
const HASH_PAUSE: u32 = 350;
