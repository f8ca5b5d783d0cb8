//! What derivatives obey whatever the numbers are: rows of weights stay sums of 1, what is held or masked does not move,
//! outputs are linear in values. (`explain.rs` has them beside differences, `oracle_tangent.rs` beside JAX.)
#![cfg(not(target_arch = "wasm32"))]

#[path = "state_suite/strategies.rs"]
#[allow(dead_code)]
mod strategies;

use attention_playground::model::{
    CellRef, Input, Mask, Matrix, MatrixId, Part, Position, Setup, Tangent, Trace, Vectors,
};
use proptest::prelude::*;
use proptest::sample::Index;

const EPS: f64 = f32::EPSILON as f64;
/// The smallest f32 above 0.
const TINY: f64 = 1.401298464324817e-45;

/// A state and one of its input cells.
fn moved() -> impl Strategy<Value = (Setup, CellRef)> {
    let which = (any::<Index>(), any::<Index>(), any::<Index>());
    (strategies::state(), which).prop_map(|(state, (matrix, row, column))| {
        let setup = state.setup;
        let present = |id: &MatrixId| setup.matrix(*id).is_some();
        let ids: Vec<_> = MatrixId::ALL.iter().copied().filter(present).collect();
        let id = *matrix.get(&ids);
        let (rows, columns) = setup.matrix(id).expect("it is there").shape();
        let cell = CellRef::new(Part::Input(id), row.index(rows), column.index(columns));
        (setup, cell)
    })
}

/// Every part there may be, and those of one head too many.
fn parts(heads: usize) -> Vec<Part> {
    use Part::{Bias, Head, Key, Logits, Query, Scaled, Scores, Value, Weights};
    let by_head: [fn(usize) -> Part; 9] = [
        Query, Key, Value, Scores, Scaled, Bias, Logits, Weights, Head,
    ];
    let whole = [
        Part::Encoding,
        Part::Embedded,
        Part::Mask,
        Part::Output,
        Part::Shuffled,
        Part::Expected,
        Part::Difference,
    ];
    let of_head = |h| by_head.map(|part| part(h));
    whole
        .into_iter()
        .chain((0..=heads).flat_map(of_head))
        .collect()
}

fn both(setup: &Setup, input: CellRef) -> (Trace, Tangent) {
    let trace = Trace::of(setup).expect("a valid state");
    let tangent = Tangent::of(setup, &trace, input).expect("the cell exists");
    (trace, tangent)
}

fn matrix(tangent: &Tangent, part: Part) -> Matrix {
    tangent.matrix(part).expect("a part").into_owned()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// A derivative for every number and no other, all finite; no other input moves.
    #[test]
    fn every_derived_part_has_derivatives_of_its_shape((setup, input) in moved()) {
        let (trace, tangent) = both(&setup, input);
        for part in parts(setup.heads) {
            let shape = part.of(&setup, &trace).map(|m| m.shape());
            let d = tangent.matrix(part);
            prop_assert_eq!(d.as_ref().map(|m| m.shape()), shape, "{:?}", part);
            prop_assert!(d.is_none_or(|m| m.iter().all(|d| d.is_finite())), "{part:?}");
        }
        for id in MatrixId::ALL {
            let own = input.part == Part::Input(*id);
            prop_assert_eq!(tangent.matrix(Part::Input(*id)).is_some(), own);
        }
        let unit = matrix(&tangent, input.part);
        prop_assert_eq!(unit.shape(), input.part.of(&setup, &trace).expect("it").shape());
        prop_assert!(unit[(input.row, input.column)] == 1.0 && unit.sum() == 1.0);
    }

    /// A row of weights always adds up to 1: what one gains the others lose.
    #[test]
    fn derivatives_of_a_row_of_weights_add_up_to_nothing((setup, input) in moved()) {
        let (trace, tangent) = both(&setup, input);
        for h in 0..setup.heads {
            let (dl, dw) = (matrix(&tangent, Part::Logits(h)), matrix(&tangent, Part::Weights(h)));
            for i in 0..setup.tokens() {
                let sum: f64 = dw.row(i).iter().map(|d| f64::from(*d)).sum();
                // The weights add up to 1 within n eps, and each derivative is rounded once.
                let size = |j| f64::from(trace.weights[h][(i, j)]) * f64::from(dl[(i, j)]).abs();
                let mean: f64 = (0..setup.tokens()).map(size).sum();
                let sizes: f64 = dw.row(i).iter().map(|d| f64::from(d.abs())).sum();
                let n = setup.tokens() as f64;
                prop_assert!(sum.abs() <= n * EPS * mean + EPS * sizes + n * TINY, "{sum:e}");
            }
        }
    }

    /// What is held at the end of f32 does not move, and neither does what is masked.
    #[test]
    fn what_is_held_or_masked_does_not_move((setup, input) in moved()) {
        let (trace, tangent) = both(&setup, input);
        for part in parts(setup.heads) {
            // A difference that is held may be that of two numbers that move; an entry of the table is no result.
            if matches!(part, Part::Difference | Part::Encoding) {
                continue;
            }
            let Some(values) = part.of(&setup, &trace) else { continue };
            let d = matrix(&tangent, part);
            for (value, d) in values.iter().zip(d.iter()) {
                let fixed = value.abs() == f32::MAX || *value == f32::NEG_INFINITY;
                prop_assert!(!fixed || *d == 0.0, "{part:?} is {value} and moves by {d}");
            }
        }
        for h in 0..setup.heads {
            let weights = matrix(&tangent, Part::Weights(h));
            for (logit, d) in trace.logits[h].iter().zip(weights.iter()) {
                prop_assert!(*logit != f32::NEG_INFINITY || *d == 0.0);
            }
        }
    }

    /// P f(X) moves as f(X) does, row by row, and a difference by the difference.
    #[test]
    fn the_comparison_moves_as_what_it_compares((setup, input) in moved()) {
        let (_, tangent) = both(&setup, input);
        let [output, shuffled, expected, difference] =
            [Part::Output, Part::Shuffled, Part::Expected, Part::Difference].map(|p| matrix(&tangent, p));
        prop_assert_eq!(&expected, &output.select_rows(&setup.order));
        let less = |a: f32, b: f32| (a - b).clamp(f32::MIN, f32::MAX);
        prop_assert_eq!(difference, shuffled.zip_map(&expected, less));
        // f(P X) is a run like any other: its derivatives are those of that run, by the cell where the input now is.
        let run = setup.shuffled();
        let mut there = input;
        if matches!(input.part, Part::Input(id) if id.has_token_rows()) {
            there.row = setup.order.iter().position(|row| *row == input.row).expect("an order");
        }
        let (_, again) = both(&run, there);
        prop_assert_eq!(shuffled, matrix(&again, Part::Output));
    }

    /// Outputs are means of values: an output moves with a value by its weight, and by nothing in other columns.
    #[test]
    fn an_output_moves_with_a_value_by_its_weight((setup, input) in moved()) {
        let Input::Vectors(Vectors { v, .. }) = &setup.input else { return Ok(()) };
        let cell = CellRef::new(Part::Input(MatrixId::V), input.row, input.column % v.ncols());
        let (trace, tangent) = both(&setup, cell);
        let width = v.ncols() / setup.heads;
        let (own, column) = (cell.column / width, cell.column % width);
        let value = trace.v[own][(cell.row, column)];
        for h in 0..setup.heads {
            let d = matrix(&tangent, Part::Head(h));
            for i in 0..d.nrows() {
                for c in 0..width {
                    let moves = h == own && c == column && value.abs() != f32::MAX
                        && trace.heads[h][(i, c)].abs() != f32::MAX;
                    let weight = trace.weights[h][(i, cell.row)];
                    prop_assert_eq!(d[(i, c)], if moves { weight } else { 0.0 });
                }
            }
        }
    }

    /// Every key's bias moves all logits of a row by as much, so that no weight moves: softmax(l + c) = softmax(l).
    #[test]
    fn a_bias_of_the_keys_moves_no_weight(seed in any::<u32>()) {
        let size = |i: usize, j: usize, of: u32| {
            let mixed = seed.wrapping_mul(2_654_435_761).wrapping_add(of * 97 + (i * 7 + j) as u32);
            (f64::from(mixed % 1000) * 0.37).sin() as f32
        };
        let m = |of: u32, n: usize, d: usize| std::sync::Arc::new(Matrix::from_fn(n, d, |i, j| size(i, j, of)));
        let setup = Setup {
            input: Input::Embeddings(attention_playground::model::Embeddings {
                x: m(1, 4, 3), wq: m(2, 3, 4), wk: m(3, 3, 4), wv: m(4, 3, 2), wo: None,
                bq: None, bk: Some(m(5, 1, 4)), bv: None, bo: None,
            }),
            heads: 2, scale: true, temperature: 0.5, mask: Mask::Causal, position: Position::None,
            order: vec![2, 0, 3, 1],
        };
        for column in 0..4 {
            let (trace, tangent) = both(&setup, CellRef::new(Part::Input(MatrixId::Bk), 0, column));
            let (h, own) = (column / 2, column % 2);
            let (dl, dw) = (matrix(&tangent, Part::Logits(h)), matrix(&tangent, Part::Weights(h)));
            for i in 0..4 {
                // d l_ij = q_i / sqrt(d_k / h) / temperature
                let exact = trace.q[h][(i, own)] / 2f32.sqrt() / 0.5;
                prop_assert!((dl[(i, 0)] - exact).abs() <= 1e-6 * exact.abs());
                for j in 0..4 {
                    prop_assert!(dw[(i, j)].abs() <= 1e-6 * exact.abs());
                }
            }
        }
    }
}

#[test]
fn there_is_no_derivative_by_what_is_no_input() {
    let state = attention_playground::state::AppState::default();
    let trace = state.trace().expect("valid");
    let of = |cell| Tangent::of(&state.setup, &trace, cell);
    let (rows, columns) = state.setup.matrix(MatrixId::Q).expect("vectors").shape();
    let q = Part::Input(MatrixId::Q);
    assert!(of(CellRef::new(q, rows - 1, columns - 1)).is_some());
    assert!(of(CellRef::new(q, rows, 0)).is_none());
    assert!(of(CellRef::new(q, 0, columns)).is_none());
    assert!(of(CellRef::new(Part::Input(MatrixId::X), 0, 0)).is_none());
    assert!(of(CellRef::new(Part::Scores(0), 0, 0)).is_none());
}

/// `rows x 1` numbers.
fn column(numbers: &[f32]) -> std::sync::Arc<Matrix> {
    std::sync::Arc::new(Matrix::from_column_slice(numbers.len(), 1, numbers))
}

/// One component a token, queries as given, keys and values of 1.
fn one_component(q: &[f32], k: &[f32]) -> Setup {
    Setup {
        input: Input::Vectors(Vectors {
            q: column(q),
            k: column(k),
            v: column(&vec![1.0; q.len()]),
        }),
        heads: 1,
        scale: true,
        temperature: 1.0,
        mask: Mask::None,
        position: Position::None,
        order: (0..q.len()).collect(),
    }
}

fn with_slope(slope: f32, setup: Setup) -> Setup {
    let slopes = column(&[slope]);
    Setup {
        position: Position::Alibi { slopes },
        ..setup
    }
}

/// Each stage where a number is held for the first time: the derivative would go on if it were not.
#[test]
fn each_stage_stops_where_its_number_is_held() {
    let (q, slope) = (MatrixId::Q, MatrixId::Slopes);
    let scores = one_component(&[1e30, 1.0], &[1e30, 1.0]);
    let scaled = Setup {
        temperature: 1e-10,
        ..one_component(&[1e15, 1.0], &[1e15, 1.0])
    };
    let bias = with_slope(3e38, one_component(&[1.0; 3], &[1.0; 3]));
    let logits = with_slope(3e38, one_component(&[-3e38, 1.0], &[1.0; 2]));
    let cases = [
        (&scores, q, Part::Scores(0), (0, 0)),
        (&scaled, q, Part::Scaled(0), (0, 0)),
        (&bias, slope, Part::Bias(0), (0, 2)),
        (&logits, q, Part::Logits(0), (0, 1)),
    ];
    for (setup, id, part, (row, column)) in cases {
        let (trace, tangent) = both(setup, CellRef::new(Part::Input(id), 0, 0));
        let values = part.of(setup, &trace).expect("a stage");
        assert_eq!(values[(row, column)].abs(), f32::MAX, "{part:?}");
        assert_eq!(
            tangent.at(CellRef::new(part, row, column)),
            Some(0.0),
            "{part:?}"
        );
        let moving = matrix(&tangent, part);
        assert!(moving.iter().any(|d| *d != 0.0), "{part:?} moves elsewhere");
    }
}
