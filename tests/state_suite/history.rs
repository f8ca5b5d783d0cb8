//! Undo and redo.

use super::strategies::{action, assert_identical, state};
use attention_playground::state::{Action, AppState, History, MatrixId, reduce};
use proptest::prelude::*;

fn set(history: &History, value: f32) -> AppState {
    let action = Action::SetCell {
        matrix: MatrixId::Q,
        row: 0,
        column: 0,
        value,
    };
    reduce(history.present(), &action).unwrap()
}

fn value(history: &History) -> f32 {
    history.present().matrix(MatrixId::Q).unwrap()[(0, 0)]
}

fn push(history: &mut History, number: f32, gesture: Option<u32>) {
    let next = set(history, number);
    history.push(next, gesture);
}

#[test]
fn a_gesture_is_one_step() {
    let mut history = History::new(AppState::default());
    let first = value(&history);
    for number in [3.0, 4.0, 5.0] {
        push(&mut history, number, Some(1));
    }
    push(&mut history, 6.0, Some(2));
    push(&mut history, 7.0, None);
    push(&mut history, 8.0, None);
    let mut seen = Vec::new();
    while history.undo() {
        seen.push(value(&history));
    }
    assert_eq!(seen, [7.0, 6.0, 5.0, first]);
    assert!(!history.can_undo() && history.can_redo());
    while history.redo() {}
    assert_eq!(value(&history), 8.0);
}

#[test]
fn what_changes_nothing_is_no_step() {
    let mut history = History::new(AppState::default());
    let first = value(&history);
    push(&mut history, first, None);
    assert!(!history.can_undo());
    // A scrub that ends where it began is none either, and going on from there is one.
    push(&mut history, 9.0, Some(1));
    push(&mut history, first, Some(1));
    assert!(!history.can_undo());
    push(&mut history, 10.0, Some(1));
    assert!(history.undo() && !history.can_undo());
    assert_eq!(value(&history), first);
}

#[test]
fn from_zero_to_minus_zero_is_a_step() {
    let mut history = History::new(AppState::default());
    push(&mut history, 0.0, None);
    push(&mut history, -0.0, None);
    assert!(value(&history).is_sign_negative());
    assert!(history.undo());
    assert!(value(&history).is_sign_positive());
}

#[test]
fn a_change_ends_what_could_be_redone() {
    let mut history = History::new(AppState::default());
    push(&mut history, 1.0, None);
    push(&mut history, 2.0, None);
    history.undo();
    push(&mut history, 3.0, None);
    assert!(!history.redo());
    history.undo();
    assert_eq!(value(&history), 1.0);
}

#[test]
fn a_gesture_does_not_reach_over_an_undo() {
    let mut history = History::new(AppState::default());
    push(&mut history, 1.0, None);
    push(&mut history, 2.0, Some(1));
    history.undo();
    push(&mut history, 3.0, Some(1));
    history.undo();
    assert_eq!(value(&history), 1.0);
}

#[test]
fn at_most_a_thousand_steps() {
    let mut history = History::new(AppState::default());
    for number in 1..=1_500 {
        push(&mut history, number as f32 + 0.5, None);
    }
    assert_eq!(history.steps(), History::STEPS);
    while history.undo() {}
    assert_eq!(value(&history), 500.5);
    assert_eq!(history.steps(), History::STEPS);
}

#[test]
fn at_most_16_megabytes() {
    let mut state = AppState::default();
    for (matrix, columns) in [(MatrixId::Q, 1024), (MatrixId::V, 1024)] {
        let values = vec![vec![0.5; columns]; 64];
        let paste = Action::PasteBlock {
            matrix,
            row: 0,
            column: 0,
            values,
            whole: true,
        };
        state = reduce(&state, &paste).unwrap();
    }
    let mut history = History::new(state);
    for number in 1..=200 {
        push(&mut history, number as f32 + 0.25, None);
        assert!(history.bytes() <= History::BYTES);
    }
    // Q alone (256 KB) changes from step to step; K and V are shared and cost nothing.
    assert!((60..=64).contains(&history.steps()), "{}", history.steps());
    while history.undo() {
        assert!(history.bytes() <= History::BYTES);
    }
    assert!(history.steps() >= 60);
}

proptest! {
    // Each case is a sequence of up to 40 actions.
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 4, ..Default::default() })]

    #[test]
    fn any_actions_leave_valid_states_and_undo_to_the_first(
        first in state(),
        actions in proptest::collection::vec((action(), proptest::option::of(0_u32..3)), 1..40),
    ) {
        let mut history = History::new(first.clone());
        for (action, gesture) in actions {
            if let Ok(next) = reduce(history.present(), &action) {
                prop_assert!(next.validate().is_ok());
                prop_assert!(next.trace().is_ok());
                history.push(next, gesture);
            }
        }
        let last = AppState::clone(history.present());
        while history.undo() {}
        assert_identical(history.present(), &first);
        while history.redo() {}
        assert_identical(history.present(), &last);
    }
}
