//! The mask as documents and actions write it.

use crate::model::limits::TOKENS;
use crate::model::{Error, Mask, Problem};
use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
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

impl Serialize for MaskDocument {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::None => serializer.serialize_str("none"),
            Self::Causal => serializer.serialize_str("causal"),
            Self::Rows(rows) => rows.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for MaskDocument {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MaskVisitor)
    }
}

struct MaskVisitor;

impl<'de> Visitor<'de> for MaskVisitor {
    type Value = MaskDocument;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("\"none\", \"causal\", or n rows of n entries true or false")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<MaskDocument, E> {
        match name {
            "none" => Ok(MaskDocument::None),
            "causal" => Ok(MaskDocument::Causal),
            other => Err(E::invalid_value(serde::de::Unexpected::Str(other), &self)),
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<MaskDocument, A::Error> {
        let mut rows: Vec<Vec<bool>> = Vec::new();
        while let Some(MaskRow(row)) = seq.next_element()? {
            if rows.len() == TOKENS {
                return Err(A::Error::custom(format_args!(
                    "has more than {TOKENS} rows"
                )));
            }
            rows.push(row);
        }
        Ok(MaskDocument::Rows(rows))
    }
}

/// One row of a mask, at most as long as the longest sequence.
struct MaskRow(Vec<bool>);

impl<'de> Deserialize<'de> for MaskRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RowVisitor;
        impl<'de> Visitor<'de> for RowVisitor {
            type Value = MaskRow;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a row of true and false")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<MaskRow, A::Error> {
                let mut row = Vec::new();
                while let Some(entry) = seq.next_element()? {
                    if row.len() == TOKENS {
                        return Err(A::Error::custom(format_args!(
                            "has more than {TOKENS} entries"
                        )));
                    }
                    row.push(entry);
                }
                Ok(MaskRow(row))
            }
        }
        deserializer.deserialize_seq(RowVisitor)
    }
}
