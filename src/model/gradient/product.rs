//! Products of matrices.

use super::{Real, Tape, Var};
use nalgebra::{DMatrix, Dyn, MatrixView};

/// A block of a matrix, read as it stands or transposed; nothing is copied.
pub(super) type View<'a, T> = MatrixView<'a, T, Dyn, Dyn, Dyn, Dyn>;

/// Rows and columns of a block: (first, count) of each.
#[derive(Clone, Copy)]
pub(super) struct Block {
    pub rows: (usize, usize),
    pub columns: (usize, usize),
}

impl Block {
    pub fn whole<T>(matrix: &DMatrix<T>) -> Self {
        let (rows, columns) = matrix.shape();
        Self {
            rows: (0, rows),
            columns: (0, columns),
        }
    }

    /// The block as it stands.
    pub fn of<T: Real>(self, matrix: &DMatrix<T>) -> View<'_, T> {
        let (rows, columns) = (self.rows.1, self.columns.1);
        View::from_slice_with_strides(self.from(matrix), rows, columns, 1, matrix.nrows())
    }

    /// The block transposed: columns are contiguous, so that its rows are a column's stride apart.
    pub fn transposed<T: Real>(self, matrix: &DMatrix<T>) -> View<'_, T> {
        let (rows, columns) = (self.rows.1, self.columns.1);
        View::from_slice_with_strides(self.from(matrix), columns, rows, matrix.nrows(), 1)
    }

    fn from<T>(self, matrix: &DMatrix<T>) -> &[T] {
        &matrix.as_slice()[self.rows.0 + self.columns.0 * matrix.nrows()..]
    }
}

impl<T: Real> Tape<T> {
    /// C = A B, `n x m` times `m x p`.
    ///
    /// c_ij = sum_k a_ik b_kj, so a_ik reaches L through row i of C by row k of B, and b_kj through column j of C by
    /// column k of A: dA = G B^T and dB = A^T G.
    pub fn product(&mut self, a: Var, b: Var) -> Var {
        let value = self.value(a) * self.value(b);
        self.push(value, [a, b], move |g, flow| {
            flow.add(a, |flow| times_transposed(g, flow.value(b)));
            flow.add(b, |flow| transposed_times(flow.value(a), g));
        })
    }
}

/// A B^T.
fn times_transposed<T: Real>(a: &DMatrix<T>, b: &DMatrix<T>) -> DMatrix<T> {
    a * Block::whole(b).transposed(b)
}

/// A^T B.
fn transposed_times<T: Real>(a: &DMatrix<T>, b: &DMatrix<T>) -> DMatrix<T> {
    Block::whole(a).transposed(a) * b
}
