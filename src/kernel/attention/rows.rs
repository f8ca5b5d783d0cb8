//! From the logits of a strip to its exponentials, row by row.

use std::ops::Range;

use super::exponential::LOWEST_NORMAL;
use super::lanes::{Constants, Extremes, exponentials};
use super::near;
use super::task::Task;
use super::tile::{Block, KEYS, WIDE};

/// Turns logits over `scale` into `exp(logit - largest logit)`, 0 where masked. Returns for each row the inverse of
/// their sum: NaN where a logit is NaN or plus infinity, 0 where all are minus infinity.
#[inline(never)]
pub(super) fn softmax<const ROWS: usize>(
    task: &Task<'_>,
    rows: &Range<usize>,
    scale: f32,
    keys: usize,
    blocks: &mut [Block<ROWS>],
) -> [f32; ROWS] {
    let constants = Constants::hidden();
    let mut inverse = [0.0; ROWS];
    for (r, i) in rows.clone().enumerate() {
        let seen = task.keys(&(i..i + 1));
        let mut extremes = Extremes::none();
        for (row, seen) in parts(blocks, r, keys, seen) {
            row[seen..].fill(f32::NEG_INFINITY);
            extremes.add(row, seen);
        }
        let (smallest, largest) = extremes.of_all();
        let top = scale * largest;
        let normal = scale * smallest - top >= LOWEST_NORMAL;
        let mut sum = 0.0;
        for (row, seen) in parts(blocks, r, keys, seen) {
            if top == f32::NEG_INFINITY {
                // The largest number may have passed over a NaN.
                let nan = row.iter().any(|x| x.is_nan());
                sum += if nan { f32::NAN } else { f32::INFINITY };
                row.fill(0.0);
            } else {
                sum += exponentials(row, if normal { seen } else { 0 }, scale, top, constants);
            }
        }
        inverse[r] = 1.0 / sum;
    }
    inverse
}

/// Turns logits in base 2 into their exponentials, 0 where masked. Returns for each row the inverse of their sum.
#[inline(never)]
pub(super) fn powers<const ROWS: usize>(
    task: &Task<'_>,
    rows: &Range<usize>,
    keys: usize,
    blocks: &mut [Block<ROWS>],
) -> [f32; ROWS] {
    let constants = near::Constants::hidden();
    let mut inverse = [0.0; ROWS];
    for (inverse, i) in inverse.iter_mut().zip(rows.clone()) {
        let seen = task.keys(&(i..i + 1));
        let sum: f32 = parts(blocks, i - rows.start, keys, seen)
            .map(|(row, seen)| near::powers(row, seen, constants))
            .sum();
        *inverse = 1.0 / sum;
    }
    inverse
}

/// Row `r` of every block, as far as there are panels of keys, and how many of its keys the query sees.
#[inline(always)]
fn parts<const ROWS: usize>(
    blocks: &mut [Block<ROWS>],
    r: usize,
    keys: usize,
    seen: usize,
) -> impl Iterator<Item = (&mut [f32], usize)> {
    blocks.iter_mut().enumerate().map(move |(b, block)| {
        let length = (keys - b * KEYS).next_multiple_of(WIDE).min(KEYS);
        let seen = seen.saturating_sub(b * KEYS).min(length);
        (&mut block[r][..length], seen)
    })
}
