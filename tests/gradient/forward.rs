//! Reverse mode and forward mode of the same setups agree, and so do the numbers of the tape and those of the trace.

use attention_playground::model::gradient::Gradient;
use attention_playground::model::{
    CellRef, Embeddings, Input, Mask, Matrix, MatrixId, Part, Position, Setup, Tangent, Trace,
    Vectors,
};
use proptest::collection::vec;
use proptest::prelude::*;
use std::sync::Arc;

/// Numbers between -2 and 2: derivatives of larger ones are larger than what f32 tells apart.
fn matrix(rows: usize, columns: usize) -> impl Strategy<Value = Arc<Matrix>> {
    vec(-2.0_f32..2.0, rows * columns)
        .prop_map(move |numbers| Arc::new(Matrix::from_row_slice(rows, columns, &numbers)))
}

fn input(n: usize, d_k: usize, d_v: usize, d: usize) -> impl Strategy<Value = Input> {
    let vectors = (matrix(n, d_k), matrix(n, d_k), matrix(n, d_v))
        .prop_map(|(q, k, v)| Input::Vectors(Vectors { q, k, v }));
    let row = |width| proptest::option::of(matrix(1, width));
    let projections = (matrix(n, d), matrix(d, d_k), matrix(d, d_k), matrix(d, d_v));
    let optional = (
        proptest::option::of(matrix(d_v, d)),
        row(d_k),
        row(d_k),
        row(d_v),
        row(d),
    );
    let embeddings = (projections, optional).prop_map(|((x, wq, wk, wv), (wo, bq, bk, bv, bo))| {
        let bo = bo.filter(|_| wo.is_some());
        Input::Embeddings(Embeddings {
            x,
            wq,
            wk,
            wv,
            wo,
            bq,
            bk,
            bv,
            bo,
        })
    });
    prop_oneof![vectors, embeddings]
}

fn position(n: usize, heads: usize, width: usize) -> impl Strategy<Value = Position> {
    prop_oneof![
        Just(Position::None),
        (2.0_f32..100.0).prop_map(|base| Position::Sinusoidal { base }),
        (2.0_f32..100.0).prop_map(|base| Position::Rope { base }),
        matrix(n, width).prop_map(|table| Position::Learned { table }),
        matrix(1, heads).prop_map(|slopes| Position::Alibi { slopes }),
    ]
}

fn mask(n: usize) -> impl Strategy<Value = Mask> {
    let custom = vec(any::<bool>(), n * n)
        .prop_map(move |all| Mask::Custom(Arc::new(nalgebra::DMatrix::from_row_slice(n, n, &all))));
    prop_oneof![Just(Mask::None), Just(Mask::Causal), custom]
}

/// A setup of moderate numbers, with even heads so that RoPE fits and d_v = d_k so that a table does.
fn setup() -> impl Strategy<Value = Setup> {
    (1_usize..5, 1_usize..3, 1_usize..3).prop_flat_map(|(n, heads, half)| {
        let width = 2 * half * heads;
        let rest = (any::<bool>(), 0.5_f32..2.0, position(n, heads, width));
        let whole = (input(n, width, width, width), mask(n), rest);
        whole.prop_map(move |(input, mask, (scale, temperature, position))| Setup {
            input,
            heads,
            scale,
            temperature,
            mask,
            position,
            order: (0..n).collect(),
        })
    })
}

/// What L weighs the outputs by.
fn seed((rows, columns): (usize, usize)) -> Matrix {
    Matrix::from_fn(rows, columns, |i, j| {
        1.0 + ((7 * i + 3 * j) as f32 * 0.7).sin() / 2.0
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Every derivative of L, from the end by one run of the tape and from the front by a run an input number. The
    /// forward mode goes through f32 stage by stage, and what it gives may be the remainder of large terms: the largest
    /// derivative tells how large.
    #[test]
    fn reverse_and_forward_mode_agree(setup in setup()) {
        let trace = Trace::of(&setup).expect("a valid setup");
        let seed = seed(trace.output.shape());
        let gradient = Gradient::of(&setup, &seed).expect("a valid setup");
        let (mut largest, mut worst) = (1.0_f64, (0.0_f64, None));
        for id in MatrixId::ALL {
            let Some(values) = setup.matrix(*id) else {
                prop_assert!(gradient.matrix(*id).is_none());
                continue;
            };
            let ours = gradient.matrix(*id).expect("it is an input");
            prop_assert_eq!(ours.shape(), values.shape());
            for (row, column) in cells(ours.shape()) {
                let cell = CellRef::new(Part::Input(*id), row, column);
                let tangent = Tangent::of(&setup, &trace, cell).expect("the cell exists");
                let d = tangent.matrix(Part::Output).expect("an output");
                let terms = || d.iter().zip(seed.iter()).map(|(d, s)| f64::from(*d) * f64::from(*s));
                largest = terms().map(f64::abs).sum::<f64>().max(largest);
                let gap = (f64::from(ours[(row, column)]) - terms().sum::<f64>()).abs();
                if gap > worst.0 {
                    worst = (gap, Some(cell));
                }
            }
        }
        prop_assert!(worst.0 <= 1e-5 * largest, "{worst:?}, the largest being {largest}");
    }
}

fn cells((rows, columns): (usize, usize)) -> impl Iterator<Item = (usize, usize)> {
    (0..rows).flat_map(move |i| (0..columns).map(move |j| (i, j)))
}

#[test]
fn a_seed_of_another_shape_is_refused_by_its_name() {
    let state = attention_playground::state::AppState::default();
    let trace = state.trace().expect("a valid state");
    let (rows, columns) = trace.output.shape();
    let wrong = Matrix::zeros(rows, columns + 1);
    let refused = Gradient::of(&state.setup, &wrong).expect_err("another shape");
    assert_eq!(refused.path, "seed");
}
