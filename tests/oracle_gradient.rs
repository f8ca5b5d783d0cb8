//! Gradients against `jax.grad` (`tests/oracle/README.md`): of attention in every kind of setup, and of whole models.
#![cfg(not(target_arch = "wasm32"))]

#[path = "oracle/fixture.rs"]
#[allow(dead_code)]
mod fixture;
#[path = "gradient/model.rs"]
#[allow(dead_code)]
mod model;

use attention_playground::model::gradient::{Gradient, Real, Tape};
use attention_playground::model::{Mask, Matrix, MatrixId};
use attention_playground::state::AppState;
use model::{Activation, Encoding, Model};
use nalgebra::DMatrix;
use serde_json::Value;

fn lines() -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/gradients.jsonl");
    let text = std::fs::read_to_string(path).expect("tests/oracle/gradients.jsonl is there");
    let line = |line| serde_json::from_str(line).expect("a line is JSON");
    text.lines().map(line).collect()
}

/// The largest difference, as a share of the largest number of the oracle's whole gradient.
fn share(ours: &Matrix, oracle: &Matrix, largest: f32) -> f64 {
    let gap = |(a, b): (&f32, &f32)| (f64::from(*a) - f64::from(*b)).abs();
    let most = ours.iter().zip(oracle.iter()).map(gap);
    let most = most.fold(0.0, |most: f64, gap| if gap <= most { most } else { gap });
    most / f64::from(largest)
}

/// Weights of L, as gradients.py has them.
fn seed((rows, columns): (usize, usize)) -> Matrix {
    Matrix::from_fn(rows, columns, |i, j| ((7 * i + 3 * j) % 5 + 1) as f32)
}

/// Every gradient of the grid's sixty setups: vectors and embeddings, each encoding and mask. The tape holds f64; what
/// is in f32 are the numbers put in and, where there is one, the table of sines, whose rounding the logits multiply.
#[test]
fn every_gradient_of_attention_agrees_with_jax() {
    let fixtures = fixture::all();
    let lines = lines();
    let mut compared = 0;
    for line in lines.iter().filter(|line| line["name"].is_string()) {
        let own = |case: &&fixture::Fixture| line["name"] == case.name.as_str();
        let case = fixtures.iter().find(own).expect("a case of the oracle");
        let state = AppState::from_json(&case.state.to_string()).expect("a valid state");
        let shape = state.trace().expect("a valid state").output.shape();
        let gradient = Gradient::of(&state.setup, &seed(shape)).expect("a valid state");
        let gradients = line["gradients"].as_object().expect("gradients by matrix");
        for id in MatrixId::ALL {
            let Some(ours) = gradient.matrix(*id) else {
                assert!(!gradients.contains_key(id.name()));
                continue;
            };
            let oracle = &gradients[id.name()];
            let rows: Vec<_> = oracle["rows"].as_array().expect("rows").iter().collect();
            let rows: Vec<_> = rows
                .iter()
                .map(|row| row.as_u64().expect("a row") as usize)
                .collect();
            let largest = fixture::number(&oracle["largest"]);
            let kept = fixture::matrix(&oracle["kept"]);
            let name = format!("{}: {}", case.name, id.name());
            // What does not move L at all (a key's bias, say) is rounding on both sides.
            let scale = largest.max(1e-3);
            let of_rows = share(&ours.select_rows(&rows), &kept, scale);
            assert!(of_rows <= 1e-5, "{name}: off by {of_rows:e} of {largest}");
            let most = (ours.amax() - largest).abs() / scale;
            assert!(most <= 1e-5, "{name}: {} and not {largest}", ours.amax());
            compared += 1;
        }
    }
    assert!(compared > 200, "{compared} gradients");
}

fn model(value: &Value) -> Model {
    Model {
        encoding: match value["encoding"].as_str() {
            Some("none") => Encoding::None,
            Some("learned") => Encoding::Learned,
            Some("rope") => Encoding::Rope,
            Some("alibi") => Encoding::Alibi,
            other => panic!("{other:?}"),
        },
        activation: match value["activation"].as_str() {
            Some("relu") => Activation::Relu,
            Some("gelu") => Activation::Gelu,
            Some("tanh") => Activation::Tanh,
            other => panic!("{other:?}"),
        },
        norm_first: value["norm_first"] == true,
        mask: match value["causal"] == true {
            true => Mask::Causal,
            false => Mask::None,
        },
    }
}

/// The loss of a model's line and its gradients, as the tape has them.
fn ours<T: Real>(line: &Value) -> (f64, Vec<Matrix>) {
    let mut tape = Tape::<T>::default();
    let inputs = fixture::matrices(&line["inputs"]);
    let wide = |m: &Matrix| m.map(|x| T::of(f64::from(x)));
    let vars: Vec<_> = inputs.iter().map(|m| tape.variable(wide(m))).collect();
    let loss = model(&line["model"]).loss(&mut tape, &vars);
    let gradients = tape.backward(loss, DMatrix::from_element(1, 1, T::one()));
    let narrow = |x: T| nalgebra::try_convert::<T, f64>(x).expect("a number");
    let found = vars
        .iter()
        .map(|var| gradients.of(*var).map(|x| narrow(x) as f32));
    (narrow(tape.value(loss)[0]), found.collect())
}

/// Asserts that loss and gradients of every model are within `bound` of the largest number of the model's gradient. (Not
/// of each matrix: a key's bias moves nothing, and queries next to nothing where a softmax is as good as 1; what is left
/// of their derivatives is the rounding of larger ones.)
fn models_agree<T: Real>(bound: f64) {
    let lines = lines();
    let models: Vec<_> = lines
        .iter()
        .filter(|line| line["model"].is_object())
        .collect();
    assert_eq!(models.len(), 24);
    for line in models {
        let (loss, gradients) = ours::<T>(line);
        let oracle = f64::from(fixture::number(&line["loss"]));
        assert!(
            (loss - oracle).abs() <= bound * oracle,
            "{}: {loss}, {oracle}",
            line["model"]
        );
        let theirs = fixture::matrices(&line["gradients"]);
        let most = theirs.iter().map(Matrix::amax).fold(0.0, f32::max);
        for (which, (ours, theirs)) in gradients.iter().zip(&theirs).enumerate() {
            assert_eq!(ours.shape(), theirs.shape());
            let off = share(ours, theirs, most);
            assert!(
                off <= bound,
                "{}, matrix {which}: off by {off:e}",
                line["model"]
            );
        }
    }
}

#[test]
fn every_gradient_of_whole_models_agrees_with_jax_in_f64() {
    models_agree::<f64>(5e-7); // the oracle's numbers are rounded to f32
}

#[test]
fn every_gradient_of_whole_models_agrees_with_jax_in_f32() {
    models_agree::<f32>(5e-6);
}
