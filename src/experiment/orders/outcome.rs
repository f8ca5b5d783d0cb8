//! What is found out about the orders.

use crate::model::json::{Read, Reader, Writer};
use crate::model::limits;
use crate::text;

/// Bins of the histogram to a factor of ten.
pub const PER_DECADE: i32 = 4;

/// What is known so far.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// Whether every order is tried, or only drawn ones.
    pub every: bool,
    /// Orders that were tried.
    pub tried: u32,
    /// Those of them that keep f(P X) = P f(X) up to rounding.
    pub kept: u32,
    /// Those of them that keep it exactly: not one number differs.
    pub exact: u32,
    /// The largest gap that is still rounding.
    pub rounding: f32,
    /// The gap of the order that the state has; none before it was tried.
    pub here: Option<f32>,
    /// The largest gap of all.
    pub gap: f32,
    /// The first order that has it; empty before any was tried.
    pub widest: Vec<usize>,
    /// The largest difference that any order makes to the mean of the output's rows.
    pub pooled: f32,
    /// The first bin of the histogram: bin `b` has the gaps from `10^(b / PER_DECADE)` up to the next one.
    pub first: i32,
    /// Gaps in each bin, from the first to the last that has any; what is exactly 0 is in none.
    pub counts: Vec<u32>,
    /// The first few orders, other than the original, that keep the equality.
    pub keeping: Vec<Vec<usize>>,
}

const KEYS: &[&str] = &[
    "every", "tried", "kept", "exact", "rounding", "here", "gap", "widest", "pooled", "first",
    "counts", "keeping",
];

/// Most bins: f32 and f64 have gaps of some 700 decades.
const MOST_BINS: usize = 4_000;

/// Most orders that are named for keeping the equality.
pub(super) const NAMED: usize = 3;

impl Outcome {
    /// Writes it as [`Outcome::read`] reads it.
    pub(crate) fn write(&self, w: &mut Writer) {
        w.object(&mut |w| {
            w.key("every").boolean(self.every);
            w.key("tried").whole(self.tried.into());
            w.key("kept").whole(self.kept.into());
            w.key("exact").whole(self.exact.into());
            w.key("rounding").number(self.rounding);
            // What is not finite is written as null.
            w.key("here").number(self.here.unwrap_or(f32::NAN));
            w.key("gap").number(self.gap);
            w.key("widest").wholes(&self.widest);
            w.key("pooled").number(self.pooled);
            w.key("first").number(self.first as f32);
            w.key("counts").array(&mut |w| {
                for count in &self.counts {
                    w.whole((*count).into());
                }
            });
            w.key("keeping").array(&mut |w| {
                for order in &self.keeping {
                    w.wholes(order);
                }
            });
        });
    }

    /// Reads it.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Read<Self> {
        let mut found = Self::default();
        let expected = text::e_an_object();
        reader.object(expected, KEYS, &mut |reader, place| {
            match KEYS[place] {
                "every" => found.every = reader.boolean()?,
                "tried" => found.tried = count(reader)?,
                "kept" => found.kept = count(reader)?,
                "exact" => found.exact = count(reader)?,
                "rounding" => found.rounding = reader.number()?,
                "here" if reader.is_null()? => {}
                "here" => found.here = Some(reader.number()?),
                "gap" => found.gap = reader.number()?,
                "widest" => found.widest = order(reader)?,
                "pooled" => found.pooled = reader.number()?,
                "first" => found.first = reader.number()? as i32,
                "counts" => list(reader, MOST_BINS, &mut |reader| {
                    found.counts.push(count(reader)?);
                    Ok(())
                })?,
                _ => list(reader, NAMED, &mut |reader| {
                    found.keeping.push(order(reader)?);
                    Ok(())
                })?,
            }
            Ok(())
        })?;
        Ok(found)
    }
}

fn count(reader: &mut Reader<'_>) -> Read<u32> {
    Ok(u32::try_from(reader.whole()?).unwrap_or(u32::MAX))
}

fn order(reader: &mut Reader<'_>) -> Read<Vec<usize>> {
    let mut order = Vec::new();
    list(reader, limits::TOKENS, &mut |reader| {
        order.push(reader.index()?);
        Ok(())
    })?;
    Ok(order)
}

fn list(
    reader: &mut Reader<'_>,
    most: usize,
    entry: &mut dyn FnMut(&mut Reader<'_>) -> Read<()>,
) -> Read<()> {
    reader.list(text::e_an_array(), (most, text::e_unit_entries()), entry)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::experiment::{Kind, Outcome as Any};
    use proptest::prelude::*;

    fn order() -> impl Strategy<Value = Vec<usize>> {
        prop::collection::vec(0..64usize, 0..64)
    }

    prop_compose! {
        fn outcomes()(
            (every, tried, kept, exact) in any::<(bool, u32, u32, u32)>(),
            (rounding, gap, pooled) in (0f32..1.0, 0f32..1e30, 0f32..1e3),
            here in prop::option::of(0f32..1e9),
            widest in order(),
            first in -1300..160i32,
            counts in prop::collection::vec(any::<u32>(), 0..40),
            keeping in prop::collection::vec(order(), 0..=NAMED),
        ) -> Outcome {
            Outcome { every, tried, kept, exact, rounding, here, gap, widest, pooled, first, counts, keeping }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(outcome in outcomes()) {
            let mut w = Writer::on_one_line();
            outcome.write(&mut w);
            prop_assert_eq!(Any::from_json(Kind::Orders, &w.finish()), Ok(Any::Orders(outcome)));
        }
    }

    #[test]
    fn what_does_not_fit_is_named() {
        let refused = |text| Any::from_json(Kind::Orders, text).unwrap_err().to_string();
        assert!(refused(r#"{"counts": [1, -1]}"#).starts_with("counts[1]: "));
        assert!(refused(r#"{"widest": 3}"#).starts_with("widest: "));
        assert!(refused(r#"{"widest": [1e2]}"#).starts_with("widest[0]: "));
        assert!(refused(r#"{"more": 3}"#).starts_with("more: "));
    }
}
