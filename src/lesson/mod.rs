//! Labs, presets and lessons as data.

mod lab;
pub mod presets;

pub use lab::Lab;
