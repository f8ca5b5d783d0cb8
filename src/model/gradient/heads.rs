//! Products within each sequence and each head.

use super::product::{Block, View};
use super::{Real, Tape, Var};
use nalgebra::DMatrix;

/// How sequences and heads stand in one matrix: sequences of `tokens` rows below each other, and `heads` blocks of
/// columns of equal width side by side (Vaswani et al. 2017, section 3.2.2). A batch of one sequence is the usual
/// matrix with a row a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Rows of one sequence, n.
    pub tokens: usize,
    /// Blocks of columns, h.
    pub heads: usize,
}

/// One factor of the products of blocks.
type Factor<'a, T> = (&'a DMatrix<T>, Stands);

/// Whether the blocks of a factor are taken as they stand.
#[derive(Clone, Copy)]
enum Stands {
    Upright,
    Transposed,
}

use Stands::{Transposed, Upright};

impl Layout {
    /// How many sequences so many rows are.
    ///
    /// # Panics
    /// Where the last one would not be whole.
    pub fn sequences(self, rows: usize) -> usize {
        assert_eq!(rows % self.tokens, 0, "whole sequences");
        rows / self.tokens
    }

    /// Width of one of the blocks of so many columns.
    ///
    /// # Panics
    /// Where heads do not divide the columns.
    pub fn width(self, columns: usize) -> usize {
        assert_eq!(columns % self.heads, 0, "heads divide the width");
        columns / self.heads
    }

    fn block<T>(self, matrix: &DMatrix<T>, sequence: usize, head: usize) -> Block {
        let width = self.width(matrix.ncols());
        Block {
            rows: (sequence * self.tokens, self.tokens),
            columns: (head * width, width),
        }
    }

    /// The product of the two factors in each sequence and each head, laid out as they are.
    fn products<T: Real>(self, a: Factor<'_, T>, b: Factor<'_, T>) -> DMatrix<T> {
        let rows = a.0.nrows();
        let width = match b.1 {
            Upright => self.width(b.0.ncols()),
            Transposed => self.tokens,
        };
        let mut all = DMatrix::zeros(rows, width * self.heads);
        for sequence in 0..self.sequences(rows) {
            for head in 0..self.heads {
                let view = |(matrix, stands)| self.view(matrix, stands, sequence, head);
                let at = (sequence * self.tokens, head * width);
                all.view_mut(at, (self.tokens, width)).gemm(
                    T::one(),
                    &view(a),
                    &view(b),
                    T::zero(),
                );
            }
        }
        all
    }

    fn view<T: Real>(
        self,
        matrix: &DMatrix<T>,
        stands: Stands,
        sequence: usize,
        head: usize,
    ) -> View<'_, T> {
        let block = self.block(matrix, sequence, head);
        match stands {
            Upright => block.of(matrix),
            Transposed => block.transposed(matrix),
        }
    }
}

impl<T: Real> Tape<T> {
    /// S = Q K^T in each sequence and each head, `n x d` blocks to `n x n` ones. As a product: dQ = G K, dK = G^T Q.
    pub fn scores(&mut self, q: Var, k: Var, layout: Layout) -> Var {
        let value = layout.products((self.value(q), Upright), (self.value(k), Transposed));
        self.push(value, [q, k], move |g, flow| {
            flow.add(q, |flow| {
                layout.products((g, Upright), (flow.value(k), Upright))
            });
            flow.add(k, |flow| {
                layout.products((g, Transposed), (flow.value(q), Upright))
            });
        })
    }

    /// H = W V in each sequence and each head, `n x n` blocks of weights and `n x d` blocks of values to `n x d` ones,
    /// which are thereby concatenated. As a product: dW = G V^T, dV = W^T G.
    pub fn mix(&mut self, weights: Var, v: Var, layout: Layout) -> Var {
        let value = layout.products((self.value(weights), Upright), (self.value(v), Upright));
        self.push(value, [weights, v], move |g, flow| {
            flow.add(weights, |flow| {
                layout.products((g, Upright), (flow.value(v), Transposed))
            });
            flow.add(v, |flow| {
                layout.products((flow.value(weights), Transposed), (g, Upright))
            });
        })
    }
}
