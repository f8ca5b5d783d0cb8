//! Presets of the attention lab.

use super::{Columns, Preset, embeddings, labels, rows, vectors, words};
use crate::lesson::Lab;
use crate::lesson::draw::Draw;
use crate::model::Mask;
use std::sync::Arc;

/// The first screen: "it" gives "robot" a weight of 0.80. `d_k = 4`, so that `sqrt(d_k) = 2`.
pub(super) fn robot() -> Preset {
    Preset {
        id: "robot",
        lab: Lab::Attention,
        title: "What does “it” mean?",
        note: "The query of “it” asks for a thing, and the key of “robot” says that it is one. Drag that 2.8 in the \
               row of “it” and watch how much of “robot” its output keeps.",
        tokens: words("The robot slipped because it rusted"),
        columns: Some(Columns {
            x: &[],
            key: &[
                "a thing",
                "an action",
                "a stand-in for a thing",
                "a small word",
            ],
            value: &["machine", "motion", "damage"],
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
        title: "A question in a library",
        note: "“How do birds fly?” is a query, the titles are keys, and what stands in the books are values. The \
               answer is a blend of books, each in proportion to how well its title fits.",
        tokens: labels(&[
            "How do birds fly?",
            "Garden birds",
            "Steam engines",
            "The night sky",
            "Wings and lift",
        ]),
        columns: Some(Columns {
            x: &[],
            key: &["birds", "machines", "stars", "flight"],
            value: &["about animals", "about forces", "about the sky"],
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
        title: "An example to check by hand",
        note: "Small whole numbers: every score is 0, 2 or 4, and sqrt(d_k) = 2. The second row comes out as exact \
               thirds; the first needs e² and nothing else.",
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
        title: "From embeddings, with two heads",
        note: "Q, K and V are computed here: X times three projections. The first head finds the noun that a word \
               belongs to, the second finds the verb of a noun.",
        tokens: words("The small dog chased cats"),
        columns: Some(Columns {
            x: &["noun", "verb", "describing", "article", "animal", "motion"],
            key: &[
                "noun (head 1)",
                "describing (head 1)",
                "animal (head 2)",
                "verb (head 2)",
            ],
            value: &["noun", "animal", "verb", "motion"],
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
        title: "Without a look ahead",
        note: "Under the causal mask a word attends to itself and to what stands before it. The first word can only \
               attend to itself, whatever its query says.",
        tokens: words("Rain fell all night long"),
        columns: Some(Columns {
            x: &[],
            key: &["a thing", "an event"],
            value: &["weather", "time passing"],
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
        title: "Numbers of chance",
        note: "Six tokens whose queries, keys and values are standard normal draws. Another seed gives other numbers; \
               no pattern in the weights means anything.",
        tokens: words("a b c d e f"),
        columns: None,
        setup: vectors(drawn("q", 4), drawn("k", 4), drawn("v", 4)),
        seed,
    }
}
