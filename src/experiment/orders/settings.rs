//! The settings of the lab Order.

use crate::experiment::settings::{Kind, Property};

/// All of them. A link names one by its place: append, never reorder.
pub const ALL: &[&Property] = &[&DOUBLE, &SHIFT];

const fn property(name: &'static str, kind: Kind) -> Property {
    Property::new("order", name, kind)
}

/// Whether the gap is computed in f64.
pub static DOUBLE: Property = property("f64", Kind::Flag { default: false });

/// By how much all positions go on, where the logits under a shift are looked at.
pub static SHIFT: Property = property(
    "shift",
    Kind::Whole {
        from: 0,
        to: 100,
        default: 0,
    },
);
