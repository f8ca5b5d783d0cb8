//! The settings of the lab Scaling.

use crate::experiment::settings::{Kind, Property};

/// All of them. A link names one by its place: append, never reorder.
pub const ALL: &[&Property] = &[&D_K, &SAMPLES, &DISTRIBUTION, &CORRELATION, &KEYS];

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
        names: &["normal", "uniform", "t5", "t3", "equicorrelated"],
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
