//! What one reads off a trace: where attention is strongest, and whether a gap is only rounding.

use super::{Matrix, Permutation, Trace};

impl Trace {
    /// The query of `head` whose largest weight is the largest of all; 0 where there is none.
    pub fn most_decided_row(&self, head: usize) -> usize {
        let Some(weights) = self.weights.get(head) else {
            return 0;
        };
        let largest = |row: usize| weights.row(row).iter().copied().fold(0.0, f32::max);
        // The last of equals by max_by; the first reads better.
        (0..weights.nrows())
            .rev()
            .max_by(|&a, &b| largest(a).total_cmp(&largest(b)))
            .unwrap_or(0)
    }

    /// The key with the largest weight in a row of `head`, and that weight; none for a fully masked row.
    pub fn strongest_key(&self, head: usize, row: usize) -> Option<(usize, f32)> {
        let weights = self.weights.get(head).filter(|w| row < w.nrows())?;
        let best = weights
            .row(row)
            .iter()
            .copied()
            .enumerate()
            .rev()
            .max_by(|a, b| a.1.total_cmp(&b.1))?;
        (best.1 > 0.0).then_some(best)
    }
}

impl Permutation {
    /// f(P X) - P f(X), `n x` the output's width.
    pub fn difference(&self) -> Matrix {
        // Two numbers held at opposite ends of f32 differ by more than f32 holds.
        self.shuffled_output.zip_map(&self.expected_output, |a, b| {
            (a - b).clamp(f32::MIN, f32::MAX)
        })
    }

    /// Whether the gap is no larger than rounding alone may open.
    pub fn is_rounding(&self) -> bool {
        self.gap <= self.rounding
    }
}
