//! The settings of the lab Learning order.

use crate::experiment::settings::{Kind, Property};

/// All of them. A link names one by its place: append, never reorder.
pub const ALL: &[&Property] = &[
    &TASK, &LENGTH, &WIDTH, &HEADS, &D_FF, &ENCODING, &STEPS, &BATCH, &RATE, &SEEDS, &TYPED,
];

const fn property(name: &'static str, kind: Kind) -> Property {
    Property::new("learning", name, kind)
}

/// What is to be told of a sequence.
pub static TASK: Property = property(
    "task",
    Kind::Choice {
        names: &["increasing", "repeat"],
        default: 0,
    },
);

/// Numbers in a sequence.
pub static LENGTH: Property = property(
    "n",
    Kind::Whole {
        from: 2,
        to: 8,
        default: 5,
    },
);

/// Width of the embeddings.
pub static WIDTH: Property = property(
    "width",
    Kind::Whole {
        from: 2,
        to: 64,
        default: 32,
    },
);

/// Heads; they divide the width.
pub static HEADS: Property = property(
    "heads",
    Kind::Whole {
        from: 1,
        to: 8,
        default: 2,
    },
);

/// Width within the feed-forward layer.
pub static D_FF: Property = property(
    "d_ff",
    Kind::Whole {
        from: 1,
        to: 256,
        default: 64,
    },
);

/// How the model with positions gets them.
pub static ENCODING: Property = property(
    "encoding",
    Kind::Choice {
        names: &["sinusoidal", "learned", "rope", "alibi"],
        default: 0,
    },
);

/// Steps of the optimiser.
pub static STEPS: Property = property(
    "steps",
    Kind::Whole {
        from: 10,
        to: 10_000,
        default: 1_500,
    },
);

/// Sequences a step.
pub static BATCH: Property = property(
    "batch",
    Kind::Whole {
        from: 1,
        to: 512,
        default: 64,
    },
);

/// Learning rate of Adam.
pub static RATE: Property = property(
    "rate",
    Kind::Number {
        from: 1e-6,
        to: 100.0,
        default: 2e-3,
    },
);

/// Runs, each from a seed of its own.
pub static SEEDS: Property = property(
    "seeds",
    Kind::Whole {
        from: 1,
        to: 20,
        default: 1,
    },
);

/// The sequence that the learner tries.
pub static TYPED: Property = property(
    "typed",
    Kind::List {
        most: 8,
        from: 0.0,
        to: 19.0,
        whole: true,
        default: &[],
    },
)
.shown();
