//! Every intermediate number of one attention computation (protocol, section 4).

use super::{Error, Matrix, Setup};

/// All that attention computes from a [`Setup`]. Vectors of matrices are indexed by head.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// What is added for the position: the table, `n x width` (`sinusoidal`, `learned`; as wide as the widest
    /// matrix it is added to), or nothing.
    pub encoding: Option<Matrix>,
    /// X with its encoding added, where the input is `embeddings`.
    pub x: Option<Matrix>,
    /// Queries after projection and encoding, `n x d_k/h` each.
    pub q: Vec<Matrix>,
    /// Keys after projection and encoding, `n x d_k/h` each.
    pub k: Vec<Matrix>,
    /// Values after projection and encoding, `n x d_v/h` each.
    pub v: Vec<Matrix>,
    /// `q . k`, `n x n` each; what leaves f32 is held at `+-f32::MAX`.
    pub scores: Vec<Matrix>,
    /// Scores after scale and temperature, before bias and mask.
    pub scaled: Vec<Matrix>,
    /// The bias on the logits (ALiBi), if there is one.
    pub bias: Option<Vec<Matrix>>,
    /// Logits after scale, temperature, bias and mask; a masked logit is `f32::NEG_INFINITY` and nothing else is.
    pub logits: Vec<Matrix>,
    /// Softmax of each row of the logits; a fully masked row is all 0.
    pub weights: Vec<Matrix>,
    /// weights x v, `n x d_v/h` each.
    pub heads: Vec<Matrix>,
    /// Heads side by side, times `wo` (plus `bo`) where there is one.
    pub output: Matrix,
    /// Whether any number left f32 and was held at `+-f32::MAX`.
    pub overflow: bool,
    /// The comparison of f(P X) with P f(X) for the setup's `order`.
    pub permutation: Permutation,
}

/// Permutation equivariance, tried: f(P X) beside P f(X).
#[derive(Debug, Clone, PartialEq)]
pub struct Permutation {
    /// Row `i` of the shuffled input is row `order[i]` of the original.
    pub order: Vec<usize>,
    /// f(P X): attention on the shuffled rows; positions and mask stay with the slots.
    pub shuffled_output: Matrix,
    /// P f(X): the original output, its rows shuffled.
    pub expected_output: Matrix,
    /// Largest absolute difference of the two.
    pub gap: f32,
    /// How large a gap rounding alone may open: `c n eps max|v|` (times what `wo` may add).
    pub rounding: f32,
}

impl Trace {
    /// Computes every number once.
    ///
    /// # Errors
    /// Those of [`Setup::validate`].
    pub fn of(setup: &Setup) -> Result<Self, Error> {
        setup.validate()?;
        todo!()
    }
}
