//! Derivatives of what a tape computes, taken by differences.

use attention_playground::model::gradient::{Tape, Var};
use nalgebra::DMatrix;
use proptest::collection::vec;
use proptest::prelude::*;

/// A matrix of numbers between -2 and 2. None is within 0.01 of 0, where ReLU has a corner and a difference would see
/// both sides.
pub fn matrix(rows: usize, columns: usize) -> impl Strategy<Value = DMatrix<f64>> {
    let number = prop_oneof![-2.0..-0.01, 0.01..2.0];
    vec(number, rows * columns)
        .prop_map(move |numbers| DMatrix::from_row_slice(rows, columns, &numbers))
}

/// A step whose fourth power is 2e-15 and whose share of rounding is some 1e-10: a LayerNorm whose row has hardly any
/// variance makes fifth derivatives of 1e5 and more, so that the error by truncation has to be far below the bound.
const STEP: f64 = 2e-4;

/// Asserts that the tape's derivatives of what `build` computes from `inputs` are those that differences give, for every
/// entry of every input. What is computed is weighed by fixed numbers of no pattern and added up.
///
/// Differences are central ones of two steps, extrapolated (Richardson), so that their error is of the fourth order:
/// some 1e-15 of the fifth derivative.
#[track_caller]
pub fn agree(inputs: &[DMatrix<f64>], build: impl Fn(&mut Tape<f64>, &[Var]) -> Var) {
    let run = |inputs: &[DMatrix<f64>]| {
        let mut tape = Tape::default();
        let vars: Vec<_> = inputs.iter().map(|m| tape.variable(m.clone())).collect();
        let result = build(&mut tape, &vars);
        (tape, vars, result)
    };
    let (tape, vars, result) = run(inputs);
    let seed = seed(tape.value(result).shape());
    let gradients = tape.backward(result, seed.clone());
    let sum = |inputs: &[DMatrix<f64>]| {
        let (tape, _, result) = run(inputs);
        tape.value(result).dot(&seed)
    };
    for (which, var) in vars.iter().enumerate() {
        let ours = gradients.of(*var);
        for entry in 0..inputs[which].len() {
            let moved = |by: f64| {
                let mut inputs = inputs.to_vec();
                inputs[which][entry] += by;
                sum(&inputs)
            };
            let central = |step: f64| (moved(step) - moved(-step)) / (2.0 * step);
            let difference = (4.0 * central(STEP / 2.0) - central(STEP)) / 3.0;
            let gap = (ours[entry] - difference).abs();
            assert!(
                gap <= 1e-7 * (1.0 + difference.abs()),
                "input {which}, entry {entry}: {} and by differences {difference}",
                ours[entry]
            );
        }
    }
}

/// Weights of no pattern, none near 0.
fn seed((rows, columns): (usize, usize)) -> DMatrix<f64> {
    DMatrix::from_fn(rows, columns, |i, j| {
        1.0 + ((7 * i + 3 * j) as f64 * 0.7).sin() / 2.0
    })
}

/// The checker sees a derivative that is wrong by a millionth.
#[test]
fn a_wrong_derivative_is_seen() {
    let wrong = std::cell::Cell::new(1.0);
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        agree(&[DMatrix::from_element(1, 1, 1.5)], |tape, vars| {
            // The first run is differentiated; those after it are another function.
            let factor = wrong.replace(1.0 + 1e-6);
            tape.scale(vars[0], factor)
        });
    }));
    assert!(result.is_err());
}
