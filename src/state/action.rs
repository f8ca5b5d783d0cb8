//! What a learner, a link or a host page can do to the state.

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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
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
        value: f32,
    },
    /// Writes a block of numbers, its top left corner at `row`, `column`. The block must fit; pasted at 0, 0 it may
    /// also be the whole of a larger or smaller matrix whose size can follow (see `reduce`).
    PasteBlock {
        /// Which matrix.
        matrix: MatrixId,
        /// Row of the corner.
        row: usize,
        /// Column of the corner.
        column: usize,
        /// Rows of equal length.
        values: Vec<Vec<f32>>,
    },
    /// Fills a matrix with standard normal numbers drawn from the seed (weights: divided by sqrt of their height).
    FillRandom {
        /// Which matrix; none: every input matrix.
        matrix: Option<MatrixId>,
        /// The seed to set first; none: the state's.
        seed: Option<u64>,
    },
    /// Inserts a token before row `at` (`at = n`: at the end). New numbers are 0.
    AddToken {
        /// Where, from 0 to n.
        at: usize,
        /// Its label; none: a free name.
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
        /// > 0.
        value: f32,
    },
    /// Changes the mask.
    SetMask {
        /// As in the state document: "none", "causal", or n x n booleans.
        mask: super::document::MaskDocument,
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
        position: super::document::PositionDocument,
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
