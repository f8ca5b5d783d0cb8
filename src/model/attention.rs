//! Scaled dot-product attention, stage by stage.

use super::range::Range;
use super::rotary::Rotations;
use super::{Embeddings, Input, Matrix, Position, Setup, heads, position, softmax};

/// Every stage of one forward pass; the fields are those of [`Trace`](super::Trace).
pub(super) struct Stages {
    pub encoding: Option<Matrix>,
    pub x: Option<Matrix>,
    pub q: Vec<Matrix>,
    pub k: Vec<Matrix>,
    pub v: Vec<Matrix>,
    pub scores: Vec<Matrix>,
    pub scaled: Vec<Matrix>,
    pub bias: Option<Vec<Matrix>>,
    pub logits: Vec<Matrix>,
    pub weights: Vec<Matrix>,
    pub heads: Vec<Matrix>,
    pub output: Matrix,
}

/// Q, K and V as wide as they are given, with encodings added, before RoPE and before the heads part.
pub(super) struct Projected {
    pub encoding: Option<Matrix>,
    pub x: Option<Matrix>,
    pub q: Matrix,
    pub k: Matrix,
    pub v: Matrix,
}

/// softmax(Q K^T / sqrt(d_k)) V for each head (Vaswani et al. 2017, eq. 1), heads concatenated and projected.
///
/// `setup` is valid; `input` stands for its input, so that the same setup can be asked about a shuffled one.
pub(super) fn forward(setup: &Setup, input: &Input, range: &mut Range) -> Stages {
    forward_from(setup, input, 0, range)
}

/// [`forward`], the first row having position `first`. A learned table has no rows but its own, which stay.
pub(super) fn forward_from(
    setup: &Setup,
    input: &Input,
    first: usize,
    range: &mut Range,
) -> Stages {
    let n = setup.tokens();
    let added = |width| setup.position.added_from(first, n, width);
    let projected = project(setup, input, &added, range);
    attend(setup, projected, first, range)
}

/// What follows from Q, K and V with their encodings added; the first row has position `first`.
pub(super) fn attend(
    setup: &Setup,
    projected: Projected,
    first: usize,
    range: &mut Range,
) -> Stages {
    let (q, k) = rotate(setup, projected.q, projected.k, first, range);
    let [q, k, v] = [&q, &k, &projected.v].map(|m| heads::split(m, setup.heads));

    let divisor = match setup.scale {
        true => ((setup.d_k() / setup.heads) as f32).sqrt(),
        false => 1.0,
    };
    let scores: Vec<_> = q
        .iter()
        .zip(&k)
        .map(|(q, k)| range.product(q, &k.transpose()))
        .collect();
    let scaled: Vec<_> = scores
        .iter()
        .map(|s| range.quotient(s, divisor, setup.temperature))
        .collect();
    let bias = bias(setup, range);
    let logits: Vec<_> = match &bias {
        Some(bias) => scaled
            .iter()
            .zip(bias)
            .map(|(s, b)| range.sum(s, b))
            .collect(),
        None => scaled.clone(),
    };
    let logits: Vec<_> = logits.into_iter().map(|l| setup.mask.apply(l)).collect();
    let weights: Vec<_> = logits.iter().map(softmax::softmax).collect();
    let heads: Vec<_> = weights
        .iter()
        .zip(&v)
        .map(|(w, v)| range.product(w, v))
        .collect();
    let output = join(&setup.input, &heads, range);
    Stages {
        encoding: projected.encoding,
        x: projected.x,
        q,
        k,
        v,
        scores,
        scaled,
        bias,
        logits,
        weights,
        heads,
        output,
    }
}

/// Q, K and V; `added` gives the table of a width that is added for the positions, if one is.
pub(super) fn project(
    setup: &Setup,
    input: &Input,
    added: &dyn Fn(usize) -> Option<Matrix>,
    range: &mut Range,
) -> Projected {
    let encode = |m: &Matrix, range: &mut Range| match added(m.ncols()) {
        Some(table) => range.sum(m, &table),
        None => m.clone(),
    };
    match input {
        Input::Vectors(vectors) => Projected {
            q: encode(&vectors.q, range),
            k: encode(&vectors.k, range),
            v: encode(&vectors.v, range),
            encoding: added(setup.d_k().max(setup.d_v())),
            x: None,
        },
        Input::Embeddings(Embeddings {
            x,
            wq,
            wk,
            wv,
            bq,
            bk,
            bv,
            ..
        }) => {
            let encoded = encode(x, range);
            let mut linear = |w, b: &Option<_>| linear(&encoded, w, b.as_deref(), range);
            Projected {
                q: linear(wq, bq),
                k: linear(wk, bk),
                v: linear(wv, bv),
                encoding: added(x.ncols()),
                x: Some(encoded),
            }
        }
    }
}

/// `x w`, plus the row `bias` where there is one.
fn linear(x: &Matrix, w: &Matrix, bias: Option<&Matrix>, range: &mut Range) -> Matrix {
    let product = range.product(x, w);
    match bias {
        Some(bias) => range.sum_row(&product, bias),
        None => product,
    }
}

fn rotate(
    setup: &Setup,
    q: Matrix,
    k: Matrix,
    first: usize,
    range: &mut Range,
) -> (Matrix, Matrix) {
    let Position::Rope { base } = setup.position else {
        return (q, k);
    };
    let rotations = Rotations::new(q.nrows(), q.ncols() / setup.heads, base, first);
    (rotations.turn(&q, range), rotations.turn(&k, range))
}

fn bias(setup: &Setup, range: &mut Range) -> Option<Vec<Matrix>> {
    let Position::Alibi { slopes } = &setup.position else {
        return None;
    };
    let n = setup.tokens();
    Some(
        slopes
            .iter()
            .map(|slope| position::bias(n, *slope, range))
            .collect(),
    )
}

fn join(input: &Input, heads: &[Matrix], range: &mut Range) -> Matrix {
    let concatenated = heads::concatenate(heads);
    match input {
        Input::Embeddings(Embeddings {
            wo: Some(wo), bo, ..
        }) => linear(&concatenated, wo, bo.as_deref(), range),
        _ => concatenated,
    }
}
