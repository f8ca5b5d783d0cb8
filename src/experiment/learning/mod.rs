//! Learning to tell an order, with and without positions.
//!
//! For each seed two Transformers of one block, which differ in nothing but that one is given positions, are trained on
//! the same sequences in the same order, and asked about sequences whose numbers neither was ever trained on. Without
//! positions attention sees a set of numbers and no sequence: on data in which every set comes sorted and not, it can
//! do no better than the [ceiling](Examples::order_blind_ceiling) of every rule that does not see the order.
//!
//! # Sources
//! - Vaswani et al., Attention Is All You Need, 2017: the block.
//! - Kingma and Ba, Adam: A Method for Stochastic Optimization, 2015.
//! - Zaheer et al., Deep Sets, 2017: what functions of sets can tell.

mod adam;
mod data;
mod document;
mod experiment;
mod model;
mod outcome;
mod parameters;
mod plan;
mod question;
mod run;
pub mod settings;
mod spread;
mod stream;
mod task;

pub use adam::Adam;
pub use data::Data;
pub use model::{Encoding, Model, Shape};
pub use outcome::{Band, Curve, Outcome, bands};
pub use parameters::{Attention, Linear, Norm, Parameters};
pub use question::{Question, Verdict};
pub use run::{Divergence, Point, Reason, Run, Status, Training};
pub use spread::Spread;
pub use task::{Examples, NUMBERS, Task};

use super::{Experiment, Given};
use crate::model::Error;

pub(super) fn begin(given: &Given<'_>) -> Result<Box<dyn Experiment>, Error> {
    let plan = plan::Plan::of(given)?;
    Ok(Box::new(experiment::Learning::new(plan)))
}
