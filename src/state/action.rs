//! What a learner, a link or a host page can do to the state.

use super::document::{MaskDocument, PositionDocument};
use crate::experiment::settings::Changes;
use crate::lesson::Lab;
use crate::model::MatrixId;

/// A width that can be changed. `n` is changed by adding and removing tokens or by `set-size`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

impl Dimension {
    /// All of them.
    pub(super) const ALL: &'static [Self] = &[Self::Tokens, Self::DK, Self::DV, Self::DModel];

    /// Their names in actions, in the same order.
    pub(super) const NAMES: &'static [&'static str] = &["tokens", "d_k", "d_v", "d_model"];
}

/// The two kinds of input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    /// Q, K and V edited directly.
    Vectors,
    /// Q, K and V computed from X.
    Embeddings,
}

impl InputKind {
    /// Both of them.
    pub(super) const ALL: &'static [Self] = &[Self::Vectors, Self::Embeddings];

    /// Their names in actions and documents, in the same order.
    pub(super) const NAMES: &'static [&'static str] = &["vectors", "embeddings"];
}

/// One change of the state. The JSON form (`{"type": "set-cell", ...}`) is a public contract; docs/actions.md lists it.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Opens a lab.
    SetLab {
        /// Its name.
        lab: Lab,
    },
    /// Replaces state by a preset; the settings of the labs that measure stay.
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
        values: Vec<Vec<f32>>,
        /// The block is the whole matrix: the size follows even where the block is smaller. Default: false.
        whole: bool,
    },
    /// Fills a matrix with standard normal numbers drawn from the seed (projections: divided by the square root of their
    /// height, so that Q, K and V keep the size of X).
    FillRandom {
        /// Which matrix; none: q, k and v, or x and the projections.
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
        /// Above 0.
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
    /// Changes settings of the labs that measure; all others stay.
    SetLabs {
        /// As `labs` in the state document; null sets the default.
        labs: Changes,
    },
}
