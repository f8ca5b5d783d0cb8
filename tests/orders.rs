//! Attention on many orders of the same rows: in f32 to the bit of the trace, in f64 against JAX, and what the whole of
//! them says.
#![cfg(not(target_arch = "wasm32"))]

// Shared with tests/oracle.rs, which uses the rest of it.
#[allow(dead_code)]
#[path = "oracle/fixture.rs"]
mod fixture;
#[path = "orders/strategies.rs"]
mod strategies;

use attention_playground::model::{Double, Shuffles, Single, Trace};
use attention_playground::state::AppState;
use proptest::prelude::*;
use serde_json::Value;
use strategies::setups;

proptest! {
    /// What all orders share may be computed once: not a bit of any order's comparison is another.
    #[test]
    fn single_is_the_trace_bit_for_bit(setup in setups()) {
        let trace = Trace::of(&setup).unwrap();
        let difference = Single::new(&setup).compare(&setup.order);
        prop_assert_eq!(difference.gap() as f32, trace.permutation.gap);
        prop_assert_eq!(difference.matrix(), trace.permutation.difference());
        if !setup.is_unshuffled() {
            prop_assert_eq!(difference.rounding as f32, trace.permutation.rounding);
        }
        prop_assert!(difference.pooled() <= difference.gap() * (1.0 + f64::EPSILON));
    }

    /// f64 and f32 differ by what f32 rounds, and no more: outputs are means of values.
    #[test]
    fn double_is_close_to_single(setup in setups()) {
        let trace = Trace::of(&setup).unwrap();
        let mut double = Double::new(&setup);
        let output = double.output(&setup.order);
        let size = output.amax().max(1.0);
        for (a, b) in output.iter().zip(trace.permutation.shuffled_output.iter()) {
            prop_assert!((a - f64::from(*b)).abs() <= 2e-5 * size, "{a} {b}");
        }
        let (fine, coarse) = (double.compare(&setup.order), trace.permutation);
        prop_assert!((fine.gap() - f64::from(coarse.gap)).abs() <= 4e-5 * size);
    }

    /// Without positions and masks what gap there is is rounding, in both formats.
    #[test]
    fn a_gap_that_is_rounding_shrinks_in_double(setup in strategies::plain()) {
        let order = setup.order.clone();
        let coarse = Single::new(&setup).compare(&order);
        let fine = Double::new(&setup).compare(&order);
        prop_assert!(coarse.is_rounding(), "{} {}", coarse.gap(), coarse.rounding);
        prop_assert!(fine.is_rounding(), "{} {}", fine.gap(), fine.rounding);
        prop_assert!(fine.rounding <= coarse.rounding * 2f64.powi(-28));
    }
}

/// `doubles.jsonl` against the f64 path, for the states of `fixtures.jsonl`.
#[test]
fn double_agrees_with_jax() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/doubles.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    let cases: Vec<Value> = text
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let states = fixture::all();
    assert_eq!(cases.len(), states.len());
    let mut worst = 0.0;
    for (case, fixture) in cases.iter().zip(&states) {
        assert_eq!(case["name"], fixture.name.as_str());
        let state = AppState::from_json(&fixture.state.to_string()).unwrap();
        let logits = fixture::matrices(&fixture.trace["logits"]);
        let finite = logits
            .iter()
            .flat_map(|m| m.iter())
            .filter(|x| x.is_finite());
        let logit = finite.fold(0f32, |most, x| most.max(x.abs()));
        let unmoved: Vec<usize> = (0..state.setup.tokens()).collect();
        let mut double = Double::new(&state.setup);
        let rounding = double.compare(&state.setup.order).rounding;
        // An error of a logit by d_k roundings is a relative one of its weight.
        let bound = rounding * (1.0 + f64::from(logit) * state.setup.d_k() as f64);
        for (name, order) in [("output", &unmoved), ("shuffled", &state.setup.order)] {
            let ours = double.output(order);
            for (i, row) in case[name].as_array().unwrap().iter().enumerate() {
                for (j, theirs) in row.as_array().unwrap().iter().enumerate() {
                    let theirs = theirs.as_f64().unwrap();
                    let off = (ours[(i, j)] - theirs).abs();
                    worst = f64::max(worst, off / bound);
                    assert!(
                        off <= bound,
                        "{} {name} {i} {j}: {} {theirs}",
                        fixture.name,
                        ours[(i, j)]
                    );
                }
            }
        }
        let gap = double.compare(&state.setup.order).gap();
        assert!(
            (gap - case["gap"].as_f64().unwrap()).abs() <= 2.0 * bound,
            "{}",
            fixture.name
        );
    }
    println!("largest error: {worst} of its bound");
}
