//! What the fused kernel does with registers beside its two products: exponentials, extremes, rows with a ragged end.

use core::arch::wasm32::*;

use super::tile::{LANES, WIDE, load, multiply_add, store};
use crate::kernel::exp::{LN_2_HIGH, LN_2_LOW, LOWEST};

/// `(e^r - 1 - r) / r^2` on `|r| <= ln(2) / 2`, highest power first: the minimax polynomial of relative error
/// `0.05 * 2^-24`, by iteratively weighted least squares on 4000 Chebyshev nodes.
pub(super) const POLYNOMIAL: [f32; 5] = [
    1.381_459_9e-3,
    8.368_717e-3,
    4.166_839e-2,
    1.666_652_1e-1,
    4.999_999_4e-1,
];
/// From here up to 0 every exponential is a normal number: `e^-87 > 2^-126`.
pub(super) const LOWEST_NORMAL: f32 = -87.0;
/// `1.5 * 2^23`: added to a number below `2^22`, it rounds it to a whole one, which then stands in the low bits. With
/// 127 more, these bits are those of the power of two's exponent.
const ROUND: f32 = 12_582_912.0 + 127.0;

/// `e^x` for x from [`LOWEST_NORMAL`] to 0; NaN stays NaN.
#[inline(always)]
pub(super) fn exp_normal(x: v128) -> v128 {
    let rounded = multiply_add(x, f32x4_splat(std::f32::consts::LOG2_E), f32x4_splat(ROUND));
    let k = f32x4_sub(rounded, f32x4_splat(ROUND));
    f32x4_mul(fraction(x, k), i32x4_shl(rounded, 23))
}

/// `e^x` for any x up to 0, subnormal results included; 0 at minus infinity, NaN stays NaN.
#[inline(always)]
pub(super) fn exp_any(x: v128) -> v128 {
    // pmax(a, b) is `a < b ? b : a`, which keeps a NaN in a.
    let x = f32x4_pmax(x, f32x4_splat(LOWEST));
    let k = f32x4_nearest(f32x4_mul(x, f32x4_splat(std::f32::consts::LOG2_E)));
    let y = fraction(x, k);
    // The power of two in two halves, so that a subnormal result is rounded only once.
    let k = i32x4_trunc_sat_f32x4(k);
    let half = i32x4_shr(k, 1);
    let y = f32x4_mul(y, power_of_two(half));
    f32x4_mul(y, power_of_two(i32x4_sub(k, half)))
}

/// `e^(x - k ln 2)`, by Horner's rule.
#[inline(always)]
fn fraction(x: v128, k: v128) -> v128 {
    let r = multiply_add(k, f32x4_splat(-LN_2_HIGH), x);
    let r = multiply_add(k, f32x4_splat(-LN_2_LOW), r);
    let [first, rest @ ..] = POLYNOMIAL;
    let p = rest.iter().fold(f32x4_splat(first), |p, c| {
        multiply_add(p, r, f32x4_splat(*c))
    });
    let p = multiply_add(p, r, f32x4_splat(1.0));
    multiply_add(p, r, f32x4_splat(1.0))
}

/// `2^k` for k from -126 to 127, by its bits.
#[inline(always)]
fn power_of_two(k: v128) -> v128 {
    i32x4_shl(i32x4_add(k, i32x4_splat(127)), 23)
}

/// Turns every x of the row into `e^(scale * x - top)` and returns their sum. `full` numbers in front may be taken for
/// normal ones; behind them stands what may be minus infinity.
#[inline(always)]
pub(super) fn exponentials(row: &mut [f32], full: usize, scale: f32, top: f32) -> f32 {
    let (scale, top) = (f32x4_splat(scale), f32x4_splat(-top));
    let (front, back) = row.split_at_mut(full.min(row.len()) / WIDE * WIDE);
    let mut sums = [f32x4_splat(0.0); 2];
    let mut pass = |part: &mut [f32], exp: fn(v128) -> v128| {
        for pair in part.as_chunks_mut::<LANES>().0.as_chunks_mut::<2>().0 {
            let y = [0, 1].map(|i| exp(multiply_add(load(&pair[i]), scale, top)));
            for i in [0, 1] {
                store(&mut pair[i], y[i]);
                sums[i] = f32x4_add(sums[i], y[i]);
            }
        }
    };
    pass(front, exp_normal);
    pass(back, exp_any);
    across(f32x4_add(sums[0], sums[1]), |a, b| a + b)
}

/// `combine` over the four lanes.
#[inline(always)]
pub(super) fn across(x: v128, combine: impl Fn(f32, f32) -> f32) -> f32 {
    let low = combine(f32x4_extract_lane::<0>(x), f32x4_extract_lane::<1>(x));
    let high = combine(f32x4_extract_lane::<2>(x), f32x4_extract_lane::<3>(x));
    combine(low, high)
}

/// Writes `factor * from` to `to`; `from` may be longer.
#[inline(always)]
pub(super) fn multiplied(from: &[f32], factor: f32, to: &mut [f32]) {
    let all = f32x4_splat(factor);
    let (blocks, rest) = to.as_chunks_mut::<LANES>();
    let (from_blocks, from_rest) = from.as_chunks::<LANES>();
    let last = from_blocks.get(blocks.len()).map_or(from_rest, |block| block);
    for (to, from) in blocks.iter_mut().zip(from_blocks) {
        store(to, f32x4_mul(load(from), all));
    }
    for (to, from) in rest.iter_mut().zip(last) {
        *to = from * factor;
    }
}

/// Up to eight numbers from `at` on; 0 where the row has ended.
#[inline(always)]
pub(super) fn load_ragged(row: &[f32], at: usize) -> [v128; 2] {
    let rest = row.get(at..).unwrap_or_default();
    let mut block = [0.0; WIDE];
    match rest.first_chunk::<WIDE>() {
        Some(full) => block = *full,
        None => block[..rest.len()].copy_from_slice(rest),
    }
    super::tile::load_wide(&block)
}

/// Writes eight numbers from `at` on, as far as the row goes.
#[inline(always)]
pub(super) fn store_ragged(row: &mut [f32], at: usize, x: [v128; 2]) {
    let rest = row.get_mut(at..).unwrap_or_default();
    if let Some(full) = rest.first_chunk_mut::<WIDE>() {
        store_wide(full, x);
    } else {
        let mut block = [0.0; WIDE];
        store_wide(&mut block, x);
        let length = rest.len();
        rest.copy_from_slice(&block[..length]);
    }
}

/// Writes two registers.
#[inline(always)]
pub(super) fn store_wide(to: &mut [f32; WIDE], x: [v128; 2]) {
    let (halves, _) = to.as_chunks_mut::<LANES>();
    store(&mut halves[0], x[0]);
    store(&mut halves[1], x[1]);
}

/// Minus infinity in the place of every number whose index, counted from `at`, is not below `limit`.
#[inline(always)]
pub(super) fn forbidden_from(x: [v128; 2], at: usize, limit: usize) -> [v128; 2] {
    let left = f32x4_splat(limit.saturating_sub(at) as f32);
    let nothing = f32x4_splat(f32::NEG_INFINITY);
    let index = [f32x4(0.0, 1.0, 2.0, 3.0), f32x4(4.0, 5.0, 6.0, 7.0)];
    [0, 1].map(|i| v128_bitselect(x[i], nothing, f32x4_lt(index[i], left)))
}
