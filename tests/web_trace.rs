//! In the browser: a Trace is the same in every browser, bit for bit, as long as the build is the same. The numbers in
//! `web_trace/golden.json` were computed by the SIMD build in Chromium; any browser must find them again. The build
//! without SIMD adds up in another order, so it must agree within rounding alone.
#![cfg(target_arch = "wasm32")]

use attention_playground::model::{Matrix, Trace};
use attention_playground::state::{Action, AppState, reduce};
use std::collections::BTreeMap;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// What is committed of a trace: a hash of all its bits, and of some matrices the bits themselves.
#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
struct Golden {
    hash: String,
    weights: Vec<Vec<u32>>,
    output: Vec<u32>,
}

impl Golden {
    fn of(trace: &Trace) -> Self {
        Self {
            hash: format!("{:016x}", hash(trace)),
            weights: trace.weights.iter().map(bits).collect(),
            output: bits(&trace.output),
        }
    }
}

fn bits(matrix: &Matrix) -> Vec<u32> {
    matrix.iter().map(|x| x.to_bits()).collect()
}

/// FNV-1a over the bits of every number of the trace, in the order of its fields.
fn hash(trace: &Trace) -> u64 {
    let p = &trace.permutation;
    let by_head = [
        &trace.q,
        &trace.k,
        &trace.v,
        &trace.scores,
        &trace.logits,
        &trace.weights,
        &trace.heads,
    ];
    let whole = [&trace.output, &p.shuffled_output, &p.expected_output];
    let numbers = by_head
        .into_iter()
        .flatten()
        .chain(whole)
        .flat_map(|matrix| matrix.iter());
    numbers
        .chain([&p.gap])
        .flat_map(|x| x.to_bits().to_le_bytes())
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
}

fn trace(preset: &str, actions: &[serde_json::Value]) -> Trace {
    let start = AppState::from_preset(preset).expect("a preset");
    let state = actions.iter().fold(start, |state, json| {
        let action = Action::from_json(&json.to_string()).expect("an action");
        reduce(&state, &action).expect("it applies")
    });
    state.trace().expect("a valid state")
}

/// Presets and what is done to each, so that each function of the trace takes part: exp, sin, cos, powers, products.
/// tests/e2e/43-bits.test.mjs takes the same states through the page.
fn traces() -> BTreeMap<String, Trace> {
    let states: BTreeMap<String, Vec<serde_json::Value>> =
        serde_json::from_str(include_str!("web_trace/states.json")).expect("states are JSON");
    let traced = states.into_iter().map(|(preset, actions)| {
        let trace = trace(&preset, &actions);
        (preset, trace)
    });
    traced.collect()
}

fn committed() -> BTreeMap<String, Golden> {
    serde_json::from_str(include_str!("web_trace/golden.json"))
        .expect("the committed numbers are JSON")
}

/// To record anew after a change of presets or mathematics: put the text of the failure into golden.json.
#[cfg(target_feature = "simd128")]
#[wasm_bindgen_test]
fn a_trace_is_the_same_to_the_last_bit() {
    let (committed, traces) = (committed(), traces());
    let found: BTreeMap<_, _> = traces
        .iter()
        .map(|(preset, trace)| (preset, Golden::of(trace)))
        .collect();
    let same = committed.len() == found.len()
        && found
            .iter()
            .all(|(preset, golden)| committed.get(*preset) == Some(golden));
    assert!(
        same,
        "{}",
        serde_json::to_string(&found).unwrap_or_default()
    );
}

/// Sums of at most 6 products of numbers below 8, each rounded: 1e-5 is a hundred units in the last place of a weight.
#[wasm_bindgen_test]
fn a_trace_is_the_same_within_rounding() {
    let committed = committed();
    for (preset, trace) in traces() {
        let golden = committed.get(&preset).expect("each state is committed");
        assert_eq!(golden.weights.len(), trace.weights.len(), "{preset}");
        for (committed, found) in golden.weights.iter().zip(&trace.weights) {
            assert_close(committed, found, &preset);
        }
        assert_close(&golden.output, &trace.output, &preset);
    }
}

fn assert_close(committed: &[u32], found: &Matrix, preset: &str) {
    assert_eq!(committed.len(), found.len(), "{preset}");
    for (bits, found) in committed.iter().zip(found.iter()) {
        let committed = f32::from_bits(*bits);
        assert!(
            (committed - found).abs() <= 1e-5,
            "{preset}: {found} is not {committed}"
        );
    }
}
