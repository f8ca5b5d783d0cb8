//! The state document as serde types (protocol, section 1).

use serde::{Deserialize, Serialize};

/// `"none"`, `"causal"`, or rows of booleans.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum MaskDocument {
    /// A named mask.
    Named(NamedMask),
    /// n x n; true: may attend.
    Rows(Vec<Vec<bool>>),
}

/// The masks that have a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NamedMask {
    /// Everyone attends to everyone.
    None,
    /// Row i attends to columns 0..=i.
    Causal,
}

/// A position encoding as the document writes it; what is left out takes its default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum PositionDocument {
    /// No encoding.
    None {},
    /// Sines and cosines.
    Sinusoidal {
        /// Default 10000.
        base: Option<f32>,
    },
    /// A table.
    Learned {
        /// n x d; default: drawn from the seed.
        table: Option<Vec<Vec<f32>>>,
    },
    /// Rotary.
    Rope {
        /// Default 10000.
        base: Option<f32>,
    },
    /// Linear bias.
    Alibi {
        /// h numbers; default 2^(-8h/H).
        slopes: Option<Vec<f32>>,
    },
}
