//! Labs, presets and lessons as data.

mod catalogue;
pub mod draw;
mod lab;
pub mod presets;
pub mod script;

pub use catalogue::{Listed, Told};
pub use lab::Lab;
