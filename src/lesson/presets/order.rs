//! Presets of the order lab.

use super::{Columns, Preset, embeddings, labels, rows, vectors, words};
use crate::lesson::Lab;

/// The same seven words in two orders that mean different things.
pub(super) fn patient() -> Preset {
    let mut setup = vectors(
        rows(&[
            [2.0, 0.0, 0.0, 0.0],
            [0.0, 1.8, 0.0, 0.2],
            [2.0, 0.0, 0.4, 0.0],
            [1.0, 0.0, 0.0, 1.6],
            [0.0, 0.6, 1.8, 0.4],
            [0.6, 0.0, 0.0, 1.4],
            [0.2, 0.4, 1.8, 0.0],
        ]),
        rows(&[
            [0.0, 0.0, 0.0, 0.2],
            [2.0, 0.0, 0.0, 0.5],
            [0.0, 2.4, 0.0, 0.0],
            [0.0, 0.0, 2.0, 0.0],
            [1.6, 0.0, 0.0, 1.0],
            [0.0, 0.0, 0.0, 0.1],
            [1.4, 0.4, 0.0, 1.8],
        ]),
        rows(&[
            [0.0, 0.0, 0.0],
            [1.0, 0.0, 0.0],
            [0.1, 0.8, 0.0],
            [0.0, 0.0, -1.0],
            [0.0, 0.4, 0.2],
            [0.0, 0.1, 0.0],
            [0.2, 0.5, 0.9],
        ]),
    );
    setup.order = vec![0, 4, 2, 3, 1, 5, 6];
    Preset {
        id: "patient",
        lab: Lab::Order,
        title: "Two sentences, the same words",
        note: "Exchange two words and the sentence says something else, yet each word's output stays what it was. \
               Switch a position encoding on and see the two sentences part.",
        tokens: words("The patient showed no signs of recovery"),
        columns: Some(Columns {
            x: &[],
            key: &["a thing", "an action", "a negation", "about health"],
            value: &["person", "finding", "good news"],
        }),
        setup,
        seed: 1,
    }
}

/// A collision that made a muon pair, two jets and a photon; momenta in units of 100 GeV, balanced across the beam.
pub(super) fn collider() -> Preset {
    let mut setup = embeddings(
        rows(&[
            [0.40, 0.20, 0.30, 0.54, 1.0],
            [-0.45, -0.10, 0.15, 0.49, -1.0],
            [0.30, -0.35, 0.50, 0.68, 0.0],
            [-0.20, 0.15, -0.60, 0.65, 0.0],
            [0.05, 0.15, -0.02, 0.16, 0.0],
            [-0.10, -0.05, 0.00, 0.11, 0.0],
        ]),
        [
            rows(&[
                [0.0, -2.0, 0.0, 0.0],
                [0.0, 0.0, -2.0, 0.0],
                [0.0, 0.0, 0.0, 0.0],
                [0.0, 0.0, 0.0, 1.0],
                [2.0, 0.0, 0.0, 0.0],
            ]),
            rows(&[
                [0.0, 2.0, 0.0, 0.0],
                [0.0, 0.0, 2.0, 0.0],
                [0.0, 0.0, 0.0, 0.0],
                [0.0, 0.0, 0.0, 1.0],
                [-2.0, 0.0, 0.0, 0.0],
            ]),
            rows(&[
                [1.0, 0.0, 0.0, 0.0],
                [0.0, 1.0, 0.0, 0.0],
                [0.0, 0.0, 1.0, 0.0],
                [0.0, 0.0, 0.0, 1.0],
                [0.0, 0.0, 0.0, 0.0],
            ]),
        ],
        None,
    );
    setup.order = vec![3, 0, 5, 2, 1, 4];
    Preset {
        id: "collider",
        lab: Lab::Order,
        title: "A collision has no first particle",
        note: "A detector lists particles in an order that means nothing, so here the symmetry is wanted: shuffle \
               the list and the physics stays. The two muons find each other by their opposite charges.",
        tokens: labels(&["μ⁺", "μ⁻", "jet 1", "jet 2", "γ", "missing p"]),
        columns: Some(Columns {
            x: &["px", "py", "pz", "energy", "charge"],
            key: &["opposite charge", "opposite px", "opposite py", "energy"],
            value: &["px", "py", "pz", "energy"],
        }),
        setup,
        seed: 1,
    }
}

/// One systolic reading a day over a week of treatment, as (mmHg - 140) / 10, and a column of ones in Q.
pub(super) fn pressure() -> Preset {
    let level = [1.2, 0.9, 0.4, 0.0, -0.3, -0.9, -1.2];
    let mut setup = vectors(
        rows(&level.map(|l| [l, 1.0])),
        rows(&level.map(|l| [l, 0.0])),
        rows(&level.map(|l| [l])),
    );
    setup.order = vec![5, 6, 3, 4, 1, 2, 0];
    Preset {
        id: "pressure",
        lab: Lab::Order,
        title: "A week of blood pressure",
        note: "The readings fall from 152 to 128; shuffled, the same seven numbers climb. Without positions attention \
               cannot tell recovery from decline.",
        tokens: labels(&[
            "Mon 152", "Tue 149", "Wed 144", "Thu 140", "Fri 137", "Sat 131", "Sun 128",
        ]),
        columns: Some(Columns {
            x: &[],
            key: &["like level", "any level"],
            value: &["level over 140 mmHg, in tens"],
        }),
        setup,
        seed: 1,
    }
}
