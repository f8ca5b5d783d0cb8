//! What the encodings do: under a shift of all positions, by distance, and to each step of the proof that attention
//! does not see the order.
#![cfg(not(target_arch = "wasm32"))]

#[path = "orders/strategies.rs"]
mod strategies;

use attention_playground::model::{Mask, Matrix, Position, Proof, Setup, Trace, sinusoidal};
use attention_playground::state::{Action, AppState, PositionDocument, reduce};
use proptest::prelude::*;
use std::sync::Arc;
use strategies::{plain, setups};

fn with(setup: &Setup, position: Position) -> Setup {
    Setup {
        position,
        ..setup.clone()
    }
}

proptest! {
    #[test]
    fn at_home_nothing_moves(setup in setups()) {
        let shifted = setup.shifted(0).unwrap().unwrap();
        prop_assert_eq!(shifted.moved, 0.0);
        prop_assert_eq!(shifted.logits, Trace::of(&setup).unwrap().logits);
    }

    /// What knows no positions, or distances alone, does not move; not by a bit where no position is computed with.
    #[test]
    fn none_alibi_and_rope_do_not_move(setup in plain(), by in 0..500usize, base in 1f32..1e5, slope in -2f32..2.0) {
        let slopes = Arc::new(Matrix::from_element(1, setup.heads, slope));
        for position in [Position::None, Position::Alibi { slopes }] {
            let shifted = with(&setup, position).shifted(by).unwrap().unwrap();
            prop_assert_eq!((shifted.moved, shifted.rounding), (0.0, 0.0));
        }
        let shifted = with(&setup, Position::Rope { base }).shifted(by).unwrap().unwrap();
        prop_assert!(shifted.moved <= shifted.rounding, "{} {}", shifted.moved, shifted.rounding);
    }

    /// The shifted logits of sines and cosines are those of a table that begins further on.
    #[test]
    fn sinusoidal_moves_as_its_table_does(setup in plain(), by in 1..100usize, base in 2f32..1e4) {
        let (n, width) = (setup.tokens(), setup.d_model().unwrap_or(setup.d_k()));
        let shifted = with(&setup, Position::Sinusoidal { base }).shifted(by).unwrap().unwrap();
        let table = Arc::new(sinusoidal(n + by, width, base).rows(by, n).into_owned());
        let trace = Trace::of(&with(&setup, Position::Learned { table })).unwrap();
        prop_assert_eq!(shifted.logits, trace.logits);
    }

    #[test]
    fn a_learned_table_has_no_rows_there(setup in plain(), by in 1..100usize) {
        let width = setup.d_model().unwrap_or(setup.d_k());
        let table = Arc::new(Matrix::from_element(setup.tokens(), width, 0.5));
        prop_assert_eq!(with(&setup, Position::Learned { table }).shifted(by).unwrap(), None);
    }

    /// Sines, cosines and turns are as alike as the mean of cos(distance x frequency), and no more.
    #[test]
    fn similarity_of_waves_is_a_mean_of_cosines(n in 1..40usize, pairs in 1..20usize, base in 2f32..1e5) {
        let width = 2 * pairs;
        let waves = Position::Sinusoidal { base }.similarity(n, width);
        let turns = Position::Rope { base }.similarity(n, width);
        prop_assert_eq!(waves.len(), n);
        for (distance, (wave, turn)) in waves.iter().zip(&turns).enumerate() {
            let angle = |i: usize| distance as f64 / f64::from(base).powf((2 * i) as f64 / width as f64);
            let expected = (0..pairs).map(|i| angle(i).cos()).sum::<f64>() / pairs as f64;
            for found in [wave.mean, wave.least, wave.most, turn.mean] {
                prop_assert!((f64::from(found) - expected).abs() < 1e-6, "{found} {expected}");
            }
        }
    }

    #[test]
    fn similarity_is_a_cosine(n in 1..20usize, width in 1..9usize, numbers in prop::collection::vec(-3f32..3.0, 200)) {
        let table = Arc::new(Matrix::from_fn(n, width, |i, j| numbers[i * width + j]));
        let found = Position::Learned { table }.similarity(n, width);
        prop_assert!((found[0].least - 1.0).abs() < 1e-6 && (found[0].most - 1.0).abs() < 1e-6);
        for alike in found {
            prop_assert!(alike.least >= -1.000_001 && alike.most <= 1.000_001);
            prop_assert!(alike.least <= alike.mean + 1e-6 && alike.mean <= alike.most + 1e-6);
        }
    }

    /// Each step holds, the first two to the bit; and the last two whatever positions and masks do.
    #[test]
    fn every_step_holds_as_far_as_it_should(setup in setups()) {
        let trace = Trace::of(&setup).unwrap();
        let plain = setup.mask == Mask::None && setup.position == Position::None;
        for head in 0..setup.heads {
            let Proof { logits, values, weights, output } = trace.proof(&setup, head).unwrap().unwrap();
            if plain {
                prop_assert_eq!((logits.gap, values.gap), (0.0, 0.0));
            }
            for step in [weights, output] {
                prop_assert!(step.holds(), "{} {}", step.gap, step.rounding);
            }
        }
        prop_assert_eq!(trace.proof(&setup, setup.heads).unwrap(), None);
    }
}

#[test]
fn similarity_of_none_and_alibi() {
    let none = Position::None.similarity(3, 4);
    assert!(none.iter().all(|alike| alike.mean == 1.0));
    let slopes = Arc::new(Matrix::from_element(1, 1, 0.5));
    let alibi = Position::Alibi { slopes }.similarity(3, 4);
    assert_eq!(alibi[2].mean, (-1f64).exp() as f32);
}

#[test]
fn positions_and_masks_break_the_first_steps() {
    let state = AppState::from_preset("patient").unwrap();
    let proof = |setup: &Setup| {
        let trace = Trace::of(setup).unwrap();
        trace.proof(setup, 0).unwrap().unwrap()
    };
    let plain = proof(&state.setup);
    assert!(plain.logits.holds() && plain.values.holds());
    let base = Some(10_000.0);
    for (position, values_stay) in [
        (PositionDocument::Sinusoidal { base }, false),
        (PositionDocument::Rope { base }, true),
        (PositionDocument::Alibi { slopes: None }, true),
    ] {
        let state = reduce(&state, &Action::SetPosition { position }).unwrap();
        let Proof { logits, values, .. } = proof(&state.setup);
        assert!(logits.gap > 0.01 && !logits.holds());
        assert_eq!(values.holds(), values_stay);
    }
    let masked = Setup {
        mask: Mask::Causal,
        ..state.setup
    };
    assert_eq!(proof(&masked).logits.gap, f32::INFINITY);
}

/// The bound is no blindfold: sines and cosines move by far more.
#[test]
fn sinusoidal_moves_in_every_preset() {
    for preset in ["patient", "pressure", "random"] {
        let state = AppState::from_preset(preset).unwrap();
        let turned = with(&state.setup, Position::Rope { base: 10_000.0 });
        let rounding = turned.shifted(10).unwrap().unwrap().rounding;
        let waves = with(&state.setup, Position::Sinusoidal { base: 10_000.0 });
        let moved = waves.shifted(10).unwrap().unwrap().moved;
        assert!(moved > 1_000.0 * rounding, "{preset}: {moved} {rounding}");
    }
}
