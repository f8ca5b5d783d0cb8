//! What attention costs: time measured in the learner's own browser, memory counted, both as functions of the number of
//! tokens.
//!
//! The [plan](plan) is made here and carried out by static/cost.js, which has the clock; the [`Outcome`] holds its
//! samples. Everything that is concluded from them, a [`Fit`] and an [`exponent`], is computed here again, pure.

mod exponent;
mod fit;
mod memory;
mod outcome;
mod plan;
pub mod settings;
mod variant;

pub use exponent::{Interval, exponent, median};
pub use fit::Fit;
pub use memory::{Growth, WASM_BYTES};
pub use outcome::{Build, Missing, Outcome, Point};
pub use variant::{Change, Sizes, Variant};

pub(super) use plan::begin;
