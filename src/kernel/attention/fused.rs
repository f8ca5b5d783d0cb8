//! Attention on WASM SIMD, a strip of queries at a time against all keys.

use core::arch::wasm32::*;
use std::ops::Range;

use super::lanes::{
    LOWEST_NORMAL, across, exponentials, forbidden_from, load_ragged, multiplied, store_ragged,
    store_wide,
};
use super::pack::{Packed, transpose};
use super::task::{Mask, Results, Task};
use super::tile::{Sums, WIDE, scores, values, zeros};

/// Queries of a strip.
const STRIP: usize = if cfg!(target_feature = "relaxed-simd") { 6 } else { 4 };

/// What the strips work in: packed operands and one strip of weights, `O(n (d_k + d_v))` numbers.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub packed: Packed,
    /// The strip of queries by component, `depth x STRIP`.
    pub queries: Vec<f32>,
    /// Its scores, then its exponentials, `STRIP x padded n`.
    pub strip: Vec<f32>,
}

impl Scratch {
    pub(super) fn fill(&mut self, task: &Task<'_>) {
        self.packed.fill(task);
        self.queries.resize(self.packed.depth * STRIP, 0.0);
        self.strip.resize(self.packed.width * STRIP, 0.0);
    }
}

/// As [`scalar::rows`](super::scalar::rows), after [`Scratch::fill`] for this task.
pub(super) fn rows(task: &Task<'_>, scratch: &mut Scratch, rows: Range<usize>, results: &mut Results<'_>) {
    let plain = task.scale > 0.0
        && task.bias.is_none()
        && !matches!(task.mask, Mask::Custom(_))
        && results.scores.is_none()
        && results.logits.is_none();
    let mut at = rows.start;
    while at < rows.end {
        let left = rows.end - at;
        // A strip of four where that leaves fewer rows of zeros: 8 = 4 + 4, 7 = 4 + 3.
        let six = STRIP == 6 && left > 4 && !matches!(left, 7 | 8);
        let count = left.min(if six { 6 } else { 4 });
        let mut part = results.rows(at - rows.start, count, task.n, task.d_v);
        let range = at..at + count;
        match (six, plain) {
            (true, true) => strip::<STRIP, true>(task, scratch, range, &mut part),
            (true, false) => strip::<STRIP, false>(task, scratch, range, &mut part),
            (false, true) => strip::<4, true>(task, scratch, range, &mut part),
            (false, false) => strip::<4, false>(task, scratch, range, &mut part),
        }
        at += count;
    }
}

/// At most `ROWS` queries against all keys that they see. In a `PLAIN` task the scale is applied with the exponential
/// and nothing else is to be done with a score.
#[inline(never)]
fn strip<const ROWS: usize, const PLAIN: bool>(
    task: &Task<'_>,
    scratch: &mut Scratch,
    rows: Range<usize>,
    results: &mut Results<'_>,
) {
    let Scratch { packed, queries, strip } = scratch;
    let keys = if results.scores.is_some() { task.n } else { task.keys(&rows) };
    let width = keys.next_multiple_of(WIDE);
    let queries = &mut queries.as_chunks_mut::<ROWS>().0[..packed.depth];
    transpose(&task.q[rows.start * task.d_k..rows.end * task.d_k], task.d_k, queries);
    let mut strip = strip.chunks_exact_mut(packed.width);
    let mut strip: [&mut [f32]; ROWS] = std::array::from_fn(|_| &mut strip.next().unwrap_or_default()[..width]);

    let (largest, smallest) =
        logits::<ROWS, PLAIN>(task, packed, queries, &rows, 0, &mut strip, results);
    let mut inverse = [0.0; ROWS];
    for (r, i) in rows.clone().enumerate() {
        let scale = if PLAIN { task.scale } else { 1.0 };
        let limit = task.keys(&(i..i + 1));
        inverse[r] = 1.0 / softmax(strip[r], limit, scale, largest[r], smallest[r]);
    }
    let strip = strip.map(|row| &*row);
    let panels = packed.values.chunks_exact(packed.width * WIDE);
    for (at, panel) in panels.enumerate() {
        let sums = values(zeros(), strip, &panel.as_chunks::<WIDE>().0[..width]);
        for (r, out) in results.output.chunks_exact_mut(task.d_v).enumerate() {
            let factor = f32x4_splat(inverse[r]);
            store_ragged(out, at * WIDE, sums[r].map(|sum| f32x4_mul(sum, factor)));
        }
    }
    if let Some(weights) = &mut results.weights {
        for (r, out) in weights.chunks_exact_mut(task.n).enumerate() {
            let (seen, unseen) = out.split_at_mut(keys);
            multiplied(strip[r], inverse[r], seen);
            unseen.fill(0.0);
        }
    }
    if let Some(logits) = &mut results.logits {
        for out in logits.chunks_exact_mut(task.n) {
            out[keys..].fill(f32::NEG_INFINITY);
        }
    }
}

/// The scores of a strip (`PLAIN`) or its logits, for the keys from `first` on as far as the strip is wide; largest and
/// smallest number of each row. What is masked or no key is minus infinity and does not count for the smallest.
#[inline(always)]
fn logits<const ROWS: usize, const PLAIN: bool>(
    task: &Task<'_>,
    packed: &Packed,
    queries: &[[f32; ROWS]],
    rows: &Range<usize>,
    first: usize,
    strip: &mut [&mut [f32]; ROWS],
    results: &mut Results<'_>,
) -> ([f32; ROWS], [f32; ROWS]) {
    let mut largest = [f32x4_splat(f32::NEG_INFINITY); ROWS];
    let mut smallest = [f32x4_splat(f32::INFINITY); ROWS];
    // The first row sees the fewest keys.
    let free = task.keys(&(rows.start..rows.start + 1));
    let panels = packed.keys[first * packed.depth..].chunks_exact(packed.depth * WIDE);
    for (p, panel) in panels.take(strip[0].len() / WIDE).enumerate() {
        let at = first + p * WIDE;
        let mut sums = scores(queries, panel.as_chunks::<WIDE>().0);
        if !PLAIN {
            finish(task, rows, at, &mut sums, results);
        }
        for r in 0..ROWS {
            let [left, right] = sums[r];
            smallest[r] = f32x4_pmin(smallest[r], f32x4_pmin(left, right));
        }
        if at + WIDE > free {
            for (r, sums) in sums.iter_mut().enumerate() {
                let i = rows.start + r;
                *sums = forbidden_from(*sums, at, task.keys(&(i..i + 1)));
            }
        }
        for r in 0..ROWS {
            let [left, right] = sums[r];
            largest[r] = f32x4_pmax(largest[r], f32x4_pmax(left, right));
            if let Some(block) = strip[r][p * WIDE..].first_chunk_mut() {
                store_wide(block, sums[r]);
            }
        }
    }
    (
        largest.map(|x| across(x, f32::max)),
        smallest.map(|x| across(x, f32::min)),
    )
}

/// Scale, bias and mask of a tile whose first key is `at`, in its registers; scores and logits are written.
#[inline(always)]
fn finish<const ROWS: usize>(
    task: &Task<'_>,
    rows: &Range<usize>,
    at: usize,
    sums: &mut Sums<ROWS>,
    results: &mut Results<'_>,
) {
    let n = task.n;
    for (r, i) in rows.clone().enumerate() {
        if let Some(scores) = &mut results.scores {
            store_ragged(&mut scores[r * n..(r + 1) * n], at, sums[r]);
        }
        let scale = f32x4_splat(task.scale);
        let mut x = sums[r].map(|x| f32x4_mul(x, scale));
        if let Some(bias) = task.bias {
            let bias = load_ragged(&bias[i * n..(i + 1) * n], at);
            x = [0, 1].map(|h| f32x4_add(x[h], bias[h]));
        }
        if let Mask::Custom(allowed) = task.mask {
            let mut block = [0.0; WIDE];
            for (on, byte) in block.iter_mut().zip(&allowed[i * n + at.min(n)..(i + 1) * n]) {
                *on = f32::from(*byte);
            }
            let nothing = f32x4_splat(f32::NEG_INFINITY);
            let block = super::tile::load_wide(&block);
            let allowed = block.map(|on| f32x4_gt(on, f32x4_splat(0.0)));
            x = [0, 1].map(|h| v128_bitselect(x[h], nothing, allowed[h]));
        }
        sums[r] = x;
        if let Some(logits) = &mut results.logits {
            let x = forbidden_from(x, at, task.keys(&(i..i + 1)));
            store_ragged(&mut logits[r * n..(r + 1) * n], at, x);
        }
    }
}

/// Turns a row of logits over `scale` into `exp(logit - largest logit)` and returns the sum: NaN where a logit is NaN
/// or plus infinity, infinity (whose inverse is 0) where all are minus infinity.
#[inline(always)]
fn softmax(row: &mut [f32], limit: usize, scale: f32, largest: f32, smallest: f32) -> f32 {
    let top = largest * scale;
    if top == f32::NEG_INFINITY {
        // The largest number may have passed over a NaN.
        let nan = row.iter().any(|x| x.is_nan());
        row.fill(0.0);
        return if nan { f32::NAN } else { f32::INFINITY };
    }
    let full = if smallest * scale - top >= LOWEST_NORMAL { limit } else { 0 };
    exponentials(row, full, scale, top)
}
