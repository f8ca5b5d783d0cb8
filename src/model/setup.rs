//! All that determines an attention computation (protocol, sections 1 and 2).

use std::sync::Arc;

/// A matrix of f32; rows are tokens.
pub type Matrix = nalgebra::DMatrix<f32>;

/// Where Q, K and V come from. Matrices are shared, so that an undo step copies only what changed.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// Q, K and V given directly.
    Vectors(Vectors),
    /// Q, K and V computed from X by projections.
    Embeddings(Embeddings),
}

/// Q, K and V, all heads side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Vectors {
    /// Queries, `n x d_k`.
    pub q: Arc<Matrix>,
    /// Keys, `n x d_k`.
    pub k: Arc<Matrix>,
    /// Values, `n x d_v`.
    pub v: Arc<Matrix>,
}

/// X and its projections, all heads side by side. Biases are rows (`1 x d`).
#[derive(Debug, Clone, PartialEq)]
pub struct Embeddings {
    /// Embeddings, `n x d_model`.
    pub x: Arc<Matrix>,
    /// Query projection, `d_model x d_k`.
    pub wq: Arc<Matrix>,
    /// Key projection, `d_model x d_k`.
    pub wk: Arc<Matrix>,
    /// Value projection, `d_model x d_v`.
    pub wv: Arc<Matrix>,
    /// Output projection, `d_v x d_model`; `None`: heads are only concatenated.
    pub wo: Option<Arc<Matrix>>,
    /// Query bias, `1 x d_k`.
    pub bq: Option<Arc<Matrix>>,
    /// Key bias, `1 x d_k`.
    pub bk: Option<Arc<Matrix>>,
    /// Value bias, `1 x d_v`.
    pub bv: Option<Arc<Matrix>>,
    /// Output bias, `1 x d_model`; needs `wo`.
    pub bo: Option<Arc<Matrix>>,
}

/// Who may attend to whom. A mask belongs to slots, not to tokens.
#[derive(Debug, Clone, PartialEq)]
pub enum Mask {
    /// Everyone attends to everyone.
    None,
    /// Row `i` attends to columns `0..=i`.
    Causal,
    /// `n x n`; true: may attend.
    Custom(Arc<nalgebra::DMatrix<bool>>),
}

/// Position encodings (protocol, section 2). Positions belong to slots and count from 0.
#[derive(Debug, Clone, PartialEq)]
pub enum Position {
    /// No encoding.
    None,
    /// Sines and cosines, added (Vaswani et al. 2017, section 3.5).
    Sinusoidal {
        /// Base of the wavelengths, > 0.
        base: f32,
    },
    /// A table, `n x d`, whose rows are added.
    Learned {
        /// Row `i` is added at position `i`.
        table: Arc<Matrix>,
    },
    /// Rotary: each head's q and k turned in neighbouring pairs (Su et al. 2021, eq. 34).
    Rope {
        /// Base of the frequencies, > 0.
        base: f32,
    },
    /// Linear bias `-m_h |i - j|` on the logits (Press et al. 2022).
    Alibi {
        /// `1 x h` slopes, one a head.
        slopes: Arc<Matrix>,
    },
}

/// All that determines an attention computation.
#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    /// Q, K, V, or X and projections.
    pub input: Input,
    /// Number of heads h; divides `d_k` and `d_v`.
    pub heads: usize,
    /// Divide scores by `sqrt(d_k / h)`.
    pub scale: bool,
    /// A further divisor of the logits, > 0.
    pub temperature: f32,
    /// Who may attend to whom.
    pub mask: Mask,
    /// Position encoding.
    pub position: Position,
    /// The shuffle: row `i` of the shuffled input is row `order[i]` of the original.
    pub order: Vec<usize>,
}

impl Setup {
    /// Number of tokens n.
    pub fn tokens(&self) -> usize {
        match &self.input {
            Input::Vectors(v) => v.q.nrows(),
            Input::Embeddings(e) => e.x.nrows(),
        }
    }

    /// Width of Q and K, all heads together.
    pub fn d_k(&self) -> usize {
        match &self.input {
            Input::Vectors(v) => v.q.ncols(),
            Input::Embeddings(e) => e.wq.ncols(),
        }
    }

    /// Width of V, all heads together.
    pub fn d_v(&self) -> usize {
        match &self.input {
            Input::Vectors(v) => v.v.ncols(),
            Input::Embeddings(e) => e.wv.ncols(),
        }
    }

    /// Whether Q, K and V are multiplied as they are given, unchanged by projection or encoding.
    pub fn is_direct(&self) -> bool {
        matches!(self.input, Input::Vectors(_))
            && matches!(self.position, Position::None | Position::Alibi { .. })
    }

    /// Whether every token stands in its own slot.
    pub fn is_unshuffled(&self) -> bool {
        self.order
            .iter()
            .enumerate()
            .all(|(slot, row)| slot == *row)
    }

    /// The same computation on the shuffled input P X, whose own order is then the identity.
    ///
    /// # Panics
    /// Where `order` names a row that is not there; that of a valid setup does not.
    pub fn shuffled(&self) -> Self {
        Self {
            input: self.input.shuffled(&self.order),
            order: (0..self.order.len()).collect(),
            ..self.clone()
        }
    }

    /// Width of X; `None` where Q, K and V are given directly.
    pub fn d_model(&self) -> Option<usize> {
        match &self.input {
            Input::Vectors(_) => None,
            Input::Embeddings(e) => Some(e.x.ncols()),
        }
    }
}
