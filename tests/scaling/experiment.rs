//! The experiment as the worker drives it.

use attention_playground::experiment::scaling::law::Law;
use attention_playground::experiment::scaling::{Outcome, settings};
use attention_playground::experiment::settings::{Property, Value};
use attention_playground::experiment::{self, Experiment, Given, Kind, Settings};
use attention_playground::state::AppState;

/// Settings with some of the lab's changed.
fn settings_with(changes: &[(&'static Property, Value)]) -> Settings {
    let mut settings = Settings::default();
    for (property, value) in changes {
        settings.set(property, value.clone()).expect("it fits");
    }
    settings
}

/// Of few pairs, so that a test is quick.
fn few(d_k: u32) -> Settings {
    settings_with(&[
        (&settings::D_K, Value::Whole(d_k)),
        (&settings::SAMPLES, Value::Whole(200)),
    ])
}

fn with_given<T>(settings: &Settings, seed: u64, work: impl FnOnce(&Given<'_>) -> T) -> T {
    let state = AppState::default();
    let given = Given {
        setup: &state.setup,
        settings,
        seed,
    };
    work(&given)
}

fn begin(settings: &Settings, seed: u64) -> Box<dyn Experiment> {
    with_given(settings, seed, |given| {
        experiment::begin(Kind::Scaling, given).expect("it begins")
    })
}

fn to_the_end(mut run: Box<dyn Experiment>) -> String {
    while run.step() {}
    run.outcome()
}

fn read(text: &str) -> Outcome {
    match experiment::Outcome::from_json(Kind::Scaling, text).expect("it is readable") {
        experiment::Outcome::Scaling(outcome) => *outcome,
        other => panic!("another outcome: {other:?}"),
    }
}

#[test]
fn the_same_seed_gives_the_same_picture() {
    let settings = few(8);
    let first = to_the_end(begin(&settings, 4));
    assert_eq!(to_the_end(begin(&settings, 4)), first);
    assert_ne!(to_the_end(begin(&settings, 5)), first);
}

#[test]
fn each_step_does_some_of_the_work() {
    let mut run = begin(&few(1024), 1);
    let (mut before, mut steps) = (run.progress(), 0);
    assert_eq!(before.done, 0);
    loop {
        let more = run.step();
        let now = run.progress();
        assert!(now.done > before.done && now.of == before.of);
        read(&run.outcome());
        (before, steps) = (now, steps + 1);
        if !more {
            break;
        }
    }
    assert_eq!(before.done, before.of);
    assert!(steps > 4, "{steps}");
    assert!(!run.step(), "nothing is left");
    assert_eq!(run.progress(), before);
}

#[test]
fn another_d_k_leaves_the_curves_as_they_are() {
    for steps in [0, 3, usize::MAX] {
        let mut run = begin(&few(8), 4);
        for _ in 0..steps {
            if !run.step() {
                break;
            }
        }
        let curve = read(&run.outcome()).curve;
        assert!(with_given(&few(20), 4, |given| run.take_over(given)));
        assert_eq!(read(&run.outcome()).curve, curve);
        assert_eq!(read(&run.outcome()).here.pairs, 0);
        // And what comes out in the end is what a fresh run finds.
        assert_eq!(to_the_end(run), to_the_end(begin(&few(20), 4)));
    }
}

#[test]
fn other_settings_are_begun_anew() {
    let base = few(8);
    let others = [
        (&settings::SAMPLES, Value::Whole(300)),
        (&settings::DISTRIBUTION, Value::Whole(1)),
        (&settings::KEYS, Value::Whole(3)),
    ];
    for (property, value) in others {
        let mut other = base.clone();
        other.set(property, value).expect("it fits");
        let mut run = begin(&base, 4);
        assert!(
            !with_given(&other, 4, |given| run.take_over(given)),
            "{}",
            property.name
        );
    }
    let mut run = begin(&base, 4);
    assert!(!with_given(&base, 5, |given| run.take_over(given)));
}

#[test]
fn the_chosen_width_and_the_curve_are_one_sample() {
    let outcome = read(&to_the_end(begin(&few(64), 2)));
    let of_curve = outcome
        .curve
        .iter()
        .find(|at| at.d_k == 64)
        .expect("it is one of the widths");
    assert_eq!(outcome.here, *of_curve);
    assert_eq!(outcome.here.pairs, 200);
    for histogram in &outcome.histograms {
        assert_eq!(histogram.counts.iter().sum::<u32>() + histogram.beyond, 200);
    }
    for weights in &outcome.example {
        assert_eq!(weights.len(), 8);
        assert!((weights.iter().sum::<f32>() - 1.0).abs() < 1e-6);
    }
}

#[test]
fn scaling_keeps_the_softmax_as_it_is_at_every_width() {
    let settings = settings_with(&[(&settings::SAMPLES, Value::Whole(2_000))]);
    let outcome = read(&to_the_end(begin(&settings, 0)));
    let at = |d_k| {
        outcome
            .curve
            .iter()
            .find(|at| at.d_k == d_k)
            .expect("a width")
    };
    let entropy = |d_k| at(d_k).scaled.entropy.median;
    assert!((entropy(1024) - entropy(16)).abs() < 0.1);
    assert!(at(1024).unscaled.largest.median > 0.99);
    assert!(at(1024).scaled.largest.median < 0.5);
    assert!(at(1024).unscaled.gradient.median < 1e-2 * at(1024).scaled.gradient.median);
    // The first component alone is not divided by anything else than 1.
    assert_eq!(at(1).scaled, at(1).unscaled);
    let outside = outcome.curve.iter().filter(|at| {
        let [low, high] = at.interval.expect("an interval");
        !(low..=high).contains(&(at.d_k as f32))
    });
    assert!(outside.count() <= 2, "{:?}", outcome.curve);
}

#[test]
fn what_is_known_is_readable_at_any_settings() {
    for law in 0..Law::NAMES.len() as u32 {
        for (d_k, keys, rho) in [(1, 2, 0.0), (3, 64, 1.0), (1024, 2, 1.0)] {
            let settings = settings_with(&[
                (&settings::DISTRIBUTION, Value::Whole(law)),
                (&settings::D_K, Value::Whole(d_k)),
                (&settings::KEYS, Value::Whole(keys)),
                (&settings::CORRELATION, Value::Number(rho)),
                (&settings::SAMPLES, Value::Whole(100)),
            ]);
            let outcome = read(&to_the_end(begin(&settings, u64::MAX)));
            assert_eq!(outcome.law, Law::of(&settings));
            assert_eq!((outcome.here.d_k, outcome.keys), (d_k, keys));
            let infinite = outcome.law == Law::T3;
            for at in outcome.curve.iter().chain([&outcome.here]) {
                assert!(at.variance.is_some_and(|variance| variance > 0.0));
                assert_eq!(at.interval.is_none(), infinite);
            }
        }
    }
}

#[test]
fn what_is_no_outcome_is_refused() {
    for text in [
        "",
        "[]",
        r#"{"law":"cauchy"}"#,
        r#"{"example":[[1]]}"#,
        r#"{"here":{"interval":[1]}}"#,
        r#"{"here":{"scaled":{"entropy":[1,2,null]}}}"#,
        r#"{"histograms":[{"counts":[-1]}]}"#,
    ] {
        assert!(
            experiment::Outcome::from_json(Kind::Scaling, text).is_err(),
            "{text}"
        );
    }
}
