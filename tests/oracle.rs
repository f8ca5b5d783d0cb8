//! Every number of the trace against JAX (`tests/oracle/README.md`), for states of every kind.
#![cfg(not(target_arch = "wasm32"))]

#[path = "oracle/bounds.rs"]
mod bounds;
#[path = "oracle/compare.rs"]
mod compare;
#[path = "oracle/fixture.rs"]
mod fixture;

use fixture::Fixture;
use serde_json::Value;

#[test]
fn every_number_agrees_with_jax() {
    let fixtures = fixture::all();
    let reports: Vec<_> = fixtures.iter().map(compare::case).collect();
    let failed = reports
        .iter()
        .filter(|report| !report.lines.is_empty())
        .count();
    let lines: Vec<_> = reports
        .iter()
        .flat_map(|report| &report.lines)
        .map(String::as_str)
        .collect();
    let all = fixtures.len();
    assert!(
        lines.is_empty(),
        "{failed} of {all} cases disagree:\n{}",
        lines.join("\n")
    );
}

#[test]
fn the_cases_cover_every_kind() {
    let all = fixture::all();
    let count = |what: &str, least: usize, is: &dyn Fn(&Value) -> bool| {
        let found = all.iter().filter(|fixture| is(&fixture.state)).count();
        assert!(
            found >= least,
            "{what}: {found} cases, expected at least {least}"
        );
    };
    count("cases", 80, &|_| true);
    for kind in ["vectors", "embeddings"] {
        for position in ["none", "sinusoidal", "learned", "rope", "alibi"] {
            for mask in ["none", "causal", "custom"] {
                count(&format!("{kind}, {position}, {mask}"), 2, &|state| {
                    state["input"]["kind"] == kind
                        && position_kind(state) == position
                        && mask_kind(state) == mask
                });
            }
        }
    }
    for n in [1, 2, 3, 5, 8, 16, 33, 64] {
        count(&format!("{n} tokens"), 3, &|state| tokens(state) == n);
    }
    for heads in [1, 2, 3, 4, 8, 16] {
        count(&format!("{heads} heads"), 2, &|state| {
            state["heads"] == heads
        });
    }
    for on in [true, false] {
        count(&format!("scale {on}"), 10, &|state| state["scale"] == on);
    }
    for name in ["wo", "bq", "bk", "bv", "bo"] {
        count(&format!("with {name}"), 5, &|state| {
            state["input"][name].is_array()
        });
        count(&format!("{name} null"), 5, &|state| {
            state["input"][name].is_null()
        });
    }
    count("temperature below 1", 10, &|state| {
        state["temperature"].as_f64() < Some(1.0)
    });
    count("temperature above 1", 10, &|state| {
        state["temperature"].as_f64() > Some(1.0)
    });
    count("slopes given", 5, &|state| {
        state["position"]["slopes"].is_array()
    });
    count("slopes left out", 5, &|state| {
        position_kind(state) == "alibi" && state["position"]["slopes"].is_null()
    });
    count("base given", 5, &|state| {
        state["position"]["base"].is_number()
    });
    count("a real shuffle", 40, &|state| {
        let order = state["order"].as_array();
        order.is_some_and(|order| order.iter().enumerate().any(|(i, o)| *o != i))
    });
    count("a fully masked row", 10, &|state| {
        let rows = state["mask"].as_array();
        rows.is_some_and(|rows| {
            rows.iter()
                .any(|row| row.as_array().is_some_and(|r| r.iter().all(|m| m == false)))
        })
    });
    count("a width of 128", 2, &|state| {
        first_row(&state["input"]["q"]) == 128 || first_row(&state["input"]["wq"]) == 128
    });
}

/// The magnitudes that a softmax is known to fail at are among the cases.
#[test]
fn the_cases_reach_large_and_tiny_scores() {
    let largest = |fixture: &Fixture| {
        let scores = fixture::matrices(&fixture.trace["scores"]);
        scores.iter().map(|m| m.amax()).fold(0.0, f32::max)
    };
    let scores: Vec<f32> = fixture::all().iter().map(largest).collect();
    assert!(scores.iter().filter(|s| **s >= 1e4).count() >= 5);
    assert!(scores.iter().any(|s| *s > 0.0 && *s < f32::MIN_POSITIVE));
}

fn tokens(state: &Value) -> usize {
    state["tokens"].as_array().map_or(0, Vec::len)
}

fn position_kind(state: &Value) -> &str {
    state["position"]["kind"].as_str().unwrap_or("none")
}

fn mask_kind(state: &Value) -> &str {
    if state["mask"].is_array() {
        return "custom";
    }
    state["mask"].as_str().unwrap_or("none")
}

fn first_row(matrix: &Value) -> usize {
    matrix[0].as_array().map_or(0, Vec::len)
}
