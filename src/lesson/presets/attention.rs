//! Presets of the attention lab.

use super::{Columns, Preset, embeddings, labels, names, rows, vectors, words};
use crate::lesson::Lab;
use crate::lesson::draw::Draw;
use crate::model::Mask;
use crate::text;
use std::sync::Arc;

/// The first screen: "it" gives "robot" a weight of 0.80. `d_k = 4`, so that `sqrt(d_k) = 2`.
pub(super) fn robot() -> Preset {
    Preset {
        id: "robot",
        lab: Lab::Attention,
        title: text::preset_robot(),
        note: text::preset_robot_note(),
        tokens: words("The robot slipped because it rusted"),
        columns: Some(Columns {
            x: Vec::new(),
            key: names(text::preset_robot_key()),
            value: names(text::preset_robot_value()),
        }),
        setup: vectors(
            rows(&[
                [2.0, 0.0, 0.0, 0.2],
                [0.8, 1.4, 0.0, 0.0],
                [2.2, 0.0, 0.4, 0.0],
                [0.0, 2.4, 0.0, 0.2],
                [2.8, 0.3, 0.4, 0.0],
                [0.6, 0.2, 2.2, 0.0],
            ]),
            rows(&[
                [0.2, 0.0, 0.0, 1.5],
                [2.5, 0.2, 0.3, 0.0],
                [0.0, 2.2, 0.0, 0.1],
                [0.0, 0.3, 0.0, 1.8],
                [0.6, 0.0, 2.4, 0.3],
                [0.1, 2.0, 0.0, 0.0],
            ]),
            rows(&[
                [0.0, 0.0, 0.1],
                [0.9, 0.3, 0.0],
                [0.1, 0.9, 0.4],
                [0.0, 0.0, 0.2],
                [0.2, 0.0, 0.0],
                [0.1, 0.0, 0.9],
            ]),
        ),
        seed: 1,
    }
}

/// One question and four titles; nobody attends to the question, which stands on no shelf.
pub(super) fn library() -> Preset {
    let mut setup = vectors(
        rows(&[
            [2.0, 0.0, 0.0, 2.0],
            [2.0, 0.0, 0.0, 0.0],
            [0.0, 2.0, 0.0, 0.0],
            [0.0, 0.0, 2.0, 0.0],
            [1.0, 0.0, 0.0, 2.0],
        ]),
        rows(&[
            [0.0, 0.0, 0.0, 0.0],
            [3.0, 0.0, 0.0, 1.0],
            [0.0, 3.0, 0.0, 1.0],
            [0.0, 0.0, 3.0, 0.0],
            [2.0, 0.0, 0.0, 3.0],
        ]),
        rows(&[
            [0.0, 0.0, 0.0],
            [0.9, 0.0, 0.0],
            [0.0, 0.9, 0.1],
            [0.0, 0.0, 1.0],
            [0.5, 0.6, 0.0],
        ]),
    );
    setup.mask = Mask::Custom(Arc::new(nalgebra::DMatrix::from_fn(5, 5, |_, key| {
        key != 0
    })));
    Preset {
        id: "library",
        lab: Lab::Attention,
        title: text::preset_library(),
        note: text::preset_library_note(),
        tokens: labels(&[
            "How do birds fly?",
            "Garden birds",
            "Steam engines",
            "The night sky",
            "Wings and lift",
        ]),
        columns: Some(Columns {
            x: Vec::new(),
            key: names(text::preset_library_key()),
            value: names(text::preset_library_value()),
        }),
        setup,
        seed: 1,
    }
}

/// Three tokens to work out with pen and paper: scores 4, 2 or 0, one row of equal weights, one row with a tie.
pub(super) fn worked() -> Preset {
    Preset {
        id: "worked",
        lab: Lab::Attention,
        title: text::preset_worked(),
        note: text::preset_worked_note(),
        tokens: words("first second third"),
        columns: None,
        setup: vectors(
            rows(&[
                [2.0, 2.0, -2.0, 0.0],
                [0.0, 0.0, 0.0, 2.0],
                [0.0, 0.0, 4.0, 0.0],
            ]),
            rows(&[
                [1.0, 1.0, 0.0, 1.0],
                [0.0, 1.0, 1.0, 1.0],
                [1.0, 0.0, 1.0, 1.0],
            ]),
            rows(&[[6.0, 0.0], [0.0, 6.0], [3.0, 3.0]]),
        ),
        seed: 1,
    }
}

/// Two heads out of embeddings: head 0 looks for nouns, head 1 from a noun for its verb.
pub(super) fn projections() -> Preset {
    let mut setup = embeddings(
        rows(&[
            [0.0, 0.0, 0.0, 1.0, 0.0, 0.0],
            [0.0, 0.0, 1.0, 0.0, 0.0, 0.0],
            [1.0, 0.0, 0.0, 0.0, 1.0, 0.2],
            [0.0, 1.0, 0.0, 0.0, 0.0, 1.0],
            [1.0, 0.0, 0.0, 0.0, 0.8, 0.4],
        ]),
        [
            rows(&[
                [0.0, 0.5, 0.0, 1.2],
                [1.5, 0.0, 0.0, 0.5],
                [2.0, 0.0, 0.0, 0.0],
                [2.0, 0.0, 0.5, 0.0],
                [0.0, 0.5, 0.0, 1.0],
                [0.0, 0.0, 1.0, 0.0],
            ]),
            rows(&[
                [2.0, 0.0, 0.0, 0.0],
                [0.0, 0.0, 0.0, 2.0],
                [0.5, 1.0, 0.0, 0.0],
                [0.0, 1.0, 0.0, 0.0],
                [0.5, 0.0, 1.0, 0.0],
                [0.0, 0.0, 0.5, 1.0],
            ]),
            rows(&[
                [1.0, 0.0, 0.0, 0.0],
                [0.0, 0.0, 1.0, 0.0],
                [0.5, 0.0, 0.0, 0.0],
                [0.0, 0.0, 0.0, 0.2],
                [0.0, 1.0, 0.0, 0.0],
                [0.0, 0.0, 0.0, 1.0],
            ]),
        ],
        Some(rows(&[
            [1.0, 0.0, 0.2, 0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 0.0, 1.0, 0.0],
            [0.0, 1.0, 0.0, 0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 0.0, 0.0, 1.0],
        ])),
    );
    setup.heads = 2;
    Preset {
        id: "projections",
        lab: Lab::Attention,
        title: text::preset_projections(),
        note: text::preset_projections_note(),
        tokens: words("The small dog chased cats"),
        columns: Some(Columns {
            x: names(text::preset_projections_x()),
            key: names(text::preset_projections_key()),
            value: names(text::preset_projections_value()),
        }),
        setup,
        seed: 1,
    }
}

/// A sentence in which nobody sees a later word.
pub(super) fn causal() -> Preset {
    let mut setup = vectors(
        rows(&[[1.0, 1.0], [2.2, 0.0], [0.4, 1.6], [0.6, 1.6], [1.8, 0.0]]),
        rows(&[[2.0, 0.0], [0.4, 1.8], [0.0, 0.4], [1.6, 0.6], [0.2, 0.2]]),
        rows(&[[1.0, 0.0], [0.2, 1.0], [0.0, 0.2], [0.8, 0.4], [0.1, 0.6]]),
    );
    setup.mask = Mask::Causal;
    Preset {
        id: "causal",
        lab: Lab::Attention,
        title: text::preset_causal(),
        note: text::preset_causal_note(),
        tokens: words("Rain fell all night long"),
        columns: Some(Columns {
            x: Vec::new(),
            key: names(text::preset_causal_key()),
            value: names(text::preset_causal_value()),
        }),
        setup,
        seed: 1,
    }
}

/// Standard normal numbers; what `fill-random` with the same seed gives.
pub(super) fn random() -> Preset {
    let seed = 1;
    let drawn = |name, columns| Arc::new(Draw::new(seed, name).matrix(6, columns, 1.0));
    Preset {
        id: "random",
        lab: Lab::Attention,
        title: text::preset_random(),
        note: text::preset_random_note(),
        tokens: words("a b c d e f"),
        columns: None,
        setup: vectors(drawn("q", 4), drawn("k", 4), drawn("v", 4)),
        seed,
    }
}
