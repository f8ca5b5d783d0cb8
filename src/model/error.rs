//! What can be wrong with an input, and where.

use crate::text;

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
#[derive(Debug, Clone, PartialEq)]
pub enum Problem {
    /// A row of a matrix has the wrong length.
    RowLength {
        /// Index of the row, from 0.
        row: usize,
        /// Numbers found in it.
        found: usize,
        /// Numbers expected.
        expected: usize,
    },
    /// A matrix or a list has the wrong number of rows or entries.
    Count {
        /// What is counted: "rows", "columns", "numbers".
        unit: &'static str,
        /// How many were found.
        found: usize,
        /// How many were expected.
        expected: usize,
    },
    /// A number that f32 cannot hold, NaN or an infinity.
    NotFinite {
        /// The number as it was written.
        found: String,
    },
    /// A value outside its range.
    OutOfRange {
        /// The value as it was written.
        found: String,
        /// The range in words: "a whole number from 1 to 64".
        expected: String,
    },
    /// One of a closed list of names was expected.
    UnknownName {
        /// What was found.
        found: String,
        /// The names that would do.
        expected: String,
    },
    /// The field does not go together with the rest.
    DoesNotFit(String),
    /// The text could not be read at all (JSON syntax, wrong type, unknown key).
    Syntax(String),
}

impl std::fmt::Display for Problem {
    /// In the language that is spoken.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&match self {
            Self::RowLength {
                row,
                found,
                expected,
            } => {
                let [row, found, expected] = [row, found, expected].map(usize::to_string);
                text::e_row_length(&row, &found, &expected)
            }
            Self::Count {
                unit,
                found,
                expected,
            } => text::e_count(&found.to_string(), unit, &expected.to_string()),
            Self::NotFinite { found } => text::e_not_finite(found),
            Self::OutOfRange { found, expected } => text::e_out_of_range(found, expected),
            Self::UnknownName { found, expected } => text::e_unknown_name(found, expected),
            Self::DoesNotFit(problem) | Self::Syntax(problem) => return f.write_str(problem),
        })
    }
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
