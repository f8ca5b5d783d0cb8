//! Attention in a sliding window: every query sees the keys at most so many tokens away (Beltagy et al. 2020,
//! Longformer, section 3.1).

use std::ops::Range;

use super::{Problem, Results, Task, Workspace, scalar};

impl Workspace {
    /// The output of attention in which query i sees the keys j with `|i - j| <= reach`: `O(n reach d)` operations, and
    /// beside the packed operands memory for one strip of windows. A reach of n - 1 or more is full attention.
    ///
    /// # Errors
    /// The field that does not fit, or a bias or a mask, which this way does not know; nothing is written then.
    pub fn windowed(
        &mut self,
        task: &Task<'_>,
        reach: usize,
        output: &mut [f32],
    ) -> Result<(), Problem> {
        task.check_alone(output)?;
        for (h, part) in output.chunks_exact_mut(task.n * task.d_v).enumerate() {
            let head = task.head(h);
            self.prepare_windowed(&head, reach);
            self.windowed_rows(&head, reach, 0..task.n, part);
        }
        Ok(())
    }

    /// Makes ready for [`Workspace::windowed_rows`] of a task of one head.
    pub fn prepare_windowed(&mut self, head: &Task<'_>, reach: usize) {
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        strips::fill(&mut self.scratch, head, reach);
        #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
        let _ = (head, reach);
    }

    /// The queries `rows` of the task that [`Workspace::prepare_windowed`] saw, to which `output` belongs.
    pub fn windowed_rows(
        &mut self,
        head: &Task<'_>,
        reach: usize,
        rows: Range<usize>,
        output: &mut [f32],
    ) {
        // A value that is no finite number must not reach whoever does not see it, not even as 0 times itself.
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        if self.scratch.packed.finite {
            return strips::rows(head, &mut self.scratch, reach, rows, output);
        }
        plain(head, reach, rows, output);
    }
}

/// The plain statement: query i's row of attention among the tokens of its window alone.
fn plain(head: &Task<'_>, reach: usize, rows: Range<usize>, output: &mut [f32]) {
    for (i, output) in rows.zip(output.chunks_exact_mut(head.d_v)) {
        let seen = seen(head.n, reach, i);
        let at = i - seen.start;
        let mut results = Results {
            output,
            ..Results::default()
        };
        scalar::rows(&head.tokens(seen), at..at + 1, &mut results);
    }
}

/// The keys that query `i` of `n` sees.
fn seen(n: usize, reach: usize, i: usize) -> Range<usize> {
    i.saturating_sub(reach)..i.saturating_add(reach).saturating_add(1).min(n)
}

/// On WASM SIMD, a strip of queries against the keys that any of them sees.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod strips {
    use super::super::exponential::LOWEST_NORMAL;
    use super::super::fused::{STRIP, Scratch, add_values, logits, strips};
    use super::super::lanes::{Constants, Extremes, exponentials};
    use super::super::pack::transpose;
    use super::super::tile::{Block, KEYS, WIDE};
    use super::super::{Results, Task};
    use super::seen;
    use std::ops::Range;

    pub(super) fn fill(scratch: &mut Scratch, task: &Task<'_>, reach: usize) {
        // The keys of a strip begin at a whole panel.
        let keys = reach.saturating_mul(2).saturating_add(STRIP + WIDE);
        let keys = keys.min(task.n).next_multiple_of(KEYS);
        scratch.packed.fill(task);
        scratch.queries.resize(task.d_k * STRIP, 0.0);
        scratch.strip.resize(keys * STRIP, 0.0);
        let output = task.d_v.next_multiple_of(WIDE) * STRIP;
        scratch.output.resize(output, 0.0);
    }

    pub(super) fn rows(
        task: &Task<'_>,
        scratch: &mut Scratch,
        reach: usize,
        rows: Range<usize>,
        output: &mut [f32],
    ) {
        for (six, range) in strips(rows.clone()) {
            let at = (range.start - rows.start) * task.d_v..(range.end - rows.start) * task.d_v;
            match six {
                true => strip::<STRIP>(task, scratch, reach, range, &mut output[at]),
                false => strip::<4>(task, scratch, reach, range, &mut output[at]),
            }
        }
    }

    #[inline(never)]
    fn strip<const ROWS: usize>(
        task: &Task<'_>,
        scratch: &mut Scratch,
        reach: usize,
        rows: Range<usize>,
        to: &mut [f32],
    ) {
        let low = seen(task.n, reach, rows.start).start / WIDE * WIDE;
        let keys = low..seen(task.n, reach, rows.end - 1).end;
        let queries = scratch.queries.as_chunks_mut::<ROWS>().0;
        transpose(
            &task.q[rows.start * task.d_k..rows.end * task.d_k],
            task.d_k,
            queries,
        );
        let blocks = scratch.strip.as_chunks_mut::<KEYS>().0;
        let blocks = blocks.as_chunks_mut::<ROWS>().0;
        let blocks = &mut blocks[..keys.len().div_ceil(KEYS)];
        let parts = || {
            let firsts = keys.clone().step_by(KEYS);
            firsts.map(|first| first..keys.end.min(first + KEYS))
        };
        let plain = task.scale > 0.0;
        for (keys, block) in parts().zip(&mut *blocks) {
            let mut nothing = Results::default();
            let more = (!plain).then_some(&mut nothing);
            logits(task, &scratch.packed, queries, &rows, keys, block, more);
        }
        let scale = if plain { task.scale } else { 1.0 };
        let mut inverse = [0.0; ROWS];
        for (r, i) in rows.enumerate() {
            let seen = seen(task.n, reach, i);
            let seen = seen.start - low..seen.end - low;
            inverse[r] = softmax(blocks, r, keys.len(), seen, scale);
        }
        let output = scratch.output.as_chunks_mut::<WIDE>().0;
        let output = output.as_chunks_mut::<ROWS>().0;
        // `add_values` begins anew at key 0, and the window may begin later.
        output.fill([[0.0; WIDE]; ROWS]);
        let mut to = Some((&inverse, task.d_v, to));
        for (part, block) in parts().zip(&*blocks) {
            let to = if part.end == keys.end {
                to.take()
            } else {
                None
            };
            add_values(&scratch.packed, part, block, output, to);
        }
    }

    /// Turns row `r`'s logits over `scale` into `exp(logit - largest logit)`, 0 outside of `seen`, which counts from the
    /// first of the strip's `keys`. Returns the inverse of their sum: NaN where a logit is NaN or plus infinity, 0 where
    /// all are minus infinity.
    #[inline(always)]
    fn softmax<const ROWS: usize>(
        blocks: &mut [Block<ROWS>],
        r: usize,
        keys: usize,
        seen: Range<usize>,
        scale: f32,
    ) -> f32 {
        let constants = Constants::hidden();
        let mut extremes = Extremes::none();
        for (row, seen) in parts(blocks, r, keys, seen.clone()) {
            row[..seen.start].fill(f32::NEG_INFINITY);
            row[seen.end..].fill(f32::NEG_INFINITY);
            let (ragged, full) = row.split_at(seen.start.next_multiple_of(WIDE));
            extremes.add(ragged, 0);
            extremes.add(full, seen.end.saturating_sub(ragged.len()));
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
                continue;
            }
            let (ragged, full) = row.split_at_mut(seen.start.next_multiple_of(WIDE));
            let safe = seen.end.saturating_sub(ragged.len());
            sum += exponentials(ragged, 0, scale, top, constants);
            sum += exponentials(full, if normal { safe } else { 0 }, scale, top, constants);
        }
        1.0 / sum
    }

    /// Row `r` of every block, as far as there are panels of keys, and which of its keys the query sees.
    #[inline(always)]
    fn parts<const ROWS: usize>(
        blocks: &mut [Block<ROWS>],
        r: usize,
        keys: usize,
        seen: Range<usize>,
    ) -> impl Iterator<Item = (&mut [f32], Range<usize>)> {
        blocks.iter_mut().enumerate().map(move |(b, block)| {
            let first = b * KEYS;
            let length = (keys - first).next_multiple_of(WIDE).min(KEYS);
            let within = |at: usize| at.saturating_sub(first).min(length);
            (
                &mut block[r][..length],
                within(seen.start)..within(seen.end),
            )
        })
    }
}
