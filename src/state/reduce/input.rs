//! Changing between Q, K, V and X with projections; adding and removing optional matrices.

use super::super::matrices::{filled, find};
use super::super::{AppState, InputKind, MatrixId};
use super::{does_not_fit, sizes};
use crate::model::limits::WIDTH;
use crate::model::{Embeddings, Error, Input, Matrix, Position, Setup, Trace, Vectors};
use crate::text;
use std::sync::Arc;

/// Changes the kind of input; Q, K and V keep their numbers. A learned table that no longer fits is drawn anew.
pub(super) fn set_kind(state: &mut AppState, kind: InputKind) -> Result<(), Error> {
    state.setup.input = match (&state.setup.input, kind) {
        (Input::Vectors(vectors), InputKind::Embeddings) => {
            Input::Embeddings(side_by_side(vectors)?)
        }
        (Input::Embeddings(_), InputKind::Vectors) => Input::Vectors(projected(&state.setup)?),
        _ => return Ok(()),
    };
    sizes::redraw_table(state);
    Ok(())
}

/// X = [Q | K | V], and projections of zeros and ones that pick each of them out again.
fn side_by_side(vectors: &Vectors) -> Result<Embeddings, Error> {
    let (n, d_k, d_v) = (vectors.q.nrows(), vectors.q.ncols(), vectors.v.ncols());
    let d_model = 2 * d_k + d_v;
    if d_model > WIDTH {
        let problem = text::e_x_would_hold_q(&d_model.to_string(), &WIDTH.to_string());
        return Err(does_not_fit("kind", problem));
    }
    let x = filled(n, d_model, &|row, column| match column {
        _ if column < d_k => vectors.q[(row, column)],
        _ if column < 2 * d_k => vectors.k[(row, column - d_k)],
        _ => vectors.v[(row, column - 2 * d_k)],
    });
    let pick = |from: usize, width| {
        let one_at = |row, column| if row == from + column { 1.0 } else { 0.0 };
        Arc::new(filled(d_model, width, &one_at))
    };
    Ok(Embeddings {
        x: Arc::new(x),
        wq: pick(0, d_k),
        wk: pick(d_k, d_k),
        wv: pick(2 * d_k, d_v),
        wo: None,
        bq: None,
        bk: None,
        bv: None,
        bo: None,
    })
}

/// Q, K and V as the projections give them, without encoding; the output projection has no place here and goes.
fn projected(setup: &Setup) -> Result<Vectors, Error> {
    let plain = Setup {
        heads: 1,
        position: Position::None,
        ..setup.clone()
    };
    let trace = Trace::of(&plain)?;
    let one = |heads: Vec<Matrix>| Arc::new(heads.into_iter().next().unwrap_or_default());
    Ok(Vectors {
        q: one(trace.q),
        k: one(trace.k),
        v: one(trace.v),
    })
}

/// Adds an optional matrix (`wo`: ones on the diagonal; a bias: zeros) or removes it.
pub(super) fn set_optional(state: &mut AppState, id: MatrixId, on: bool) -> Result<(), Error> {
    if !matches!(
        id,
        MatrixId::Wo | MatrixId::Bq | MatrixId::Bk | MatrixId::Bv | MatrixId::Bo
    ) {
        return Err(does_not_fit(
            "matrix",
            text::e_is_not_optional_wo(id.name()),
        ));
    }
    if find(&state.setup, id).is_some() == on {
        return Ok(());
    }
    let (d_k, d_v) = (state.setup.d_k(), state.setup.d_v());
    let Input::Embeddings(e) = &mut state.setup.input else {
        let problem = text::e_belongs_to_embeddings_but(id.name());
        return Err(does_not_fit("matrix", problem));
    };
    let d_model = e.x.ncols();
    let row = |width| on.then(|| Arc::new(filled(1, width, &|_, _| 0.0)));
    match id {
        MatrixId::Bq => e.bq = row(d_k),
        MatrixId::Bk => e.bk = row(d_k),
        MatrixId::Bv => e.bv = row(d_v),
        MatrixId::Bo if on && e.wo.is_none() => {
            return Err(does_not_fit("matrix", text::e_bo_is_added_behind()));
        }
        MatrixId::Bo => e.bo = row(d_model),
        _ => {
            let one_at = |row, column| if row == column { 1.0 } else { 0.0 };
            e.wo = on.then(|| Arc::new(filled(d_v, d_model, &one_at)));
            e.bo = None;
        }
    }
    Ok(())
}
