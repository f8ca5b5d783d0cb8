//! Comparison of one case, with every difference told by name, place and both numbers.

use crate::bounds::{self, Bounds, Sources};
use crate::fixture::{self, Fixture};
use attention_playground::model::{Embeddings, Input, Matrix, Position, Setup, Trace, Vectors};
use attention_playground::state::AppState;
use std::sync::Arc;

/// At most this many places are printed for one quantity.
const SHOWN: usize = 3;

/// What disagrees in one case.
pub struct Report {
    case: String,
    /// One line a disagreement.
    pub lines: Vec<String>,
}

impl Report {
    fn say(&mut self, line: String) {
        self.lines.push(format!("{}: {line}", self.case));
    }

    /// Compares a matrix entry by entry; a masked logit (minus infinity) has to be masked in both.
    fn matrix(&mut self, what: &str, ours: &Matrix, oracle: &Matrix, bound: &Bounds) {
        if ours.shape() != oracle.shape() {
            let (ours, oracle) = (ours.shape(), oracle.shape());
            return self.say(format!(
                "{what} has shape {ours:?}, the oracle's has {oracle:?}"
            ));
        }
        assert_eq!(oracle.shape(), bound.shape(), "bound of {what}");
        let mut wrong = 0;
        for i in 0..ours.nrows() {
            for j in 0..ours.ncols() {
                let (a, b, bound) = (ours[(i, j)], oracle[(i, j)], bound[(i, j)]);
                if within(a, b, bound.max(bounds::RELATIVE * f64::from(b).abs())) {
                    continue;
                }
                wrong += 1;
                if wrong <= SHOWN {
                    let off = (f64::from(a) - f64::from(b)).abs();
                    self.say(format!("{what}[{i}][{j}] is {a:e}, JAX has {b:e}: off by {off:e}, allowed {bound:e}"));
                }
            }
        }
        if wrong > SHOWN {
            let all = ours.len();
            self.say(format!("{what}: {wrong} of {all} numbers disagree"));
        }
    }

    fn each_head(&mut self, what: &str, ours: &[Matrix], oracle: &[Matrix], bounds: &[Bounds]) {
        if ours.len() != oracle.len() {
            return self.say(format!(
                "{what} has {} heads, the oracle's has {}",
                ours.len(),
                oracle.len()
            ));
        }
        for (h, ((a, b), bound)) in ours.iter().zip(oracle).zip(bounds).enumerate() {
            self.matrix(&format!("{what}[{h}]"), a, b, bound);
        }
    }
}

fn within(a: f32, b: f32, bound: f64) -> bool {
    // Not a > comparison, so that NaN fails.
    a == b || (a.is_finite() && b.is_finite() && (f64::from(a) - f64::from(b)).abs() <= bound)
}

/// Reads the case's state, computes its trace and compares every number.
pub fn case(fixture: &Fixture) -> Report {
    let mut report = Report {
        case: fixture.name.clone(),
        lines: Vec::new(),
    };
    match AppState::from_json(&fixture.state.to_string()) {
        Err(error) => report.say(format!("the state is refused: {error}")),
        Ok(state) => match state.trace() {
            Err(error) => report.say(format!("no trace: {error}")),
            Ok(trace) => compare(&mut report, fixture, &state.setup, &trace),
        },
    }
    report
}

fn compare(report: &mut Report, fixture: &Fixture, setup: &Setup, trace: &Trace) {
    let of = |name: &str| fixture::matrices(&fixture.trace[name]);
    let sources = Sources::of(setup);
    let every = |scales: &[Bounds]| scales.iter().map(bounds::source).collect::<Vec<_>>();
    report.each_head("q", &trace.q, &of("q"), &every(&sources.q));
    report.each_head("k", &trace.k, &of("k"), &every(&sources.k));
    report.each_head("v", &trace.v, &of("v"), &every(&sources.v));

    let heads = 0..setup.heads;
    let scores: Vec<_> = heads
        .clone()
        .map(|h| bounds::scores(&sources, trace, h))
        .collect();
    report.each_head("scores", &trace.scores, &of("scores"), &scores);
    let logits: Vec<_> = heads
        .clone()
        .map(|h| bounds::logits(setup, &scores[h], h))
        .collect();
    report.each_head("logits", &trace.logits, &of("logits"), &logits);

    let (logits, weights) = (of("logits"), of("weights"));
    let errors: Vec<_> = heads
        .clone()
        .map(|h| bounds::logit_error(&trace.logits[h], &logits[h]))
        .collect();
    let weight_bounds: Vec<_> = heads
        .clone()
        .map(|h| bounds::weights(&weights[h], &errors[h]))
        .collect();
    report.each_head("weights", &trace.weights, &weights, &weight_bounds);
    fully_masked_rows(report, trace);

    let head_bounds: Vec<_> = heads
        .map(|h| bounds::heads(&sources, trace, h, &errors[h]))
        .collect();
    report.each_head("heads", &trace.heads, &of("heads"), &head_bounds);
    let output_bound = bounds::output(setup, &head_bounds, trace);
    let output = fixture::matrix(&fixture.trace["output"]);
    report.matrix("output", &trace.output, &output, &output_bound);
    if trace.overflow {
        report.say("overflow is true where every number fits in f32".into());
    }
    permutation(report, fixture, setup, trace, &output_bound);
    let written = serde_json::from_str(&trace.to_json()).expect("a trace is JSON");
    if let Some(line) = fixture::difference_in_form(&written, &fixture.trace, "trace as JSON") {
        report.say(line);
    }
}

/// A row that may attend to nothing has weights of exactly 0, and so have masked entries.
fn fully_masked_rows(report: &mut Report, trace: &Trace) {
    for (h, (logits, weights)) in trace.logits.iter().zip(&trace.weights).enumerate() {
        let masked = logits
            .iter()
            .zip(weights)
            .filter(|(l, _)| **l == f32::NEG_INFINITY);
        let wrong = masked.filter(|(_, w)| **w != 0.0).count();
        if wrong > 0 {
            report.say(format!("weights[{h}]: {wrong} masked entries are not 0"));
        }
    }
}

fn permutation(
    report: &mut Report,
    fixture: &Fixture,
    setup: &Setup,
    trace: &Trace,
    output_bound: &Bounds,
) {
    let (ours, oracle) = (&trace.permutation, &fixture.trace["permutation"]);
    let order: Vec<usize> = serde_json::from_value(oracle["order"].clone()).expect("an order");
    if ours.order != order {
        return report.say(format!(
            "permutation.order is {:?}, expected {order:?}",
            ours.order
        ));
    }
    let moved = shuffled(setup, &order);
    let again = match Trace::of(&moved) {
        Ok(trace) => trace,
        Err(error) => return report.say(format!("no trace of the shuffled input: {error}")),
    };
    let shuffled_bound = bound_without_oracle(&moved, &again);
    let shuffled_output = fixture::matrix(&oracle["shuffled_output"]);
    report.matrix(
        "permutation.shuffled_output",
        &ours.shuffled_output,
        &shuffled_output,
        &shuffled_bound,
    );
    // The input shuffled by hand: positions and mask stay with the slots.
    report.matrix(
        "output of the shuffled input",
        &again.output,
        &shuffled_output,
        &shuffled_bound,
    );
    let expected = fixture::matrix(&oracle["expected_output"]);
    let expected_bound = output_bound.select_rows(&order);
    report.matrix(
        "permutation.expected_output",
        &ours.expected_output,
        &expected,
        &expected_bound,
    );
    gap(
        report,
        setup,
        trace,
        fixture::number(&oracle["gap"]),
        shuffled_bound.max() + expected_bound.max(),
    );
}

/// The bound of f(P X), from the logits' error as f32 allows it.
fn bound_without_oracle(setup: &Setup, trace: &Trace) -> Bounds {
    let sources = Sources::of(setup);
    let heads: Vec<_> = (0..setup.heads)
        .map(|h| {
            let error = bounds::logit_error_bound(setup, &sources, trace, h);
            bounds::heads(&sources, trace, h, &error)
        })
        .collect();
    bounds::output(setup, &heads, trace)
}

/// The gap is the largest difference of the two outputs, to the bit; it is the oracle's within the sum of their
/// bounds; it is 0 where nothing moves, and within `rounding` where attention is equivariant.
fn gap(report: &mut Report, setup: &Setup, trace: &Trace, oracle: f32, bound: f64) {
    let p = &trace.permutation;
    if p.shuffled_output.shape() == p.expected_output.shape() {
        let largest = (&p.shuffled_output - &p.expected_output).amax();
        if p.gap != largest {
            report.say(format!(
                "permutation.gap is {:e}, the outputs differ by {largest:e}",
                p.gap
            ));
        }
    }
    if !within(p.gap, oracle, bound) {
        report.say(format!(
            "permutation.gap is {:e}, JAX has {oracle:e}, allowed {bound:e}",
            p.gap
        ));
    }
    if p.order.iter().enumerate().all(|(i, &o)| i == o) && p.gap != 0.0 {
        report.say(format!(
            "permutation.gap is {:e} though nothing moves",
            p.gap
        ));
    }
    let blind =
        setup.position == Position::None && setup.mask == attention_playground::model::Mask::None;
    if blind && p.gap > p.rounding {
        let rounding = p.rounding;
        report.say(format!(
            "permutation.gap is {:e} without positions or mask, above rounding {rounding:e}",
            p.gap
        ));
    }
}

/// The setup whose input rows are shuffled, with nothing left to shuffle.
fn shuffled(setup: &Setup, order: &[usize]) -> Setup {
    let rows = |m: &Arc<Matrix>| Arc::new(m.select_rows(order));
    let input = match &setup.input {
        Input::Vectors(i) => Input::Vectors(Vectors {
            q: rows(&i.q),
            k: rows(&i.k),
            v: rows(&i.v),
        }),
        Input::Embeddings(e) => Input::Embeddings(Embeddings {
            x: rows(&e.x),
            ..e.clone()
        }),
    };
    Setup {
        input,
        order: (0..order.len()).collect(),
        ..setup.clone()
    }
}
