//! Which orders of the tokens attention tells apart: f(P X) beside P f(X) for every order of up to [`EVERY`] tokens, and
//! for [`SAMPLE`] drawn ones of more.

mod outcome;
mod permutations;
mod run;
pub mod settings;

pub use outcome::{Outcome, PER_DECADE};
pub use permutations::Permutations;

use super::{Experiment, Given};
use crate::model::Error;

/// Most tokens of which every order is tried: 7! = 5040.
pub const EVERY: usize = 7;

/// How many orders are drawn where there are too many to try.
pub const SAMPLE: u32 = 5_000;

pub(super) fn begin(given: &Given<'_>) -> Result<Box<dyn Experiment>, Error> {
    given.setup.validate()?;
    Ok(Box::new(run::Run::begin(given)))
}
