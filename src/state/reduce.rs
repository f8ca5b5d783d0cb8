//! The reducer: a pure function from a state and an action to the next state.

use super::{Action, AppState};
use crate::model::Error;

/// The next state.
///
/// # Errors
/// A change that would leave no valid state: the path of the field of the action or the document, and what was
/// expected. The old state stands.
pub fn reduce(state: &AppState, action: &Action) -> Result<AppState, Error> {
    let _ = (state, action);
    todo!()
}
