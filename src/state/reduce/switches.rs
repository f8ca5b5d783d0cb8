//! Heads, temperature, mask and position encoding.

use super::super::AppState;
use super::super::document::{PositionDocument, visible_slopes};
use super::{does_not_fit, index};
use crate::model::decimal::plain;
use crate::model::{Error, Mask, Position, Problem};
use crate::text;
use std::sync::Arc;

/// Changes the number of heads. ALiBi has a slope a head: they start anew as those that show.
pub(super) fn set_heads(state: &mut AppState, heads: usize) {
    if heads == state.setup.heads {
        return;
    }
    state.setup.heads = heads;
    // A number of heads out of range is refused by the check of the whole state that follows.
    if let (Position::Alibi { slopes }, 1..=crate::model::limits::HEADS) =
        (&mut state.setup.position, heads)
    {
        *slopes = Arc::new(visible_slopes(heads));
    }
}

/// Changes the temperature.
pub(super) fn set_temperature(state: &mut AppState, value: f32) -> Result<(), Error> {
    if !value.is_finite() {
        let found = plain(value);
        return Err(Error::new("value", Problem::NotFinite { found }));
    }
    if value <= 0.0 {
        let (found, expected) = (plain(value), text::e_a_number_above().into());
        return Err(Error::new("value", Problem::OutOfRange { found, expected }));
    }
    state.setup.temperature = value;
    Ok(())
}

/// Flips one entry; a named mask is written out first.
pub(super) fn toggle_mask(state: &mut AppState, row: usize, column: usize) -> Result<(), Error> {
    let n = state.setup.tokens();
    index("row", row, n)?;
    index("column", column, n)?;
    let mut allowed = match &state.setup.mask {
        Mask::None => Arc::new(nalgebra::DMatrix::from_element(n, n, true)),
        Mask::Causal => Arc::new(nalgebra::DMatrix::from_fn(n, n, |query, key| key <= query)),
        Mask::Custom(allowed) => Arc::clone(allowed),
    };
    let entry = &mut Arc::make_mut(&mut allowed)[(row, column)];
    *entry = !*entry;
    state.setup.mask = Mask::Custom(allowed);
    Ok(())
}

/// Changes the position encoding. ALiBi without slopes gets slopes that show: 1/2, 1/4, ...
pub(super) fn set_position(state: &mut AppState, position: &PositionDocument) -> Result<(), Error> {
    if let (PositionDocument::Learned { table: None }, None) = (position, state.setup.d_model()) {
        let (d_k, d_v) = (state.setup.d_k(), state.setup.d_v());
        if d_k != d_v {
            let problem = text::e_a_learned_table_is(&d_k.to_string(), &d_v.to_string());
            return Err(does_not_fit("position", problem));
        }
    }
    state.setup.position =
        position
            .clone()
            .into_position(&state.setup, state.seed, visible_slopes)?;
    Ok(())
}
