//! The softmax of each row of a matrix.

use super::Matrix;
use crate::kernel;

/// Softmax of each row: `exp(x_j - max x) / sum_k exp(x_k - max x)`, all entries in [0, 1]. An entry at minus
/// infinity (masked) gets exactly 0; a row of nothing else is all 0.
///
/// A NaN or plus infinity makes its row NaN; [`Trace`](super::Trace) never has either.
///
/// ```
/// use attention_playground::model::{Matrix, softmax};
///
/// let weights = softmax(&Matrix::from_row_slice(1, 3, &[1.0, 1.0, f32::NEG_INFINITY]));
/// assert_eq!(weights.as_slice(), [0.5, 0.5, 0.0]);
/// ```
pub fn softmax(logits: &Matrix) -> Matrix {
    let mut weights = Matrix::zeros(logits.nrows(), logits.ncols());
    let mut row = vec![0.0; logits.ncols()];
    let mut out = row.clone();
    for i in 0..logits.nrows() {
        for (x, logit) in row.iter_mut().zip(logits.row(i).iter()) {
            *x = *logit;
        }
        kernel::softmax_row(&row, &mut out);
        for (weight, y) in weights.row_mut(i).iter_mut().zip(&out) {
            *weight = *y;
        }
    }
    weights
}
