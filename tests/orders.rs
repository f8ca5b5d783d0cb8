//! Attention on many orders of the same rows: in f32 to the bit of the trace, in f64 against JAX, and what the whole of
//! them says.
#![cfg(not(target_arch = "wasm32"))]

// Shared with tests/oracle.rs, which uses the rest of it.
#[allow(dead_code)]
#[path = "oracle/fixture.rs"]
mod fixture;
#[path = "orders/strategies.rs"]
mod strategies;

use attention_playground::model::{Double, Matrix, Position, Shuffles, Single, Trace};
use attention_playground::state::AppState;
use proptest::prelude::*;
use serde_json::Value;
use std::sync::Arc;
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
        let mut state = AppState::from_json(&fixture.state.to_string()).unwrap();
        // Slopes that a document leaves out are computed in f32 here and in f64 there: they may differ in the last bit.
        if let (Position::Alibi { slopes }, Value::Null) = (
            &mut state.setup.position,
            &fixture.state["position"]["slopes"],
        ) {
            let heads = state.setup.heads;
            let slope = |h| (2f64.powf(-8.0 * (h + 1) as f64 / heads as f64)) as f32;
            *slopes = Arc::new(Matrix::from_fn(1, heads, |_, h| slope(h)));
        }
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

mod experiment {
    use super::strategies;
    use attention_playground::experiment::orders::{
        Outcome, PER_DECADE, Permutations, settings::DOUBLE,
    };
    use attention_playground::experiment::settings::{Settings, Value};
    use attention_playground::experiment::{self, Given, Kind};
    use attention_playground::model::{Mask, Position, Setup, Trace};
    use attention_playground::state::{Action, AppState, PositionDocument, reduce};
    use proptest::prelude::*;

    /// Carries the experiment out; its progress goes up by one a step and ends where it said.
    fn run(setup: &Setup, settings: &Settings, seed: u64) -> Outcome {
        let given = Given {
            setup,
            settings,
            seed,
        };
        let mut run = experiment::begin(Kind::Orders, &given).unwrap();
        let mut steps = 0;
        while run.step() {
            steps += 1;
            assert_eq!(run.progress().done, steps);
        }
        assert_eq!(run.progress().done, run.progress().of);
        match experiment::Outcome::from_json(Kind::Orders, &run.outcome()).unwrap() {
            experiment::Outcome::Orders(outcome) => outcome,
            other => panic!("{other:?}"),
        }
    }

    fn all(setup: &Setup) -> Outcome {
        run(setup, &Settings::default(), 1)
    }

    fn with(preset: &str, position: PositionDocument) -> Setup {
        let state = AppState::from_preset(preset).unwrap();
        reduce(&state, &Action::SetPosition { position })
            .unwrap()
            .setup
    }

    fn random() -> Setup {
        AppState::from_preset("random").unwrap().setup
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        /// Order by order, by another road: the whole trace of each.
        #[test]
        fn it_finds_what_every_trace_says(setup in strategies::setups().prop_filter("few", |s| s.tokens() <= 5)) {
            let found = all(&setup);
            let mut expected = Outcome { every: true, ..Outcome::default() };
            let mut in_bins = 0;
            for order in Permutations::of(setup.tokens()) {
                let p = Trace::of(&Setup { order: order.clone(), ..setup.clone() }).unwrap().permutation;
                expected.tried += 1;
                expected.kept += u32::from(p.is_rounding());
                expected.exact += u32::from(p.gap == 0.0);
                if p.gap > expected.gap || expected.widest.is_empty() {
                    (expected.gap, expected.widest) = (p.gap, order.clone());
                }
                let bin = (f64::from(p.gap).log10() * f64::from(PER_DECADE)).floor();
                if p.gap != 0.0 {
                    let at = bin as i32 - found.first;
                    prop_assert!(found.counts[at as usize] > 0);
                    in_bins += 1;
                }
                if p.is_rounding() && expected.keeping.len() < 3 && !order.is_sorted() {
                    expected.keeping.push(order);
                }
            }
            prop_assert_eq!(found.counts.iter().sum::<u32>(), in_bins);
            let here = Trace::of(&setup).unwrap().permutation.gap;
            prop_assert_eq!(found.here, Some(here));
            let known = Outcome {
                here: found.here,
                pooled: found.pooled,
                rounding: found.rounding,
                first: found.first,
                counts: found.counts.clone(),
                ..expected
            };
            prop_assert_eq!(&found, &known);
        }
    }

    #[test]
    fn without_positions_every_order_keeps_it() {
        for preset in ["patient", "collider", "pressure", "random"] {
            let found = all(&with(preset, PositionDocument::None));
            assert_eq!(found.kept, found.tried, "{preset}");
            assert!(found.every && found.gap <= found.rounding, "{preset}");
            assert!(found.pooled <= found.gap, "{preset}");
        }
    }

    #[test]
    fn alibi_keeps_the_original_and_its_reverse_alone() {
        let found = all(&with("random", PositionDocument::Alibi { slopes: None }));
        assert_eq!((found.tried, found.kept), (720, 2));
        assert_eq!(found.keeping, [[5, 4, 3, 2, 1, 0]]);
        assert!(found.pooled > found.rounding);
    }

    #[test]
    fn the_other_encodings_keep_the_original_alone() {
        for position in [
            PositionDocument::Sinusoidal { base: None },
            PositionDocument::Learned { table: None },
            PositionDocument::Rope { base: None },
        ] {
            let found = all(&with("random", position));
            assert_eq!((found.tried, found.kept, found.exact), (720, 1, 1));
            assert!(found.keeping.is_empty());
        }
    }

    #[test]
    fn a_causal_mask_alone_breaks_it() {
        let setup = Setup {
            mask: Mask::Causal,
            ..random()
        };
        assert_eq!(setup.position, Position::None);
        let found = all(&setup);
        assert_eq!((found.kept, found.tried), (1, 720));
    }

    #[test]
    fn in_double_rounding_is_nine_decades_below_and_what_matters_stays() {
        let mut settings = Settings::default();
        settings.set(&DOUBLE, Value::Flag(true)).unwrap();
        let (coarse, fine) = (all(&random()), run(&random(), &settings, 1));
        assert_eq!(fine.kept, 720);
        assert!(coarse.gap > 1e-8 && fine.gap < 1e-15 && fine.rounding < 1e-14);
        let setup = with("random", PositionDocument::Sinusoidal { base: None });
        let (coarse, fine) = (all(&setup), run(&setup, &settings, 1));
        assert!((coarse.gap - fine.gap).abs() < 1e-5);
        assert_eq!(coarse.widest, fine.widest);
        assert_eq!(
            (fine.kept, fine.first, &fine.counts),
            (1, coarse.first, &coarse.counts)
        );
    }

    #[test]
    fn more_than_seven_tokens_are_sampled_from_the_seed() {
        let state = AppState::from_preset("random").unwrap();
        let grown = reduce(
            &state,
            &Action::SetSize {
                dimension: attention_playground::state::Dimension::Tokens,
                value: 9,
            },
        );
        let setup = grown.unwrap().setup;
        let setup = Setup {
            mask: Mask::Causal,
            ..setup
        };
        let [a, b, c] = [1, 1, 2].map(|seed| run(&setup, &Settings::default(), seed));
        assert!(!a.every && a.tried == 5_000);
        assert_eq!(a, b);
        assert_ne!(a.widest, c.widest);
    }
}
