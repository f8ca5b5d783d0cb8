//! How far f32 may be from the oracle, for every single number: `1e-5` of the number's natural scale (the sum of the
//! absolute values of the terms that it is a sum of, because rounding is relative to the terms and not to what is
//! left of them), plus what the rounding of the numbers it is made from carries into it.
//!
//! All bounds are computed here in f64, from the document's inputs and the trace's q, k and v; none is tuned to what
//! the model happens to reach. Notation: u = 2^-24, the relative error of one f32 rounding.

use attention_playground::model::{Embeddings, Input, Matrix, Position, Setup, Trace};
use nalgebra::DMatrix;

/// f64 matrices of scales or of bounds.
pub type Bounds = DMatrix<f64>;

/// The tolerance relative to a natural scale, about 160 roundings.
pub const RELATIVE: f64 = 1e-5;
const U: f64 = 1.0 / (1u64 << 24) as f64;
/// The smallest f32 above 0, 2^-149: products below the normal range are off by as much, absolutely.
pub const TINY: f64 = 1.401298464324817e-45;

/// Natural scales of q, k and v, one matrix a head, and how many roundings of that size they may carry.
pub struct Sources {
    pub q: Vec<Bounds>,
    pub k: Vec<Bounds>,
    pub v: Vec<Bounds>,
    pub roundings: f64,
}

impl Sources {
    /// From the inputs: |entry| for `vectors`, `|x| |w| + |b|` for `embeddings`; the encoding's absolute value joins
    /// what it is added to (a sine or cosine counts 1), and RoPE makes of a pair (a, b) numbers of size |a| + |b|.
    pub fn of(setup: &Setup) -> Self {
        let (mut q, mut k, v) = match &setup.input {
            Input::Vectors(i) => (
                encoded(setup, &i.q),
                encoded(setup, &i.k),
                encoded(setup, &i.v),
            ),
            Input::Embeddings(e) => projected(setup, e),
        };
        if matches!(setup.position, Position::Rope { .. }) {
            (q, k) = (pair_sums(&q), pair_sums(&k));
        }
        let terms = setup.d_model().unwrap_or(0) as f64;
        let split = |all: &Bounds| split(all, setup.heads);
        Self {
            q: split(&q),
            k: split(&k),
            v: split(&v),
            // One rounding a term of a projection, and 8 for the encoding, its addition or the rotation.
            roundings: (terms + 8.0) * U,
        }
    }
}

/// The size of rows with an encoding added to them.
pub fn encoded(setup: &Setup, rows: &Matrix) -> Bounds {
    let rows = absolute(rows);
    match &setup.position {
        Position::Sinusoidal { .. } => rows.add_scalar(1.0),
        Position::Learned { table } => rows + absolute(table),
        _ => rows,
    }
}

fn projected(setup: &Setup, e: &Embeddings) -> (Bounds, Bounds, Bounds) {
    let x = encoded(setup, &e.x);
    let one = |w: &Matrix, b: Option<&Matrix>| {
        let mut all = &x * absolute(w);
        if let Some(b) = b {
            let b = absolute(b);
            all.row_iter_mut().for_each(|mut row| row += &b);
        }
        all
    };
    (
        one(&e.wq, e.bq.as_deref()),
        one(&e.wk, e.bk.as_deref()),
        one(&e.wv, e.bv.as_deref()),
    )
}

/// |a| + |b| for both of each pair (a, b) that RoPE turns.
pub fn pair_sums(rows: &Bounds) -> Bounds {
    Bounds::from_fn(rows.nrows(), rows.ncols(), |i, c| {
        rows[(i, c)] + rows[(i, c ^ 1)]
    })
}

fn split(all: &Bounds, heads: usize) -> Vec<Bounds> {
    let width = all.ncols() / heads;
    (0..heads)
        .map(|h| all.columns(h * width, width).into_owned())
        .collect()
}

/// The absolute values in f64.
pub fn absolute(m: &Matrix) -> Bounds {
    m.map(|value| f64::from(value).abs())
}

/// q, k, v: relative to their natural scale.
pub fn source(scale: &Bounds) -> Bounds {
    scale.map(|s| RELATIVE * s + TINY)
}

/// A score: 1e-5 of the sum of |q k|, and `roundings` of q and k carried through the product.
pub fn scores(sources: &Sources, trace: &Trace, head: usize) -> Bounds {
    let (q, k) = (absolute(&trace.q[head]), absolute(&trace.k[head]));
    let carried = &sources.q[head] * k.transpose() + &q * sources.k[head].transpose();
    let width = q.ncols() as f64;
    (q * k.transpose() * RELATIVE + carried * sources.roundings).add_scalar(width * TINY)
}

/// A logit: the score's bound through the same division, and 1e-5 of the bias.
pub fn logits(setup: &Setup, scores: &Bounds, head: usize) -> Bounds {
    let divisor = divisor(setup);
    Bounds::from_fn(scores.nrows(), scores.ncols(), |i, j| {
        scores[(i, j)] / divisor + RELATIVE * bias(setup, head, i, j) + TINY
    })
}

/// What a score is divided by.
pub fn divisor(setup: &Setup) -> f64 {
    let width = (setup.d_k() / setup.heads) as f64;
    f64::from(setup.temperature) * if setup.scale { width.sqrt() } else { 1.0 }
}

fn bias(setup: &Setup, head: usize, i: usize, j: usize) -> f64 {
    match &setup.position {
        Position::Alibi { slopes } => f64::from(slopes[head]).abs() * i.abs_diff(j) as f64,
        _ => 0.0,
    }
}

/// The factor, less 1, by which a weight may be off where each logit of its row is off by at most `delta`:
/// w_j' / w_j = e^d_j / sum_i w_i e^d_i lies within e^(+-2 delta).
fn softmax_factor(delta: f64) -> f64 {
    (2.0 * delta).exp_m1()
}

/// By how much each row of logits differs from the oracle's, the oracle's own rounding (half an ulp) included. With
/// logits of 1e4 an ulp is 1e-3, so that the right softmax of f32 logits is this far from the exact one.
pub fn logit_error(ours: &Matrix, oracle: &Matrix) -> Vec<f64> {
    let entry = |a: f32, b: f32| {
        let (a, b) = (f64::from(a), f64::from(b));
        if a.is_finite() && b.is_finite() {
            (a - b).abs() + U * b.abs()
        } else {
            0.0
        }
    };
    let all = ours.zip_map(oracle, entry);
    all.row_iter().map(|row| row.max()).collect()
}

/// The same without an oracle, for f(P X), whose logits the trace does not hold: (d + 4) u of each sum of |q k|
/// (its products and sums, scale, temperature, bias), the roundings of q and k, and 2 u of the bias.
pub fn logit_error_bound(setup: &Setup, sources: &Sources, trace: &Trace, head: usize) -> Vec<f64> {
    let (q, k) = (absolute(&trace.q[head]), absolute(&trace.k[head]));
    let carried = &sources.q[head] * k.transpose() + &q * sources.k[head].transpose();
    let own = (q.ncols() as f64 + 4.0) * U;
    let scores = q * k.transpose() * own + carried * sources.roundings;
    let divisor = divisor(setup);
    let row = |i: usize| {
        (0..scores.ncols())
            .map(|j| scores[(i, j)] / divisor + 2.0 * U * bias(setup, head, i, j))
            .fold(0.0, f64::max)
    };
    (0..scores.nrows()).map(row).collect()
}

/// A weight: absolutely 1e-5, and the row's error in the logits carried through the softmax.
pub fn weights(oracle: &Matrix, logit_error: &[f64]) -> Bounds {
    Bounds::from_fn(oracle.nrows(), oracle.ncols(), |i, j| {
        RELATIVE + f64::from(oracle[(i, j)]) * softmax_factor(logit_error[i])
    })
}

/// A head's output, a mean of the column of v: 1e-5 and the softmax's factor of the column's largest |v|, and the
/// roundings of v.
pub fn heads(sources: &Sources, trace: &Trace, head: usize, logit_error: &[f64]) -> Bounds {
    let v = absolute(&trace.v[head]);
    Bounds::from_fn(v.nrows(), v.ncols(), |i, c| {
        let factor = RELATIVE + softmax_factor(logit_error[i]);
        factor * v.column(c).max() + sources.roundings * sources.v[head].column(c).max() + TINY
    })
}

/// The output: the heads' bounds side by side, through |wo| where there is one, with 1e-5 of the terms of that
/// product and of its bias.
pub fn output(setup: &Setup, heads: &[Bounds], trace: &Trace) -> Bounds {
    let n = setup.tokens();
    let width = heads[0].ncols();
    let side_by_side = |of: &dyn Fn(usize, usize, usize) -> f64| {
        Bounds::from_fn(n, width * heads.len(), |i, c| of(c / width, i, c % width))
    };
    let bound = side_by_side(&|h, i, c| heads[h][(i, c)]);
    let Input::Embeddings(Embeddings {
        wo: Some(wo), bo, ..
    }) = &setup.input
    else {
        return bound;
    };
    let values = side_by_side(&|h, i, c| f64::from(trace.heads[h][(i, c)]).abs());
    let mut all = (bound + values * RELATIVE) * absolute(wo);
    if let Some(bo) = bo {
        let bo = absolute(bo) * RELATIVE;
        all.row_iter_mut().for_each(|mut row| row += &bo);
    }
    all.add_scalar(TINY * width as f64)
}
