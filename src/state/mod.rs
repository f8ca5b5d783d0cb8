//! The app's state: one value, changed by a pure reducer, with undo, links and documents.

mod action;
mod app_state;
pub mod codec;
mod document;
mod history;
pub mod link;
mod reduce;

pub use action::{Action, Dimension, InputKind, MatrixId};
pub use app_state::AppState;
pub use history::History;
pub use reduce::reduce;
