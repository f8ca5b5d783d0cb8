//! Every kind of derivative against `jax.jvp` (`tests/oracle/README.md`), for the states of the oracle.
#![cfg(not(target_arch = "wasm32"))]

#[path = "oracle/bounds.rs"]
#[allow(dead_code)]
mod bounds;
#[path = "oracle/fixture.rs"]
#[allow(dead_code)]
mod fixture;
#[path = "oracle/tangent_bounds.rs"]
mod tangent_bounds;

use attention_playground::model::{CellRef, Matrix, MatrixId, Part, Setup, Tangent, Trace};
use attention_playground::state::AppState;
use bounds::{Bounds, Sources};
use fixture::Fixture;
use serde_json::Value;
use tangent_bounds::{Errors, Run};

/// Derivatives of one stage beside the oracle's.
struct Stage {
    /// Case, stage and head.
    name: String,
    ours: Matrix,
    /// The rows that the fixture keeps, and which they are.
    oracle: Matrix,
    rows: Vec<usize>,
    bound: Bounds,
}

impl Stage {
    /// (ours, oracle, bound) of every number that is kept.
    fn numbers(&self) -> impl Iterator<Item = (f64, f64, f64)> {
        let place = |index| (self.rows[index % self.rows.len()], index / self.rows.len());
        let oracle = self.oracle.iter().enumerate();
        oracle.map(move |(index, theirs)| {
            let (ours, theirs) = (f64::from(self.ours[place(index)]), f64::from(*theirs));
            (ours, theirs, self.bound[place(index)])
        })
    }

    /// The largest error as a share of its bound; NaN counts as infinitely wrong.
    fn share(&self) -> f64 {
        let share = |(ours, theirs, bound): (f64, f64, f64)| match ours == theirs {
            true => 0.0,
            // The oracle's own rounding to f32.
            false => (ours - theirs).abs() / (bound + theirs.abs() * f64::from(f32::EPSILON)),
        };
        let shares = self.numbers().map(share);
        shares
            .map(|s| if s.is_nan() { f64::INFINITY } else { s })
            .fold(0.0, f64::max)
    }
}

/// One line of `tangents.jsonl` and the case that it belongs to.
struct Case {
    name: String,
    setup: Setup,
    input: CellRef,
    trace: Value,
    line: Value,
}

fn cases() -> Vec<Case> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/tangents.jsonl");
    let text = std::fs::read_to_string(path).expect("tests/oracle/tangents.jsonl is there");
    let fixtures = fixture::all();
    assert_eq!(fixtures.len(), text.lines().count(), "one tangent a case");
    fixtures
        .into_iter()
        .zip(text.lines())
        .map(|(fixture, line)| case(fixture, line))
        .collect()
}

fn case(fixture: Fixture, line: &str) -> Case {
    let line: Value = serde_json::from_str(line).expect("a line is JSON");
    assert_eq!(line["name"], fixture.name.as_str());
    let state = AppState::from_json(&fixture.state.to_string()).expect("a valid state");
    let named = |id: &&MatrixId| line["matrix"] == id.name();
    let id = MatrixId::ALL.iter().find(named).expect("a matrix");
    Case {
        name: fixture.name,
        setup: state.setup,
        input: CellRef::new(
            Part::Input(*id),
            index(&line["row"]),
            index(&line["column"]),
        ),
        trace: fixture.trace,
        line,
    }
}

fn index(value: &Value) -> usize {
    value.as_u64().expect("an index") as usize
}

fn indices(value: &Value) -> Vec<usize> {
    let list = value.as_array().expect("indices");
    list.iter().map(index).collect()
}

fn matrix(tangent: &Tangent, part: Part) -> Matrix {
    let matrix = tangent.matrix(part);
    matrix.expect("every run has it").into_owned()
}

impl Case {
    /// Every stage with its bound.
    fn stages(&self) -> Vec<Stage> {
        let trace = Trace::of(&self.setup).expect("a valid setup");
        let tangent = Tangent::of(&self.setup, &trace, self.input).expect("the cell exists");
        let logits = fixture::matrices(&self.trace["logits"]);
        let logit_errors: Vec<_> = (0..self.setup.heads)
            .map(|h| bounds::logit_error(&trace.logits[h], &logits[h]))
            .collect();
        let run = Run {
            setup: &self.setup,
            trace: &trace,
            tangent: &tangent,
            logit_errors: &logit_errors,
        };
        let errors = run.errors();
        let mut stages = self.by_head(&tangent, &errors);
        let outputs = [
            ("output", Part::Output, errors.output),
            ("shuffled", Part::Shuffled, self.shuffled_bound()),
        ];
        for (name, part, bound) in outputs {
            let ours = matrix(&tangent, part);
            let (all, bounds) = (std::slice::from_ref(&ours), std::slice::from_ref(&bound));
            stages.push(self.largest(name, all, bounds));
            stages.push(self.whole(name, ours, bound));
        }
        stages
    }

    fn by_head(&self, tangent: &Tangent, errors: &Errors) -> Vec<Stage> {
        let kept = &self.line["kept"];
        type Kind<'a> = (&'a str, fn(usize) -> Part, &'a [Bounds]);
        let kinds: [Kind<'_>; 4] = [
            ("scores", Part::Scores, &errors.scores),
            ("logits", Part::Logits, &errors.logits),
            ("weights", Part::Weights, &errors.weights),
            ("heads", Part::Head, &errors.heads),
        ];
        let mut stages = Vec::new();
        for (name, part, bounds) in kinds {
            let oracle = fixture::matrices(&self.line[name]);
            let heads = indices(&kept["heads"]);
            assert_eq!(oracle.len(), heads.len());
            let each = (0..self.setup.heads).map(|h| matrix(tangent, part(h)));
            let ours: Vec<_> = each.collect();
            stages.push(self.largest(name, &ours, bounds));
            for (h, oracle) in heads.into_iter().zip(oracle) {
                stages.push(Stage {
                    name: format!("{}: {name}[{h}]", self.name),
                    ours: ours[h].clone(),
                    oracle,
                    rows: indices(&kept["rows"]),
                    bound: bounds[h].clone(),
                });
            }
        }
        stages
    }

    fn whole(&self, name: &str, ours: Matrix, bound: Bounds) -> Stage {
        Stage {
            name: format!("{}: {name}", self.name),
            ours,
            oracle: fixture::matrix(&self.line[name]),
            rows: indices(&self.line["kept"][name]),
            bound,
        }
    }

    /// The bound of d f(P X), whose logits the oracle does not hold: from what f32 allows them.
    fn shuffled_bound(&self) -> Bounds {
        let setup = self.setup.shuffled();
        let trace = Trace::of(&setup).expect("a valid setup");
        let mut input = self.input;
        if matches!(input.part, Part::Input(id) if id.has_token_rows()) {
            let slot = self.setup.order.iter().position(|row| *row == input.row);
            input.row = slot.expect("an order has every row");
        }
        let tangent = Tangent::of(&setup, &trace, input).expect("the cell exists");
        let sources = Sources::of(&setup);
        let logit_errors: Vec<_> = (0..setup.heads)
            .map(|h| bounds::logit_error_bound(&setup, &sources, &trace, h))
            .collect();
        let run = Run {
            setup: &setup,
            trace: &trace,
            tangent: &tangent,
            logit_errors: &logit_errors,
        };
        run.errors().output
    }

    /// The largest derivative of a whole stage, what is not kept included.
    fn largest(&self, name: &str, ours: &[Matrix], bounds: &[Bounds]) -> Stage {
        let most = ours.iter().map(Matrix::amax).fold(0.0, f32::max);
        let oracle = fixture::number(&self.line["largest"][name]);
        let bound = bounds.iter().map(Bounds::max).fold(0.0, f64::max);
        Stage {
            name: format!("{}: largest of {name}", self.name),
            ours: Matrix::from_element(1, 1, most),
            oracle: Matrix::from_element(1, 1, oracle),
            rows: vec![0],
            bound: Bounds::from_element(1, 1, bound),
        }
    }
}

#[test]
fn every_derivative_agrees_with_jax() {
    let stages: Vec<_> = cases().iter().flat_map(Case::stages).collect();
    let mut shares: Vec<_> = stages.iter().map(|s| (s.share(), &s.name)).collect();
    shares.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (share, name) in shares.iter().take(5) {
        println!("{name}: {share:.3} of its bound");
    }
    let wrong: Vec<_> = shares.iter().filter(|(share, _)| *share > 1.0).collect();
    assert!(
        wrong.is_empty(),
        "{} of {}: {wrong:#?}",
        wrong.len(),
        stages.len()
    );
}

/// A thousandth of the largest derivative would be seen in nine of ten stages: the bounds are wide only where logits are
/// so large that f32 does not hold their weights, and for d f(P X), where they have to stand for every order of rounding.
#[test]
fn the_bounds_are_narrow() {
    let stages: Vec<_> = cases().iter().flat_map(Case::stages).collect();
    let largest = |s: &Stage| {
        let numbers = s.numbers();
        numbers.fold((0.0, 0.0), |most, (_, theirs, bound)| {
            if theirs.abs() > most.0 {
                (theirs.abs(), bound)
            } else {
                most
            }
        })
    };
    // A key's bias moves no weight; in float64 that is 1e-16, of which f32 holds nothing.
    let moving: Vec<_> = stages.iter().map(largest).filter(|l| l.0 > 1e-12).collect();
    let narrow = moving.iter().filter(|(d, bound)| *bound < 1e-3 * d).count();
    println!("{narrow} of {} stages", moving.len());
    assert!(moving.len() > 400);
    assert!(narrow * 10 >= moving.len() * 9);
}

#[test]
fn the_cells_cover_every_kind_of_input() {
    let cases = cases();
    for id in MatrixId::ALL {
        let moves = |case: &&Case| case.input.part == Part::Input(*id);
        let found: Vec<_> = cases.iter().filter(moves).collect();
        assert!(found.len() >= 2, "{}: {} cases", id.name(), found.len());
        let visible = |case: &&Case| case.line["largest"]["output"] != 0.0;
        let seen = found.into_iter().filter(visible).count();
        assert!(seen >= 2, "{} moves {seen} outputs", id.name());
    }
}
