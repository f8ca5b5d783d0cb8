//! Presets of the order lab.

use super::{Columns, Preset, embeddings, labels, names, rows, vectors, words};
use crate::lesson::Lab;
use crate::text;

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
        title: text::preset_patient(),
        note: text::preset_patient_note(),
        tokens: words("The patient showed no signs of recovery"),
        columns: Some(Columns {
            x: Vec::new(),
            key: names(text::preset_patient_key()),
            value: names(text::preset_patient_value()),
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
        title: text::preset_collider(),
        note: text::preset_collider_note(),
        tokens: labels(&["μ⁺", "μ⁻", "jet 1", "jet 2", "γ", "missing p"]),
        columns: Some(Columns {
            x: names(text::preset_collider_x()),
            key: names(text::preset_collider_key()),
            value: names(text::preset_collider_value()),
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
    setup.order = (0..level.len()).rev().collect();
    Preset {
        id: "pressure",
        lab: Lab::Order,
        title: text::preset_pressure(),
        note: text::preset_pressure_note(),
        tokens: labels(&[
            "Mon 152", "Tue 149", "Wed 144", "Thu 140", "Fri 137", "Sat 131", "Sun 128",
        ]),
        columns: Some(Columns {
            x: Vec::new(),
            key: names(text::preset_pressure_key()),
            value: names(text::preset_pressure_value()),
        }),
        setup,
        seed: 1,
    }
}
