//! The experiment: one order a step.

use super::outcome::{NAMED, Outcome, PER_DECADE};
use super::permutations::Permutations;
use super::settings::DOUBLE;
use super::{EVERY, SAMPLE};
use crate::experiment::{Experiment, Given, Progress};
use crate::model::json::Writer;
use crate::model::{Difference, Double, Shuffles, Single};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;
use std::collections::BTreeMap;

/// The orders that are tried.
enum Orders {
    Every(Permutations),
    /// Each equally likely, and drawn regardless of the others.
    Sample {
        n: usize,
        left: u32,
        random: Xoshiro256PlusPlus,
    },
}

impl Iterator for Orders {
    type Item = Vec<usize>;

    fn next(&mut self) -> Option<Vec<usize>> {
        match self {
            Self::Every(permutations) => permutations.next(),
            Self::Sample { n, left, random } => {
                *left = left.checked_sub(1)?;
                let mut order: Vec<usize> = (0..*n).collect();
                order.shuffle(random);
                Some(order)
            }
        }
    }
}

pub(super) struct Run {
    shuffles: Box<dyn Shuffles>,
    /// The order that the state has.
    here: Vec<usize>,
    prepared: u64,
    orders: Orders,
    /// How many orders there are.
    of: u32,
    /// Gaps other than 0 by bin.
    bins: BTreeMap<i32, u32>,
    found: Outcome,
}

impl Run {
    /// Begins with a valid setup.
    pub fn begin(given: &Given<'_>) -> Self {
        let n = given.setup.tokens();
        let every = n <= EVERY;
        let orders = match every {
            true => Orders::Every(Permutations::of(n)),
            false => Orders::Sample {
                n,
                left: SAMPLE,
                random: Xoshiro256PlusPlus::seed_from_u64(given.seed ^ PURPOSE),
            },
        };
        Self {
            shuffles: match given.settings.flag(&DOUBLE) {
                true => Box::new(Double::new(given.setup)),
                false => Box::new(Single::new(given.setup)),
            },
            here: given.setup.order.clone(),
            prepared: 0,
            orders,
            of: match every {
                true => (1..=n as u32).product(),
                false => SAMPLE,
            },
            bins: BTreeMap::new(),
            found: Outcome {
                every,
                ..Outcome::default()
            },
        }
    }

    fn note(&mut self, order: Vec<usize>, difference: &Difference) {
        let (gap, found) = (difference.gap(), &mut self.found);
        found.tried += 1;
        found.rounding = found.rounding.max(held(difference.rounding));
        found.pooled = found.pooled.max(held(difference.pooled()));
        if gap == 0.0 {
            found.exact += 1;
        } else {
            let bin = (gap.log10() * f64::from(PER_DECADE)).floor() as i32;
            *self.bins.entry(bin).or_default() += 1;
        }
        if difference.is_rounding() {
            found.kept += 1;
            if found.keeping.len() < NAMED && !order.is_sorted() {
                found.keeping.push(order.clone());
            }
        }
        if found.widest.is_empty() || held(gap) > found.gap {
            found.gap = held(gap);
            found.widest = order;
        }
    }
}

impl Experiment for Run {
    fn step(&mut self) -> bool {
        if self.shuffles.prepare() {
            self.prepared += 1;
            return true;
        }
        if self.found.here.is_none() {
            self.found.here = Some(held(self.shuffles.compare(&self.here).gap()));
            return true;
        }
        let Some(order) = self.orders.next() else {
            return false;
        };
        let difference = self.shuffles.compare(&order);
        self.note(order, &difference);
        true
    }

    fn progress(&self) -> Progress {
        Progress {
            done: self.prepared
                + u64::from(self.found.here.is_some())
                + u64::from(self.found.tried),
            of: self.shuffles.pieces() as u64 + 1 + u64::from(self.of),
        }
    }

    fn outcome(&self) -> String {
        let mut found = self.found.clone();
        if let (Some((first, _)), Some((last, _))) =
            (self.bins.first_key_value(), self.bins.last_key_value())
        {
            let count = |bin| self.bins.get(&bin).copied().unwrap_or_default();
            found.first = *first;
            found.counts = (*first..=*last).map(count).collect();
        }
        let mut w = Writer::on_one_line();
        found.write(&mut w);
        w.finish()
    }
}

/// Sets these draws apart from others of the same seed.
const PURPOSE: u64 = u64::from_be_bytes(*b"orders\0\0");

/// As f32; what does not fit is held at the largest.
fn held(x: f64) -> f32 {
    x.min(f64::from(f32::MAX)) as f32
}
