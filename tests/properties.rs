//! What must hold of attention for all inputs. A tolerance stands for rounding and is derived where it is used;
//! eps is 2^-23, the distance from 1 to the next f32.
#![cfg(not(target_arch = "wasm32"))]

use std::sync::Arc;

use attention_playground::kernel;
use attention_playground::model::{
    Embeddings, Input, Mask, Matrix, Position, Setup, Trace, Vectors, rope, softmax,
};
use proptest::prelude::*;

const EPS: f64 = f32::EPSILON as f64;

fn matrix(rows: usize, columns: usize) -> impl Strategy<Value = Arc<Matrix>> {
    matrix_of(-4f32..4.0, rows, columns)
}

fn matrix_of(
    number: impl Strategy<Value = f32> + Clone,
    rows: usize,
    columns: usize,
) -> impl Strategy<Value = Arc<Matrix>> {
    prop::collection::vec(number, rows * columns)
        .prop_map(move |numbers| Arc::new(Matrix::from_vec(rows, columns, numbers)))
}

/// Every finite f32, by its bits, and the extremes more often.
fn any_finite() -> impl Strategy<Value = f32> + Clone {
    prop_oneof![
        3 => any::<u32>().prop_map(f32::from_bits).prop_filter("finite", |x| x.is_finite()),
        1 => prop::sample::select(vec![0.0, -0.0, 1e30, -1e30, 1e-42, -1e-42, f32::MAX, f32::MIN, f32::MIN_POSITIVE]),
    ]
}

fn order(n: usize) -> impl Strategy<Value = Vec<usize>> {
    Just((0..n).collect::<Vec<_>>()).prop_shuffle()
}

fn setup(input: Input, heads: usize, order: Vec<usize>) -> Setup {
    Setup {
        input,
        heads,
        scale: true,
        temperature: 1.0,
        mask: Mask::None,
        position: Position::None,
        order,
    }
}

/// Q, K and V of n tokens, `heads` heads of even width, with an order.
fn vectors_of<S>(number: impl Fn() -> S + Clone + 'static) -> impl Strategy<Value = Setup>
where
    S: Strategy<Value = f32> + Clone + 'static,
{
    (1..=12usize, 1..=3usize, 1..=4usize, 1..=5usize).prop_flat_map(
        move |(n, heads, pairs, width)| {
            let (d_k, d_v) = (2 * pairs * heads, width * heads);
            let of = |d| matrix_of(number(), n, d);
            (of(d_k), of(d_k), of(d_v), order(n)).prop_map(move |(q, k, v, order)| {
                setup(Input::Vectors(Vectors { q, k, v }), heads, order)
            })
        },
    )
}

fn vectors() -> impl Strategy<Value = Setup> {
    vectors_of(|| -4f32..4.0)
}

/// X and projections, with and without an output projection and biases.
fn embeddings_of<S>(number: impl Fn() -> S + Clone + 'static) -> impl Strategy<Value = Setup>
where
    S: Strategy<Value = f32> + Clone + 'static,
{
    (1..=12usize, 1..=6usize, 1..=3usize, any::<bool>()).prop_flat_map(
        move |(n, d, heads, joined)| {
            let (d_k, d_v) = (2 * heads, 3 * heads);
            let of = |rows, columns| matrix_of(number(), rows, columns);
            let projections = (of(d, d_k), of(d, d_k), of(d, d_v), of(d_v, d));
            let biases = (of(1, d_k), of(1, d_k), of(1, d_v), of(1, d));
            (of(n, d), projections, biases, order(n)).prop_map(
                move |(x, (wq, wk, wv, wo), bias, order)| {
                    let embeddings = Embeddings {
                        x,
                        wq,
                        wk,
                        wv,
                        wo: joined.then_some(wo),
                        bq: Some(bias.0),
                        bk: Some(bias.1),
                        bv: Some(bias.2),
                        bo: joined.then_some(bias.3),
                    };
                    setup(Input::Embeddings(embeddings), heads, order)
                },
            )
        },
    )
}

fn embeddings() -> impl Strategy<Value = Setup> {
    embeddings_of(|| -4f32..4.0)
}

/// Every mask and every encoding that fits the setup, with divisors and bases out to the ends of f32.
fn dressed(plain: Setup) -> impl Strategy<Value = Setup> {
    let (n, heads) = (plain.tokens(), plain.heads);
    let masks = prop_oneof![
        Just(Mask::None),
        Just(Mask::Causal),
        prop::collection::vec(any::<bool>(), n * n).prop_map(move |allowed| Mask::Custom(
            Arc::new(nalgebra::DMatrix::from_vec(n, n, allowed))
        )),
    ];
    let positive = || prop_oneof![3 => 0.1f32..1e5, 1 => prop::sample::select(vec![f32::from_bits(1), f32::MAX])];
    let slope = prop_oneof![3 => -2f32..2.0, 1 => any_finite()];
    // Where d_k and d_v differ, no table serves Q, K and V alike, and there are sines in its place.
    let width = plain.d_model().unwrap_or(plain.d_k());
    let one_width = plain.d_model().is_some() || plain.d_k() == plain.d_v();
    let positions = prop_oneof![
        Just(Position::None),
        positive().prop_map(|base| Position::Sinusoidal { base }),
        positive().prop_map(|base| Position::Rope { base }),
        matrix_of(slope, 1, heads).prop_map(|slopes| Position::Alibi { slopes }),
        matrix(n, width).prop_map(move |table| match one_width {
            true => Position::Learned { table },
            false => Position::Sinusoidal { base: 7.0 },
        }),
    ];
    (masks, positions, positive(), any::<bool>()).prop_map(
        move |(mask, position, temperature, scale)| Setup {
            mask,
            position,
            temperature,
            scale,
            ..plain.clone()
        },
    )
}

fn trace(setup: &Setup) -> Trace {
    Trace::of(setup).expect("a valid setup")
}

proptest! {
    /// Rounding the sum of the exponentials and dividing by it cost u each, so eps in all; a weight below the normal
    /// range is off by 2^-150 more. A row without any allowed key sums to 0.
    #[test]
    fn weights_of_a_row_sum_to_one(dressed in vectors().prop_flat_map(dressed)) {
        for head in &trace(&dressed).weights {
            for (i, row) in head.row_iter().enumerate() {
                let sum: f64 = row.iter().map(|w| f64::from(*w)).sum();
                let expected = if (0..head.ncols()).any(|j| dressed.mask.allows(i, j)) { 1.0 } else { 0.0 };
                prop_assert!((sum - expected).abs() <= 1.01 * EPS, "{sum}");
            }
        }
    }

    /// With u = eps / 2: x + c rounds by u (|x| + |c|) for the logit and for the maximum, and the difference to
    /// the maximum, at most 2 max|x|, by u times itself in each of the two runs. An exponential is off by the sum,
    /// eps (3 max|x| + |c|), and the weight, divided by a sum of such, by at most twice that. The exponentials
    /// themselves and the divisions add 4 eps.
    #[test]
    fn softmax_does_not_see_a_shift(row in prop::collection::vec(-30f32..30.0, 1..100), shift in -100f32..100.0) {
        let n = row.len();
        let logits = Matrix::from_row_slice(1, n, &row);
        let (weights, shifted) = (softmax(&logits), softmax(&logits.add_scalar(shift)));
        let tolerance = EPS * (6.0 * f64::from(logits.amax()) + 2.0 * f64::from(shift.abs()) + 4.0);
        for (a, b) in weights.iter().zip(&shifted) {
            let (a, b) = (f64::from(*a), f64::from(*b));
            prop_assert!((a - b).abs() <= tolerance * a.max(b), "{a} {b}");
        }
    }

    #[test]
    fn without_positions_and_mask_order_is_not_seen(plain in prop_oneof![vectors(), embeddings()]) {
        let permutation = trace(&plain).permutation;
        prop_assert!(permutation.gap <= permutation.rounding, "{permutation:?}");
    }

    /// The bound for rounding rests on this: a score's bits depend on its row and column and not on where they stand.
    /// Sizes reach over the edges of the product's tiles and of its panels.
    #[test]
    fn scores_are_the_same_bits_after_a_shuffle(
        (plain, d) in (1..=64usize, prop::sample::select(vec![1usize, 2, 3, 4, 5, 6, 7, 8, 17, 64, 300]))
            .prop_flat_map(|(n, d)| (matrix(n, d), matrix(n, d), matrix(n, 1), order(n)).prop_map(move |(q, k, v, order)|
                (setup(Input::Vectors(Vectors { q, k, v }), 1, order), d)))
    ) {
        let shuffled = Setup { input: plain.input.shuffled(&plain.order), ..plain.clone() };
        let (before, after) = (trace(&plain), trace(&shuffled));
        for (i, a) in plain.order.iter().enumerate() {
            for (j, b) in plain.order.iter().enumerate() {
                let (x, y) = (after.scores[0][(i, j)], before.scores[0][(*a, *b)]);
                prop_assert_eq!(x.to_bits(), y.to_bits(), "d = {}, ({}, {})", d, i, j);
            }
        }
    }

    /// Turning rounds each entry once, so a turned row is off by at most u times its length, in both factors and
    /// both scores: 4 u |q| |k|. Each of the two dot products of d terms adds d u |q| |k|.
    #[test]
    fn rope_sees_only_differences(
        (q, k) in (1..=16usize, 1..=8usize).prop_flat_map(|(n, pairs)| (matrix(n, 2 * pairs), matrix(n, 2 * pairs))),
        base in 1f32..20_000.0,
        shift in 0..5_000usize,
    ) {
        let d = q.ncols();
        let score = |first| rope(&q, d, base, first) * rope(&k, d, base, first).transpose();
        let (at_zero, shifted) = (score(0), score(shift));
        for i in 0..q.nrows() {
            for j in 0..k.nrows() {
                let lengths = f64::from(q.row(i).norm()) * f64::from(k.row(j).norm());
                let tolerance = EPS * (d as f64 + 2.0) * lengths;
                let difference = f64::from(at_zero[(i, j)]) - f64::from(shifted[(i, j)]);
                prop_assert!(difference.abs() <= tolerance, "{difference} {tolerance}");
            }
        }
    }

    /// Outputs up to a row are compared bit for bit: weights of the future are exactly 0, and a zero product
    /// does not change a sum.
    #[test]
    fn a_causal_mask_never_lets_the_future_in(
        plain in vectors().prop_flat_map(|plain| {
            let (n, d_k, d_v) = (plain.tokens(), plain.d_k(), plain.d_v());
            (Just(plain), matrix(n, d_k), matrix(n, d_v), 0..n)
        })
    ) {
        let (plain, other_keys, other_values, last) = plain;
        let plain = Setup { mask: Mask::Causal, ..plain };
        let Input::Vectors(Vectors { q, k, v }) = &plain.input else { unreachable!() };
        let later = |m: &Matrix, other: &Matrix| {
            Arc::new(Matrix::from_fn(m.nrows(), m.ncols(), |i, j| if i > last { other[(i, j)] } else { m[(i, j)] }))
        };
        let changed = Vectors { q: later(q, &other_keys), k: later(k, &other_keys), v: later(v, &other_values) };
        let changed = Setup { input: Input::Vectors(changed), ..plain.clone() };
        let (before, after) = (trace(&plain), trace(&changed));
        for head in &before.weights {
            for i in 0..head.nrows() {
                prop_assert!(head.row(i).iter().skip(i + 1).all(|w| *w == 0.0));
            }
        }
        for i in 0..=last {
            prop_assert_eq!(before.output.row(i), after.output.row(i));
        }
    }

    /// The same numbers in the same order: bit for bit.
    #[test]
    fn h_heads_are_h_single_heads_side_by_side(plain in vectors(), rotary in any::<bool>()) {
        let position = if rotary { Position::Rope { base: 10_000.0 } } else { Position::None };
        let plain = Setup { position, ..plain };
        let Input::Vectors(Vectors { q, k, v }) = &plain.input else { unreachable!() };
        let all = trace(&plain);
        let block = |m: &Matrix, h: usize| {
            let width = m.ncols() / plain.heads;
            Arc::new(m.columns(h * width, width).into_owned())
        };
        for h in 0..plain.heads {
            let input = Input::Vectors(Vectors { q: block(q, h), k: block(k, h), v: block(v, h) });
            let alone = trace(&Setup { input, heads: 1, ..plain.clone() });
            prop_assert_eq!(&all.weights[h], &alone.weights[0]);
            prop_assert_eq!(&*block(&all.output, h), &alone.output);
        }
    }

    #[test]
    fn no_finite_input_makes_a_nan_or_an_infinity(
        dressed in prop_oneof![vectors_of(any_finite), embeddings_of(any_finite)].prop_flat_map(dressed)
    ) {
        let trace = trace(&dressed);
        let finite = |m: &Matrix| m.iter().all(|x| x.is_finite());
        let all_finite = |heads: &[Matrix]| heads.iter().all(finite);
        for stage in [&trace.q, &trace.k, &trace.v, &trace.scores, &trace.scaled, &trace.heads] {
            prop_assert!(all_finite(stage));
        }
        prop_assert!(trace.bias.as_deref().is_none_or(all_finite));
        prop_assert!(finite(&trace.output) && finite(&trace.permutation.shuffled_output));
        prop_assert!(trace.permutation.gap.is_finite() && trace.permutation.rounding.is_finite());
        for (logits, weights) in trace.logits.iter().zip(&trace.weights) {
            prop_assert!(weights.iter().all(|w| (0.0..=1.0).contains(w)));
            for i in 0..logits.nrows() {
                for j in 0..logits.ncols() {
                    let logit = logits[(i, j)];
                    let masked = logit == f32::NEG_INFINITY;
                    prop_assert!(logit.is_finite() != masked);
                    prop_assert_eq!(masked, !dressed.mask.allows(i, j));
                }
            }
        }
    }

    /// Distances stay under a full reversal, so each logit is the same bits and the gap is only rounding.
    #[test]
    fn alibi_does_not_notice_a_full_reversal(plain in vectors(), slope in 0.01f32..2.0) {
        let slopes = Arc::new(Matrix::from_fn(1, plain.heads, |_, h| slope / (h + 1) as f32));
        let order = (0..plain.tokens()).rev().collect();
        let permutation = trace(&Setup { position: Position::Alibi { slopes }, order, ..plain }).permutation;
        prop_assert!(permutation.gap <= permutation.rounding, "{permutation:?}");
    }

    /// Against the definition in f64. With t_j the distance of logit j to the largest: rounding t costs the
    /// exponential eps t / 2, and the sum the mean of that under the weights, and the mean of t is at most ln n
    /// (it is the entropy less the logarithm of the sum). The exponential and the sum's exponentials add eps each,
    /// the sum's rounding and the division eps together.
    #[test]
    fn the_softmax_is_the_softmax(row in prop::collection::vec(-40f32..40.0, 1..300)) {
        let mut out = vec![0.0; row.len()];
        kernel::softmax_row(&row, &mut out);
        let largest = row.iter().copied().fold(f32::MIN, f32::max);
        let exact: Vec<f64> = row.iter().map(|x| (f64::from(*x) - f64::from(largest)).exp()).collect();
        let sum: f64 = exact.iter().sum();
        for ((y, e), x) in out.iter().zip(&exact).zip(&row) {
            let w = e / sum;
            let tolerance = EPS * (3.0 + (f64::from(largest - x) + (row.len() as f64).ln()) / 2.0);
            prop_assert!((f64::from(*y) - w).abs() <= tolerance * w, "{y} {w}");
        }
    }

    #[test]
    fn the_json_holds_every_number_to_the_bit(dressed in prop_oneof![vectors(), embeddings()].prop_flat_map(dressed)) {
        let trace = trace(&dressed);
        let json: serde_json::Value = serde_json::from_str(&trace.to_json()).expect("JSON");
        for (name, heads) in [("q", &trace.q), ("k", &trace.k), ("v", &trace.v), ("scores", &trace.scores),
            ("logits", &trace.logits), ("weights", &trace.weights), ("heads", &trace.heads)]
        {
            prop_assert_eq!(json[name].as_array().map(Vec::len), Some(heads.len()));
            for (head, rows) in heads.iter().zip(json[name].as_array().expect("heads")) {
                same_bits(head, rows)?;
            }
        }
        same_bits(&trace.output, &json["output"])?;
        same_bits(&trace.permutation.shuffled_output, &json["permutation"]["shuffled_output"])?;
        same_bits(&trace.permutation.expected_output, &json["permutation"]["expected_output"])?;
        prop_assert_eq!(&json["block"], &serde_json::Value::Null);
    }
}

fn same_bits(m: &Matrix, rows: &serde_json::Value) -> Result<(), TestCaseError> {
    prop_assert_eq!(rows.as_array().map(Vec::len), Some(m.nrows()));
    for i in 0..m.nrows() {
        prop_assert_eq!(rows[i].as_array().map(Vec::len), Some(m.ncols()));
        for j in 0..m.ncols() {
            let found = rows[i][j].as_f64().map_or(f32::NEG_INFINITY, |x| x as f32);
            prop_assert_eq!(found.to_bits(), m[(i, j)].to_bits());
        }
    }
    Ok(())
}
