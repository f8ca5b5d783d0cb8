//! The app's state: one value, changed by a pure reducer, with undo, links and documents.

mod action;
mod action_json;
mod action_write;
mod app_state;
mod base64url;
pub mod codec;
mod document;
mod history;
pub mod link;
mod matrices;
mod number;
mod paste;
mod reduce;
mod wire;

pub(crate) use crate::model::json;
pub use crate::model::{Error, MatrixId, Problem};
pub use action::{Action, Dimension, InputKind};
pub use app_state::AppState;
pub use document::{MaskDocument, PositionDocument};
pub use history::History;
pub use number::parse_number;
pub use paste::parse_block;
pub use reduce::reduce;
