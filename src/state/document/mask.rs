//! The mask as documents and actions write it.

use crate::model::json::Writer;
use crate::model::json::{Read, Reader, Refusal};
use crate::model::limits::TOKENS;
use crate::model::{Error, Mask, Problem};
use crate::text;
use std::sync::Arc;

/// `"none"`, `"causal"`, or rows of booleans.
#[derive(Debug, Clone, PartialEq)]
pub enum MaskDocument {
    /// Everyone attends to everyone.
    None,
    /// Row i attends to columns 0..=i.
    Causal,
    /// n x n; true: may attend.
    Rows(Vec<Vec<bool>>),
}

impl MaskDocument {
    /// The mask, if its rows make a square.
    pub(in crate::state) fn into_mask(self) -> Result<Mask, Error> {
        let rows = match self {
            Self::None => return Ok(Mask::None),
            Self::Causal => return Ok(Mask::Causal),
            Self::Rows(rows) => rows,
        };
        let expected = rows.len();
        if let Some(row) = rows.iter().position(|row| row.len() != expected) {
            let found = rows[row].len();
            return Err(Error::new(
                "mask",
                Problem::RowLength {
                    row,
                    found,
                    expected,
                },
            ));
        }
        let entries = rows.iter().flatten().copied();
        Ok(Mask::Custom(Arc::new(
            nalgebra::DMatrix::from_row_iterator(expected, expected, entries),
        )))
    }

    /// How the document writes `mask`.
    pub fn of(mask: &Mask) -> Self {
        match mask {
            Mask::None => Self::None,
            Mask::Causal => Self::Causal,
            Mask::Custom(allowed) => Self::Rows(
                allowed
                    .row_iter()
                    .map(|row| row.iter().copied().collect())
                    .collect(),
            ),
        }
    }
}

impl MaskDocument {
    /// Reads a mask.
    pub(in crate::state) fn read(reader: &mut Reader<'_>) -> Read<Self> {
        if reader.is_array() {
            return rows(reader).map(Self::Rows);
        }
        if !reader.is_string() {
            return Err(reader.wrong_type(text::e_none_causal_or_n()));
        }
        match reader.string(text::e_none_causal_or_n())?.as_str() {
            "none" => Ok(Self::None),
            "causal" => Ok(Self::Causal),
            other => {
                let found = text::outside(other, 40);
                Err(Refusal::words(text::e_is_a_wrong_name(
                    &found,
                    text::e_none_causal_or_n(),
                )))
            }
        }
    }

    /// Writes the mask.
    pub(in crate::state) fn write(&self, w: &mut Writer) {
        match self {
            Self::None => w.string("none"),
            Self::Causal => w.string("causal"),
            Self::Rows(rows) => w.array(&mut |w| {
                for row in rows {
                    w.array(&mut |w| row.iter().for_each(|entry| w.boolean(*entry)));
                }
            }),
        }
    }
}

/// Rows of booleans, never more than the longest sequence has.
fn rows(reader: &mut Reader<'_>) -> Read<Vec<Vec<bool>>> {
    let mut rows = Vec::new();
    reader.list(
        text::e_none_causal_or_n(),
        (TOKENS, text::e_unit_rows()),
        &mut |reader| {
            let mut row = Vec::new();
            let expected = text::e_a_row_of_true();
            reader.list(expected, (TOKENS, text::e_unit_entries()), &mut |reader| {
                row.push(reader.boolean()?);
                Ok(())
            })?;
            rows.push(row);
            Ok(())
        },
    )?;
    Ok(rows)
}
