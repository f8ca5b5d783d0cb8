//! What the settings ask for, checked together.

use super::model::{Encoding, Shape};
use super::run::Training;
use super::settings;
use super::task::Task;
use crate::experiment::Given;
use crate::experiment::settings::Property;
use crate::model::limits::SEED;
use crate::model::{Error, Problem};
use crate::text;

/// All that determines the experiment.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Plan {
    pub task: Task,
    /// The model with positions; the one without differs in nothing else.
    pub shape: Shape,
    pub training: Training,
    /// One for each pair of runs.
    pub seeds: Vec<u64>,
}

impl Plan {
    /// # Errors
    /// At `labs.learning.heads` and `labs.learning.encoding`, where they do not go with the width.
    pub fn of(given: &Given<'_>) -> Result<Self, Error> {
        let whole = |property| given.settings.whole(property) as usize;
        let plan = Self {
            task: Task::of(given.settings),
            shape: Shape {
                length: whole(&settings::LENGTH),
                width: whole(&settings::WIDTH),
                heads: whole(&settings::HEADS),
                d_ff: whole(&settings::D_FF),
                encoding: Encoding::of(given.settings),
            },
            training: Training {
                steps: whole(&settings::STEPS),
                batch: whole(&settings::BATCH),
                rate: given.settings.number(&settings::RATE),
            },
            seeds: (0..whole(&settings::SEEDS) as u64)
                .map(|i| (given.seed + i) % SEED)
                .collect(),
        };
        plan.check()?;
        Ok(plan)
    }

    fn check(&self) -> Result<(), Error> {
        let Shape {
            width,
            heads,
            encoding,
            ..
        } = self.shape;
        let refused = |property: &Property, words: String| {
            Err(Error::new(property.path(), Problem::DoesNotFit(words)))
        };
        if width % heads != 0 {
            let (heads, width) = (heads.to_string(), width.to_string());
            let words = text::e_heads_do_not_divide(&heads, "width", &width);
            return refused(&settings::HEADS, words);
        }
        if encoding == Encoding::Rope && (width / heads) % 2 != 0 {
            let words = text::e_rope_turns_pairs_of(&(width / heads).to_string());
            return refused(&settings::ENCODING, words);
        }
        Ok(())
    }
}
