//! Changing numbers: one cell, a block, or all by chance.

use super::super::app_state::validate_seed;
use super::super::matrices::{absent, change, find};
use super::super::{AppState, Dimension, MatrixId};
use super::{does_not_fit, index, sizes};
use crate::lesson::draw::Draw;
use crate::model::decimal::plain;
use crate::model::{Error, Problem};
use crate::text;

/// Sets one number.
pub(super) fn set(
    state: &mut AppState,
    id: MatrixId,
    row: usize,
    column: usize,
    value: f32,
) -> Result<(), Error> {
    let missing = absent(&state.setup, id);
    let matrix = change(&mut state.setup, id).ok_or(missing)?;
    index("row", row, matrix.nrows())?;
    index("column", column, matrix.ncols())?;
    if !value.is_finite() {
        let found = plain(value);
        return Err(Error::new("value", Problem::NotFinite { found }));
    }
    matrix[(row, column)] = value;
    Ok(())
}

/// Writes a block from its corner; the sizes follow where it is the whole matrix anew.
pub(super) fn paste(
    state: &mut AppState,
    id: MatrixId,
    [row, column]: [usize; 2],
    values: &[Vec<f32>],
    whole: bool,
) -> Result<(), Error> {
    let [height, width] = checked_size(values)?;
    let matrix = find(&state.setup, id).ok_or_else(|| absent(&state.setup, id))?;
    let (rows, columns) = matrix.shape();
    index("row", row, rows)?;
    index("column", column, columns)?;
    let at_corner = (row, column) == (0, 0);
    if whole && !at_corner {
        return Err(does_not_fit("whole", text::e_a_whole_matrix_has()));
    }
    let fits = height <= rows - row && width <= columns - column;
    if whole || (!fits && at_corner) {
        resize(state, id, height, width)?;
    } else if !fits {
        let (down, right) = (rows - row, columns - column);
        let problem = text::e_the_block_is_x(
            &height.to_string(),
            &width.to_string(),
            id.name(),
            &down.to_string(),
            &right.to_string(),
            &row.to_string(),
            &column.to_string(),
        );
        return Err(does_not_fit("values", problem));
    }
    if let Some(matrix) = change(&mut state.setup, id) {
        for (i, numbers) in values.iter().enumerate() {
            for (j, number) in numbers.iter().enumerate() {
                matrix[(row + i, column + j)] = *number;
            }
        }
    }
    Ok(())
}

/// Height and width of a block whose rows are equally long and whose numbers are finite.
fn checked_size(values: &[Vec<f32>]) -> Result<[usize; 2], Error> {
    let expected = values.first().map_or(0, Vec::len);
    if expected == 0 {
        return Err(does_not_fit("values", text::e_is_empty_expected_rows()));
    }
    for (row, numbers) in values.iter().enumerate() {
        let found = numbers.len();
        if found != expected {
            return Err(Error::new(
                "values",
                Problem::RowLength {
                    row,
                    found,
                    expected,
                },
            ));
        }
        if let Some(column) = numbers.iter().position(|number| !number.is_finite()) {
            let found = plain(numbers[column]);
            return Err(Error::new(
                format!("values[{row}][{column}]"),
                Problem::NotFinite { found },
            ));
        }
    }
    Ok([values.len(), expected])
}

/// Makes the matrix `height x width` by the sizes that it depends on.
fn resize(state: &mut AppState, id: MatrixId, height: usize, width: usize) -> Result<(), Error> {
    let (rows, columns) = find(&state.setup, id).map_or((0, 0), |matrix| matrix.shape());
    let [tall, wide] = sizes::of(id);
    for (now, then, dimension, unit) in [
        (rows, height, tall, text::e_unit_rows()),
        (columns, width, wide, text::e_unit_columns()),
    ] {
        match dimension {
            _ if now == then => {}
            Some(dimension) => sizes::set_within(state, dimension, then, "values")?,
            None => {
                let problem =
                    text::e_the_block_has_but(&then.to_string(), unit, id.name(), &now.to_string());
                return Err(does_not_fit("values", problem));
            }
        }
    }
    Ok(())
}

/// Fills one matrix, or every input matrix, with normal numbers.
pub(super) fn fill(
    state: &mut AppState,
    id: Option<MatrixId>,
    seed: Option<u64>,
) -> Result<(), Error> {
    if let Some(seed) = seed {
        validate_seed("seed", seed)?;
        state.seed = seed;
    }
    match id {
        Some(MatrixId::Slopes) => Err(does_not_fit("matrix", text::e_slopes_are_not_drawn())),
        Some(id) => fill_one(state, id),
        None => {
            use MatrixId::{K, Q, V, Wk, Wo, Wq, Wv, X};
            let there = |id: &MatrixId| find(&state.setup, *id).is_some();
            let ids: Vec<_> = [Q, K, V, X, Wq, Wk, Wv, Wo]
                .into_iter()
                .filter(there)
                .collect();
            ids.into_iter().try_for_each(|id| fill_one(state, id))
        }
    }
}

fn fill_one(state: &mut AppState, id: MatrixId) -> Result<(), Error> {
    let missing = absent(&state.setup, id);
    let matrix = change(&mut state.setup, id).ok_or(missing)?;
    let (rows, columns) = matrix.shape();
    let deviation = match sizes::of(id)[0] {
        Some(Dimension::DModel | Dimension::DV) => (rows as f32).sqrt().recip(),
        _ => 1.0,
    };
    *matrix = Draw::new(state.seed, id.name()).matrix(rows, columns, deviation);
    Ok(())
}
