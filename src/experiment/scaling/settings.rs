//! The settings of the lab Scaling.

use super::Law;
use crate::experiment::settings::{Kind, Property};

/// All of them. A link names one by its place: append, never reorder.
pub const ALL: &[&Property] = &[
    &D_K,
    &SAMPLES,
    &DISTRIBUTION,
    &CORRELATION,
    &KEYS,
    &PREDICTION,
    &REVEALED,
];

const fn property(name: &'static str, kind: Kind) -> Property {
    Property::new("scaling", name, kind)
}

/// Components of a query and of a key.
pub static D_K: Property = property(
    "d_k",
    Kind::Whole {
        from: 1,
        to: 1024,
        default: 64,
    },
);

/// Pairs of a query and a key that are drawn.
pub static SAMPLES: Property = property(
    "samples",
    Kind::Whole {
        from: 100,
        to: 100_000,
        default: 10_000,
    },
);

/// What the components are drawn from; each of them has mean 0 and variance 1.
pub static DISTRIBUTION: Property = property(
    "distribution",
    Kind::Choice {
        names: Law::NAMES,
        default: 0,
    },
);

/// Correlation of any two components, where they are equicorrelated.
pub static CORRELATION: Property = property(
    "correlation",
    Kind::Number {
        from: 0.0,
        to: 1.0,
        default: 0.1,
    },
);

/// Keys that a query's softmax runs over.
pub static KEYS: Property = property(
    "keys",
    Kind::Whole {
        from: 2,
        to: 64,
        default: 8,
    },
);

/// The standard deviation of q . k at d_k = 64 that the learner predicts, if any is predicted.
pub static PREDICTION: Property = property(
    "prediction",
    Kind::List {
        most: 1,
        from: 0.0,
        to: 1e9,
        whole: false,
        default: &[],
    },
)
.shown();

/// Whether the learner has answered, or did not want to, so that the lab shows what is drawn.
pub static REVEALED: Property = property("revealed", Kind::Flag { default: false }).shown();
