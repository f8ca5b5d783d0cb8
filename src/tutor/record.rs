//! What a learner did in a step, and what it is worth.

/// What was done in a step.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    /// Answers that were given.
    pub tries: u32,
    /// Whether the last of them was right.
    pub right: bool,
    /// Whether the answer was shown instead.
    pub shown: bool,
    /// Whether the hint was taken before all was done.
    pub hinted: bool,
    /// Whether the goal was reached.
    pub met: bool,
    /// Whether the page reached it.
    pub solved: bool,
    /// The choice that is marked.
    pub chosen: Option<usize>,
    /// The cells that are marked: rows and columns.
    pub marks: Vec<(usize, usize)>,
    /// The number as it was typed.
    pub typed: String,
    /// What is to be said of the last answer.
    pub verdict: Option<Verdict>,
}

/// What is to be said of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It is right.
    Right,
    /// The number is too small.
    TooSmall,
    /// The number is too large.
    TooLarge,
    /// Another choice is right.
    Other,
    /// So many cells are missing, so many are too many.
    Cells(usize, usize),
    /// It was no number, or nothing was chosen.
    Unread,
}

impl Record {
    /// Whether the question needs no more answer.
    pub fn answered(&self) -> bool {
        self.right || self.shown
    }

    /// What the answer and the goal are worth, each from 0 to 1, where the step has them (`asks`, `aims`); their mean.
    ///
    /// Right at the first try is 1, at the second 1/2, later or shown 0. A goal reached is 1, reached by the page 0. A
    /// hint halves it. What is still open is 0. `None`: the step asks and aims at nothing, and does not count.
    pub fn points(&self, asks: bool, aims: bool) -> Option<f32> {
        let answer = match (self.right, self.tries) {
            (true, 0 | 1) => 1.0,
            (true, 2) => 0.5,
            _ => 0.0,
        };
        let goal = if self.met && !self.solved { 1.0 } else { 0.0 };
        let points: f32 = match (asks, aims) {
            (true, true) => (answer + goal) / 2.0,
            (true, false) => answer,
            (false, true) => goal,
            (false, false) => return None,
        };
        Some(if self.hinted { points / 2.0 } else { points })
    }

    /// Whether all that the step asks for and aims at is done.
    pub fn done(&self, asks: bool, aims: bool) -> bool {
        (!asks || self.answered()) && (!aims || self.met)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn worth(record: Record, both: (bool, bool), expected: Option<f32>) {
        assert_eq!(record.points(both.0, both.1), expected, "{record:?}");
    }

    #[test]
    fn what_a_step_is_worth() {
        let right = |tries| Record {
            tries,
            right: true,
            ..Record::default()
        };
        worth(right(1), (true, false), Some(1.0));
        worth(right(2), (true, false), Some(0.5));
        worth(right(3), (true, false), Some(0.0));
        worth(
            Record {
                shown: true,
                tries: 1,
                ..Record::default()
            },
            (true, false),
            Some(0.0),
        );
        worth(
            Record {
                hinted: true,
                ..right(1)
            },
            (true, false),
            Some(0.5),
        );
        worth(
            Record {
                met: true,
                ..Record::default()
            },
            (false, true),
            Some(1.0),
        );
        worth(
            Record {
                met: true,
                solved: true,
                ..Record::default()
            },
            (false, true),
            Some(0.0),
        );
        worth(
            Record {
                met: true,
                ..right(2)
            },
            (true, true),
            Some(0.75),
        );
        worth(right(1), (true, true), Some(0.5));
        worth(Record::default(), (false, false), None);
    }
}
