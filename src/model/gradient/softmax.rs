//! Logits to weights: the mask and the softmax.

use super::{Layout, Real, Tape, Var};
use crate::model::Mask;
use nalgebra::DMatrix;

impl<T: Real> Tape<T> {
    /// The logits with every forbidden one at minus infinity; the mask belongs to the slots of each sequence. What is
    /// forbidden does not move: dA is G where the mask allows, and 0 elsewhere.
    pub fn mask(&mut self, logits: Var, mask: &Mask, layout: Layout) -> Var {
        if *mask == Mask::None {
            return logits;
        }
        let n = layout.tokens;
        let allowed = DMatrix::from_fn(n, n, |i, j| mask.allows(i, j));
        let keep = move |matrix: &DMatrix<T>, otherwise: T| {
            let of = |i, j| match allowed[(i % n, j % n)] {
                true => matrix[(i, j)],
                false => otherwise,
            };
            DMatrix::from_fn(matrix.nrows(), matrix.ncols(), of)
        };
        let value = keep(self.value(logits), T::of(f64::NEG_INFINITY));
        self.push(value, [logits], move |g, flow| {
            flow.add(logits, |_| keep(g, T::zero()));
        })
    }

    /// Softmax of each row of each head's block: w_j = exp(l_j - max l) / sum_k exp(l_k - max l). A logit at minus
    /// infinity gets exactly 0, and a row of nothing else is all 0.
    ///
    /// dw_j / dl_k = w_j (1 if j = k, else 0) - w_j w_k, the matrix diag(w) - w w^T, which is symmetric. So
    /// dl_j = w_j (g_j - sum_k w_k g_k): what a logit gains is what its weight's derivative has above the mean of all.
    pub fn softmax(&mut self, logits: Var, layout: Layout) -> Var {
        let mut value = self.value(logits).clone();
        let (rows, width) = (value.nrows().max(1), layout.width(value.ncols()));
        for block in value.as_mut_slice().chunks_exact_mut(rows * width) {
            normalise(block, rows);
        }
        let weights = Var(self.nodes.len());
        self.push(value, [logits], move |g, flow| {
            flow.add(logits, |flow| {
                let w = flow.value(weights);
                let mut d = g.component_mul(w);
                let rows = d.nrows().max(1);
                let blocks = d.as_mut_slice().chunks_exact_mut(rows * width);
                for (block, w) in blocks.zip(w.as_slice().chunks_exact(rows * width)) {
                    let mut means = vec![T::zero(); rows];
                    for column in block.chunks_exact(rows) {
                        means.iter_mut().zip(column).for_each(|(sum, d)| *sum += *d);
                    }
                    for (d, w) in block.chunks_exact_mut(rows).zip(w.chunks_exact(rows)) {
                        let pairs = d.iter_mut().zip(w).zip(&means);
                        pairs.for_each(|((d, w), mean)| *d -= *w * *mean);
                    }
                }
                d
            });
        })
    }
}

/// Softmax of each row of a block of columns, column by column, as they are contiguous.
fn normalise<T: Real>(block: &mut [T], rows: usize) {
    let lowest = T::of(f64::NEG_INFINITY);
    let mut largest = vec![lowest; rows];
    for column in block.chunks_exact(rows) {
        for (largest, logit) in largest.iter_mut().zip(column) {
            if *logit > *largest {
                *largest = *logit;
            }
        }
    }
    let mut sums = vec![T::zero(); rows];
    for column in block.chunks_exact_mut(rows) {
        for ((y, largest), sum) in column.iter_mut().zip(&largest).zip(&mut sums) {
            // In a row that is masked as a whole the difference would be none; a NaN stays one.
            let power = (*y - *largest).power_of_e();
            *y = if *y == lowest { T::zero() } else { power };
            *sum += *y;
        }
    }
    for column in block.chunks_exact_mut(rows) {
        for (y, sum) in column.iter_mut().zip(&sums) {
            // A row that is masked as a whole adds up to 0 and stays 0.
            *y /= if sum.is_zero() { T::one() } else { *sum };
        }
    }
}
