//! The rule of each stage: how its derivative follows from those before it.

use super::Seed;
use crate::model::range::Range;
use crate::model::{Matrix, MatrixId, Trace};

/// Derivatives of what is held are 0.
pub(super) fn unless_held(mut derivatives: Matrix, values: &Matrix) -> Matrix {
    for (d, value) in derivatives.iter_mut().zip(values.iter()) {
        if value.abs() == f32::MAX {
            *d = 0.0;
        }
    }
    derivatives
}

/// d (a b) = da b + a db of (value, derivative) pairs. Where a half leaves f32 the entry is formed again in f64, as the
/// other half can bring it back.
pub(super) fn product(
    (a, da): (&Matrix, &Matrix),
    (b, db): (&Matrix, &Matrix),
    range: &mut Range,
) -> Matrix {
    let (left, right) = (range.product(da, b), range.product(a, db));
    Matrix::from_fn(left.nrows(), left.ncols(), |i, j| {
        let (x, y) = (left[(i, j)], right[(i, j)]);
        if x.abs() < f32::MAX && y.abs() < f32::MAX {
            return range.hold(f64::from(x) + f64::from(y));
        }
        let of = |m: &Matrix, i, j| f64::from(m[(i, j)]);
        let term = |k| of(da, i, k) * of(b, k, j) + of(a, i, k) * of(db, k, j);
        range.hold((0..a.ncols()).map(term).sum())
    })
}

/// `d`, derivatives of x w + bias, with 0 where the product was held before the bias joined it, or the sum was. Trace
/// keeps neither (RoPE turns what comes out, the bias moves it off the end of f32), so that both are formed anew; that
/// is needed only where anything left f32. What is not held still moves with the bias.
pub(super) fn unless_projection_held(
    d: Matrix,
    trace: &Trace,
    (x, w): (&Matrix, &Matrix),
    bias: Option<&Matrix>,
    moves_bias: bool,
) -> Matrix {
    if !trace.overflow {
        return d;
    }
    let mut range = Range::default();
    let product = range.product(x, w);
    let d = match moves_bias {
        true => d,
        false => unless_held(d, &product),
    };
    match bias {
        Some(bias) => unless_held(d, &range.sum_row(&product, bias)),
        None => unless_held(d, &product),
    }
}

/// d of the biases: a slope moves its own head's by minus the distance.
pub(super) fn biases(bias: &[Matrix], seed: Seed) -> Vec<Matrix> {
    let one = |(h, bias): (usize, &Matrix)| {
        let (n, m) = bias.shape();
        match seed {
            Seed::Entry(MatrixId::Slopes, (_, column)) if column == h => {
                let distances = Matrix::from_fn(n, m, |i, j| 0.0 - i.abs_diff(j) as f32);
                unless_held(distances, bias)
            }
            _ => Matrix::zeros(n, m),
        }
    };
    bias.iter().enumerate().map(one).collect()
}

/// d softmax(l) = w_j (dl_j - sum_k w_k dl_k) for each row.
pub(super) fn softmax(weights: &Matrix, logits: &Matrix) -> Matrix {
    let mut d = logits.clone();
    for i in 0..d.nrows() {
        let of = |m: &Matrix, j| f64::from(m[(i, j)]);
        let mean: f64 = (0..d.ncols()).map(|j| of(weights, j) * of(logits, j)).sum();
        for j in 0..d.ncols() {
            d[(i, j)] = (of(weights, j) * (of(logits, j) - mean)) as f32;
        }
    }
    d
}
