//! The experiments of the page: how each stands, and what it found out. Pure; `app` drives them.

use crate::experiment::orders::settings as orders;
use crate::experiment::{Kind, Outcome, Progress};
use crate::lesson::Lab;
use crate::state::AppState;
use std::rc::Rc;

/// What a learner can ask of an experiment.
#[derive(Debug, Clone, PartialEq)]
pub enum Order {
    /// Begin, or begin anew.
    Start,
    /// Stop for a while.
    Pause,
    /// Go on.
    Resume,
    /// Stop for good; what is known stays.
    Cancel,
    /// A question about what is known.
    Ask(String),
}

/// How an experiment stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Status {
    /// It has not begun, or was cancelled.
    #[default]
    Idle,
    /// It has begun, and nothing is known yet.
    Starting,
    /// It goes on.
    Running,
    /// It waits.
    Paused,
    /// It is done.
    Done,
    /// It cannot go on, and why.
    Failed(String),
}

/// An experiment.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Run {
    /// How it stands.
    pub status: Status,
    /// How far it is.
    pub progress: Progress,
    /// What is known; while a new one starts, what the one before it found out.
    pub outcome: Option<Rc<Outcome>>,
    /// The state that the outcome belongs to.
    pub of: Option<Rc<AppState>>,
    /// The state that the running one was begun from.
    pub begun: Option<Rc<AppState>>,
    /// The last answer.
    pub answer: Option<Rc<str>>,
    /// Counts what is told of it, so that a part of the page can see that nothing is new.
    pub edition: u32,
}

impl Run {
    /// Whether it is at work or waits.
    pub fn is_open(&self) -> bool {
        matches!(
            self.status,
            Status::Starting | Status::Running | Status::Paused
        )
    }

    /// How much is done, from 0 to 1.
    pub fn share(&self) -> f64 {
        match self.progress.of {
            0 => 0.0,
            of => self.progress.done as f64 / of as f64,
        }
    }

    /// Whether what is known belongs to other settings than those of `state`.
    pub fn is_stale(&self, kind: Kind, state: &AppState) -> bool {
        self.of.as_ref().is_some_and(|of| !same(kind, of, state))
    }
}

/// All experiments.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Runs {
    runs: [Run; Kind::ALL.len()],
}

impl Runs {
    /// One of them.
    pub fn of(&self, kind: Kind) -> &Run {
        &self.runs[kind as usize]
    }

    /// One of them, to be changed.
    pub fn of_mut(&mut self, kind: Kind) -> &mut Run {
        let run = &mut self.runs[kind as usize];
        run.edition = run.edition.wrapping_add(1);
        run
    }
}

/// The experiment that a lab shows.
pub fn of_lab(lab: Lab) -> Option<Kind> {
    match lab {
        Lab::Scaling => Some(Kind::Scaling),
        Lab::Order => Some(Kind::Orders),
        Lab::Learning => Some(Kind::Learning),
        Lab::Cost => Some(Kind::Cost),
        _ => None,
    }
}

/// Whether an experiment begins by itself when its lab is open; the others would keep the machine busy unasked.
pub fn begins_by_itself(kind: Kind) -> bool {
    matches!(kind, Kind::Scaling | Kind::Orders)
}

/// Whether both states give an experiment the same to work on.
pub fn same(kind: Kind, a: &AppState, b: &AppState) -> bool {
    let agree = |section| a.labs.agrees(&b.labs, section);
    a.seed == b.seed
        && match kind {
            Kind::Scaling => agree("scaling"),
            // The shift is looked at beside it.
            Kind::Orders => {
                a.setup == b.setup && a.labs.flag(&orders::DOUBLE) == b.labs.flag(&orders::DOUBLE)
            }
            Kind::Learning => agree("learning"),
            Kind::Cost => agree("cost"),
        }
}
