//! Derivatives of what comes before the heads and behind them.

use super::encoding::waves;
use super::rules::{unless_held, unless_projection_held};
use super::{Seed, unit};
use crate::model::range::Range;
use crate::model::{Input, Matrix, MatrixId, Position, Setup, Trace, heads};

type BeforeHeads = (Option<Matrix>, Option<Matrix>, [Matrix; 3]);

/// d of the encoding, of X with it, and of Q, K and V before RoPE, all heads side by side.
pub(super) fn before_heads(
    setup: &Setup,
    trace: &Trace,
    seed: Seed,
    range: &mut Range,
) -> Option<BeforeHeads> {
    let n = setup.tokens();
    let sines = matches!(setup.position, Position::Sinusoidal { .. });
    // What is added for the position, to a matrix that is so wide.
    let added = |width| match seed {
        Seed::Base(base) if sines => waves(n, width, base),
        Seed::Entry(MatrixId::Table, cell) => unit((n, width), cell),
        _ => Matrix::zeros(n, width),
    };
    let encoding = trace.encoding.as_ref().map(|table| added(table.ncols()));
    let Input::Embeddings(e) = &setup.input else {
        let own = |id, width| match seed.is(id) {
            true => seed.unit((n, width)),
            false => added(width),
        };
        let (dk, dv) = (setup.d_k(), setup.d_v());
        let all = [
            own(MatrixId::Q, dk),
            own(MatrixId::K, dk),
            own(MatrixId::V, dv),
        ];
        return Some((encoding, None, all));
    };
    let x = trace.x.as_ref()?;
    let moved = match seed.is(MatrixId::X) {
        true => seed.unit(x.shape()),
        false => added(x.ncols()),
    };
    let dx = unless_held(moved, x);
    let mut projected = |weights: &Matrix, own: MatrixId, bias: MatrixId| {
        let b = setup.matrix(bias).map(|b| &**b);
        let mut d = Matrix::zeros(n, weights.ncols());
        match seed {
            // One entry of the projection moves its column by a column of X.
            Seed::Entry(id, (row, column)) if id == own => {
                d.column_mut(column).copy_from(&x.column(row));
            }
            Seed::Entry(id, (_, column)) if id == bias => d.column_mut(column).fill(1.0),
            // One entry of X moves its row by a row of the projection.
            Seed::Entry(MatrixId::X | MatrixId::Table, (row, column)) => {
                d.row_mut(row)
                    .copy_from(&(weights.row(column) * dx[(row, column)]));
            }
            Seed::Base(_) => d = range.product(&dx, weights),
            _ => {}
        }
        unless_projection_held(d, trace, (x, weights), b, seed.is(bias))
    };
    let all = [
        projected(&e.wq, MatrixId::Wq, MatrixId::Bq),
        projected(&e.wk, MatrixId::Wk, MatrixId::Bk),
        projected(&e.wv, MatrixId::Wv, MatrixId::Bv),
    ];
    Some((encoding, Some(dx), all))
}

pub(super) fn join(
    setup: &Setup,
    trace: &Trace,
    heads: &[Matrix],
    seed: Seed,
    range: &mut Range,
) -> Matrix {
    let all = heads::concatenate(heads);
    let Some(wo) = setup.matrix(MatrixId::Wo) else {
        return all;
    };
    let values = heads::concatenate(&trace.heads);
    let mut d = range.product(&all, wo);
    match seed {
        Seed::Entry(MatrixId::Wo, (row, column)) => {
            d.column_mut(column).copy_from(&values.column(row));
        }
        Seed::Entry(MatrixId::Bo, (_, column)) => d.column_mut(column).fill(1.0),
        _ => {}
    }
    let bias = setup.matrix(MatrixId::Bo).map(|b| &**b);
    let d = unless_projection_held(d, trace, (&values, wo), bias, seed.is(MatrixId::Bo));
    unless_held(d, &trace.output)
}
