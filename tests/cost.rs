//! The statistics of the lab Cost on synthetic measurements: known coefficients and exponents are found again, and their
//! 95 % intervals hold them about as often as they should.
#![cfg(not(target_arch = "wasm32"))]

use attention_playground::experiment::cost::{Fit, Growth, Missing, Variant, exponent, median};
use attention_playground::experiment::{Given, Kind, Outcome, Settings, begin, cost};
use attention_playground::state::AppState;
use proptest::prelude::*;
use rand::SeedableRng;
use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Milliseconds that a variant of the truth takes.
type Truth = fn(f64) -> f64;

/// All three terms count: 2 us, 40 ns n, 0.3 ns n^2.
fn quadratic(n: f64) -> f64 {
    2e-3 + 4e-5 * n + 3e-7 * n * n
}

/// 2 us, 200 ns n.
fn linear(n: f64) -> f64 {
    2e-3 + 2e-4 * n
}

/// The plan of the default settings, filled in: every variant takes the time of the truth, with noise of that relative
/// standard deviation; every 20th sample is an outlier of twice the time.
fn measured(truth: Truth, noise: f64, seed: u64) -> cost::Outcome {
    let mut outcome = planned(seed);
    let mut draws = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut count = 0;
    for points in &mut outcome.points {
        for (n, point) in outcome.tokens.iter().zip(points) {
            point.samples = (0..outcome.repeats)
                .map(|_| {
                    count += 1;
                    let normal: f64 = StandardNormal.sample(&mut draws);
                    let late = if count % 20 == 0 { 2.0 } else { 1.0 };
                    (truth(f64::from(*n)) * (1.0 + noise * normal) * late) as f32
                })
                .collect();
        }
    }
    outcome
}

fn planned(seed: u64) -> cost::Outcome {
    let state = AppState::default();
    let given = Given {
        setup: &state.setup,
        settings: &Settings::default(),
        seed,
    };
    let plan = begin(Kind::Cost, &given).expect("any settings can be planned");
    match Outcome::from_json(Kind::Cost, &plan.outcome()) {
        Ok(Outcome::Cost(outcome)) => outcome,
        other => panic!("{other:?}"),
    }
}

/// Over 300 seeds, how often `holds`.
fn share(holds: impl Fn(u64) -> bool) -> f64 {
    let seeds = 300;
    (0..seeds).filter(|seed| holds(*seed)).count() as f64 / seeds as f64
}

#[test]
fn a_plan_is_an_outcome_in_which_nothing_is_known() {
    let outcome = planned(3);
    assert_eq!(outcome.tokens, [16, 32, 64, 128, 256, 512, 1024, 2048]);
    assert_eq!((outcome.seed, outcome.repeats), (3, 5));
    for variant in Variant::ALL {
        assert!(
            outcome
                .of(variant)
                .all(|(_, point)| point.samples.is_empty())
        );
        assert_eq!(Fit::of(&outcome, variant), None);
        assert_eq!(Growth::of(&outcome, variant), None);
        assert_eq!(exponent(&outcome, variant), None);
    }
}

#[test]
fn known_coefficients_are_found_again() {
    let fit = Fit::of(&measured(quadratic, 0.01, 1), Variant::Full).expect("eight points");
    for (j, truth) in [2e-3, 4e-5, 3e-7].into_iter().enumerate() {
        let found = fit.coefficient(j).expect("all three count");
        assert!((found.value / truth - 1.0).abs() < 0.1, "{j}: {found:?}");
        assert!(found.low > 0.0 && found.low < found.value && found.value < found.high);
    }
    assert!(fit.deviation < 0.02, "{}", fit.deviation);
}

/// Without noise the fit is the truth, whatever its coefficients, and those that are 0 are left out.
#[test]
fn a_curve_without_noise_is_found_exactly() {
    let truths: [Truth; 5] = [quadratic, linear, |n| 3e-7 * n * n, |n| 5e-5 * n, |_| 0.25];
    for (at, truth) in truths.into_iter().enumerate() {
        let points: Vec<_> = (4..13)
            .map(|p| f64::from(1 << p))
            .map(|n| (n, truth(n)))
            .collect();
        let fit = Fit::to(&points).expect("nine points");
        assert_eq!(fit.grows(), truth(512.0) > truth(16.0), "{at}");
        for n in [16.0, 300.0, 1e6] {
            let found = fit.at(n);
            assert!(
                (found.value / truth(n) - 1.0).abs() < 1e-6,
                "{at}: {found:?} at {n}"
            );
        }
    }
}

#[test]
fn intervals_of_the_fit_hold_the_truth_about_as_often_as_they_say() {
    // Within five standard errors of 300 draws, and for the medians of five samples with outliers, which are not quite
    // normal.
    for noise in [0.003, 0.02] {
        for n in [1_000.0, 100_000.0, 1_000_000.0] {
            let held = share(|seed| {
                let fit = Fit::of(&measured(quadratic, noise, seed), Variant::Full)
                    .expect("eight points");
                let at = fit.at(n);
                (at.low..at.high).contains(&quadratic(n))
            });
            assert!((0.89..=1.0).contains(&held), "{held} at {n} with {noise}");
        }
    }
}

#[test]
fn what_grows_linearly_is_extrapolated_linearly() {
    let held = share(|seed| {
        let fit = Fit::of(&measured(linear, 0.02, seed), Variant::Linear).expect("eight points");
        let at = fit.at(1e6);
        (at.low..at.high).contains(&linear(1e6))
    });
    assert!(held > 0.88, "{held}");
}

#[test]
fn intervals_of_the_exponent_hold_the_truth_about_as_often_as_they_say() {
    let truth: Truth = |n| 1e-6 * n.powf(1.7);
    for noise in [0.003, 0.03] {
        let held = share(|seed| {
            let found =
                exponent(&measured(truth, noise, seed), Variant::Full).expect("eight points");
            (found.low..found.high).contains(&1.7)
        });
        assert!((0.89..=1.0).contains(&held), "{held} with {noise}");
    }
}

#[test]
fn the_same_seed_gives_the_same_interval() {
    let outcome = measured(quadratic, 0.02, 5);
    let first = exponent(&outcome, Variant::Full);
    assert_eq!(exponent(&outcome, Variant::Full), first);
    let other = cost::Outcome { seed: 6, ..outcome };
    assert_ne!(exponent(&other, Variant::Full), first);
}

#[test]
fn a_noisy_machine_is_seen() {
    let spread = |noise| {
        measured(quadratic, noise, 1)
            .spread()
            .expect("there are samples")
    };
    // The range of five normal samples is 2.33 standard deviations wide on average.
    assert!(
        spread(0.001) < 0.01 && spread(0.1) > 0.1,
        "{} {}",
        spread(0.001),
        spread(0.1)
    );
    assert_eq!(planned(1).spread(), None);
}

/// Points that were not measured are passed over: the slope is that of the three largest that were.
#[test]
fn what_is_missing_is_passed_over() {
    let mut outcome = measured(|n| n * n, 0.0, 1);
    let last = outcome.points[0].last_mut().expect("there are points");
    last.samples.clear();
    last.missing = Some(Missing::Memory);
    let found = exponent(&outcome, Variant::Full).expect("seven points");
    assert!((found.value - 2.0).abs() < 1e-6, "{found:?}");
    assert!(Fit::of(&outcome, Variant::Full).is_some());
    for point in &mut outcome.points[0][1..] {
        point.samples.clear();
    }
    assert_eq!(exponent(&outcome, Variant::Full), None);
    assert_eq!(Fit::of(&outcome, Variant::Full), None);
}

/// Below two chunks (256 tokens) another law holds, which must not bend the fit.
#[test]
fn chunks_and_windows_are_fitted_where_they_are_shorter_than_the_text() {
    let truth: Truth = |n| 1e-3 + 1e-6 * n * n.min(128.0);
    let outcome = measured(truth, 0.001, 1);
    let fit = Fit::of(&outcome, Variant::Chunked).expect("four points");
    assert_eq!(fit.from, 256.0);
    let found = fit.at(1e6).value / truth(1e6);
    assert!((found - 1.0).abs() < 0.02, "{found}");
}

#[test]
fn counted_bytes_are_extrapolated_exactly() {
    let mut outcome = planned(1);
    let bytes = |n: u64| 1_000 + 1_280 * n + 4 * n * n;
    for (n, point) in outcome.tokens.iter().zip(&mut outcome.points[0]) {
        point.bytes = Some(bytes(u64::from(*n)));
    }
    let growth = Growth::of(&outcome, Variant::Full).expect("eight points");
    assert_eq!(growth.at(1e6), bytes(1_000_000) as f64);
    // The largest n with 4 n^2 + 1280 n + 1000 <= 2^32.
    let end = growth.end(1 << 32, 1_000_000);
    assert!(
        bytes(u64::from(end)) <= 1 << 32 && bytes(u64::from(end) + 1) > 1 << 32,
        "{end}"
    );
    assert_eq!(growth.end(1 << 32, 500), 500);
    assert_eq!(growth.end(10, 500), 0);
}

/// Counts of a variant that holds no n x n weights, as a module rounds them up, bend a little; no square is made of that.
#[test]
fn memory_without_weights_grows_in_proportion() {
    let mut outcome = planned(1);
    let place = Variant::ALL
        .iter()
        .position(|variant| *variant == Variant::Linear)
        .unwrap();
    for (n, point) in outcome.tokens.iter().zip(&mut outcome.points[place]) {
        point.bytes = Some(100_000 + 1_024 * u64::from(*n).max(200));
    }
    let growth = Growth::of(&outcome, Variant::Linear).expect("eight points");
    for n in [1e4, 1e5, 1e6] {
        let share = growth.at(n) / (100_000.0 + 1_024.0 * n);
        assert!((share - 1.0).abs() < 0.01, "{n}: {share}");
    }
}

proptest! {
    /// Whatever is measured, what is told is a number or nothing, and in order.
    #[test]
    fn hostile_samples_end_in_numbers(samples in prop::collection::vec(prop::collection::vec(prop_oneof![Just(0.0f32), Just(f32::MAX), Just(1e-30), 1e-3f32..1e3], 0..6), 8)) {
        let mut outcome = planned(1);
        for (point, samples) in outcome.points[0].iter_mut().zip(&samples) {
            point.samples.clone_from(samples);
            prop_assert!(median(samples).is_none_or(|m| samples.iter().any(|s| f64::from(*s) <= m)));
        }
        if let Some(fit) = Fit::of(&outcome, Variant::Full) {
            let at = fit.at(1e6);
            prop_assert!(at.low <= at.value && at.value <= at.high, "{:?}", at);
            prop_assert!(fit.coefficients.iter().all(|c| *c >= 0.0), "{:?}", fit);
        }
        if let Some(found) = exponent(&outcome, Variant::Full) {
            prop_assert!(found.low.partial_cmp(&found.high) != Some(std::cmp::Ordering::Greater), "{:?}", found);
        }
    }
}
