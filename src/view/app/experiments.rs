//! The experiments of the labs: begun, listened to, stopped.

use super::{App, Msg};
use crate::experiment::{Kind, Outcome};
use crate::lesson::Lab;
use crate::state::AppState;
use crate::view::learning::question;
use crate::view::runs::{Order, Status, begins_by_itself, of_lab, same};
use crate::view::text;
use crate::web;
use crate::web::worker::{News, Report, Worker};
use gloo::timers::callback::Timeout;
use std::rc::Rc;
use yew::prelude::*;

/// The workers, each kept once it has started: the next experiment of its kind begins at once.
#[derive(Default)]
pub(super) struct Workers {
    by_kind: [Option<Worker>; Kind::ALL.len()],
    /// The number of the run of each kind that is listened to.
    heard: [Option<u32>; Kind::ALL.len()],
    last: u32,
    /// An experiment that begins in a moment, if its settings rest until then.
    soon: Option<Timeout>,
}

impl App {
    /// What a learner asks of an experiment.
    pub(super) fn order(&mut self, ctx: &Context<Self>, kind: Kind, order: Order) -> bool {
        let run = self.workers.heard[kind as usize].unwrap_or_default();
        let worker = self.workers.by_kind[kind as usize].as_ref();
        match (order, worker) {
            (Order::Start, _) => return self.start_experiment(ctx, kind),
            (Order::Ask(question), Some(worker)) => worker.ask(run, &question),
            (Order::Pause, Some(worker)) => worker.order(run, "pause"),
            (Order::Resume, Some(worker)) => worker.order(run, "resume"),
            (Order::Cancel, Some(worker)) => {
                worker.order(run, "cancel");
                self.workers.heard[kind as usize] = None;
                let known = Rc::make_mut(&mut self.runs).of_mut(kind);
                known.status = Status::Idle;
                known.answer = None;
                return true;
            }
            (_, None) => {}
        }
        false
    }

    fn start_experiment(&mut self, ctx: &Context<Self>, kind: Kind) -> bool {
        let state = self.store.borrow().model().state;
        self.workers.last = self.workers.last.wrapping_add(1);
        let number = self.workers.last;
        let link = ctx.link();
        if self.workers.by_kind[kind as usize].is_none() {
            let hear = link.callback(move |report| Msg::Heard(kind, report));
            let broken = link.callback(move |why| Msg::Broken(kind, why));
            self.workers.by_kind[kind as usize] = Worker::start(hear, broken);
        }
        match &self.workers.by_kind[kind as usize] {
            Some(worker) => worker.begin(number, kind, &state.to_json()),
            None => return self.broken(kind, text::worker_not_there().into()),
        }
        self.workers.heard[kind as usize] = Some(number);
        let run = Rc::make_mut(&mut self.runs).of_mut(kind);
        run.status = Status::Starting;
        run.progress = Default::default();
        run.answer = None;
        run.begun = Some(state);
        true
    }

    /// What the worker says.
    pub(super) fn heard_now(&mut self, ctx: &Context<Self>, kind: Kind, report: Report) -> bool {
        if self.workers.heard[kind as usize] != Some(report.run) {
            return false;
        }
        let is_going = matches!(report.news, News::Going { .. });
        let run = Rc::make_mut(&mut self.runs).of_mut(kind);
        match report.news {
            News::Failed(why) => run.status = Status::Failed(why),
            News::Answer(answer) => {
                // A trained model as a state: it is opened, and the way back is undo.
                if let Some(Ok(state)) = answer.as_deref().map(AppState::from_json) {
                    return self.open_model(ctx, state);
                }
                run.answer = answer.map(Into::into);
            }
            News::Going {
                status,
                progress,
                outcome,
            } => {
                run.status = match &*status {
                    "paused" => Status::Paused,
                    "done" => Status::Done,
                    _ => Status::Running,
                };
                run.progress = progress;
                match outcome.map(|text| Outcome::from_json(kind, &text)) {
                    Some(Ok(outcome)) => {
                        run.outcome = Some(Rc::new(outcome));
                        run.of.clone_from(&run.begun);
                    }
                    Some(Err(error)) => run.status = Status::Failed(error.to_string()),
                    None => {}
                }
            }
        }
        if is_going {
            self.ask_again(kind);
            self.begin_soon(ctx);
        }
        true
    }

    /// What the lab asks of what is being trained, as it is now.
    fn ask_again(&self, kind: Kind) {
        let state = self.store.borrow().model().state;
        let number = self.workers.heard[kind as usize];
        if let (Kind::Learning, Some(worker), Some(number)) =
            (kind, &self.workers.by_kind[kind as usize], number)
            && state.lab == Lab::Learning
        {
            worker.ask(number, &question(&state));
        }
    }

    fn open_model(&mut self, ctx: &Context<Self>, state: AppState) -> bool {
        let labs = self.store.borrow().model().state.labs.clone();
        let done = self
            .store
            .borrow_mut()
            .push(AppState { labs, ..state }, None);
        match done {
            Ok(()) => {
                web::scroll_to_top();
                self.jumped(ctx)
            }
            Err(error) => self.note(text::refused(&error)),
        }
    }

    /// The worker itself is gone; the next experiment starts another.
    pub(super) fn broken(&mut self, kind: Kind, why: String) -> bool {
        self.workers.by_kind[kind as usize] = None;
        self.workers.heard[kind as usize] = None;
        Rc::make_mut(&mut self.runs).of_mut(kind).status = Status::Failed(why);
        true
    }

    /// After any change.
    pub(super) fn refresh_experiment(&mut self, ctx: &Context<Self>) {
        self.ask_again(Kind::Learning);
        self.begin_soon(ctx);
    }

    /// An experiment that begins by itself begins where its lab is open and its settings are others than those it was
    /// begun with. One that has not told anything yet is heard first: while a slider is dragged there is always one at
    /// work and something new to see, however slow the machine.
    fn begin_soon(&mut self, ctx: &Context<Self>) {
        let state = self.store.borrow().model().state;
        let Some(kind) = of_lab(state.lab).filter(|kind| begins_by_itself(*kind)) else {
            self.workers.soon = None;
            return;
        };
        let run = self.runs.of(kind);
        let begun = run.begun.as_ref();
        let is_begun = begun.is_some_and(|begun| same(kind, begun, &state));
        if is_begun || run.status == Status::Starting || self.workers.soon.is_some() {
            return;
        }
        let link = ctx.link().clone();
        let start = move || link.send_message(Msg::Begin(kind));
        self.workers.soon = Some(Timeout::new(PAUSE, start));
    }

    /// The moment has come.
    pub(super) fn begin_experiment(&mut self, ctx: &Context<Self>, kind: Kind) -> bool {
        self.workers.soon = None;
        self.start_experiment(ctx, kind)
    }
}

/// Changes of one frame, in milliseconds, are one.
const PAUSE: u32 = 16;
