//! Permutation equivariance, tried: f(P X) beside P f(X).

use std::sync::Arc;

use super::attention::{Stages, forward};
use super::range::Range;
use super::{Embeddings, Input, Matrix, Permutation, Setup, Vectors};

impl Input {
    /// P X: row `i` of the result is row `order[i]` of this input; projections stay.
    ///
    /// # Panics
    /// Where `order` names a row that is not there; the order of a valid [`Setup`] does not.
    pub fn shuffled(&self, order: &[usize]) -> Self {
        let shuffle = |m: &Matrix| Arc::new(m.select_rows(order));
        match self {
            Self::Vectors(Vectors { q, k, v }) => Self::Vectors(Vectors {
                q: shuffle(q),
                k: shuffle(k),
                v: shuffle(v),
            }),
            Self::Embeddings(embeddings) => Self::Embeddings(Embeddings {
                x: shuffle(&embeddings.x),
                ..embeddings.clone()
            }),
        }
    }
}

/// Runs attention on the shuffled rows and compares; positions, learned table and mask stay with the slots.
pub(super) fn compare(setup: &Setup, original: &Stages, range: &mut Range) -> Permutation {
    let order = &setup.order;
    let expected_output = original.output.select_rows(order);
    let unmoved = setup.is_unshuffled();
    // The identity asks for the same computation again, and would get the same bits.
    let (shuffled_output, largest_value) = if unmoved {
        (expected_output.clone(), largest(&original.v))
    } else {
        let shuffled = forward(setup, &setup.input.shuffled(order), range);
        (
            shuffled.output,
            largest(&original.v).max(largest(&shuffled.v)),
        )
    };
    let differences = shuffled_output.iter().zip(expected_output.iter());
    let gap = differences
        .map(|(a, b)| (f64::from(*a) - f64::from(*b)).abs())
        .fold(0.0, f64::max);
    Permutation {
        order: order.clone(),
        gap: clamp(gap),
        rounding: clamp(rounding(setup, f64::from(largest_value), SINGLE)),
        shuffled_output,
        expected_output,
    }
}

/// A format of numbers, by what it rounds to.
#[derive(Clone, Copy)]
pub(super) struct Format {
    /// The distance from 1 to the next number.
    pub eps: f64,
    /// The smallest number above 0.
    pub tiny: f64,
}

/// f32.
pub(super) const SINGLE: Format = Format {
    eps: f32::EPSILON as f64,
    tiny: f32::from_bits(1) as f64,
};

/// f64.
pub(super) const DOUBLE: Format = Format {
    eps: f64::EPSILON,
    tiny: f64::from_bits(1),
};

/// The largest gap that rounding alone can open where f(P X) = P f(X) holds exactly: `3 n eps max|v|`, with
/// eps = 2^-23 (2^-52 in f64), and what an output projection makes of it.
///
/// # Why
/// Let u = eps / 2 be the unit roundoff, and compare row `order[i]` of f(X) with row `i` of f(P X).
///
/// - *Scores and logits do not differ.* A score is one dot product, summed by the matrix product in an order that
///   depends on the shape alone and not on the row or column (a property test holds matrixmultiply to that); what
///   follows is entry by entry. The same holds for projections of X. So do the largest logit of a row and each
///   exponential `e_j`.
/// - *Weights.* The row's sum is taken in f64 over keys in another order, and off by less than n 2^-53; rounded to
///   f32 that can fall on two neighbours, a relative eps apart. The division `e_j / sum` rounds by u in each run.
///   In all the weights differ by at most 2 eps w_j. (Where all is f64, each sum is off by up to (n - 1) u, and the
///   weights by n eps w_j.)
/// - *Outputs.* A sum of n products in some order is off by at most n u sum |w_j v_j| <= n u max|v| (Higham,
///   Accuracy and Stability of Numerical Algorithms, section 3.1), in each of the two runs: n eps max|v|.
///
/// Together (n + 2) eps max|v| (2 n in f64) and terms in eps^2, which 3 n eps max|v| covers for n >= 2 (n = 1 has no
/// shuffle). A product below the normal range is off by up to 2^-150 in absolute terms: 2 n 2^-149 more covers that.
///
/// With `wo` the gap G of the heads becomes at most S G, S the largest sum of |wo| over a column, and the two
/// products of d_v terms round by d_v u S max|v| each, the two additions of `bo` by u (S max|v| + max|bo|) each.
///
/// The mean of all rows differs by no more than the rows do: rows that are only moved have the same mean.
pub(super) fn rounding(setup: &Setup, largest_value: f64, Format { eps, tiny }: Format) -> f64 {
    let n = setup.tokens() as f64;
    let v = largest_value;
    let heads = 3.0 * n * eps * v + 2.0 * n * tiny;
    let Input::Embeddings(Embeddings {
        wo: Some(wo), bo, ..
    }) = &setup.input
    else {
        return heads;
    };
    let column = |j| wo.column(j).iter().map(|w| f64::from(w.abs())).sum::<f64>();
    let sum = (0..wo.ncols()).map(column).fold(0.0, f64::max);
    let bias = bo.as_ref().map_or(0.0, |b| f64::from(b.amax()));
    // One more than the count of operations, for the terms in eps^2.
    let operations = wo.nrows() as f64 + 2.0;
    let products = eps * (operations * sum * v + 2.0 * bias);
    sum * heads + products + 2.0 * operations * tiny
}

pub(super) fn largest(values: &[Matrix]) -> f32 {
    values.iter().map(Matrix::amax).fold(0.0, f32::max)
}

fn clamp(x: f64) -> f32 {
    x.min(f64::from(f32::MAX)) as f32
}
