//! What a [`Setup`] must fulfil before anything is computed from it (protocol, sections 1 and 2).

use crate::text;
use std::ops::RangeInclusive;

use super::decimal::plain;
use super::limits::{HEADS, TOKENS, WIDTH};
use super::{Embeddings, Error, Input, Mask, Matrix, Position, Problem, Setup, Vectors};

impl Setup {
    /// Checks every shape, range and combination that protocol sections 1 and 2 fix.
    ///
    /// # Errors
    /// The first field that does not fit, by its path in the state document: `input.k: row 0 has 3 numbers,
    /// expected 4`, `input.q[0][3]`, `heads`, `temperature`, `mask`, `position.table`, `order[2]`.
    pub fn validate(&self) -> Result<(), Error> {
        match &self.input {
            Input::Vectors(vectors) => vectors.validate()?,
            Input::Embeddings(embeddings) => embeddings.validate()?,
        }
        self.validate_heads()?;
        positive("temperature", self.temperature)?;
        if let Mask::Custom(allowed) = &self.mask {
            shape("mask", allowed, self.tokens(), self.tokens())?;
        }
        self.validate_position()?;
        validate_order(&self.order, self.tokens())
    }

    fn validate_heads(&self) -> Result<(), Error> {
        within("heads", self.heads, 1..=HEADS)?;
        for (name, width) in [("d_k", self.d_k()), ("d_v", self.d_v())] {
            if width % self.heads != 0 {
                let h = self.heads;
                return Err(does_not_fit(
                    "heads",
                    text::e_heads_do_not_divide(&h.to_string(), name, &width.to_string()),
                ));
            }
        }
        Ok(())
    }

    fn validate_position(&self) -> Result<(), Error> {
        match &self.position {
            Position::None => Ok(()),
            Position::Sinusoidal { base } => positive("position.base", *base),
            Position::Rope { base } => {
                positive("position.base", *base)?;
                let width = self.d_k() / self.heads;
                if width.is_multiple_of(2) {
                    return Ok(());
                }
                Err(does_not_fit(
                    "position",
                    text::e_rope_turns_pairs_of(&width.to_string()),
                ))
            }
            Position::Learned { table } => self.validate_table(table),
            Position::Alibi { slopes } => {
                let path = "position.slopes";
                count(path, text::e_unit_rows(), slopes.nrows(), 1)?;
                count(path, text::e_unit_numbers(), slopes.ncols(), self.heads)?;
                finite_row(path, slopes)
            }
        }
    }

    fn validate_table(&self, table: &Matrix) -> Result<(), Error> {
        let path = "position.table";
        let (d_k, d_v) = (self.d_k(), self.d_v());
        if self.d_model().is_none() && d_k != d_v {
            return Err(does_not_fit(
                path,
                text::e_one_table_is_added(&d_k.to_string(), &d_v.to_string()),
            ));
        }
        matrix(path, table, self.tokens(), self.d_model().unwrap_or(d_k))
    }
}

impl Vectors {
    fn validate(&self) -> Result<(), Error> {
        leading("input.q", &self.q)?;
        matrix("input.k", &self.k, self.q.nrows(), self.q.ncols())?;
        width("input.v", self.v.ncols())?;
        matrix("input.v", &self.v, self.q.nrows(), self.v.ncols())
    }
}

impl Embeddings {
    fn validate(&self) -> Result<(), Error> {
        leading("input.x", &self.x)?;
        let d_model = self.x.ncols();
        width("input.wq", self.wq.ncols())?;
        matrix("input.wq", &self.wq, d_model, self.wq.ncols())?;
        let d_k = self.wq.ncols();
        matrix("input.wk", &self.wk, d_model, d_k)?;
        width("input.wv", self.wv.ncols())?;
        matrix("input.wv", &self.wv, d_model, self.wv.ncols())?;
        let d_v = self.wv.ncols();
        if let Some(wo) = &self.wo {
            matrix("input.wo", wo, d_v, d_model)?;
        } else if self.bo.is_some() {
            return Err(does_not_fit(
                "input.bo",
                text::e_an_output_bias_needs().to_owned(),
            ));
        }
        for (path, bias, expected) in [
            ("input.bq", &self.bq, d_k),
            ("input.bk", &self.bk, d_k),
            ("input.bv", &self.bv, d_v),
            ("input.bo", &self.bo, d_model),
        ] {
            if let Some(bias) = bias {
                count(path, text::e_unit_rows(), bias.nrows(), 1)?;
                count(path, text::e_unit_numbers(), bias.ncols(), expected)?;
                finite_row(path, bias)?;
            }
        }
        Ok(())
    }
}

/// The matrix whose shape says how many tokens there are and how wide they are.
fn leading(path: &str, m: &Matrix) -> Result<(), Error> {
    if !(1..=TOKENS).contains(&m.nrows()) {
        return Err(out_of_range(
            path,
            text::e_rows(&(m.nrows()).to_string()),
            text::e_to_rows_one_a(&TOKENS.to_string()),
        ));
    }
    width(path, m.ncols())?;
    finite(path, m)
}

fn width(path: &str, found: usize) -> Result<(), Error> {
    if (1..=WIDTH).contains(&found) {
        return Ok(());
    }
    Err(out_of_range(
        path,
        text::e_columns_wide(&found.to_string()),
        text::e_to_columns(&WIDTH.to_string()),
    ))
}

fn matrix(path: &str, m: &Matrix, rows: usize, columns: usize) -> Result<(), Error> {
    shape(path, m, rows, columns)?;
    finite(path, m)
}

fn shape<T>(
    path: &str,
    m: &nalgebra::DMatrix<T>,
    rows: usize,
    columns: usize,
) -> Result<(), Error> {
    count(path, text::e_unit_rows(), m.nrows(), rows)?;
    if m.ncols() == columns {
        return Ok(());
    }
    let problem = Problem::RowLength {
        row: 0,
        found: m.ncols(),
        expected: columns,
    };
    Err(Error::new(path, problem))
}

fn count(path: &str, unit: &'static str, found: usize, expected: usize) -> Result<(), Error> {
    if found == expected {
        return Ok(());
    }
    Err(Error::new(
        path,
        Problem::Count {
            unit,
            found,
            expected,
        },
    ))
}

fn finite(path: &str, m: &Matrix) -> Result<(), Error> {
    for (i, row) in m.row_iter().enumerate() {
        if let Some(j) = row.iter().position(|x| !x.is_finite()) {
            return Err(not_finite(format!("{path}[{i}][{j}]"), row[j]));
        }
    }
    Ok(())
}

fn finite_row(path: &str, row: &Matrix) -> Result<(), Error> {
    match row.iter().enumerate().find(|(_, x)| !x.is_finite()) {
        Some((j, x)) => Err(not_finite(format!("{path}[{j}]"), *x)),
        None => Ok(()),
    }
}

fn positive(path: &str, found: f32) -> Result<(), Error> {
    if !found.is_finite() {
        return Err(not_finite(path.to_owned(), found));
    }
    if found > 0.0 {
        return Ok(());
    }
    Err(out_of_range(
        path,
        plain(found),
        text::e_a_number_above().to_owned(),
    ))
}

fn within(path: &str, found: usize, range: RangeInclusive<usize>) -> Result<(), Error> {
    if range.contains(&found) {
        return Ok(());
    }
    let expected =
        text::e_a_whole_number_from(&(range.start()).to_string(), &(range.end()).to_string());
    Err(out_of_range(path, found.to_string(), expected))
}

fn validate_order(order: &[usize], n: usize) -> Result<(), Error> {
    count("order", text::e_unit_entries(), order.len(), n)?;
    let mut seen = vec![false; n];
    for (i, &token) in order.iter().enumerate() {
        let path = format!("order[{i}]");
        within(&path, token, 0..=n - 1)?;
        if std::mem::replace(&mut seen[token], true) {
            return Err(does_not_fit(
                &path,
                text::e_stands_in_the_order(&token.to_string()),
            ));
        }
    }
    Ok(())
}

fn not_finite(path: String, found: f32) -> Error {
    let found = plain(found);
    Error::new(path, Problem::NotFinite { found })
}

fn out_of_range(path: &str, found: String, expected: String) -> Error {
    Error::new(path, Problem::OutOfRange { found, expected })
}

fn does_not_fit(path: &str, why: String) -> Error {
    Error::new(path, Problem::DoesNotFit(why))
}

#[cfg(test)]
mod tests;
