//! Attention on WASM SIMD, a strip of queries at a time against all keys.

use core::arch::wasm32::*;
use std::ops::Range;

use super::lanes::{forbidden_from, load_ragged, multiplied, store_ragged, store_wide};
use super::near;
use super::pack::{Packed, transpose};
use super::rows::{powers, softmax};
use super::task::{Mask, Results, Task};
use super::tile::{Block, KEYS, WIDE, load_wide, scores, values, zeros};

/// Queries of a strip.
pub(super) const STRIP: usize = if cfg!(target_feature = "relaxed-simd") {
    6
} else {
    4
};

/// What the strips work in: packed operands and one strip of weights, `O(n (d_k + d_v))` numbers.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub packed: Packed,
    /// The strip of queries by component, `d_k x STRIP`.
    pub queries: Vec<f32>,
    /// Its scores, then its exponentials: `[block][STRIP][KEYS]`.
    pub strip: Vec<f32>,
    /// Its output before the division by the sum of exponentials, `[panel][STRIP][8]`.
    pub output: Vec<f32>,
}

impl Scratch {
    pub(super) fn fill(&mut self, task: &Task<'_>) {
        self.packed.fill(task);
        self.queries.resize(task.d_k * STRIP, 0.0);
        self.strip
            .resize(task.n.next_multiple_of(KEYS) * STRIP, 0.0);
        self.output
            .resize(task.d_v.next_multiple_of(WIDE) * STRIP, 0.0);
    }
}

/// As [`scalar::rows`](super::scalar::rows), after [`Scratch::fill`] for this task.
pub(super) fn rows(
    task: &Task<'_>,
    scratch: &mut Scratch,
    rows: Range<usize>,
    results: &mut Results<'_>,
) {
    let plain = task.scale > 0.0
        && task.bias.is_none()
        && !matches!(task.mask, Mask::Custom(_))
        && results.scores.is_none()
        && results.logits.is_none();
    for (six, range) in strips(rows.clone()) {
        let part = results.rows(range.start - rows.start, range.len(), task.n, task.d_v);
        match six {
            true => strip::<STRIP>(task, scratch, range, part, plain),
            false => strip::<4>(task, scratch, range, part, plain),
        }
    }
}

/// The rows in strips, and whether a strip has [`STRIP`] rows or else 4. Four where that leaves fewer rows of zeros:
/// 8 = 4 + 4, 7 = 4 + 3.
pub(super) fn strips(rows: Range<usize>) -> impl Iterator<Item = (bool, Range<usize>)> {
    let mut at = rows.start;
    std::iter::from_fn(move || {
        let left = rows.end.checked_sub(at).filter(|left| *left > 0)?;
        let six = STRIP == 6 && left > 4 && !matches!(left, 7 | 8);
        let range = at..at + left.min(if six { 6 } else { 4 });
        at = range.end;
        Some((six, range))
    })
}

/// At most `ROWS` queries against all keys that they see. In a `plain` task the scale is applied with the exponential
/// and nothing else is to be done with a score.
#[inline(never)]
fn strip<const ROWS: usize>(
    task: &Task<'_>,
    scratch: &mut Scratch,
    rows: Range<usize>,
    mut results: Results<'_>,
    plain: bool,
) {
    let keys = if results.scores.is_some() {
        task.n
    } else {
        task.keys(&rows)
    };
    let queries = scratch.queries.as_chunks_mut::<ROWS>().0;
    let near = take_queries(task, &scratch.packed, &rows, plain, queries);
    let blocks = scratch
        .strip
        .as_chunks_mut::<KEYS>()
        .0
        .as_chunks_mut::<ROWS>()
        .0;
    let blocks = &mut blocks[..keys.div_ceil(KEYS)];

    for (b, block) in blocks.iter_mut().enumerate() {
        let keys = b * KEYS..keys.min((b + 1) * KEYS);
        logits(
            task,
            &scratch.packed,
            queries,
            &rows,
            keys,
            block,
            (!plain).then_some(&mut results),
        );
    }
    let inverse = if near {
        powers(task, &rows, keys, blocks)
    } else {
        let scale = if plain { task.scale } else { 1.0 };
        softmax(task, &rows, scale, keys, blocks)
    };
    let output = scratch
        .output
        .as_chunks_mut::<WIDE>()
        .0
        .as_chunks_mut::<ROWS>()
        .0;
    for (b, block) in blocks.iter().enumerate() {
        let last = (b + 1) * KEYS >= keys;
        let to = last.then_some((&inverse, task.d_v, &mut *results.output));
        add_values(
            &scratch.packed,
            b * KEYS..keys.min((b + 1) * KEYS),
            block,
            output,
            to,
        );
    }
    if let Some(weights) = &mut results.weights {
        for (r, out) in weights.chunks_exact_mut(task.n).enumerate() {
            let (seen, unseen) = out.split_at_mut(keys);
            for (block, out) in blocks.iter().zip(seen.chunks_mut(KEYS)) {
                multiplied(&block[r], inverse[r], out);
            }
            // 0, or NaN in a row that is NaN.
            unseen.fill(0.0 * inverse[r]);
        }
    }
    if let Some(logits) = &mut results.logits {
        for out in logits.chunks_exact_mut(task.n) {
            out[keys..].fill(f32::NEG_INFINITY);
        }
    }
}

/// Packs the queries of a strip by component. Returns whether their logits are so near to 0 that they take the short
/// way, if they may; they are scaled for it then.
#[inline(always)]
pub(super) fn take_queries<const ROWS: usize>(
    task: &Task<'_>,
    packed: &Packed,
    rows: &Range<usize>,
    plain: bool,
    queries: &mut [[f32; ROWS]],
) -> bool {
    let q = &task.q[rows.start * task.d_k..rows.end * task.d_k];
    transpose(q, task.d_k, queries);
    let factor = plain
        .then(|| near::factor(q, task.d_k, packed.longest, task.scale))
        .flatten();
    if let Some(factor) = factor {
        for x in queries.as_flattened_mut() {
            *x *= factor;
        }
    }
    factor.is_some()
}

/// The scores (`plain`) or logits of a strip for a block of keys.
#[inline(always)]
pub(super) fn logits<const ROWS: usize>(
    task: &Task<'_>,
    packed: &Packed,
    queries: &[[f32; ROWS]],
    rows: &Range<usize>,
    keys: Range<usize>,
    block: &mut Block<ROWS>,
    mut more: Option<&mut Results<'_>>,
) {
    let panels = packed.keys[keys.start * task.d_k..].chunks_exact(task.d_k * WIDE);
    for (at, panel) in keys.clone().step_by(WIDE).zip(panels) {
        let sums = scores(queries, panel.as_chunks::<WIDE>().0);
        let from = (at - keys.start) % KEYS;
        for (row, sums) in block.iter_mut().zip(sums) {
            if let Some(eight) = row[from..].first_chunk_mut() {
                store_wide(eight, sums);
            }
        }
        if let Some(results) = &mut more {
            for (r, row) in block.iter_mut().enumerate().take(rows.len()) {
                if let Some(eight) = row[from..].first_chunk_mut() {
                    finish(task, rows.start + r, r, at, eight, results);
                }
            }
        }
    }
}

/// Turns eight scores of query `i`, row `r` of the results, from key `at` on into logits: scale, bias and mask. Scores and
/// logits are written where they are wanted.
///
/// A function of its own, behind a branch: written into the tile it would double the module's code, and the numbers are
/// in the first cache anyway.
#[inline(never)]
fn finish(
    task: &Task<'_>,
    i: usize,
    r: usize,
    at: usize,
    eight: &mut [f32; WIDE],
    results: &mut Results<'_>,
) {
    let n = task.n;
    let sums = load_wide(eight);
    if let Some(scores) = &mut results.scores {
        store_ragged(&mut scores[r * n..(r + 1) * n], at, sums);
    }
    let scale = f32x4_splat(task.scale);
    let mut x = sums.map(|x| f32x4_mul(x, scale));
    if let Some(bias) = task.bias {
        let bias = load_ragged(&bias[i * n..(i + 1) * n], at);
        x = [0, 1].map(|h| f32x4_add(x[h], bias[h]));
    }
    if let Mask::Custom(allowed) = task.mask {
        let mut ons = [0.0; WIDE];
        for (on, byte) in ons.iter_mut().zip(&allowed[i * n + at.min(n)..(i + 1) * n]) {
            *on = f32::from(*byte);
        }
        let nothing = f32x4_splat(f32::NEG_INFINITY);
        let allowed = load_wide(&ons).map(|on| f32x4_gt(on, f32x4_splat(0.0)));
        x = [0, 1].map(|h| v128_bitselect(x[h], nothing, allowed[h]));
    }
    store_wide(eight, x);
    if let Some(logits) = &mut results.logits {
        let x = forbidden_from(x, at, task.keys(&(i..i + 1)));
        store_ragged(&mut logits[r * n..(r + 1) * n], at, x);
    }
}

/// Adds `P V` of a block of keys to the output; the first block begins it, and the last one sends it, times a factor for
/// each row, to where it belongs.
#[inline(always)]
pub(super) fn add_values<const ROWS: usize>(
    packed: &Packed,
    keys: Range<usize>,
    block: &Block<ROWS>,
    output: &mut [[[f32; WIDE]; ROWS]],
    mut to: Option<(&[f32; ROWS], usize, &mut [f32])>,
) {
    let panels = packed.values.chunks_exact(packed.width * WIDE);
    let end = keys.end.next_multiple_of(WIDE);
    for (p, (output, panel)) in output.iter_mut().zip(panels).enumerate() {
        let begun = match keys.start {
            0 => zeros(),
            _ => output.each_ref().map(load_wide),
        };
        let sums = values(begun, block, &panel.as_chunks::<WIDE>().0[keys.start..end]);
        if let Some((factors, d_v, to)) = &mut to {
            for ((to, sums), factor) in to.chunks_exact_mut(*d_v).zip(sums).zip(*factors) {
                let factor = f32x4_splat(*factor);
                store_ragged(to, p * WIDE, sums.map(|x| f32x4_mul(x, factor)));
            }
        } else {
            for (output, sums) in output.iter_mut().zip(sums) {
                store_wide(output, sums);
            }
        }
    }
}

/// Sends the output, times a factor for each row, to where it belongs.
#[inline(always)]
pub(super) fn finish_output<const ROWS: usize>(
    d_v: usize,
    output: &[[[f32; WIDE]; ROWS]],
    factors: &[f32; ROWS],
    to: &mut [f32],
) {
    for (r, to) in to.chunks_exact_mut(d_v).enumerate() {
        let factor = f32x4_splat(factors[r]);
        for (p, from) in output.iter().enumerate() {
            let x = load_wide(&from[r]).map(|x| f32x4_mul(x, factor));
            store_ragged(to, p * WIDE, x);
        }
    }
}
