//! Products within each sequence and each head.

use super::{Real, Tape, Var};
use nalgebra::{DMatrix, DMatrixView, Dyn};

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

/// How the blocks of a right factor are taken.
#[derive(Clone, Copy)]
enum Right<'a, T> {
    AsItStands(&'a DMatrix<T>),
    Transposed(&'a DMatrix<T>),
}

use Right::{AsItStands, Transposed};

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

    /// The product of the two factors in each sequence and each head, laid out as they are.
    fn products<T: Real>(self, left: &DMatrix<T>, right: Right<'_, T>) -> DMatrix<T> {
        let width = match right {
            AsItStands(right) => self.width(right.ncols()),
            Transposed(_) => self.tokens,
        };
        let mut all = DMatrix::zeros(left.nrows(), width * self.heads);
        for sequence in 0..self.sequences(left.nrows()) {
            for head in 0..self.heads {
                let first = sequence * self.tokens;
                let mut block = all.view_mut((first, head * width), (self.tokens, width));
                let left = self.block(left, first, head);
                match right {
                    AsItStands(right) => {
                        block.gemm(T::one(), &left, &self.block(right, first, head), T::zero());
                    }
                    Transposed(right) => {
                        let right = self.transposed_block(right, first, head);
                        block.gemm(T::one(), &left, &right, T::zero());
                    }
                }
            }
        }
        all
    }

    /// The block of one head in the sequence whose first row is `first`.
    fn block<T: Real>(self, all: &DMatrix<T>, first: usize, head: usize) -> DMatrixView<'_, T> {
        let width = self.width(all.ncols());
        all.view((first, head * width), (self.tokens, width))
    }

    /// The same block, read as its transpose: a right factor (see `product`).
    fn transposed_block<T: Real>(
        self,
        all: &DMatrix<T>,
        first: usize,
        head: usize,
    ) -> DMatrixView<'_, T, Dyn, Dyn> {
        let width = self.width(all.ncols());
        let entries = &all.as_slice()[first + head * width * all.nrows()..];
        DMatrixView::from_slice_with_strides(entries, width, self.tokens, all.nrows(), 1)
    }

    /// Every block of weights or scores (`n x n`) transposed, for a left factor.
    fn transpose<T: Real>(self, all: &DMatrix<T>) -> DMatrix<T> {
        let n = self.tokens;
        let (row, column) = (|i| i % n, |j| j % n);
        let entry = |i, j| all[(i - row(i) + column(j), j - column(j) + row(i))];
        DMatrix::from_fn(all.nrows(), all.ncols(), entry)
    }
}

impl<T: Real> Tape<T> {
    /// S = Q K^T in each sequence and each head, `n x d` blocks to `n x n` ones. As a product: dQ = G K, dK = G^T Q.
    pub fn scores(&mut self, q: Var, k: Var, layout: Layout) -> Var {
        let value = layout.products(self.value(q), Transposed(self.value(k)));
        self.push(value, [q, k], move |g, flow| {
            flow.add(q, |flow| layout.products(g, AsItStands(flow.value(k))));
            flow.add(k, |flow| {
                layout.products(&layout.transpose(g), AsItStands(flow.value(q)))
            });
        })
    }

    /// H = W V in each sequence and each head, `n x n` blocks of weights and `n x d` blocks of values to `n x d` ones,
    /// which are thereby concatenated. As a product: dW = G V^T, dV = W^T G.
    pub fn mix(&mut self, weights: Var, v: Var, layout: Layout) -> Var {
        let value = layout.products(self.value(weights), AsItStands(self.value(v)));
        self.push(value, [weights, v], move |g, flow| {
            flow.add(weights, |flow| {
                layout.products(g, Transposed(flow.value(v)))
            });
            flow.add(v, |flow| {
                let weights = layout.transpose(flow.value(weights));
                layout.products(&weights, AsItStands(g))
            });
        })
    }
}
