//! Each rule by differences, and what it computes where that is known.

use super::difference::{agree, matrix};
use attention_playground::model::gradient::{Layout, NormVars, Tape};
use attention_playground::model::{Mask, Matrix, alibi, rope, softmax};
use nalgebra::DMatrix;
use proptest::prelude::*;
use proptest::sample::Index;
use std::sync::Arc;

/// Some sequences of some tokens, in some heads: (layout, sequences, width of a head).
fn layout() -> impl Strategy<Value = (Layout, usize, usize)> {
    (1_usize..5, 1_usize..4, 1_usize..4, 1_usize..4)
        .prop_map(|(tokens, heads, sequences, width)| (Layout { tokens, heads }, sequences, width))
}

fn mask(n: usize) -> impl Strategy<Value = Mask> {
    let custom = proptest::collection::vec(any::<bool>(), n * n)
        .prop_map(move |all| Mask::Custom(Arc::new(DMatrix::from_row_slice(n, n, &all))));
    prop_oneof![Just(Mask::None), Just(Mask::Causal), custom]
}

/// Matrices of one layout, each with blocks of a width of its own (of tokens and the width of a head).
fn laid_out<const N: usize>(
    blocks: [fn(usize, usize) -> usize; N],
) -> impl Strategy<Value = (Layout, Vec<DMatrix<f64>>)> {
    layout().prop_flat_map(move |(layout, sequences, width)| {
        let rows = sequences * layout.tokens;
        let one = |block: fn(usize, usize) -> usize| {
            matrix(rows, layout.heads * block(layout.tokens, width))
        };
        (Just(layout), Vec::from(blocks.map(one)))
    })
}

const WIDE: fn(usize, usize) -> usize = |_, width| width;
const PAIRS: fn(usize, usize) -> usize = |_, width| 2 * width;
const SQUARE: fn(usize, usize) -> usize = |tokens, _| tokens;

fn f32s(matrix: &DMatrix<f64>) -> Matrix {
    matrix.map(|x| x as f32)
}

/// One head's block of one sequence.
fn block(all: &DMatrix<f64>, layout: Layout, sequence: usize, head: usize) -> DMatrix<f64> {
    let width = layout.width(all.ncols());
    let at = (sequence * layout.tokens, head * width);
    all.view(at, (layout.tokens, width)).into_owned()
}

/// Asserts that `all` is made of what `expected` gives for each sequence and each head.
#[track_caller]
fn blockwise(
    all: &DMatrix<f64>,
    layout: Layout,
    expected: impl Fn(usize, usize) -> DMatrix<f64>,
    gap: f64,
) {
    for sequence in 0..layout.sequences(all.nrows()) {
        for head in 0..layout.heads {
            let (ours, theirs) = (block(all, layout, sequence, head), expected(sequence, head));
            assert_eq!(ours.shape(), theirs.shape());
            let most = (&ours - &theirs).amax();
            assert!(
                most <= gap,
                "sequence {sequence}, head {head}: off by {most}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn products((a, b) in (1_usize..8, 1_usize..8, 1_usize..8)
        .prop_flat_map(|(n, m, p)| (matrix(n, m), matrix(m, p))))
    {
        agree(&[a, b], |tape, v| tape.product(v[0], v[1]));
    }

    /// A matrix that is used twice gets what comes back along both ways.
    #[test]
    fn a_product_with_itself(a in (1_usize..7).prop_flat_map(|n| matrix(n, n))) {
        agree(&[a], |tape, v| {
            let square = tape.product(v[0], v[0]);
            tape.sum(square, v[0])
        });
    }

    #[test]
    fn sums_and_scaling((a, b, row) in (1_usize..6, 1_usize..6)
        .prop_flat_map(|(n, m)| (matrix(n, m), matrix(n, m), matrix(1, m))), factor in -3.0..3.0)
    {
        agree(&[a, b, row], |tape, v| {
            let sum = tape.sum(v[0], v[1]);
            let scaled = tape.scale(sum, factor);
            tape.add_row(scaled, v[2])
        });
    }

    #[test]
    fn linear((x, w, b) in (1_usize..8, 1_usize..8, 1_usize..8)
        .prop_flat_map(|(n, m, p)| (matrix(n, m), matrix(m, p), matrix(1, p))))
    {
        agree(&[x, w, b], |tape, v| tape.linear(v[0], v[1], Some(v[2])));
    }

    #[test]
    fn chosen_rows(table in matrix(5, 3), chosen in proptest::collection::vec(0_usize..5, 1..9)) {
        agree(&[table], |tape, v| tape.select_rows(v[0], chosen.clone()));
    }

    #[test]
    fn means_of_rows((a, tokens) in (1_usize..4, 1_usize..5, 1_usize..4)
        .prop_flat_map(|(b, n, m)| (matrix(b * n, m), Just(n))))
    {
        agree(&[a], |tape, v| tape.mean_rows(v[0], tokens));
    }

    #[test]
    fn scores((layout, inputs) in laid_out([WIDE, WIDE])) {
        agree(&inputs, |tape, v| tape.scores(v[0], v[1], layout));
        let mut tape = Tape::default();
        let [q, k] = [0, 1].map(|i| tape.variable(inputs[i].clone()));
        let scores = tape.scores(q, k, layout);
        let expected = |s, h| block(&inputs[0], layout, s, h) * block(&inputs[1], layout, s, h).transpose();
        blockwise(tape.value(scores), layout, expected, 1e-14);
    }

    #[test]
    fn means_of_values((layout, inputs) in laid_out([SQUARE, WIDE])) {
        agree(&inputs, |tape, v| tape.mix(v[0], v[1], layout));
        let mut tape = Tape::default();
        let [w, v] = [0, 1].map(|i| tape.variable(inputs[i].clone()));
        let heads = tape.mix(w, v, layout);
        let expected = |s, h| block(&inputs[0], layout, s, h) * block(&inputs[1], layout, s, h);
        blockwise(tape.value(heads), layout, expected, 1e-14);
    }

    #[test]
    fn masked_softmax(((layout, inputs), mask) in laid_out([SQUARE])
        .prop_flat_map(|(layout, inputs)| (Just((layout, inputs)), mask(layout.tokens))))
    {
        // Together: a difference of what is minus infinity is no number.
        agree(&inputs, |tape, v| {
            let logits = tape.mask(v[0], &mask, layout);
            tape.softmax(logits, layout)
        });
        let mut tape = Tape::default();
        let logits = tape.variable(inputs[0].clone());
        let masked = tape.mask(logits, &mask, layout);
        let weights = tape.softmax(masked, layout);
        let expected = |s, h| {
            let logits = f32s(&block(tape.value(masked), layout, s, h));
            softmax(&logits).map(f64::from)
        };
        blockwise(tape.value(weights), layout, expected, 1e-6);
        // What is masked has no weight and no derivative.
        let ones = DMatrix::from_element(inputs[0].nrows(), inputs[0].ncols(), 1.0);
        let back = tape.backward(masked, ones).of(logits);
        let n = layout.tokens;
        for (i, j) in (0..back.nrows()).flat_map(|i| (0..back.ncols()).map(move |j| (i, j))) {
            let allowed = mask.allows(i % n, j % n);
            prop_assert_eq!(back[(i, j)], f64::from(u8::from(allowed)));
            prop_assert!(allowed || tape.value(weights)[(i, j)] == 0.0);
        }
    }

    #[test]
    fn rotations((layout, inputs) in laid_out([PAIRS]), base in 2.0_f32..10_000.0) {
        agree(&inputs, |tape, v| tape.rotate(v[0], layout, base));
        let mut tape = Tape::default();
        let rows = tape.variable(inputs[0].clone());
        let turned = tape.rotate(rows, layout, base);
        let expected = |s, h| {
            let rows = f32s(&block(&inputs[0], layout, s, h));
            rope(&rows, rows.ncols(), base, 0).map(f64::from)
        };
        blockwise(tape.value(turned), layout, expected, 1e-6);
    }

    #[test]
    fn linear_biases(((layout, inputs), slopes) in laid_out([SQUARE])
        .prop_flat_map(|(layout, inputs)| (Just((layout, inputs)), matrix(1, layout.heads))))
    {
        let mut inputs = inputs;
        inputs.push(slopes.clone());
        agree(&inputs, |tape, v| tape.alibi(v[0], v[1], layout));
        let mut tape = Tape::default();
        let [logits, slope] = [0, 1].map(|i| tape.variable(inputs[i].clone()));
        let biased = tape.alibi(logits, slope, layout);
        let expected = |s, h| {
            let bias = alibi(layout.tokens, slopes[h] as f32).map(f64::from);
            block(&inputs[0], layout, s, h) + bias
        };
        blockwise(tape.value(biased), layout, expected, 1e-6);
    }

    #[test]
    fn layer_norm((x, gamma, beta) in (1_usize..5, 2_usize..8)
        .prop_flat_map(|(n, d)| (matrix(n, d), matrix(1, d), matrix(1, d))), eps in 1e-2..1.0)
    {
        agree(&[x.clone(), gamma, beta], |tape, v| {
            tape.layer_norm(v[0], NormVars { gamma: v[1], beta: v[2] }, eps)
        });
        // With gain 1 and shift 0 every row has mean 0 and (but for eps) variance 1.
        let d = x.ncols();
        let mut tape = Tape::default();
        let [gamma, beta] = [1.0, 0.0].map(|x| tape.constant(DMatrix::from_element(1, d, x)));
        let rows = tape.variable(x.clone());
        let normed = tape.layer_norm(rows, NormVars { gamma, beta }, 1e-12);
        for (row, before) in tape.value(normed).row_iter().zip(x.row_iter()) {
            prop_assert!(row.mean().abs() < 1e-9);
            prop_assert!(before.variance() < 1e-6 || (row.variance() - 1.0).abs() < 1e-5);
        }
    }

    #[test]
    fn functions_of_single_numbers(a in (1_usize..4, 1_usize..4).prop_flat_map(|(n, m)| matrix(n, m))) {
        agree(std::slice::from_ref(&a), |tape, v| tape.relu(v[0]));
        agree(std::slice::from_ref(&a), |tape, v| tape.gelu(v[0]));
        agree(std::slice::from_ref(&a), |tape, v| tape.tanh(v[0]));
    }

    #[test]
    fn cross_entropy((logits, classes) in (1_usize..6, 1_usize..5).prop_flat_map(|(b, c)| {
        (matrix(b, c), proptest::collection::vec(any::<Index>(), b))
    })) {
        let classes: Vec<_> = classes.iter().map(|index| index.index(logits.ncols())).collect();
        agree(std::slice::from_ref(&logits), |tape, v| tape.cross_entropy(v[0], classes.clone()));
        // The definition, with a softmax that has its own test.
        let weights = softmax(&f32s(&logits));
        let one = |(i, class): (usize, &usize)| -f64::from(weights[(i, *class)]).ln();
        let mean = classes.iter().enumerate().map(one).sum::<f64>() / classes.len() as f64;
        let mut tape = Tape::default();
        let all = tape.variable(logits);
        let loss = tape.cross_entropy(all, classes);
        prop_assert!((tape.value(loss)[0] - mean).abs() < 1e-5);
    }
}

/// Known values: GELU(1) = Phi(1), tanh, and ReLU at its corner.
#[test]
fn functions_are_those_they_are_called() {
    let mut tape = Tape::<f64>::default();
    let a = tape.variable(DMatrix::from_row_slice(1, 3, &[-1.0, 0.0, 1.0]));
    let (relu, gelu, tanh) = (tape.relu(a), tape.gelu(a), tape.tanh(a));
    assert_eq!(tape.value(relu).as_slice(), [0.0, 0.0, 1.0]);
    let phi = 0.841_344_746_068_542_9; // of 1: Abramowitz and Stegun, table 26.1
    for (y, expected) in tape.value(gelu).iter().zip([phi - 1.0, 0.0, phi]) {
        assert!((y - expected).abs() < 1e-14, "{y}");
    }
    for (y, x) in tape.value(tanh).iter().zip([-1.0_f64, 0.0, 1.0]) {
        assert_eq!(*y, x.tanh());
    }
}

/// Logits far outside what exp can hold: the softmax and the loss stay finite, and so do their derivatives.
#[test]
fn large_logits_do_not_overflow() {
    let mut tape = Tape::<f32>::default();
    let layout = Layout {
        tokens: 2,
        heads: 1,
    };
    let logits = tape.variable(Matrix::from_row_slice(2, 2, &[1e30, -1e30, 300.0, 299.0]));
    let weights = tape.softmax(logits, layout);
    assert_eq!(tape.value(weights)[(0, 0)], 1.0);
    let loss = tape.cross_entropy(logits, vec![0, 1]);
    let expected = (1.0 + 1_f32.exp()).ln() / 2.0;
    assert!((tape.value(loss)[0] - expected).abs() < 1e-6);
    let back = tape.backward(loss, Matrix::from_element(1, 1, 1.0));
    assert!(back.of(logits).iter().all(|d| d.is_finite()));
}

/// NaN is never hidden behind a softmax.
#[test]
fn what_is_no_number_is_seen() {
    let mut tape = Tape::<f32>::default();
    let layout = Layout {
        tokens: 1,
        heads: 1,
    };
    let logits = tape.variable(Matrix::from_element(1, 1, f32::NAN));
    let weights = tape.softmax(logits, layout);
    assert!(tape.value(weights)[0].is_nan());
}

/// What follows from constants alone is not differentiated.
#[test]
fn constants_get_nothing() {
    let mut tape = Tape::<f64>::default();
    let a = tape.constant(DMatrix::from_element(1, 1, 2.0));
    let b = tape.variable(DMatrix::from_element(1, 1, 3.0));
    let product = tape.product(a, b);
    let gradients = tape.backward(product, DMatrix::from_element(1, 1, 1.0));
    assert_eq!((gradients.of(a)[0], gradients.of(b)[0]), (0.0, 2.0));
}
