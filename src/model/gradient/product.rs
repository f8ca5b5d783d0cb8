//! Products of matrices.
//!
//! A right factor is transposed by reading it so, a left one by a copy: nalgebra 0.35 reads past the end where the rows
//! of a left factor are not contiguous and the product is small (`axcpy_uninit` takes the slice's length for the
//! vector's: its issue 1616).

use super::{Real, Tape, Var};
use nalgebra::{DMatrix, Dyn, MatrixView};

/// A matrix read another way; nothing is copied.
type View<'a, T> = MatrixView<'a, T, Dyn, Dyn, Dyn, Dyn>;

/// The matrix transposed: its columns are contiguous, so that its rows are a column's stride apart. A right factor.
fn transposed<T: Real>(matrix: &DMatrix<T>) -> View<'_, T> {
    let (rows, columns) = matrix.shape();
    View::from_slice_with_strides(matrix.as_slice(), columns, rows, rows, 1)
}

impl<T: Real> Tape<T> {
    /// C = A B, `n x m` times `m x p`.
    ///
    /// c_ij = sum_k a_ik b_kj, so a_ik reaches L through row i of C by row k of B, and b_kj through column j of C by
    /// column k of A: dA = G B^T and dB = A^T G.
    pub fn product(&mut self, a: Var, b: Var) -> Var {
        let value = self.value(a) * self.value(b);
        self.push(value, [a, b], move |g, flow| {
            flow.add(a, |flow| g * transposed(flow.value(b)));
            flow.add(b, |flow| flow.value(a).transpose() * g);
        })
    }
}
