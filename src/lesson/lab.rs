//! The labs by name.

use serde::{Deserialize, Serialize};

/// A lab of the playground; the names are those of the state document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
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

impl Lab {
    /// All labs. A link names a lab by its place here: append, never reorder.
    pub const ALL: &'static [Self] = &[
        Self::Attention,
        Self::Scaling,
        Self::Order,
        Self::Learning,
        Self::Heads,
        Self::Block,
        Self::Memory,
        Self::Cost,
        Self::Explanation,
        Self::Own,
    ];

    /// The labs that this version can open, in the order of the menu.
    pub const BUILT: &'static [Self] = &[Self::Attention, Self::Order];

    /// Its name in links and in the state document.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Attention => "attention",
            Self::Scaling => "scaling",
            Self::Order => "order",
            Self::Learning => "learning",
            Self::Heads => "heads",
            Self::Block => "block",
            Self::Memory => "memory",
            Self::Cost => "cost",
            Self::Explanation => "explanation",
            Self::Own => "own",
        }
    }

    /// The lab called `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|lab| lab.name() == name)
    }

    /// The preset that the lab opens with when none is asked for.
    pub const fn default_preset(self) -> &'static str {
        match self {
            Self::Order => "patient",
            _ => "robot",
        }
    }
}
