//! What is to be measured. Measuring needs a clock and the fused kernel, so that static/cost.js carries the plan out:
//! it gets the plan as an outcome in which nothing is known yet, and fills it in.

use super::Sizes;
use super::outcome::{Outcome, Point};
use super::settings::{LARGEST, REPEATS};
use crate::experiment::{Experiment, Given, Progress, Settings};
use crate::model::Error;
use crate::model::json::Writer;

/// Fewest tokens that are measured.
const FEWEST: u32 = 16;
/// Milliseconds of a sample, at least: long against a clock's step and a turn of the scheduler.
const SAMPLE: f32 = 20.0;

/// A plan, as an experiment whose outcome is known from the start and empty.
struct Plan(String);

/// Makes the plan.
pub(in crate::experiment) fn begin(given: &Given<'_>) -> Result<Box<dyn Experiment>, Error> {
    let mut writer = Writer::on_one_line();
    planned(given.settings, given.seed).write(&mut writer);
    Ok(Box::new(Plan(writer.finish())))
}

impl Experiment for Plan {
    fn step(&mut self) -> bool {
        false
    }

    fn progress(&self) -> Progress {
        Progress::default()
    }

    fn outcome(&self) -> String {
        self.0.clone()
    }
}

/// An outcome in which nothing is known yet.
pub(super) fn planned(settings: &Settings, seed: u64) -> Outcome {
    let largest = settings.whole(&LARGEST);
    let powers = std::iter::successors(Some(FEWEST), |n| n.checked_mul(2));
    let tokens: Vec<u32> = powers.take_while(|n| *n <= largest).collect();
    Outcome {
        build: None,
        tick: None,
        memory: None,
        refused: None,
        sizes: Sizes::of(settings),
        seed,
        repeats: settings.whole(&REPEATS),
        sample: SAMPLE,
        outputs: vec![None; tokens.len()],
        points: std::array::from_fn(|_| vec![Point::default(); tokens.len()]),
        tokens,
    }
}
