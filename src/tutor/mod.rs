//! The tutor: what a lesson asks of the state and its trace, what an answer is worth, what is kept of it. Pure; `view`
//! draws it and `view::app` drives it.

mod evaluate;
mod kept;
mod record;
mod session;

pub use evaluate::{Scope, Stuck, Value, evaluate};
pub use kept::Kept;
pub use record::{Record, Verdict};
pub use session::{CELLS, Event, Session, Stage, done, points};

use crate::model::{Error, Trace};
use crate::state::AppState;
use std::rc::Rc;

/// A state and its trace, as they were at one moment.
#[derive(Debug, Clone)]
pub struct Moment {
    /// What the learner can change.
    pub state: Rc<AppState>,
    /// All that follows from it.
    pub trace: Rc<Trace>,
}

impl Moment {
    /// The moment of a state.
    ///
    /// # Errors
    /// Those of [`AppState::validate`].
    pub fn of(state: AppState) -> Result<Self, Error> {
        let trace = Rc::new(state.trace()?);
        let state = Rc::new(state);
        Ok(Self { state, trace })
    }
}
