//! One number of a document or an action: read straight as f32, refused where f32 cannot hold it.

use super::explain::NOT_FINITE;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serializer};

/// A finite f32.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::state) struct Number(pub f32);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_f32(NumberVisitor).map(Self)
    }
}

struct NumberVisitor;

impl Visitor<'_> for NumberVisitor {
    type Value = f32;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a finite number")
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<f32, E> {
        let rounded = number as f32;
        match rounded.is_finite() {
            true => Ok(rounded),
            false => Err(E::custom(format_args!("{NOT_FINITE}{number:e}"))),
        }
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<f32, E> {
        Ok(number as f32)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<f32, E> {
        Ok(number as f32)
    }
}

/// The f64 whose shortest decimal is also that of `number`, so that 0.1 is written as 0.1 by a format that has f64
/// alone; the number itself in the rare case that this would not read back.
fn as_f64(number: f32) -> f64 {
    let decimal: f64 = number.to_string().parse().unwrap_or_default();
    match (decimal as f32).to_bits() == number.to_bits() {
        true => decimal,
        false => f64::from(number),
    }
}

/// For `#[serde(with)]` on an `f32` of an action.
pub(in crate::state) mod plain {
    use super::*;

    pub fn serialize<S: Serializer>(number: &f32, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(as_f64(*number))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f32, D::Error> {
        Number::deserialize(deserializer).map(|number| number.0)
    }
}

/// For `#[serde(with)]` on the rows of an action.
pub(in crate::state) mod plain_rows {
    use super::super::rows::Rows;
    use super::*;

    pub fn serialize<S: Serializer>(rows: &[Vec<f32>], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(
            rows.iter()
                .map(|row| row.iter().copied().map(as_f64).collect::<Vec<_>>()),
        )
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Vec<f32>>, D::Error> {
        Rows::deserialize(deserializer).map(Rows::into_vecs)
    }
}

/// Writes a list of f32 as the f64 that print alike.
pub(in crate::state) fn widen(numbers: &[f32]) -> Vec<f64> {
    numbers.iter().copied().map(as_f64).collect()
}

/// One f32 as the f64 that prints alike.
pub(in crate::state) fn widen_one(number: f32) -> f64 {
    as_f64(number)
}
