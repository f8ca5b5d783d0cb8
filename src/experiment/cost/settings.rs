//! The settings of the lab Cost.

use crate::experiment::settings::{Kind, Property};

/// All of them. A link names one by its place: append, never reorder.
pub const ALL: &[&Property] = &[&WIDTH, &LARGEST, &WINDOW, &CHUNK, &REPEATS, &TOKENS, &SHOWN];

const fn property(name: &'static str, kind: Kind) -> Property {
    Property::new("cost", name, kind)
}

/// Width of Q, K and V.
pub static WIDTH: Property = property(
    "d",
    Kind::Whole {
        from: 1,
        to: 256,
        default: 64,
    },
);

/// Most tokens that are measured; a power of two or what is below it.
pub static LARGEST: Property = property(
    "largest",
    Kind::Whole {
        from: 256,
        to: 4096,
        default: 2048,
    },
);

/// Tokens to each side that a query of the sliding window sees.
pub static WINDOW: Property = property(
    "window",
    Kind::Whole {
        from: 1,
        to: 1024,
        default: 64,
    },
);

/// Tokens of one of the independent chunks.
pub static CHUNK: Property = property(
    "chunk",
    Kind::Whole {
        from: 1,
        to: 1024,
        default: 128,
    },
);

/// Samples a point.
pub static REPEATS: Property = property(
    "repeats",
    Kind::Whole {
        from: 5,
        to: 31,
        default: 5,
    },
);

/// Tokens that the cost is extrapolated to.
pub static TOKENS: Property = property(
    "tokens",
    Kind::Whole {
        from: 16,
        to: 1_000_000,
        default: 100_000,
    },
)
.shown();

/// What the plot shows.
pub static SHOWN: Property = property(
    "shown",
    Kind::Choice {
        names: &["time", "memory"],
        default: 0,
    },
)
.shown();
