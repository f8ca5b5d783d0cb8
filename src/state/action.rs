//! What a learner, a link or a host page can do to the state.

use super::document::{MaskDocument, PositionDocument, number};
use crate::lesson::Lab;
use serde::{Deserialize, Serialize};

/// The matrices that can be edited. A bias is one row; `slopes` is one row of h numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum MatrixId {
    Q,
    K,
    V,
    X,
    Wq,
    Wk,
    Wv,
    Wo,
    Bq,
    Bk,
    Bv,
    Bo,
    /// The learned position table.
    Table,
    /// ALiBi's slopes.
    Slopes,
}

impl MatrixId {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Q,
        Self::K,
        Self::V,
        Self::X,
        Self::Wq,
        Self::Wk,
        Self::Wv,
        Self::Wo,
        Self::Bq,
        Self::Bk,
        Self::Bv,
        Self::Bo,
        Self::Table,
        Self::Slopes,
    ];

    /// Its name in actions and documents.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Q => "q",
            Self::K => "k",
            Self::V => "v",
            Self::X => "x",
            Self::Wq => "wq",
            Self::Wk => "wk",
            Self::Wv => "wv",
            Self::Wo => "wo",
            Self::Bq => "bq",
            Self::Bk => "bk",
            Self::Bv => "bv",
            Self::Bo => "bo",
            Self::Table => "table",
            Self::Slopes => "slopes",
        }
    }
}

/// A width that can be changed. `n` is changed by adding and removing tokens or by `set-size`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Number of tokens n.
    Tokens,
    /// Width of Q and K.
    DK,
    /// Width of V.
    DV,
    /// Width of X.
    DModel,
}

/// The two kinds of input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum InputKind {
    /// Q, K and V edited directly.
    Vectors,
    /// Q, K and V computed from X.
    Embeddings,
}

/// One change of the state. The JSON form (`{"type": "set-cell", ...}`) is a public contract; docs/actions.md lists it.
//
// `remote = "Self"` derives the form `{"set-cell": {...}}`, in which errors keep their path; `action_json` turns it
// into the public one. (serde's own `tag = "type"` reads through a buffer and loses the path.)
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Action {
    /// Opens a lab.
    SetLab {
        /// Its name.
        lab: Lab,
    },
    /// Replaces state by a preset.
    LoadPreset {
        /// Its name.
        preset: String,
    },
    /// Changes one number.
    SetCell {
        /// Which matrix.
        matrix: MatrixId,
        /// Row from 0.
        row: usize,
        /// Column from 0.
        column: usize,
        /// The new number, finite.
        #[serde(with = "number::plain")]
        value: f32,
    },
    /// Writes a block of numbers, its top left corner at `row`, `column`. A block that fits there is written there. One
    /// that does not fit and has its corner at 0, 0 is the whole matrix anew: tokens and widths follow its size. With
    /// `whole` that is done for a smaller block too.
    PasteBlock {
        /// Which matrix.
        matrix: MatrixId,
        /// Row of the corner.
        row: usize,
        /// Column of the corner.
        column: usize,
        /// Rows of equal length.
        #[serde(with = "number::plain_rows")]
        values: Vec<Vec<f32>>,
        /// The block is the whole matrix: the size follows even where the block is smaller. Default: false.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        whole: bool,
    },
    /// Fills a matrix with standard normal numbers drawn from the seed (projections: divided by the square root of their
    /// height, so that Q, K and V keep the size of X).
    FillRandom {
        /// Which matrix; none: q, k and v, or x and the projections.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        matrix: Option<MatrixId>,
        /// The seed to set first; none: the state's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seed: Option<u64>,
    },
    /// Inserts a token before row `at` (`at = n`: at the end). New numbers are 0.
    AddToken {
        /// Where, from 0 to n.
        at: usize,
        /// Its label; none: a free name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        label: Option<String>,
    },
    /// Removes a token.
    RemoveToken {
        /// Its row.
        row: usize,
    },
    /// Renames a token.
    RenameToken {
        /// Its row.
        row: usize,
        /// The new label.
        label: String,
    },
    /// Changes a size; new numbers are 0, cut numbers are gone (undo brings them back).
    SetSize {
        /// Which size.
        dimension: Dimension,
        /// The new size.
        value: usize,
    },
    /// Changes between Q, K, V and X with projections, so that Q, K and V keep their numbers.
    SetInputKind {
        /// The new kind.
        kind: InputKind,
    },
    /// Adds (zeros; `wo`: ones on the diagonal) or removes an optional matrix: wo, bq, bk, bv, bo.
    SetOptional {
        /// Which matrix.
        matrix: MatrixId,
        /// Whether it is there.
        on: bool,
    },
    /// Changes the number of heads.
    SetHeads {
        /// h; divides d_k and d_v.
        heads: usize,
    },
    /// Switches the division by sqrt(d_k / h).
    SetScale {
        /// On or off.
        on: bool,
    },
    /// Changes the temperature.
    SetTemperature {
        /// Above 0.
        #[serde(with = "number::plain")]
        value: f32,
    },
    /// Changes the mask.
    SetMask {
        /// As in the state document: "none", "causal", or n x n booleans.
        mask: MaskDocument,
    },
    /// Flips one entry of the mask; a named mask becomes an explicit one first.
    ToggleMaskCell {
        /// Query row.
        row: usize,
        /// Key column.
        column: usize,
    },
    /// Changes the position encoding; what is left out takes its default (the page's switch gives slopes that show).
    SetPosition {
        /// As in the state document.
        position: PositionDocument,
    },
    /// Changes the shuffle.
    SetOrder {
        /// A permutation of 0..n.
        order: Vec<usize>,
    },
    /// Moves the token in slot `from` of the shuffled order to slot `to`.
    MoveSlot {
        /// Slot now.
        from: usize,
        /// Slot then.
        to: usize,
    },
    /// Draws a new shuffle from the seed (another one than the present; the seed moves on).
    Shuffle,
    /// Changes the seed.
    SetSeed {
        /// Below 2^53.
        seed: u64,
    },
}
