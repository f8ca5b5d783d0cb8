//! Labs, presets and lessons as data.

pub mod draw;
mod lab;
pub mod presets;

pub use lab::Lab;
