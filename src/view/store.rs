//! The live state of the page: the history, the trace of its present, and what is to be told. Pure; `app` drives it.

use super::part::Model;
use crate::model::{Error, Trace};
use crate::state::{Action, AppState, History, reduce};
use std::rc::Rc;

/// History and trace, always of the same state.
pub struct Store {
    history: History,
    trace: Rc<Trace>,
    /// What is shown while a number wiggles; it is in no history and in no link.
    passing: Option<Model>,
}

impl Store {
    /// Begins with `state`.
    ///
    /// # Errors
    /// Those of [`AppState::validate`].
    pub fn new(state: AppState) -> Result<Self, Error> {
        let trace = Rc::new(state.trace()?);
        Ok(Self {
            history: History::new(state),
            trace,
            passing: None,
        })
    }

    /// The present state and its trace.
    pub fn model(&self) -> Model {
        Model {
            state: self.history.present().clone(),
            trace: self.trace.clone(),
        }
    }

    /// What the page shows: the present, or what passes over it while a number wiggles.
    pub fn shown(&self) -> Model {
        self.passing.clone().unwrap_or_else(|| self.model())
    }

    /// Shows the present as `action` would change it, without changing it.
    ///
    /// # Errors
    /// Those of [`reduce`]; then the present is shown.
    pub fn pass(&mut self, action: &Action) -> Result<(), Error> {
        self.passing = None;
        let state = reduce(self.history.present(), action)?;
        let trace = Rc::new(state.trace()?);
        let state = Rc::new(state);
        self.passing = Some(Model { state, trace });
        Ok(())
    }

    /// Shows the present again.
    pub fn settle(&mut self) {
        self.passing = None;
    }

    /// Carries out an action. On an error nothing changes.
    ///
    /// # Errors
    /// Those of [`reduce`].
    pub fn act(&mut self, action: &Action, gesture: Option<u32>) -> Result<(), Error> {
        let next = reduce(self.history.present(), action)?;
        self.push(next, gesture)
    }

    /// Makes `next` the present, as one step.
    ///
    /// # Errors
    /// Those of [`AppState::validate`]; then nothing changes.
    pub fn push(&mut self, next: AppState, gesture: Option<u32>) -> Result<(), Error> {
        let trace = Rc::new(next.trace()?);
        self.history.push(next, gesture);
        self.trace = trace;
        self.passing = None;
        Ok(())
    }

    /// One step back; false: there is none.
    pub fn undo(&mut self) -> bool {
        self.history.undo() && self.retrace()
    }

    /// One step forward; false: there is none.
    pub fn redo(&mut self) -> bool {
        self.history.redo() && self.retrace()
    }

    /// Whether there is a step back.
    pub fn can_undo(&self) -> bool {
        self.history.can_undo()
    }

    /// Whether there is a step forward.
    pub fn can_redo(&self) -> bool {
        self.history.can_redo()
    }

    fn retrace(&mut self) -> bool {
        // A state in the history was traced when it was made, so this cannot fail; were it to, the old trace stands.
        if let Ok(trace) = self.history.present().trace() {
            self.trace = Rc::new(trace);
        }
        self.passing = None;
        true
    }
}

impl Default for Store {
    /// Begins with the first screen's state.
    fn default() -> Self {
        Self::new(AppState::default())
            .expect("the first preset is valid: tests/state_suite/presets.rs holds it")
    }
}
