//! One value that holds all that a learner can change.

use crate::lesson::Lab;
use crate::model::{Error, Setup, Trace};

/// All that a learner can change. A value of this type that came from [`reduce`](super::reduce), a document or a
/// link is valid: [`AppState::validate`] holds.
#[derive(Debug, Clone, PartialEq)]
pub struct AppState {
    /// The open lab.
    pub lab: Lab,
    /// n labels.
    pub tokens: Vec<String>,
    /// The attention computation.
    pub setup: Setup,
    /// Every random draw comes from it.
    pub seed: u64,
}

impl AppState {
    /// Checks tokens, seed and setup.
    ///
    /// # Errors
    /// The first field that does not fit.
    pub fn validate(&self) -> Result<(), Error> {
        todo!()
    }

    /// Computes every number once.
    ///
    /// # Errors
    /// Those of [`AppState::validate`].
    pub fn trace(&self) -> Result<Trace, Error> {
        Trace::of(&self.setup)
    }

    /// Reads a state document (protocol, section 1).
    ///
    /// # Errors
    /// The first field that is missing, unknown, of the wrong type or does not fit.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let _ = text;
        todo!()
    }

    /// Writes the state document, on one line; every number the shortest decimal that reads back to the same f32.
    pub fn to_json(&self) -> String {
        todo!()
    }
}

impl Default for AppState {
    /// The preset `robot`.
    fn default() -> Self {
        todo!()
    }
}
