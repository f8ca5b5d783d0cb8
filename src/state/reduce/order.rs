//! The shuffle.

use super::super::AppState;
use super::{does_not_fit, index};
use crate::lesson::draw::Draw;
use crate::model::{Error, limits};
use crate::text;

/// Moves the token in slot `from` to slot `to`; those between move up or down by one.
pub(super) fn move_slot(state: &mut AppState, from: usize, to: usize) -> Result<(), Error> {
    let order = &mut state.setup.order;
    index("from", from, order.len())?;
    index("to", to, order.len())?;
    let token = order.remove(from);
    order.insert(to, token);
    Ok(())
}

/// Moves the seed on until it gives another order than the present one.
pub(super) fn shuffle(state: &mut AppState) -> Result<(), Error> {
    let n = state.setup.tokens();
    if n == 1 {
        return Err(does_not_fit("action", text::e_one_token_has_no()));
    }
    loop {
        state.seed = (state.seed + 1) % limits::SEED;
        let order = Draw::new(state.seed, "order").order(n);
        if order != state.setup.order {
            state.setup.order = order;
            return Ok(());
        }
    }
}
