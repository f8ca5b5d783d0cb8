//! Adding, removing and naming tokens.

use super::super::document::drawn_table;
use super::super::matrices::{filled, update};
use super::super::{AppState, Dimension, MatrixId};
use super::{does_not_fit, index, sizes};
use crate::model::limits::TOKENS;
use crate::model::{Error, Mask, Position};
use crate::text;
use std::cmp::Ordering;
use std::sync::Arc;

/// The matrices that have a row for each token. (A learned table has one for each slot.)
fn with_row_each() -> impl Iterator<Item = MatrixId> {
    let each =
        |id: &MatrixId| sizes::of(*id)[0] == Some(Dimension::Tokens) && *id != MatrixId::Table;
    MatrixId::ALL.iter().copied().filter(each)
}

/// Inserts a token of zeros before row `at`; in the shuffle it stands in slot `at`.
pub(super) fn add(state: &mut AppState, at: usize, label: Option<String>) -> Result<(), Error> {
    let n = state.setup.tokens();
    index("at", at, n + 1)?;
    if n == TOKENS {
        return Err(does_not_fit(
            "at",
            text::e_there_are_tokens_already(&TOKENS.to_string()),
        ));
    }
    for id in with_row_each() {
        update(&mut state.setup, id, &|m| {
            filled(n + 1, m.ncols(), &|row, column| match row.cmp(&at) {
                Ordering::Less => m[(row, column)],
                Ordering::Equal => 0.0,
                Ordering::Greater => m[(row - 1, column)],
            })
        });
    }
    let label = label.unwrap_or_else(|| free_label(&state.tokens));
    state.tokens.insert(at, label);
    let order = &mut state.setup.order;
    order
        .iter_mut()
        .filter(|row| **row >= at)
        .for_each(|row| *row += 1);
    order.insert(at, at);
    fit_slots(state);
    Ok(())
}

/// Removes a token and the slot that it stood in.
pub(super) fn remove(state: &mut AppState, row: usize) -> Result<(), Error> {
    let n = state.setup.tokens();
    index("row", row, n)?;
    if n == 1 {
        return Err(does_not_fit("row", text::e_this_is_the_last()));
    }
    for id in with_row_each() {
        update(&mut state.setup, id, &|m| {
            filled(n - 1, m.ncols(), &|other, column| {
                m[(other + usize::from(other >= row), column)]
            })
        });
    }
    state.tokens.remove(row);
    let order = &mut state.setup.order;
    order.retain(|other| *other != row);
    order
        .iter_mut()
        .filter(|other| **other > row)
        .for_each(|other| *other -= 1);
    fit_slots(state);
    Ok(())
}

/// Changes a label.
pub(super) fn rename(state: &mut AppState, row: usize, label: &str) -> Result<(), Error> {
    index("row", row, state.tokens.len())?;
    label.clone_into(&mut state.tokens[row]);
    state
        .validate()
        .map_err(|error| match error.path.starts_with("tokens[") {
            true => Error::new("label", error.problem),
            false => error,
        })
}

/// Adds tokens at the end, or removes them from there, until there are `n`.
pub(super) fn set_count(state: &mut AppState, n: usize) -> Result<(), Error> {
    while state.setup.tokens() < n {
        add(state, state.setup.tokens(), None)?;
    }
    while state.setup.tokens() > n {
        remove(state, state.setup.tokens() - 1)?;
    }
    Ok(())
}

/// What belongs to slots grows and shrinks at its end: the mask with `true`, a learned table by the seed's rows.
fn fit_slots(state: &mut AppState) {
    let n = state.setup.tokens();
    if let Mask::Custom(allowed) = &mut state.setup.mask {
        let grown =
            nalgebra::DMatrix::from_fn(n, n, |i, j| allowed.get((i, j)).copied().unwrap_or(true));
        *allowed = Arc::new(grown);
    }
    if let Position::Learned { table } = &state.setup.position {
        let drawn = drawn_table(&state.setup, state.seed);
        let grown = filled(n, table.ncols(), &|i, j| {
            table
                .get((i, j))
                .or_else(|| drawn.get((i, j)))
                .copied()
                .unwrap_or_default()
        });
        state.setup.position = Position::Learned {
            table: Arc::new(grown),
        };
    }
}

/// "token 7", or the next number that no label has.
fn free_label(tokens: &[String]) -> String {
    let labels = tokens.len() + 1..;
    let mut names = labels.map(|number| format!("token {number}"));
    names
        .find(|name| !tokens.contains(name))
        .unwrap_or_default()
}
