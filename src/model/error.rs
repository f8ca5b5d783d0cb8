//! What can be wrong with an input, and where.

/// A refused value: the path of the field (`input.k[2]`) and what was expected there.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{path}: {problem}")]
pub struct Error {
    /// Path of the field as the state document writes it, e.g. `input.k[2][0]`.
    pub path: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a field. Kept as data, so that the page can say it in the learner's language.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Problem {
    /// A row of a matrix has the wrong length.
    #[error("row {row} has {found} numbers, expected {expected}")]
    RowLength {
        /// Index of the row, from 0.
        row: usize,
        /// Numbers found in it.
        found: usize,
        /// Numbers expected.
        expected: usize,
    },
    /// A matrix or a list has the wrong number of rows or entries.
    #[error("has {found} {unit}, expected {expected}")]
    Count {
        /// What is counted: "rows", "columns", "numbers".
        unit: &'static str,
        /// How many were found.
        found: usize,
        /// How many were expected.
        expected: usize,
    },
    /// A number that f32 cannot hold, NaN or an infinity.
    #[error("is {found}, expected a finite number that fits in f32")]
    NotFinite {
        /// The number as it was written.
        found: String,
    },
    /// A value outside its range.
    #[error("is {found}, expected {expected}")]
    OutOfRange {
        /// The value as it was written.
        found: String,
        /// The range in words: "a whole number from 1 to 64".
        expected: String,
    },
    /// One of a closed list of names was expected.
    #[error("unknown value \"{found}\", expected {expected}")]
    UnknownName {
        /// What was found.
        found: String,
        /// The names that would do.
        expected: String,
    },
    /// The field does not go together with the rest.
    #[error("{0}")]
    DoesNotFit(String),
    /// The text could not be read at all (JSON syntax, wrong type, unknown key).
    #[error("{0}")]
    Syntax(String),
}

impl Error {
    /// An error at `path`.
    pub fn new(path: impl Into<String>, problem: Problem) -> Self {
        Self {
            path: path.into(),
            problem,
        }
    }
}
