//! Columns as slices: they are contiguous, and loops over slices become SIMD where those over views do not.

use super::Real;
use nalgebra::{DMatrix, Scalar};

/// The columns of a matrix.
pub(super) fn columns<T: Scalar>(matrix: &DMatrix<T>) -> impl Iterator<Item = &[T]> {
    matrix.as_slice().chunks_exact(matrix.nrows().max(1))
}

/// The columns of a matrix, to be changed.
pub(super) fn columns_mut<T: Real>(matrix: &mut DMatrix<T>) -> impl Iterator<Item = &mut [T]> {
    let rows = matrix.nrows().max(1);
    matrix.as_mut_slice().chunks_exact_mut(rows)
}

/// The sum of a column, in eight parts.
pub(super) fn sum<T: Real>(column: &[T]) -> T {
    let mut parts = [T::zero(); 8];
    let chunks = column.chunks_exact(parts.len());
    let rest = chunks.remainder().iter();
    for chunk in chunks {
        parts.iter_mut().zip(chunk).for_each(|(sum, x)| *sum += *x);
    }
    rest.chain(&parts).fold(T::zero(), |sum, x| sum + *x)
}
