//! In the browser: the fused attention kernel against its plain statement. To be run with fixed-width SIMD, with relaxed
//! SIMD, and without either (where both are the same).
//!
//! Tolerances. Both sum q.k in the same order, so that without relaxed SIMD scores are equal to the last bit. A fused
//! multiply-add leaves out one rounding in each of d steps, 2^-24 of a partial sum that is at most |q| |k|. Where nothing
//! but output and weights is wanted, the queries are multiplied by the scale before the product and not after it, so that
//! each of these steps is rounded elsewhere in either build. A logit off
//! by e makes its weight off by e relatively; the exponentials add 2 ulp each, the sum of n of them in f32 instead of f64
//! at most n / 8 + 3 roundings, and the inverse two more.
#![cfg(target_arch = "wasm32")]

#[path = "attention_kernel/case.rs"]
mod case;
#[path = "attention_kernel/ways.rs"]
mod ways;

use attention_playground::kernel::attention::Problem;
use case::{Case, Masked};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use ways::{Numbers, Way};

wasm_bindgen_test_configure!(run_in_browser);

const SIZES: [usize; 22] = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 23, 31, 33, 48, 64, 70,
];

#[wasm_bindgen_test]
fn every_number_of_tokens_agrees() {
    for n in 1..=70 {
        for masked in Masked::ALL {
            Case::new(n, 1 + n % 7, 1 + n % 5, 1).masked(masked).check();
        }
    }
}

#[wasm_bindgen_test]
fn every_width_agrees() {
    for (at, d_k) in SIZES.into_iter().enumerate() {
        for d_v in SIZES.into_iter().skip(at % 3).step_by(3) {
            Case::new(13, d_k, d_v, 1).check();
        }
    }
}

/// Beyond one block of keys, with a ragged end.
#[wasm_bindgen_test]
fn many_keys_agree() {
    // Few: the test is not optimised, and the browser's driver waits 20 seconds for a test and no longer.
    for n in [255, 257, 263, 513] {
        for masked in Masked::ALL {
            Case::new(n, 5, 9, 1).masked(masked).check();
        }
    }
}

#[wasm_bindgen_test]
fn heads_biases_scales_and_offsets_agree() {
    for heads in [1, 2, 3] {
        for scale in [1.0, -0.7, 0.0, 25.0] {
            for biased in [false, true] {
                for offset in 0..4 {
                    let mut case = Case::new(19, 6, 10, heads);
                    (case.scale, case.biased, case.offset) = (scale, biased, offset);
                    case.check();
                }
            }
        }
    }
}

/// Weights from 1 down to subnormal ones and to 0.
#[wasm_bindgen_test]
fn a_wide_spread_of_logits_agrees() {
    for scale in [30.0, 90.0, 300.0] {
        let mut case = Case::new(37, 3, 4, 1);
        case.scale = scale;
        case.check();
    }
}

/// Where the logits are known to lie near 0 another way is taken, strip by strip: on both sides of its limit, and with
/// one query beyond it.
#[wasm_bindgen_test]
fn logits_near_zero_and_farther_away_agree() {
    for n in [15, 16, 37] {
        for scale in [0.01, 2.0, 2.4, 2.8, 3.2, 4.0] {
            for masked in Masked::ALL {
                let mut case = Case::new(n, 3, 4, 1).masked(masked);
                case.scale = scale;
                case.check();
            }
        }
        for number in [50.0, 1e20, 1e-30] {
            for field in ["q", "k"] {
                Case::new(n, 3, 4, 1).with(field, n / 2, number).check();
            }
        }
    }
    // Beyond one block; few, as above.
    Case::new(300, 3, 4, 1).with("q", 150, 50.0).check();
}

/// Values that the exponentials of the short way would carry out of f32, and small ones.
#[wasm_bindgen_test]
fn large_and_small_values_agree() {
    for number in [1e37, 1e30, 1e18, 1e-18, 1e-30] {
        Case::new(40, 8, 6, 1).with("v", 17, number).check();
    }
}

#[wasm_bindgen_test]
fn what_is_no_finite_number_ends_where_the_plain_statement_has_it() {
    for bad in [f32::NAN, -f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        for n in [1, 5, 12, 30] {
            for masked in Masked::ALL {
                for (field, at) in [("q", 0), ("k", n / 2), ("v", n - 1), ("v", 0), ("k", n - 1)] {
                    Case::new(n, 3, 5, 1)
                        .masked(masked)
                        .with(field, at, bad)
                        .check();
                }
            }
        }
    }
}

#[wasm_bindgen_test]
fn what_is_no_finite_number_ends_so_beyond_one_block_too() {
    for bad in [f32::NAN, f32::INFINITY] {
        for (field, at) in [("q", 0), ("k", 299), ("v", 150)] {
            Case::new(300, 3, 5, 1).with(field, at, bad).check();
        }
    }
}

#[wasm_bindgen_test]
fn a_row_without_keys_has_no_weights_and_no_output() {
    Case::new(9, 4, 4, 1).masked(Masked::Rows).check();
    Case::new(300, 4, 4, 1).masked(Masked::Rows).check();
}

#[wasm_bindgen_test]
fn chunks_windows_and_linear_attention_agree() -> Result<(), Problem> {
    for n in (1..=40).chain([255, 300]) {
        let numbers = Numbers::new(n, 1 + n % 11, 1 + n % 9, 1 + n % 2);
        for size in [1, 3, 8, 30] {
            numbers.check(Way::Chunks(size))?;
            numbers.check(Way::Window(size - 1))?;
        }
        numbers.check(Way::Linear)?;
    }
    Ok(())
}

/// A window over several blocks of keys that begins anywhere; more components than a block has room for.
#[wasm_bindgen_test]
fn wide_windows_and_many_components_agree() -> Result<(), Problem> {
    Numbers::new(700, 3, 5, 1).check(Way::Window(150))?;
    Numbers::new(300, 3, 5, 1).check(Way::Window(280))?;
    Numbers::new(9, 300, 5, 1).check(Way::Linear)?;
    let mut turned = Numbers::new(60, 3, 5, 1);
    turned.scale = -30.0;
    turned.check(Way::Window(9))?;
    // Down to subnormal weights and to 0.
    turned.scale = 90.0;
    turned.check(Way::Window(9))
}

#[wasm_bindgen_test]
fn the_cheaper_ways_at_their_ends() -> Result<(), Problem> {
    for n in [1, 9, 17, 70] {
        ways::all_tokens_are_full_attention(n)?;
    }
    ways::what_is_not_finite_stays_where_it_is_seen(21)
}
