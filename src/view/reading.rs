//! What the page reads off a state by itself: which preset it is, the number to drag first, what an edit led to. Pure.

use super::number::{wiggled, wiggled_above};
use super::part::{Model, Part};
use super::text;
use crate::lesson::presets;
use crate::model::{InputNumber, Position};
use crate::state::{Action, AppState, MatrixId, PositionDocument};

/// The preset that the state is, or that it was made from: where "back" leads.
pub fn origin(state: &AppState) -> Option<&'static str> {
    let mut like = None;
    for preset in presets::IDS.iter().filter_map(|id| presets::preset(id)) {
        if preset.tokens == state.tokens {
            if preset.setup == state.setup {
                return Some(preset.id);
            }
            like = like.or(Some(preset.id));
        }
    }
    like
}

/// The first screen's one number that asks to be dragged: the largest component of what "it" asks for.
pub fn invitation(state: &AppState) -> Option<(MatrixId, usize, usize)> {
    if presets::robot().setup != state.setup {
        return None;
    }
    let row = state.tokens.iter().position(|t| t == "it")?;
    let q = state.matrix(MatrixId::Q)?;
    let column = (0..q.ncols()).max_by(|&a, &b| q[(row, a)].abs().total_cmp(&q[(row, b)].abs()))?;
    Some((MatrixId::Q, row, column))
}

/// The matrix that everything begins with.
pub fn first_input(state: &AppState) -> MatrixId {
    match state.setup.d_model() {
        Some(_) => MatrixId::X,
        None => MatrixId::Q,
    }
}

/// What an edit led to, in one sentence: of the query that was edited, or of the one that is the most decided.
pub fn announcement(model: &Model, head: usize, action: &Action) -> Option<String> {
    let row = match action {
        Action::SetCell {
            matrix: MatrixId::Q | MatrixId::X,
            row,
            ..
        }
        | Action::PasteBlock {
            matrix: MatrixId::Q | MatrixId::X,
            row,
            ..
        } => *row,
        _ => model.trace.most_decided_row(head),
    };
    let (key, weight) = model.trace.strongest_key(head, row)?;
    let tokens = &model.state.tokens;
    Some(text::announce(tokens.get(row)?, tokens.get(key)?, weight))
}

/// What a number that wiggles is `seconds` after it began; `None` where the state has no such number.
pub fn wiggle_action(
    state: &AppState,
    input: InputNumber,
    seconds: f64,
    calm: bool,
) -> Option<Action> {
    let above = |value| wiggled_above(value, seconds, calm);
    Some(match (input, &state.setup.position) {
        (InputNumber::Cell(cell), _) => {
            let Part::Input(matrix) = cell.part else {
                return None;
            };
            let value = *state.matrix(matrix)?.get((cell.row, cell.column))?;
            Action::SetCell {
                matrix,
                row: cell.row,
                column: cell.column,
                value: wiggled(value, seconds, calm),
            }
        }
        (InputNumber::Temperature, _) => Action::SetTemperature {
            value: above(state.setup.temperature),
        },
        (InputNumber::Base, Position::Sinusoidal { base }) => {
            let base = Some(above(*base));
            Action::SetPosition {
                position: PositionDocument::Sinusoidal { base },
            }
        }
        (InputNumber::Base, Position::Rope { base }) => {
            let base = Some(above(*base));
            Action::SetPosition {
                position: PositionDocument::Rope { base },
            }
        }
        (InputNumber::Base, _) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::reduce;
    use std::rc::Rc;

    fn edited(value: f32) -> (AppState, Action) {
        let action = Action::SetCell {
            matrix: MatrixId::Q,
            row: 4,
            column: 0,
            value,
        };
        (
            reduce(&AppState::default(), &action).expect("the preset can be edited"),
            action,
        )
    }

    #[test]
    fn the_first_screen_invites_to_drag_what_it_asks_for() {
        assert_eq!(invitation(&AppState::default()), Some((MatrixId::Q, 4, 0)));
        assert_eq!(invitation(&edited(0.0).0), None);
    }

    #[test]
    fn an_edited_preset_is_still_known() {
        assert_eq!(origin(&AppState::default()), Some("robot"));
        assert_eq!(origin(&edited(0.0).0), Some("robot"));
        let mut other = AppState::default();
        other.tokens[0] = "A".into();
        assert_eq!(origin(&other), None);
    }

    #[test]
    fn an_edit_is_said_in_one_sentence() {
        let (state, action) = edited(2.8);
        let trace = Rc::new(state.trace().expect("a preset has a trace"));
        let model = Model {
            state: Rc::new(state),
            trace,
        };
        assert_eq!(
            announcement(&model, 0, &action).as_deref(),
            Some("it now attends most to robot, with weight 0.80.")
        );
    }
}
