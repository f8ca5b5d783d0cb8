//! Matrices of a document: arrays of rows, read flat and within limits.

use crate::model::json::{Read, Reader};
use crate::model::limits::WIDTH;
use crate::model::{Error, Matrix, Problem};
use crate::text;

/// Rows as they were written, perhaps of different lengths. At most 1024 rows of at most 1024 numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::state) struct Rows {
    numbers: Vec<f32>,
    lengths: Vec<usize>,
}

impl Rows {
    /// Reads rows of numbers.
    pub fn read(reader: &mut Reader<'_>) -> Read<Self> {
        let mut rows = Self::default();
        reader.list(
            text::e_an_array_of_rows(),
            (WIDTH, text::e_unit_rows()),
            &mut |reader| rows.read_row(reader),
        )?;
        Ok(rows)
    }

    /// Reads a list of numbers (a bias, slopes): one row.
    pub fn read_one(reader: &mut Reader<'_>) -> Read<Self> {
        let mut rows = Self::default();
        rows.read_row(reader)?;
        Ok(rows)
    }

    fn read_row(&mut self, reader: &mut Reader<'_>) -> Read<()> {
        let before = self.numbers.len();
        reader.list(
            text::e_a_row_of_numbers(),
            (WIDTH, text::e_unit_numbers()),
            &mut |reader| {
                self.numbers.push(reader.number()?);
                Ok(())
            },
        )?;
        self.lengths.push(self.numbers.len() - before);
        Ok(())
    }

    /// The matrix, if every row is as long as the first.
    pub fn into_matrix(self, path: &str) -> Result<Matrix, Error> {
        let Some(&expected) = self.lengths.first() else {
            return Err(Error::new(
                path,
                Problem::DoesNotFit(text::e_is_empty_expected_rows().into()),
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

    /// All numbers behind one another.
    pub fn into_numbers(self) -> Vec<f32> {
        self.numbers
    }
}
