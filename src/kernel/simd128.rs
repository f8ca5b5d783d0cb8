//! Kernels on WASM SIMD: the only `unsafe` of the crate, all of it loads and stores.

use core::arch::wasm32::*;

use super::exp::{HIGHEST, LN_2_HIGH, LN_2_LOW, LOWEST, POLYNOMIAL};

const LANES: usize = 4;

/// As [`scalar::softmax_row`](super::scalar::softmax_row), four entries at a time, with [`exp`](super::exp) for the
/// exponential and the sum in two f64 lanes.
pub(super) fn softmax_row(logits: &[f32], out: &mut [f32]) {
    assert_eq!(
        logits.len(),
        out.len(),
        "a row and its softmax have the same length"
    );
    let (blocks, rest) = logits.as_chunks::<LANES>();
    let (out_blocks, out_rest) = out.as_chunks_mut::<LANES>();
    // What is short of four lanes is filled up with masked entries, which change neither maximum nor sum.
    let mut last = [f32::NEG_INFINITY; LANES];
    last[..rest.len()].copy_from_slice(rest);

    let largest = blocks
        .iter()
        .fold(load(&last), |m, x| f32x4_max(m, load(x)));
    let largest = across(largest, f32x4_max);
    if f32x4_extract_lane::<0>(largest) == f32::NEG_INFINITY {
        out.fill(0.0);
        return;
    }
    let mut sum = f64x2_splat(0.0);
    for (y, x) in out_blocks.iter_mut().zip(blocks) {
        let e = exp(f32x4_sub(load(x), largest));
        sum = f64x2_add(sum, pair_sums(e));
        store(y, e);
    }
    let e = exp(f32x4_sub(load(&last), largest));
    sum = f64x2_add(sum, pair_sums(e));
    let sum = (f64x2_extract_lane::<0>(sum) + f64x2_extract_lane::<1>(sum)) as f32;
    let sum = f32x4_splat(sum);
    for y in out_blocks {
        let weight = f32x4_div(load(y), sum);
        store(y, weight);
    }
    store(&mut last, f32x4_div(e, sum));
    out_rest.copy_from_slice(&last[..out_rest.len()]);
}

/// [`exp`](super::exp) of four numbers.
fn exp(x: v128) -> v128 {
    let x = f32x4_min(f32x4_max(x, f32x4_splat(LOWEST)), f32x4_splat(HIGHEST));
    let k = f32x4_nearest(f32x4_mul(x, f32x4_splat(std::f32::consts::LOG2_E)));
    let r = f32x4_sub(x, f32x4_mul(k, f32x4_splat(LN_2_HIGH)));
    let r = f32x4_sub(r, f32x4_mul(k, f32x4_splat(LN_2_LOW)));
    let [first, rest @ ..] = POLYNOMIAL;
    let p = rest.iter().fold(f32x4_splat(first), |p, c| {
        f32x4_add(f32x4_mul(p, r), f32x4_splat(*c))
    });
    let y = f32x4_add(r, f32x4_mul(f32x4_mul(r, r), p));
    let y = f32x4_add(f32x4_splat(1.0), y);
    let k = i32x4_trunc_sat_f32x4(k);
    let half = i32x4_shr(k, 1);
    let y = f32x4_mul(y, power_of_two(half));
    f32x4_mul(y, power_of_two(i32x4_sub(k, half)))
}

/// `2^k` for k from -126 to 127, by its bits.
fn power_of_two(k: v128) -> v128 {
    i32x4_shl(i32x4_add(k, i32x4_splat(127)), 23)
}

/// The sums of the lanes 0 and 2 and of the lanes 1 and 3, in f64.
fn pair_sums(x: v128) -> v128 {
    let high = i64x2_shuffle::<1, 1>(x, x);
    f64x2_add(f64x2_promote_low_f32x4(x), f64x2_promote_low_f32x4(high))
}

/// `combine` over all four lanes, in each of them.
fn across(x: v128, combine: fn(v128, v128) -> v128) -> v128 {
    let x = combine(x, i32x4_shuffle::<2, 3, 0, 1>(x, x));
    combine(x, i32x4_shuffle::<1, 0, 3, 2>(x, x))
}

fn load(x: &[f32; LANES]) -> v128 {
    // SAFETY: the reference is valid for reads of its 16 bytes, and v128.load has no alignment to keep.
    unsafe { v128_load(x.as_ptr().cast()) }
}

fn store(y: &mut [f32; LANES], x: v128) {
    // SAFETY: the reference is valid for writes of its 16 bytes and held alone, and v128.store has no alignment to
    // keep.
    unsafe { v128_store(y.as_mut_ptr().cast(), x) }
}
