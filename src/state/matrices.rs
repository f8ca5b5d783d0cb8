//! The matrices of a state by name.

use super::{AppState, MatrixId};
use crate::model::{Error, Input, Matrix, Position, Problem, Setup};
use crate::text;
use std::sync::Arc;

impl AppState {
    /// The input matrix called `id`, where this state has it.
    pub fn matrix(&self, id: MatrixId) -> Option<&Arc<Matrix>> {
        find(&self.setup, id)
    }
}

/// The matrix called `id`.
pub(super) fn find(setup: &Setup, id: MatrixId) -> Option<&Arc<Matrix>> {
    setup.matrix(id)
}

/// The matrix called `id`, to be changed: copied if anything else still shares it.
pub(super) fn change(setup: &mut Setup, id: MatrixId) -> Option<&mut Matrix> {
    let shared = match (&mut setup.input, &mut setup.position, id) {
        (_, Position::Learned { table }, MatrixId::Table) => Some(table),
        (_, Position::Alibi { slopes }, MatrixId::Slopes) => Some(slopes),
        (Input::Vectors(vectors), _, MatrixId::Q) => Some(&mut vectors.q),
        (Input::Vectors(vectors), _, MatrixId::K) => Some(&mut vectors.k),
        (Input::Vectors(vectors), _, MatrixId::V) => Some(&mut vectors.v),
        (Input::Embeddings(e), _, MatrixId::X) => Some(&mut e.x),
        (Input::Embeddings(e), _, MatrixId::Wq) => Some(&mut e.wq),
        (Input::Embeddings(e), _, MatrixId::Wk) => Some(&mut e.wk),
        (Input::Embeddings(e), _, MatrixId::Wv) => Some(&mut e.wv),
        (Input::Embeddings(e), _, MatrixId::Wo) => e.wo.as_mut(),
        (Input::Embeddings(e), _, MatrixId::Bq) => e.bq.as_mut(),
        (Input::Embeddings(e), _, MatrixId::Bk) => e.bk.as_mut(),
        (Input::Embeddings(e), _, MatrixId::Bv) => e.bv.as_mut(),
        (Input::Embeddings(e), _, MatrixId::Bo) => e.bo.as_mut(),
        _ => None,
    };
    shared.map(Arc::make_mut)
}

/// Changes the matrix called `id` by `f`, if it is there.
pub(super) fn update(setup: &mut Setup, id: MatrixId, f: &dyn Fn(&Matrix) -> Matrix) {
    if let Some(matrix) = change(setup, id) {
        *matrix = f(matrix);
    }
}

/// The names of the matrices that are there.
pub(super) fn present(setup: &Setup) -> impl Iterator<Item = MatrixId> {
    MatrixId::ALL
        .iter()
        .copied()
        .filter(|id| find(setup, *id).is_some())
}

/// The error of an action that names a matrix that is not there.
pub(super) fn absent(setup: &Setup, id: MatrixId) -> Error {
    let there: Vec<_> = present(setup).map(MatrixId::name).collect();
    let problem = text::e_there_is_no(id.name(), &there.join(", "));
    Error::new("matrix", Problem::DoesNotFit(problem))
}

/// A `rows x columns` matrix of the numbers that `entry` gives. (`Matrix::from_fn` is compiled anew for every closure.)
#[inline(never)]
pub(super) fn filled(rows: usize, columns: usize, entry: &dyn Fn(usize, usize) -> f32) -> Matrix {
    Matrix::from_fn(rows, columns, entry)
}
