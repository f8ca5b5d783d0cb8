//! The short way to the weights of a strip whose logits all lie near 0, as those of a trained model do.
//!
//! No `q . k` is further from 0 than `|q| |k|` (Cauchy and Schwarz). Where that, scaled, is at most [`REACH`], every
//! exponential and every sum of them is a normal number far from the ends of f32, so that nothing has to be subtracted
//! from the logits first. Then the search for the largest and the smallest logit is left out, and with it the wait
//! until all scores of a row are known; and the exponential is one of base 2, whose argument needs no reduction by a
//! rounded `ln 2`: `e^(scale s) = 2^t`, `t = (scale log2(e) q) . k`.

use core::arch::wasm32::*;

use super::exponential::{POWER_OF_TWO, WHOLE};
use super::lanes::across;
use super::tile::{LANES, WIDE, load, load_wide, multiply_add, store};

/// How far from 0 the logits may be, in base 2; 22 in base e.
const REACH: f32 = 32.0;
/// The largest value that the short way is for: times `2^32` it leaves `2^36` to the sum over the keys. There is no
/// smallest one, but what an output is rounded to is no finer than `2^-117` (6e-36).
pub(super) const LARGEST: f32 = (1u64 << 60) as f32;
/// What the length of the longest key is taken to be at least: so a scaled query that is near to keys of no length at
/// all is still a finite one.
const SHORTEST: f32 = 1e-18;
/// Keys below which the short way is not taken.
const FEWEST: usize = 16;

/// The constants of `2^t`, each in all lanes.
pub(super) struct Constants {
    whole: v128,
    one: v128,
    polynomial: [v128; POWER_OF_TWO.len()],
}

impl Constants {
    /// In memory, so that the compiler does not make them anew in every turn, as [`super::lanes::Constants::hidden`]
    /// says; but loaded once, since with fewer of them V8 has the registers.
    #[inline(always)]
    pub(super) fn hidden() -> &'static Self {
        static ALL: Constants = Constants {
            whole: all(WHOLE),
            one: all(1.0),
            polynomial: [
                all(POWER_OF_TWO[0]),
                all(POWER_OF_TWO[1]),
                all(POWER_OF_TWO[2]),
                all(POWER_OF_TWO[3]),
                all(POWER_OF_TWO[4]),
                all(POWER_OF_TWO[5]),
            ],
        };
        std::hint::black_box(&ALL)
    }
}

const fn all(x: f32) -> v128 {
    f32x4(x, x, x, x)
}

/// What the queries, rows of `width` components, are to be multiplied by so that their products with the keys are
/// logits in base 2; `None` where one of these may lie far from 0 or is no number. `longest`: the length of the longest
/// key, at least [`SHORTEST`].
pub(super) fn factor(queries: &[f32], width: usize, longest: f32, scale: f32) -> Option<f32> {
    if longest == f32::INFINITY {
        return None;
    }
    let factor = scale * std::f32::consts::LOG2_E;
    let lengths = queries.chunks_exact(width).map(|q| square(q).sqrt());
    // All of them and not the largest: f32::max would pass over a NaN.
    let near = lengths.fold(true, |near, length| {
        near & (length * factor * longest <= REACH)
    });
    near.then_some(factor)
}

/// The length of the longest of the keys, rows of `width` components, at least [`SHORTEST`]; infinite or NaN where a
/// number is or where it is too large. Infinite too for so few keys that looking at their lengths would take longer than
/// what follows.
pub(super) fn longest(keys: &[f32], width: usize) -> f32 {
    if keys.len() < FEWEST * width {
        return f32::INFINITY;
    }
    // Not f32::max, which would pass over a NaN.
    let larger = |a: f32, b: f32| if b <= a { a } else { b };
    keys.chunks_exact(width)
        .map(square)
        .fold(SHORTEST * SHORTEST, larger)
        .sqrt()
}

/// `|x|^2`; infinite or NaN where a number is or where it is too large.
#[inline(always)]
fn square(x: &[f32]) -> f32 {
    let (eights, rest) = x.as_chunks::<WIDE>();
    let sums = eights.iter().fold([f32x4_splat(0.0); 2], |sums, x| {
        let x = load_wide(x);
        [0, 1].map(|i| multiply_add(x[i], x[i], sums[i]))
    });
    let sum = across(f32x4_add(sums[0], sums[1]), |a, b| f32x4_add(a, b));
    rest.iter().fold(sum, |sum, x| sum + x * x)
}

/// `2^t` of several registers at once, `|t| <= 126`, each step for all of them before the next one.
#[inline(always)]
fn power<const MANY: usize>(t: [v128; MANY], with: &Constants) -> [v128; MANY] {
    let [a, b, c, d, e, f] = &with.polynomial;
    let whole = with.whole;
    let rounded = t.map(|t| f32x4_add(t, whole));
    let k = rounded.map(|k| f32x4_sub(k, whole));
    let r: [_; MANY] = std::array::from_fn(|i| f32x4_sub(t[i], k[i]));
    let squared = r.map(|r| f32x4_mul(r, r));
    let line = |slope: v128, at: v128| r.map(|r| multiply_add(slope, r, at));
    let p = line(*a, *b);
    let next = line(*c, *d);
    let p: [_; MANY] = std::array::from_fn(|i| multiply_add(p[i], squared[i], next[i]));
    let next = line(*e, *f);
    let p: [_; MANY] = std::array::from_fn(|i| multiply_add(p[i], squared[i], next[i]));
    let one = with.one;
    std::array::from_fn(|i| {
        let y = multiply_add(p[i], r[i], one);
        i32x4_add(y, i32x4_shl(rounded[i], 23))
    })
}

/// Turns the first `seen` logits in base 2 of the row into their exponentials and the others into 0, and returns the
/// sum.
#[inline(always)]
pub(super) fn powers(row: &mut [f32], seen: usize, with: &Constants) -> f32 {
    let seen = seen.min(row.len());
    let (front, back) = row.split_at_mut(seen / WIDE * WIDE);
    let mut sums = [f32x4_splat(0.0); 2];
    let (fours, twos) = front.as_chunks_mut::<LANES>().0.as_chunks_mut::<4>();
    for four in fours {
        let y = power(four.each_ref().map(load), with);
        for (i, (x, y)) in four.iter_mut().zip(y).enumerate() {
            store(x, y);
            sums[i % 2] = f32x4_add(sums[i % 2], y);
        }
    }
    for x in twos {
        let [y] = power([load(x)], with);
        store(x, y);
        sums[0] = f32x4_add(sums[0], y);
    }
    let mut sum = across(f32x4_add(sums[0], sums[1]), |a, b| f32x4_add(a, b));
    let left = seen - front.len();
    for x in back.as_chunks_mut::<LANES>().0 {
        let [y] = power([load(x)], with);
        store(x, y);
    }
    back[left..].fill(0.0);
    for x in &back[..left] {
        sum += x;
    }
    sum
}
