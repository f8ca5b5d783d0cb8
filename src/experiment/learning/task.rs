//! What is to be told of a sequence, and the best that can be told without its order.

use super::settings;
use crate::experiment::Settings;

/// Sequences are of whole numbers below this.
pub const NUMBERS: u8 = 20;

/// A yes-or-no question about a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Task {
    /// Is every number larger than the one before it?
    #[default]
    Increasing,
    /// Is any number there twice?
    Repeat,
}

impl Task {
    /// Their names in settings and outcomes, in order.
    pub(crate) const NAMES: &'static [&'static str] = &["increasing", "repeat"];

    /// The one with this place in [`Task::NAMES`].
    pub(crate) fn at(place: usize) -> Self {
        match place {
            1 => Self::Repeat,
            _ => Self::Increasing,
        }
    }

    /// The one that is set.
    pub fn of(settings: &Settings) -> Self {
        Self::at(settings.whole(&settings::TASK) as usize)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// The answer.
    ///
    /// ```
    /// use attention_playground::experiment::learning::Task;
    ///
    /// assert!(Task::Increasing.holds(&[2, 3, 5, 7]) && !Task::Increasing.holds(&[2, 3, 3, 7]));
    /// assert!(Task::Repeat.holds(&[5, 1, 5]) && !Task::Repeat.holds(&[5, 1, 4]));
    /// ```
    pub fn holds(self, sequence: &[u8]) -> bool {
        match self {
            Self::Increasing => sequence.is_sorted_by(|a, b| a < b),
            Self::Repeat => {
                let seen_before = |(i, x)| sequence[..i].contains(x);
                sequence.iter().enumerate().any(seen_before)
            }
        }
    }
}

/// Sequences of one length with their answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examples {
    length: usize,
    numbers: Vec<u8>,
    answers: Vec<bool>,
}

impl Examples {
    /// None, of sequences of `length` numbers.
    pub fn new(length: usize) -> Self {
        let (numbers, answers) = (Vec::new(), Vec::new());
        Self {
            length,
            numbers,
            answers,
        }
    }

    /// Adds a sequence with its answer.
    ///
    /// # Panics
    /// Where it is of another length.
    pub fn push(&mut self, sequence: &[u8], answer: bool) {
        assert_eq!(sequence.len(), self.length, "a sequence of another length");
        self.numbers.extend_from_slice(sequence);
        self.answers.push(answer);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.answers.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// All sequences, one behind the other.
    pub fn numbers(&self) -> &[u8] {
        &self.numbers
    }

    /// The answers, in the same order.
    pub fn answers(&self) -> &[bool] {
        &self.answers
    }

    /// Sequence by sequence, with the answer.
    pub fn iter(&self) -> impl Iterator<Item = (&[u8], bool)> {
        let sequences = self.numbers.chunks_exact(self.length);
        sequences.zip(self.answers.iter().copied())
    }

    /// Those from `first` to before `end`, as far as they are there.
    pub fn slice(&self, first: usize, end: usize) -> Self {
        let (first, end) = (first.min(self.len()), end.min(self.len()));
        Self {
            length: self.length,
            numbers: self.numbers[first * self.length..end * self.length].to_vec(),
            answers: self.answers[first..end].to_vec(),
        }
    }

    /// The most of these that a rule can answer rightly which does not see the order: it has to give every arrangement
    /// of the same numbers the same answer, and the best it can do is the one that is right more often.
    ///
    /// That is exact for these sequences, not an estimate: the sum over all multisets of max(yes, no). Attention without
    /// positions, followed by a mean over tokens, is such a rule.
    ///
    /// ```
    /// use attention_playground::experiment::learning::Examples;
    ///
    /// let mut examples = Examples::new(2);
    /// examples.push(&[1, 4], true);
    /// examples.push(&[4, 1], false);
    /// assert_eq!(examples.order_blind_ceiling(), 1);
    /// examples.push(&[7, 7], false);
    /// assert_eq!(examples.order_blind_ceiling(), 2);
    /// ```
    pub fn order_blind_ceiling(&self) -> usize {
        let mut by_multiset: Vec<(Vec<u8>, bool)> = self
            .iter()
            .map(|(sequence, answer)| {
                let mut sorted = sequence.to_vec();
                sorted.sort_unstable();
                (sorted, answer)
            })
            .collect();
        by_multiset.sort_unstable();
        by_multiset
            .chunk_by(|a, b| a.0 == b.0)
            .map(|same| {
                let yes = same.iter().filter(|(_, answer)| *answer).count();
                yes.max(same.len() - yes)
            })
            .sum()
    }
}
