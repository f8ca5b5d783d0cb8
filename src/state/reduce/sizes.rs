//! Changing the number of tokens and the widths.

use super::super::document::drawn_table;
use super::super::matrices::{filled, present, update};
use super::super::{AppState, Dimension, MatrixId};
use super::{does_not_fit, tokens};
use crate::model::limits::{TOKENS, WIDTH};
use crate::model::{Error, Matrix, Position, Problem};
use crate::text;
use std::sync::Arc;

/// The sizes that the rows and the columns of a matrix follow; `None`: one row, a table's width, a slope a head.
pub(super) fn of(id: MatrixId) -> [Option<Dimension>; 2] {
    use Dimension::{DK, DModel, DV, Tokens};
    match id {
        MatrixId::Q | MatrixId::K => [Some(Tokens), Some(DK)],
        MatrixId::V => [Some(Tokens), Some(DV)],
        MatrixId::X => [Some(Tokens), Some(DModel)],
        MatrixId::Wq | MatrixId::Wk => [Some(DModel), Some(DK)],
        MatrixId::Wv => [Some(DModel), Some(DV)],
        MatrixId::Wo => [Some(DV), Some(DModel)],
        MatrixId::Bq | MatrixId::Bk => [None, Some(DK)],
        MatrixId::Bv => [None, Some(DV)],
        MatrixId::Bo => [None, Some(DModel)],
        MatrixId::Table => [Some(Tokens), None],
        MatrixId::Slopes => [None, None],
    }
}

/// `set-size`.
pub(super) fn set(state: &mut AppState, dimension: Dimension, value: usize) -> Result<(), Error> {
    set_within(state, dimension, value, "value")
}

/// Changes a size; `path` names the field of the action in errors.
pub(super) fn set_within(
    state: &mut AppState,
    dimension: Dimension,
    value: usize,
    path: &str,
) -> Result<(), Error> {
    let most = match dimension {
        Dimension::Tokens => TOKENS,
        _ => WIDTH,
    };
    if !(1..=most).contains(&value) {
        let problem = Problem::OutOfRange {
            found: value.to_string(),
            expected: text::e_a_whole_number_to(&most.to_string()),
        };
        return Err(Error::new(path, problem));
    }
    match dimension {
        Dimension::Tokens => return tokens::set_count(state, value),
        Dimension::DModel if state.setup.d_model().is_none() => {
            return Err(does_not_fit("dimension", text::e_there_is_no_x()));
        }
        Dimension::DModel => {}
        Dimension::DK | Dimension::DV => {
            let heads = state.setup.heads;
            if !value.is_multiple_of(heads) {
                let problem = text::e_is_no_multiple_of(&value.to_string(), &heads.to_string());
                return Err(does_not_fit(path, problem));
            }
        }
    }
    set_width(state, dimension, value);
    Ok(())
}

fn set_width(state: &mut AppState, dimension: Dimension, value: usize) {
    // A head keeps its own columns: each head's block grows or shrinks at its own end.
    let blocks = match dimension {
        Dimension::DK | Dimension::DV => state.setup.heads,
        _ => 1,
    };
    let ids: Vec<_> = present(&state.setup).collect();
    for id in ids {
        let [tall, wide] = of(id);
        if tall == Some(dimension) {
            let resized = |m: &Matrix| columns_to(&m.transpose(), value, blocks).transpose();
            update(&mut state.setup, id, &resized);
        }
        if wide == Some(dimension) {
            update(&mut state.setup, id, &|m| columns_to(m, value, blocks));
        }
    }
    if dimension == Dimension::DModel {
        redraw_table(state);
    }
}

/// `m` with `value` columns in all, in `blocks` equal blocks that are each cut or filled with zeros at their end.
fn columns_to(m: &Matrix, value: usize, blocks: usize) -> Matrix {
    let (before, after) = (m.ncols() / blocks, value / blocks);
    filled(m.nrows(), value, &|row, column| {
        let (block, within) = (column / after, column % after);
        match within < before {
            true => m[(row, block * before + within)],
            false => 0.0,
        }
    })
}

/// A learned table that no longer fits what it is added to is drawn anew from the seed.
pub(super) fn redraw_table(state: &mut AppState) {
    let Position::Learned { table } = &state.setup.position else {
        return;
    };
    let drawn = drawn_table(&state.setup, state.seed);
    if table.shape() != drawn.shape() {
        state.setup.position = Position::Learned {
            table: Arc::new(drawn),
        };
    }
}
