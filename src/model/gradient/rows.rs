//! Sums, and rows that are repeated, chosen or averaged.

use super::columns::{columns, columns_mut, sum};
use super::{Real, Tape, Var};
use nalgebra::DMatrix;

impl<T: Real> Tape<T> {
    /// C = A + B. A change of either is a change of C: dA = dB = G.
    pub fn sum(&mut self, a: Var, b: Var) -> Var {
        let value = self.value(a) + self.value(b);
        self.push(value, [a, b], move |g, flow| {
            flow.add(a, |_| g.clone());
            flow.add(b, |_| g.clone());
        })
    }

    /// C = factor A, and dA = factor G.
    pub fn scale(&mut self, a: Var, factor: T) -> Var {
        let value = self.value(a) * factor;
        self.push(value, [a], move |g, flow| flow.add(a, |_| g * factor))
    }

    /// C = A with the row `b` (`1 x p`) added to each of its rows. The row acts on all rows of C alike: db is the sum
    /// of the rows of G, and dA = G.
    pub fn add_row(&mut self, a: Var, b: Var) -> Var {
        let (mut value, row) = (self.value(a).clone(), self.value(b));
        assert_eq!((1, value.ncols()), row.shape(), "a row to add");
        for (column, addend) in columns_mut(&mut value).zip(row) {
            column.iter_mut().for_each(|entry| *entry += *addend);
        }
        self.push(value, [a, b], move |g, flow| {
            flow.add(a, |_| g.clone());
            flow.add(b, |_| sum_of_rows(g));
        })
    }

    /// x W + b, or x W where there is no bias.
    pub fn linear(&mut self, x: Var, weights: Var, bias: Option<Var>) -> Var {
        let product = self.product(x, weights);
        match bias {
            Some(bias) => self.add_row(product, bias),
            None => product,
        }
    }

    /// Row r of C is row `chosen[r]` of A: an embedding looked up, a table repeated for each sequence, an order.
    ///
    /// A row's derivative is the sum of those of its copies: row i of dA = sum of the rows r of G with chosen[r] = i.
    pub fn select_rows(&mut self, a: Var, chosen: Vec<usize>) -> Var {
        let table = self.value(a);
        let rows = table.nrows();
        let mut value = DMatrix::zeros(chosen.len(), table.ncols());
        for (copies, column) in columns_mut(&mut value).zip(columns(table)) {
            let each = copies.iter_mut().zip(&chosen);
            each.for_each(|(copy, row)| *copy = column[*row]);
        }
        self.push(value, [a], move |g, flow| {
            flow.add(a, |_| {
                let mut da = DMatrix::zeros(rows, g.ncols());
                for (sums, column) in columns_mut(&mut da).zip(columns(g)) {
                    for (row, part) in chosen.iter().zip(column) {
                        sums[*row] += *part;
                    }
                }
                da
            })
        })
    }

    /// The mean of each sequence's rows, sequences of `tokens` rows below each other: `(b tokens) x p` to `b x p`. Each
    /// row has the share 1 / tokens in it: row i of dA is that of its sequence in G, divided by `tokens`.
    pub fn mean_rows(&mut self, a: Var, tokens: usize) -> Var {
        let share = T::one() / T::of(tokens as f64);
        let all = self.value(a);
        assert_eq!(all.nrows() % tokens, 0, "whole sequences");
        let mut value = DMatrix::zeros(all.nrows() / tokens, all.ncols());
        for (mean, sequence) in value.iter_mut().zip(all.as_slice().chunks_exact(tokens)) {
            *mean = sequence.iter().fold(T::zero(), |sum, x| sum + *x) * share;
        }
        self.push(value, [a], move |g, flow| {
            flow.add(a, |_| {
                let each = |mean: &T| std::iter::repeat_n(*mean * share, tokens);
                let entries = g.iter().flat_map(each);
                DMatrix::from_iterator(g.nrows() * tokens, g.ncols(), entries)
            });
        })
    }
}

/// The sum of all rows, `1 x p`.
pub(super) fn sum_of_rows<T: Real>(a: &DMatrix<T>) -> DMatrix<T> {
    DMatrix::from_iterator(1, a.ncols(), columns(a).map(sum))
}
