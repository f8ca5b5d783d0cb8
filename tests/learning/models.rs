//! What models of one block can and cannot see, and what is computed of several runs.

use super::shape;
use attention_playground::experiment::learning::{
    Data, Encoding, Examples, Model, Run, Spread, Task, Training,
};
use attention_playground::model::Trace;
use attention_playground::state::AppState;
use proptest::prelude::*;
use std::rc::Rc;

const ENCODINGS: [Encoding; 5] = [
    Encoding::None,
    Encoding::Sinusoidal,
    Encoding::Learned,
    Encoding::Rope,
    Encoding::Alibi,
];

/// The lab Attention shows the numbers that the model itself computes, trained and untrained, with every encoding.
#[test]
fn the_attention_that_opens_in_lab_1_is_the_models_own() {
    let training = Training {
        steps: 600,
        batch: 16,
        rate: 1e-2,
    };
    for encoding in ENCODINGS {
        let data = Rc::new(Data::new(Task::Increasing, 3, 2));
        let mut run = Run::new(shape(3, 16, 2, 12, encoding), training, data, 2);
        let sequence = [3, 17, 9];
        for _ in 0..3 {
            let model = run.model();
            let state = AppState::from_json(&model.document(&sequence)).expect("a valid state");
            assert_eq!(state.tokens, ["3", "17", "9"]);
            let trace = Trace::of(&state.setup).expect("a valid state");
            let own = model.weights(&sequence);
            for (head, weights) in trace.weights.iter().enumerate() {
                let off = (weights - own.columns(3 * head, 3)).amax();
                assert!(off < 2e-6, "{encoding:?}, head {head}: off by {off:e}");
            }
            (0..12).for_each(|_| run.advance());
        }
        assert!(run.steps() > 3, "it was trained meanwhile");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// No arrangement of the same numbers is told from another without positions, up to rounding.
    #[test]
    fn without_positions_the_order_is_not_seen(
        sequence in proptest::collection::vec(0_u8..20, 2..9).prop_flat_map(|s| (Just(s.clone()), Just(s).prop_shuffle())),
        seed in 0_u64..1000,
    ) {
        let model = Model::new(shape(sequence.0.len(), 8, 2, 8, Encoding::None), seed);
        let (a, b) = (model.yes(&sequence.0)[0], model.yes(&sequence.1)[0]);
        prop_assert!((a - b).abs() < 1e-4, "{a} {b}");
    }

    /// ALiBi knows distances and not directions: a sequence and its reverse are the same to it.
    #[test]
    fn with_alibi_a_reversal_is_not_seen(sequence in proptest::collection::vec(0_u8..20, 2..9), seed in 0_u64..1000) {
        let model = Model::new(shape(sequence.len(), 8, 2, 8, Encoding::Alibi), seed);
        let reversed: Vec<_> = sequence.iter().rev().copied().collect();
        let (a, b) = (model.yes(&sequence)[0], model.yes(&reversed)[0]);
        prop_assert!((a - b).abs() < 1e-4, "{a} {b}");
    }

    /// The ceiling is that of the best of all order-blind rules, tried one by one.
    #[test]
    fn the_ceiling_is_reached_by_the_best_rule_and_by_no_other(
        examples in proptest::collection::vec((0_u8..2, 0_u8..2, 0_u8..2, any::<bool>()), 1..12)
    ) {
        let mut all = Examples::new(3);
        for (a, b, c, answer) in &examples {
            all.push(&[*a, *b, *c], *answer);
        }
        // Of zeros and ones a multiset is known by its sum, from 0 to 3; a rule answers each of the four.
        let right = |rule: u8| {
            let one = |(s, answer): &(&[u8], bool)| (rule >> s.iter().sum::<u8>() & 1 == 1) == *answer;
            all.iter().filter(one).count()
        };
        let best = (0..16).map(right).max();
        prop_assert_eq!(Some(all.order_blind_ceiling()), best);
    }

    /// An interval of nine in ten holds the true median that often, whatever the numbers are: here squares of uniform
    /// ones, whose median is 1/4.
    #[test]
    fn intervals_cover_as_often_as_they_say(n in 5_usize..12, seed in any::<u64>()) {
        use rand::{RngExt, SeedableRng};
        let mut rng = rand_xoshiro::Xoshiro256PlusPlus::seed_from_u64(seed);
        let (trials, mut covered, mut coverage) = (2_000_u16, 0_u16, 0.0);
        for _ in 0..trials {
            let numbers: Vec<f32> = (0..n).map(|_| rng.random::<f32>().powi(2)).collect();
            let spread = Spread::of(&numbers).expect("there are numbers");
            covered += u16::from((spread.low..=spread.high).contains(&0.25));
            coverage = f64::from(spread.coverage);
        }
        // Five standard errors.
        let error = (coverage * (1.0 - coverage) / f64::from(trials)).sqrt();
        let share = f64::from(covered) / f64::from(trials);
        prop_assert!((share - coverage).abs() < 5.0 * error, "{share} and not {coverage}");
    }
}
