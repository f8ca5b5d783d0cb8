//! Several heads side by side in one matrix (Vaswani et al. 2017, section 3.2.2).

use super::Matrix;

/// Cuts the columns into `heads` blocks of equal width; `heads` divides the width.
pub(super) fn split(all: &Matrix, heads: usize) -> Vec<Matrix> {
    let width = all.ncols() / heads;
    (0..heads)
        .map(|h| all.columns(h * width, width).into_owned())
        .collect()
}

/// Lays heads of equal shape side by side.
pub(super) fn concatenate(heads: &[Matrix]) -> Matrix {
    let rows = heads.first().map_or(0, Matrix::nrows);
    let width = heads.first().map_or(0, Matrix::ncols);
    // Columns are contiguous, so that heads side by side are their storages end to end.
    let entries = heads.iter().flat_map(|head| head.iter().copied());
    Matrix::from_iterator(rows, width * heads.len(), entries)
}
