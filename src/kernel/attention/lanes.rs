//! What the fused kernel does with registers beside its two products: exponentials, extremes, rows with a ragged end.

use core::arch::wasm32::*;

use super::exponential::{POLYNOMIAL, ROUND};
use super::tile::{LANES, WIDE, load, load_again, load_wide, multiply_add, store};
use crate::kernel::exp::{LN_2_HIGH, LN_2_LOW, LOWEST};

/// The constants of the exponential, each in all lanes.
pub(super) struct Constants {
    log2_e: v128,
    round: v128,
    high: v128,
    low: v128,
    one: v128,
    polynomial: [v128; 5],
}

impl Constants {
    /// In memory, where the compiler cannot see what they are: written as constants, they are made anew from integers in
    /// every turn of a loop, which V8 takes three instructions each for. They stay there, to be loaded where they are
    /// used: with all of them in registers none is left for the sums, and every turn waits for those of the one before
    /// to come back from the stack.
    #[inline(always)]
    pub(super) fn hidden() -> &'static Self {
        static ALL: Constants = Constants {
            log2_e: all(std::f32::consts::LOG2_E),
            round: all(ROUND),
            high: all(-LN_2_HIGH),
            low: all(-LN_2_LOW),
            one: all(1.0),
            polynomial: [
                all(POLYNOMIAL[0]),
                all(POLYNOMIAL[1]),
                all(POLYNOMIAL[2]),
                all(POLYNOMIAL[3]),
                all(POLYNOMIAL[4]),
            ],
        };
        std::hint::black_box(&ALL)
    }
}

const fn all(x: f32) -> v128 {
    f32x4(x, x, x, x)
}

/// `e^x` for x from [`LOWEST_NORMAL`] to 0, of several registers at once; NaN stays NaN.
///
/// Each step is written for all of them before the next one: one exponential is a chain of a dozen instructions of four
/// cycles each, and a processor does not look far enough ahead to fill them with the next turn of the loop.
#[inline(always)]
fn exp_normal<const MANY: usize>(x: [v128; MANY], with: &Constants) -> [v128; MANY] {
    let (log2_e, round) = (load_again(&with.log2_e), load_again(&with.round));
    let rounded = x.map(|x| multiply_add(x, log2_e, round));
    let k = rounded.map(|k| f32x4_sub(k, round));
    let y = fraction(x, k, with);
    std::array::from_fn(|i| f32x4_mul(y[i], i32x4_shl(rounded[i], 23)))
}

/// `e^x` for any x up to 0, subnormal results included; 0 at minus infinity, NaN stays NaN.
#[inline(always)]
fn exp_any(x: v128, with: &Constants) -> v128 {
    // With relaxed SIMD the compiler makes f32x4.relaxed_max of pmax, and that may lose a NaN: all bits set put it back.
    let nan = f32x4_ne(x, x);
    let x = f32x4_pmax(x, f32x4_splat(LOWEST));
    let k = f32x4_nearest(f32x4_mul(x, load_again(&with.log2_e)));
    let [y] = fraction([x], [k], with);
    // The power of two in two halves, so that a subnormal result is rounded only once.
    let k = i32x4_trunc_sat_f32x4(k);
    let half = i32x4_shr(k, 1);
    let y = f32x4_mul(y, power_of_two(half));
    let y = f32x4_mul(y, power_of_two(i32x4_sub(k, half)));
    v128_or(y, nan)
}

/// `e^(x - k ln 2)`, the polynomial by Estrin's scheme: one product more than Horner's rule and two thirds of its wait.
#[inline(always)]
fn fraction<const MANY: usize>(x: [v128; MANY], k: [v128; MANY], with: &Constants) -> [v128; MANY] {
    let [a, b, c, d, e] = &with.polynomial;
    let (high, low) = (load_again(&with.high), load_again(&with.low));
    let r: [_; MANY] = std::array::from_fn(|i| multiply_add(k[i], high, x[i]));
    let r: [_; MANY] = std::array::from_fn(|i| multiply_add(k[i], low, r[i]));
    let squared = r.map(|r| f32x4_mul(r, r));
    let line = |slope: v128, at: v128| r.map(|r| multiply_add(slope, r, at));
    let p = line(load_again(a), load_again(b));
    let next = line(load_again(c), load_again(d));
    let p: [_; MANY] = std::array::from_fn(|i| multiply_add(p[i], squared[i], next[i]));
    let one = load_again(&with.one);
    let next = line(load_again(e), one);
    let p: [_; MANY] = std::array::from_fn(|i| multiply_add(p[i], squared[i], next[i]));
    std::array::from_fn(|i| multiply_add(p[i], r[i], one))
}

/// `2^k` for k from -126 to 127, by its bits.
#[inline(always)]
fn power_of_two(k: v128) -> v128 {
    i32x4_shl(i32x4_add(k, i32x4_splat(127)), 23)
}

/// Turns every x of the row into `e^(scale * x - top)` and returns their sum. The results of the first `normal` are
/// normal numbers; behind them stands what may be minus infinity.
#[inline(always)]
pub(super) fn exponentials(
    row: &mut [f32],
    normal: usize,
    scale: f32,
    top: f32,
    with: &Constants,
) -> f32 {
    let (scale, top) = (f32x4_splat(scale), f32x4_splat(top));
    // Rounded twice in either build: `top` is the rounded product for the largest number, and of logits of 1e20 a fused
    // multiply-add would leave what was rounded off, 1e12 and not 0.
    let below_top = |x: &[f32; LANES]| f32x4_sub(f32x4_mul(load(x), scale), top);
    let (front, back) = row.split_at_mut(normal.min(row.len()) / WIDE * WIDE);
    let mut sums = [f32x4_splat(0.0); 2];
    let (fours, twos) = front.as_chunks_mut::<LANES>().0.as_chunks_mut::<2>();
    for four in fours {
        let y = exp_normal(four.each_ref().map(below_top), with);
        for (i, (x, y)) in four.iter_mut().zip(y).enumerate() {
            store(x, y);
            sums[i % 2] = f32x4_add(sums[i % 2], y);
        }
    }
    for x in twos {
        let [y] = exp_normal([below_top(x)], with);
        store(x, y);
        sums[0] = f32x4_add(sums[0], y);
    }
    for x in back.as_chunks_mut::<LANES>().0 {
        let y = exp_any(below_top(x), with);
        store(x, y);
        sums[0] = f32x4_add(sums[0], y);
    }
    across(f32x4_add(sums[0], sums[1]), |a, b| f32x4_add(a, b))
}

/// The smallest and the largest of numbers, by lane. Beside a NaN they may be any others of the numbers.
pub(super) struct Extremes {
    smallest: [v128; 2],
    largest: [v128; 2],
}

impl Extremes {
    #[inline(always)]
    pub(super) fn none() -> Self {
        Self {
            smallest: [f32x4_splat(f32::INFINITY); 2],
            largest: [f32x4_splat(f32::NEG_INFINITY); 2],
        }
    }

    /// Takes the row, whose length is a multiple of eight, into account; for the smallest only eights that end before
    /// `full`.
    #[inline(always)]
    pub(super) fn add(&mut self, row: &[f32], full: usize) {
        let (front, back) = row.split_at(full.min(row.len()) / WIDE * WIDE);
        for pair in front.as_chunks::<WIDE>().0 {
            let x = load_wide(pair);
            for i in [0, 1] {
                self.smallest[i] = f32x4_pmin(self.smallest[i], x[i]);
                self.largest[i] = f32x4_pmax(self.largest[i], x[i]);
            }
        }
        for x in back.as_chunks::<LANES>().0 {
            self.largest[0] = f32x4_pmax(self.largest[0], load(x));
        }
    }

    /// Smallest and largest.
    #[inline(always)]
    pub(super) fn of_all(self) -> (f32, f32) {
        let [a, b] = self.smallest;
        let [c, d] = self.largest;
        (
            across(f32x4_pmin(a, b), |a, b| f32x4_pmin(a, b)),
            across(f32x4_pmax(c, d), |a, b| f32x4_pmax(a, b)),
        )
    }
}

/// `combine` over the four lanes.
#[inline(always)]
pub(super) fn across(x: v128, combine: impl Fn(v128, v128) -> v128) -> f32 {
    let x = combine(x, i32x4_shuffle::<2, 3, 0, 1>(x, x));
    let x = combine(x, i32x4_shuffle::<1, 0, 3, 2>(x, x));
    f32x4_extract_lane::<0>(x)
}

/// Writes `factor * from` to `to`; `from` may be longer.
#[inline(always)]
pub(super) fn multiplied(from: &[f32], factor: f32, to: &mut [f32]) {
    let all = f32x4_splat(factor);
    let (blocks, rest) = to.as_chunks_mut::<LANES>();
    let (from_blocks, from_rest) = from.as_chunks::<LANES>();
    let last = from_blocks
        .get(blocks.len())
        .map_or(from_rest, |block| block);
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
    load_wide(&block)
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
