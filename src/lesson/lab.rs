//! The labs by name.

use serde::{Deserialize, Serialize};

/// A lab of the playground; the names are those of the state document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lab {
    /// Q, K, V to output, every number visible.
    #[default]
    Attention,
    /// Why 1/sqrt(d_k).
    Scaling,
    /// Permutation equivariance and what breaks it.
    Order,
    /// Training with and without positions.
    Learning,
    /// Several heads.
    Heads,
    /// The whole Transformer block.
    Block,
    /// Against an RNN.
    Memory,
    /// Quadratic cost, measured.
    Cost,
    /// Why weights are no explanation.
    Explanation,
    /// The learner's own matrices.
    Own,
}
