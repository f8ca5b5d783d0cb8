//! Who may attend to whom.

use super::{Mask, Matrix};

impl Mask {
    /// Whether the query in slot `i` may attend to the key in slot `j`; false outside a custom mask.
    pub fn allows(&self, i: usize, j: usize) -> bool {
        match self {
            Self::None => true,
            Self::Causal => j <= i,
            Self::Custom(allowed) => allowed.get((i, j)).copied().unwrap_or(false),
        }
    }

    /// The logits with every forbidden one at minus infinity, whose exponential is exactly 0.
    pub(super) fn apply(&self, mut logits: Matrix) -> Matrix {
        for j in 0..logits.ncols() {
            for i in 0..logits.nrows() {
                if !self.allows(i, j) {
                    logits[(i, j)] = f32::NEG_INFINITY;
                }
            }
        }
        logits
    }
}
