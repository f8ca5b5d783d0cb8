//! The ready-made states.

use attention_playground::lesson::Lab;
use attention_playground::lesson::presets::{IDS, preset};
use attention_playground::model::Trace;
use attention_playground::state::AppState;
use std::collections::BTreeSet;

fn row(id: &str, row: usize) -> Vec<f32> {
    let trace = AppState::from_preset(id).unwrap().trace().unwrap();
    trace.weights[0].row(row).iter().copied().collect()
}

#[test]
fn all_are_listed_once_and_valid() {
    assert_eq!(IDS.iter().collect::<BTreeSet<_>>().len(), IDS.len());
    for id in IDS {
        let preset = preset(id).unwrap_or_else(|| panic!("{id} is listed and not there"));
        assert_eq!(preset.id, *id);
        assert!(Lab::BUILT.contains(&preset.lab), "{id}");
        assert!(
            !preset.title.is_empty() && preset.note.ends_with('.'),
            "{id}"
        );
        if let Some(columns) = &preset.columns {
            assert_eq!(columns.x.len(), preset.setup.d_model().unwrap_or(0), "{id}");
            assert_eq!(columns.key.len(), preset.setup.d_k(), "{id}");
            assert_eq!(columns.value.len(), preset.setup.d_v(), "{id}");
        }
        let state = AppState::from(preset);
        state
            .validate()
            .unwrap_or_else(|error| panic!("{id}: {error}"));
        assert!(!state.trace().unwrap().overflow, "{id}");
    }
    assert!(preset("nothing").is_none());
}

#[test]
fn they_open_in_their_labs() {
    let order: Vec<_> = IDS
        .iter()
        .filter(|id| preset(id).unwrap().lab == Lab::Order)
        .copied()
        .collect();
    assert_eq!(order, ["patient", "collider", "pressure"]);
    for lab in Lab::BUILT.iter().filter(|lab| lab.has_matrices()) {
        assert_eq!(preset(lab.default_preset()).unwrap().lab, *lab);
    }
}

#[test]
fn it_gives_robot_a_weight_of_0_80() {
    let state = AppState::default();
    assert_eq!(
        state.tokens,
        ["The", "robot", "slipped", "because", "it", "rusted"]
    );
    let weights = row("robot", 4);
    assert!((0.795..0.805).contains(&weights[1]), "{weights:?}");
    // The other rows have their own favourites: articles their noun, verbs their subject, "because" the two actions.
    let favourite = |of: usize| {
        let weights = row("robot", of);
        (0..6)
            .max_by(|a, b| weights[*a].total_cmp(&weights[*b]))
            .unwrap()
    };
    assert_eq!([0, 1, 2, 3, 4, 5].map(favourite), [1, 2, 1, 2, 1, 4]);
}

#[test]
fn the_worked_example_is_tidy() {
    let state = AppState::from_preset("worked").unwrap();
    let trace = state.trace().unwrap();
    let scores: Vec<f32> = trace.scores[0].transpose().iter().copied().collect();
    assert_eq!(scores, [4.0, 0.0, 0.0, 2.0, 2.0, 2.0, 0.0, 4.0, 4.0]);
    assert_eq!(trace.weights[0][(1, 0)], 1.0 / 3.0);
    assert!((trace.output[(1, 0)] - 3.0).abs() < 1e-6 && (trace.output[(1, 1)] - 3.0).abs() < 1e-6);
    let e2 = 2.0_f32.exp();
    assert!((trace.weights[0][(0, 0)] - e2 / (e2 + 2.0)).abs() < 1e-6);
}

#[test]
fn the_shuffled_sentence_reads_as_its_twin() {
    let state = AppState::from_preset("patient").unwrap();
    assert_eq!(
        state.tokens.join(" "),
        "The patient showed no signs of recovery"
    );
    let twin: Vec<_> = state
        .setup
        .order
        .iter()
        .map(|row| state.tokens[*row].as_str())
        .collect();
    assert_eq!(twin.join(" "), "The signs showed no patient of recovery");
}

#[test]
fn without_positions_no_order_matters() {
    for id in ["patient", "collider", "pressure"] {
        let state = AppState::from_preset(id).unwrap();
        let identity: Vec<_> = (0..state.tokens.len()).collect();
        assert_ne!(state.setup.order, identity, "{id}");
        let Trace { permutation, .. } = state.trace().unwrap();
        assert!(
            permutation.gap <= permutation.rounding,
            "{id}: {}",
            permutation.gap
        );
    }
}

#[test]
fn the_muons_find_each_other() {
    let state = AppState::from_preset("collider").unwrap();
    assert_eq!(&state.tokens[..2], ["μ⁺", "μ⁻"]);
    assert!(row("collider", 0)[1] > 0.7 && row("collider", 1)[0] > 0.7);
    // Momentum across the beam is balanced: each column sums to 0.
    let attention_playground::model::Input::Embeddings(e) = &state.setup.input else {
        panic!("the collider's input are embeddings");
    };
    assert!(e.x.column(0).sum().abs() < 1e-6 && e.x.column(1).sum().abs() < 1e-6);
}

#[test]
fn nobody_attends_to_the_question_or_to_the_future() {
    assert_eq!(row("library", 0)[0], 0.0);
    assert_eq!(row("causal", 0), [1.0, 0.0, 0.0, 0.0, 0.0]);
}
