//! The experiments by name, and what they find out.

use super::{Experiment, Settings, cost, learning, orders, scaling};
use crate::model::json::{self, Read, Reader, Writer};
use crate::model::{Error, Setup};

/// The experiments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// q . k as d_k grows.
    Scaling,
    /// Every order of the tokens.
    Orders,
    /// Training with and without positions.
    Learning,
    /// Time and memory; it needs a clock, so static/cost.js carries it out.
    Cost,
}

impl Kind {
    /// All of them; the worker names one by its place.
    pub const ALL: &'static [Self] = &[Self::Scaling, Self::Orders, Self::Learning, Self::Cost];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scaling => "scaling",
            Self::Orders => "orders",
            Self::Learning => "learning",
            Self::Cost => "cost",
        }
    }
}

/// What an experiment is begun from.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The attention computation of the state.
    pub setup: &'a Setup,
    /// The settings of the labs.
    pub settings: &'a Settings,
    /// Every random draw comes from it.
    pub seed: u64,
}

/// Begins an experiment. (The page does not call this: what computes belongs to a module of its own, `experiments`.)
///
/// # Errors
/// Settings that do not go together, at their path; and an experiment that needs more than mathematics.
pub fn begin(kind: Kind, given: &Given<'_>) -> Result<Box<dyn Experiment>, Error> {
    match kind {
        Kind::Scaling => scaling::begin(given),
        Kind::Orders => orders::begin(given),
        Kind::Learning => learning::begin(given),
        Kind::Cost => cost::begin(given),
    }
}

/// What an experiment found out so far.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Of [`Kind::Scaling`].
    Scaling(Box<scaling::Outcome>),
    /// Of [`Kind::Orders`].
    Orders(orders::Outcome),
    /// Of [`Kind::Learning`].
    Learning(learning::Outcome),
    /// Of [`Kind::Cost`].
    Cost(cost::Outcome),
}

/// Longest outcome that is read, in bytes.
const MOST_BYTES: usize = 16 << 20;

impl Outcome {
    /// Reads what [`Experiment::outcome`] wrote.
    ///
    /// # Errors
    /// The first field that does not fit.
    pub fn from_json(kind: Kind, text: &str) -> Result<Self, Error> {
        fn read<T>(text: &str, read: fn(&mut Reader<'_>) -> Read<T>) -> Result<T, Error> {
            json::read(text, "outcome", MOST_BYTES, read)
        }
        Ok(match kind {
            Kind::Scaling => Self::Scaling(Box::new(read(text, scaling::Outcome::read)?)),
            Kind::Orders => Self::Orders(read(text, orders::Outcome::read)?),
            Kind::Learning => Self::Learning(read(text, learning::Outcome::read)?),
            Kind::Cost => Self::Cost(read(text, cost::Outcome::read)?),
        })
    }

    /// Writes what [`Outcome::from_json`] reads.
    pub fn to_json(&self) -> String {
        let mut writer = Writer::on_one_line();
        match self {
            Self::Scaling(outcome) => outcome.write(&mut writer),
            Self::Orders(outcome) => outcome.write(&mut writer),
            Self::Learning(outcome) => outcome.write(&mut writer),
            Self::Cost(outcome) => outcome.write(&mut writer),
        }
        writer.finish()
    }
}
