//! What SciPy, NumPy and JAX compute: tests/oracle/scaling.py writes tests/oracle/scaling.json.

use attention_playground::experiment::scaling::Law;
use attention_playground::experiment::scaling::sample::{Seeds, vector};
use attention_playground::experiment::scaling::sharpness::{Band, Sharpness, weights};
use serde_json::Value;

fn fixture(section: &str) -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/scaling.json");
    let text = std::fs::read_to_string(path).expect("tests/oracle/scaling.json is there");
    let mut all: Value = serde_json::from_str(&text).expect("it is JSON");
    let cases = all[section].as_array_mut().expect("a list of cases");
    assert!(!cases.is_empty(), "{section}");
    std::mem::take(cases)
}

fn numbers(list: &Value) -> Vec<f64> {
    let list = list.as_array().expect("a list of numbers");
    list.iter().map(|x| x.as_f64().expect("a number")).collect()
}

fn law(case: &Value) -> Law {
    let name = case["law"].as_str().expect("a name");
    let place = Law::NAMES.iter().position(|other| *other == name);
    let rho = case["correlation"].as_f64().unwrap_or_default() as f32;
    Law::named(place.expect("a law"), rho)
}

#[track_caller]
fn close(ours: f64, theirs: f64, relative: f64) {
    let error = (ours - theirs).abs();
    assert!(error <= relative * theirs.abs(), "{ours} for {theirs}");
}

#[test]
fn variance_and_kurtosis_of_q_k_are_exact() {
    for case in fixture("laws") {
        let (law, d_k) = (law(&case), case["d_k"].as_u64().unwrap() as u32);
        close(law.variance(d_k), case["variance"].as_f64().unwrap(), 1e-7);
        match (law.kurtosis(d_k), case["kurtosis"].as_f64()) {
            (Some(ours), Some(theirs)) => close(ours, theirs, 1e-7),
            (ours, theirs) => assert_eq!(ours, theirs, "{law:?}"),
        }
    }
}

#[test]
fn components_follow_their_laws() {
    const COUNT: usize = 200_000;
    for case in fixture("cdf") {
        let drawn = vector(law(&case), &mut Seeds::new(11, 0), COUNT);
        for (at, expected) in numbers(&case["at"]).iter().zip(numbers(&case["cdf"])) {
            let below = drawn.iter().filter(|x| *x <= at).count();
            let error = below as f64 / COUNT as f64 - expected;
            // Five standard errors of a share, and half a draw.
            let bound =
                5.0 * (expected * (1.0 - expected) / COUNT as f64).sqrt() + 0.5 / COUNT as f64;
            assert!(error.abs() <= bound, "{}: {error} at {at}", case["law"]);
        }
    }
}

#[test]
fn entropy_largest_weight_and_gradient_are_those_of_jax() {
    for case in fixture("rows") {
        let ours = Sharpness::of(&weights(&numbers(&case["logits"]), 1.0));
        let entropy = case["entropy"].as_f64().unwrap();
        // The softmax is f32: a difference of two logits, of up to 150, is rounded, which its exponential has as a
        // relative error.
        for (ours, theirs) in [
            (ours.entropy, entropy),
            (ours.largest, case["largest"].as_f64().unwrap()),
            (ours.gradient, case["gradient"].as_f64().unwrap()),
        ] {
            let error = (f64::from(ours) - theirs).abs();
            assert!(error <= 1e-5 * theirs.abs() + 1e-30, "{ours} for {theirs}");
        }
    }
}

#[test]
fn quantiles_are_those_of_numpy() {
    for case in fixture("quantiles") {
        let mut given: Vec<f32> = numbers(&case["numbers"])
            .iter()
            .map(|x| *x as f32)
            .collect();
        let band = Band::of(&mut given);
        let expected = numbers(&case["band"]);
        for (ours, theirs) in [band.lower, band.median, band.upper].iter().zip(expected) {
            assert!(
                (f64::from(*ours) - theirs).abs() <= 1e-6,
                "{ours} for {theirs}"
            );
        }
    }
}
