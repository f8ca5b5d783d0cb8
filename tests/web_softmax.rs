//! In the browser: the softmax agrees with the native one within 4 ulp, scores within their rounding. To be run
//! twice, with and without `-C target-feature=+simd128`.
#![cfg(target_arch = "wasm32")]

#[path = "softmax_agreement/table.rs"]
mod table;

use attention_playground::kernel;
use attention_playground::model::{Input, Mask, Matrix, Position, Setup, Trace, Vectors};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

type Softmax = fn(&[f32], &mut [f32]);

const KERNELS: [(&str, Softmax); 2] = [
    ("chosen", kernel::softmax_row),
    ("scalar", kernel::scalar::softmax_row),
];

#[wasm_bindgen_test]
fn the_softmax_is_the_native_one_within_four_ulp() {
    for (kernel, softmax_row) in KERNELS {
        for row in table::committed().rows {
            // Not 0 beforehand, so that an entry left out is seen.
            let mut weights = vec![0.5; row.logits().len()];
            softmax_row(&row.logits(), &mut weights);
            let distance = row.distance(&weights);
            assert!(distance <= 4, "{kernel}, {}: {distance} ulp", row.name);
        }
    }
}

/// Every length from nothing to beyond a few registers, on views that start anywhere.
#[wasm_bindgen_test]
fn every_length_and_offset_agrees_with_the_reference() {
    let numbers: Vec<f32> = (0..200).map(|i| (i as f32 * 12.9898).sin() * 9.0).collect();
    for offset in 0..4 {
        for length in 0..=70 {
            let logits = &numbers[offset..offset + length];
            let (mut fast, mut plain) = (vec![0.5; length + 1], vec![0.5; length]);
            kernel::softmax_row(logits, &mut fast[..length]);
            kernel::scalar::softmax_row(logits, &mut plain);
            for (a, b) in fast.iter().zip(&plain) {
                assert!(
                    a.to_bits().abs_diff(b.to_bits()) <= 4,
                    "{length} at {offset}: {a} {b}"
                );
            }
            assert_eq!(fast[length], 0.5, "wrote past the end");
        }
    }
}

#[wasm_bindgen_test]
fn what_is_no_number_is_not_hidden() {
    for bad in [f32::NAN, f32::INFINITY] {
        for at in 0..9 {
            let mut logits = [f32::NEG_INFINITY; 9];
            logits[at] = bad;
            for (kernel, softmax_row) in KERNELS {
                let mut out = [0.5; 9];
                softmax_row(&logits, &mut out);
                assert!(out.iter().all(|y| y.is_nan()), "{kernel}: {bad} at {at}");
            }
        }
    }
}

#[wasm_bindgen_test]
fn scores_are_the_native_ones_within_their_rounding() {
    for product in table::committed().products {
        let distance = product.distance(&(product.q() * product.k().transpose()));
        assert!(distance <= 1.0, "{} x {}: {distance}", product.n, product.d);
    }
}

/// The bound that the page calls rounding holds here too, and rests here too on scores that do not depend on where
/// their row and column stand.
#[wasm_bindgen_test]
fn order_is_not_seen_without_positions() {
    for (n, d) in [(2, 1), (5, 3), (9, 8), (33, 17), (64, 64)] {
        let noise = |scale: f32| {
            let number = move |i, j| ((i * d + j) as f32 * scale).sin() * 3.0;
            Matrix::from_fn(n, d, number).into()
        };
        let setup = Setup {
            input: Input::Vectors(Vectors {
                q: noise(12.9898),
                k: noise(78.233),
                v: noise(37.719),
            }),
            heads: 1,
            scale: true,
            temperature: 1.0,
            mask: Mask::None,
            position: Position::None,
            order: (0..n).rev().collect(),
        };
        let before = Trace::of(&setup).expect("a valid setup");
        let permutation = &before.permutation;
        assert!(
            permutation.gap <= permutation.rounding,
            "{n} x {d}: {}",
            permutation.gap
        );
        let shuffled = Setup {
            input: setup.input.shuffled(&setup.order),
            ..setup.clone()
        };
        let after = Trace::of(&shuffled).expect("a valid setup");
        for i in 0..n {
            for j in 0..n {
                let there = before.scores[0][(n - 1 - i, n - 1 - j)];
                assert_eq!(
                    after.scores[0][(i, j)].to_bits(),
                    there.to_bits(),
                    "{n} x {d}"
                );
            }
        }
    }
}
