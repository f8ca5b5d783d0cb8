//! The labs by name.

/// A lab of the playground; the names are those of the state document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
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
    pub const BUILT: &'static [Self] = &[
        Self::Attention,
        Self::Scaling,
        Self::Order,
        Self::Learning,
        Self::Cost,
    ];

    /// Their names in links and in the state document, in the order of [`Lab::ALL`].
    pub const NAMES: &'static [&'static str] = &[
        "attention",
        "scaling",
        "order",
        "learning",
        "heads",
        "block",
        "memory",
        "cost",
        "explanation",
        "own",
    ];

    /// Its name in links and in the state document.
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// The lab called `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|lab| lab.name() == name)
    }

    /// Whether the lab works on the tokens and matrices of the state, so that presets are of use there.
    pub const fn has_matrices(self) -> bool {
        !matches!(self, Self::Scaling | Self::Learning | Self::Cost)
    }

    /// The preset that the lab opens with when none is asked for.
    pub const fn default_preset(self) -> &'static str {
        match self {
            Self::Order => "patient",
            _ => "robot",
        }
    }
}
