//! Matrices of a document: arrays of rows, read flat and within limits.

use super::number::Number;
use crate::model::limits::WIDTH;
use crate::model::{Error, Matrix, Problem};
use serde::de::{DeserializeSeed, Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Rows as they were written, perhaps of different lengths. At most 1024 rows of at most 1024 numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Rows {
    numbers: Vec<f32>,
    lengths: Vec<usize>,
}

impl Rows {
    /// The matrix, if every row is as long as the first.
    pub fn into_matrix(self, path: &str) -> Result<Matrix, Error> {
        let Some(&expected) = self.lengths.first() else {
            return Err(Error::new(
                path,
                Problem::DoesNotFit("is empty, expected rows of numbers".into()),
            ));
        };
        match self.lengths.iter().position(|&found| found != expected) {
            None => Ok(Matrix::from_row_slice(
                self.lengths.len(),
                expected,
                &self.numbers,
            )),
            Some(row) => {
                let found = self.lengths[row];
                Err(Error::new(
                    path,
                    Problem::RowLength {
                        row,
                        found,
                        expected,
                    },
                ))
            }
        }
    }

    /// Row by row.
    pub fn into_vecs(self) -> Vec<Vec<f32>> {
        let mut rest = self.numbers.as_slice();
        let mut next = |length| {
            let (row, after) = rest.split_at(length);
            rest = after;
            row.to_vec()
        };
        self.lengths.iter().map(|&length| next(length)).collect()
    }
}

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RowsVisitor;
        impl<'de> Visitor<'de> for RowsVisitor {
            type Value = Rows;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an array of rows of numbers")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Rows, A::Error> {
                let mut rows = Rows::default();
                while let Some(length) = seq.next_element_seed(Row(&mut rows.numbers))? {
                    if rows.lengths.len() == WIDTH {
                        return Err(A::Error::custom(format_args!("has more than {WIDTH} rows")));
                    }
                    rows.lengths.push(length);
                }
                Ok(rows)
            }
        }
        deserializer.deserialize_seq(RowsVisitor)
    }
}

/// Reads one row behind the numbers that are there; gives its length.
struct Row<'a>(&'a mut Vec<f32>);

impl<'de> DeserializeSeed<'de> for Row<'_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Row<'_> {
    type Value = usize;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a row of numbers")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<usize, A::Error> {
        let mut length = 0;
        while let Some(Number(number)) = seq.next_element()? {
            length += 1;
            if length > WIDTH {
                return Err(A::Error::custom(format_args!(
                    "has more than {WIDTH} numbers"
                )));
            }
            self.0.push(number);
        }
        Ok(length)
    }
}

/// A list of numbers: a bias, slopes. At most 1024.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct List(pub Vec<f32>);

impl List {
    /// As a matrix of one row.
    pub fn into_matrix(self) -> Matrix {
        Matrix::from_row_slice(1, self.0.len(), &self.0)
    }
}

impl<'de> Deserialize<'de> for List {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut numbers = Vec::new();
        Row(&mut numbers).deserialize(deserializer)?;
        Ok(Self(numbers))
    }
}

/// A matrix as it is written: rows of f32, each the shortest decimal that reads back.
pub(super) struct Written<'a>(pub &'a Matrix);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(
            self.0
                .row_iter()
                .map(|row| row.iter().copied().collect::<Vec<f32>>()),
        )
    }
}

/// A matrix of one row as it is written: a list.
pub(super) struct WrittenList<'a>(pub &'a Matrix);

impl Serialize for WrittenList<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter())
    }
}
