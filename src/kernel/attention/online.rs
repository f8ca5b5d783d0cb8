//! Attention that never holds a row of weights: the online softmax (Milakov and Gimelshein 2018), block by block of the
//! keys as in FlashAttention (Dao et al. 2022, algorithm 1). Memory beside the operands: one block of a strip, whatever
//! n is.

use core::arch::wasm32::*;
use std::ops::Range;

use super::exponential::LOWEST_NORMAL;
use super::fused::{STRIP, Scratch, add_values, finish_output, logits, strips, take_queries};
use super::lanes::{Constants, Extremes, exponentials, store_wide};
use super::near::{self, powers};
use super::task::{Mask, Results, Task};
use super::tile::{KEYS, WIDE, load_wide};
use crate::kernel::exp;

/// The output of the queries `rows`, after [`Scratch::fill`] for this task.
pub(super) fn rows(task: &Task<'_>, scratch: &mut Scratch, rows: Range<usize>, output: &mut [f32]) {
    let plain = task.scale > 0.0 && task.bias.is_none() && !matches!(task.mask, Mask::Custom(_));
    for (six, range) in strips(rows.clone()) {
        let at = (range.start - rows.start) * task.d_v..(range.end - rows.start) * task.d_v;
        let part = &mut output[at];
        match six {
            true => strip::<STRIP>(task, scratch, range, part, plain),
            false => strip::<4>(task, scratch, range, part, plain),
        }
    }
}

#[inline(never)]
fn strip<const ROWS: usize>(
    task: &Task<'_>,
    scratch: &mut Scratch,
    rows: Range<usize>,
    to: &mut [f32],
    plain: bool,
) {
    let keys = task.keys(&rows);
    let scale = if plain { task.scale } else { 1.0 };
    let queries = scratch.queries.as_chunks_mut::<ROWS>().0;
    let near = take_queries(task, &scratch.packed, &rows, plain, queries);
    let Some(block) = scratch
        .strip
        .as_chunks_mut::<KEYS>()
        .0
        .as_chunks_mut::<ROWS>()
        .0
        .first_mut()
    else {
        return;
    };
    let output = scratch
        .output
        .as_chunks_mut::<WIDE>()
        .0
        .as_chunks_mut::<ROWS>()
        .0;
    let constants = Constants::hidden();
    let (mut top, mut sum) = ([f32::NEG_INFINITY; ROWS], [0.0f32; ROWS]);
    for first in (0..keys).step_by(KEYS) {
        let range = first..keys.min(first + KEYS);
        let width = range.len().next_multiple_of(WIDE);
        let mut nothing = Results::default();
        logits(
            task,
            &scratch.packed,
            queries,
            &rows,
            range.clone(),
            block,
            (!plain).then_some(&mut nothing),
        );
        for (r, i) in rows.clone().enumerate() {
            let seen = task.keys(&(i..i + 1)).saturating_sub(first).min(width);
            let row = &mut block[r][..width];
            if near {
                sum[r] += powers(row, seen, near::Constants::hidden());
                continue;
            }
            row[seen..].fill(f32::NEG_INFINITY);
            let mut extremes = Extremes::none();
            extremes.add(row, seen);
            let (smallest, largest) = extremes.of_all();
            let before = top[r];
            // Not f32::max: a NaN that was found stays.
            if scale * largest > before || largest.is_nan() {
                top[r] = scale * largest;
            }
            if top[r] == f32::NEG_INFINITY {
                sum[r] += if row.iter().any(|x| x.is_nan()) {
                    f32::NAN
                } else {
                    0.0
                };
                row.fill(0.0);
                continue;
            }
            let normal = scale * smallest - top[r] >= LOWEST_NORMAL;
            // What was summed before is smaller by this, now that there is a larger logit.
            let shrink = if before == top[r] {
                1.0
            } else {
                exp(before - top[r])
            };
            sum[r] = sum[r] * shrink
                + exponentials(row, if normal { seen } else { 0 }, scale, top[r], constants);
            if first > 0 && shrink != 1.0 {
                let shrink = f32x4_splat(shrink);
                for panel in &mut *output {
                    let shrunk = load_wide(&panel[r]).map(|x| f32x4_mul(x, shrink));
                    store_wide(&mut panel[r], shrunk);
                }
            }
        }
        add_values(&scratch.packed, range, block, output, None);
    }
    // A row without a finite logit has no sum: its output is 0.
    let inverse = sum.map(|sum| if sum == 0.0 { 0.0 } else { 1.0 / sum });
    finish_output(task.d_v, output, &inverse, to);
}
