//! Setups of every kind, small enough to be run in many orders.

use attention_playground::model::{Embeddings, Input, Mask, Matrix, Position, Setup, Vectors};
use proptest::prelude::*;
use std::sync::Arc;

fn matrix(rows: usize, columns: usize) -> impl Strategy<Value = Arc<Matrix>> {
    prop::collection::vec(-3f32..3.0, rows * columns)
        .prop_map(move |numbers| Arc::new(Matrix::from_vec(rows, columns, numbers)))
}

fn input(n: usize, heads: usize, d: usize) -> impl Strategy<Value = Input> {
    let width = 2 * d * heads;
    let vectors = (matrix(n, width), matrix(n, width), matrix(n, width))
        .prop_map(|(q, k, v)| Input::Vectors(Vectors { q, k, v }));
    let weights = (
        matrix(d, width),
        matrix(d, width),
        matrix(d, width),
        matrix(width, d),
    );
    let rest = (matrix(1, width), matrix(1, d), any::<bool>());
    let embeddings =
        (matrix(n, d), weights, rest).prop_map(|(x, (wq, wk, wv, wo), (b, bo, joined))| {
            Input::Embeddings(Embeddings {
                x,
                wq,
                wk,
                wv,
                wo: joined.then_some(wo),
                bq: Some(b.clone()),
                bk: None,
                bv: Some(b),
                bo: joined.then_some(bo),
            })
        });
    prop_oneof![vectors, embeddings]
}

/// No position, no mask: f(P X) = P f(X).
pub fn plain() -> impl Strategy<Value = Setup> {
    (2..=9usize, 1..=2usize, 1..=4usize)
        .prop_flat_map(|(n, heads, d)| {
            let order = Just((0..n).collect::<Vec<_>>()).prop_shuffle();
            (
                input(n, heads, d),
                Just(heads),
                order,
                any::<bool>(),
                0.3f32..4.0,
            )
        })
        .prop_map(|(input, heads, order, scale, temperature)| Setup {
            input,
            heads,
            scale,
            temperature,
            mask: Mask::None,
            position: Position::None,
            order,
        })
}

/// Every encoding and every mask.
pub fn setups() -> impl Strategy<Value = Setup> {
    plain().prop_flat_map(|plain| {
        let (n, heads) = (plain.tokens(), plain.heads);
        let width = plain.d_model().unwrap_or(plain.d_k());
        let masks = prop_oneof![
            2 => Just(Mask::None),
            1 => Just(Mask::Causal),
            1 => prop::collection::vec(any::<bool>(), n * n)
                .prop_map(move |may| Mask::Custom(Arc::new(nalgebra::DMatrix::from_vec(n, n, may)))),
        ];
        let positions = prop_oneof![
            Just(Position::None),
            (2f32..1e4).prop_map(|base| Position::Sinusoidal { base }),
            (2f32..1e4).prop_map(|base| Position::Rope { base }),
            matrix(1, heads).prop_map(|slopes| Position::Alibi { slopes }),
            matrix(n, width).prop_map(|table| Position::Learned { table }),
        ];
        (masks, positions).prop_map(move |(mask, position)| Setup {
            mask,
            position,
            ..plain.clone()
        })
    })
}
