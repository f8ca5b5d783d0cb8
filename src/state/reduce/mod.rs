//! The reducer: a pure function from a state and an action to the next state.

mod cells;
mod input;
mod order;
mod sizes;
mod switches;
mod tokens;

use super::{Action, AppState};
use crate::lesson::presets;
use crate::model::{Error, Problem};
use crate::text;

/// The next state.
///
/// Whatever changes a size keeps the rest consistent: matrices grow with zeros, a mask with `true`, a learned table
/// with the rows that the seed gives. Positions and masks belong to slots, so that they grow and shrink at their end,
/// wherever the token stands.
///
/// # Errors
/// A change that would leave no valid state: the path of the field of the action (`value`, `matrix`, `row`) or of the
/// document (`heads`, `position`), and what was expected. The old state stands.
pub fn reduce(state: &AppState, action: &Action) -> Result<AppState, Error> {
    let mut next = state.clone();
    change(&mut next, action)?;
    next.validate()?;
    Ok(next)
}

fn change(state: &mut AppState, action: &Action) -> Result<(), Error> {
    match action {
        Action::SetLab { lab } => state.lab = *lab,
        Action::LoadPreset { preset } => {
            // What the labs measure has nothing to do with a preset.
            let labs = std::mem::take(&mut state.labs);
            *state = AppState {
                labs,
                ..load(preset)?
            };
        }
        Action::SetCell {
            matrix,
            row,
            column,
            value,
        } => cells::set(state, *matrix, *row, *column, *value)?,
        Action::PasteBlock {
            matrix,
            row,
            column,
            values,
            whole,
        } => {
            cells::paste(state, *matrix, [*row, *column], values, *whole)?;
        }
        Action::FillRandom { matrix, seed } => cells::fill(state, *matrix, *seed)?,
        Action::AddToken { at, label } => tokens::add(state, *at, label.clone())?,
        Action::RemoveToken { row } => tokens::remove(state, *row)?,
        Action::RenameToken { row, label } => tokens::rename(state, *row, label)?,
        Action::SetSize { dimension, value } => sizes::set(state, *dimension, *value)?,
        Action::SetInputKind { kind } => input::set_kind(state, *kind)?,
        Action::SetOptional { matrix, on } => input::set_optional(state, *matrix, *on)?,
        Action::SetHeads { heads } => switches::set_heads(state, *heads),
        Action::SetScale { on } => state.setup.scale = *on,
        Action::SetTemperature { value } => switches::set_temperature(state, *value)?,
        Action::SetMask { mask } => state.setup.mask = mask.clone().into_mask()?,
        Action::ToggleMaskCell { row, column } => switches::toggle_mask(state, *row, *column)?,
        Action::SetPosition { position } => switches::set_position(state, position)?,
        Action::SetOrder { order } => state.setup.order.clone_from(order),
        Action::MoveSlot { from, to } => order::move_slot(state, *from, *to)?,
        Action::Shuffle => order::shuffle(state)?,
        Action::SetSeed { seed } => state.seed = *seed,
        Action::SetLabs { labs } => state.labs.merge(labs),
    }
    Ok(())
}

fn load(id: &str) -> Result<AppState, Error> {
    AppState::from_preset(id).ok_or_else(|| {
        let problem = Problem::UnknownName {
            found: text::outside(id, 40),
            expected: text::e_one_of(&(presets::IDS.join(", ")).to_string()),
        };
        Error::new("preset", problem)
    })
}

/// Checks an index of an action.
fn index(path: &str, found: usize, length: usize) -> Result<(), Error> {
    if found < length {
        return Ok(());
    }
    let problem = Problem::OutOfRange {
        found: found.to_string(),
        expected: text::e_an_index_to(&(length.saturating_sub(1)).to_string()),
    };
    Err(Error::new(path, problem))
}

fn does_not_fit(path: &str, why: impl Into<String>) -> Error {
    Error::new(path, Problem::DoesNotFit(why.into()))
}
