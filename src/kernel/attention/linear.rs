//! Linear attention (Katharopoulos et al. 2020, equations 4, 5 and 7): the softmax's `exp(q . k)` replaced by
//! `phi(q) . phi(k)` with `phi(x) = elu(x) + 1`. Another model, and no approximation of softmax attention.

use std::ops::Range;

use super::{Problem, Task, Workspace};

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub(super) use plain::Sums;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub(super) use strips::Sums;

impl Workspace {
    /// The output of linear attention, `o_i = phi(q_i) S / (phi(q_i) . z)` with `S = sum_j phi(k_j) v_j^T` and
    /// `z = sum_j phi(k_j)`: features first, so that it takes `O(n d_k d_v)` operations and, beside the operands, memory
    /// that does not grow with n. Where `phi(q_i) . z` is 0 the output is. The scale is not used: the paper has none.
    /// An infinity or NaN in a query makes its output NaN, in a key (but minus infinity, whose feature is 0) every
    /// output; from a value it reaches every output.
    ///
    /// # Errors
    /// The field that does not fit, or a bias or a mask, which this way does not know; nothing is written then.
    pub fn linear(&mut self, task: &Task<'_>, output: &mut [f32]) -> Result<(), Problem> {
        task.check_alone(output)?;
        for (h, part) in output.chunks_exact_mut(task.n * task.d_v).enumerate() {
            let head = task.head(h);
            self.prepare_linear(&head);
            self.linear_rows(&head, 0..task.n, part);
        }
        Ok(())
    }

    /// Sums over all keys of a task of one head, for [`Workspace::linear_rows`].
    pub fn prepare_linear(&mut self, head: &Task<'_>) {
        self.linear.fill(head);
    }

    /// The queries `rows` of the task that [`Workspace::prepare_linear`] saw, to which `output` belongs.
    pub fn linear_rows(&mut self, head: &Task<'_>, rows: Range<usize>, output: &mut [f32]) {
        self.linear.rows(head, rows, output);
    }
}

/// The plain statement.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod plain {
    use super::super::Task;
    use std::ops::Range;

    /// Sums over all keys.
    #[derive(Debug, Default)]
    pub struct Sums {
        /// `S`, `d_k x d_v`.
        pairs: Vec<f32>,
        /// `z`, `d_k`.
        features: Vec<f32>,
    }

    impl Sums {
        pub fn fill(&mut self, task: &Task<'_>) {
            self.pairs = vec![0.0; task.d_k * task.d_v];
            self.features = vec![0.0; task.d_k];
            for (k, v) in rows(task.k, task.d_k).zip(rows(task.v, task.d_v)) {
                let pairs = self.pairs.chunks_exact_mut(task.d_v);
                for ((k, sum), pairs) in k.iter().zip(&mut self.features).zip(pairs) {
                    let feature = phi(*k);
                    *sum += feature;
                    for (pair, v) in pairs.iter_mut().zip(v) {
                        *pair += feature * v;
                    }
                }
            }
        }

        pub fn rows(&self, task: &Task<'_>, range: Range<usize>, output: &mut [f32]) {
            let queries = rows(task.q, task.d_k).skip(range.start).take(range.len());
            for (q, output) in queries.zip(output.chunks_exact_mut(task.d_v)) {
                output.fill(0.0);
                let mut total = 0.0;
                let sums = self.features.iter().zip(rows(&self.pairs, task.d_v));
                for (q, (sum, pairs)) in q.iter().zip(sums) {
                    let feature = phi(*q);
                    total += feature * sum;
                    for (output, pair) in output.iter_mut().zip(pairs) {
                        *output += feature * pair;
                    }
                }
                let inverse = if total == 0.0 { 0.0 } else { 1.0 / total };
                output.iter_mut().for_each(|output| *output *= inverse);
            }
        }

        /// Bytes that it holds.
        pub fn bytes(&self) -> usize {
            size_of::<f32>() * (self.pairs.capacity() + self.features.capacity())
        }
    }

    fn rows(matrix: &[f32], width: usize) -> impl Iterator<Item = &[f32]> {
        matrix.chunks_exact(width)
    }

    /// `elu(x) + 1`: `x + 1` above 0 and `e^x` below.
    fn phi(x: f32) -> f32 {
        if x > 0.0 { x + 1.0 } else { x.exp() }
    }
}

/// On WASM SIMD: both products by the tile of the fused kernel that multiplies weights with values. In `S = phi(K)^T V`
/// its rows are components of the keys, a strip at a time, and its keys are tokens; in `phi(Q) S` its rows are queries
/// and its keys are components.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod strips {
    use super::super::Task;
    use super::super::exponential::LOWEST_NORMAL;
    use super::super::fused::{STRIP, add_values, strips};
    use super::super::lanes::{Constants, Extremes, exponentials, store_wide};
    use super::super::pack::Packed;
    use super::super::tile::{Block, KEYS, WIDE, load_wide, values};
    use std::ops::Range;

    /// Sums over all keys, and what the strips work in.
    #[derive(Debug, Default)]
    pub struct Sums {
        /// A block of tokens.
        tokens: Packed,
        /// `S`, packed as the values of `d_k` tokens.
        pairs: Packed,
        /// `z`, `d_k`.
        features: Vec<f32>,
        /// The output of a strip of queries before the division, `[panel][STRIP][8]`.
        output: Vec<f32>,
    }

    impl Sums {
        pub fn fill(&mut self, task: &Task<'_>) {
            let panels = task.d_v.div_ceil(WIDE);
            // Whole strips when S is summed, whole panels when it is read.
            let rows = task.d_k.next_multiple_of(WIDE);
            self.pairs.width = rows.max(task.d_k.next_multiple_of(STRIP));
            self.pairs.values.clear();
            self.pairs
                .values
                .resize(self.pairs.width * panels * WIDE, 0.0);
            self.features.clear();
            self.features.resize(task.d_k, 0.0);
            self.output.resize(panels * WIDE * STRIP, 0.0);
            let mut block = [[0.0; KEYS]; STRIP];
            for first in (0..task.n).step_by(KEYS) {
                let tokens = task.tokens(first..task.n.min(first + KEYS));
                self.tokens.fill(&tokens);
                for strip in (0..task.d_k).step_by(STRIP) {
                    self.add_strip(&tokens, strip, &mut block);
                }
            }
            // Rows of no component: 0 times an infinite value is NaN.
            let all = self.pairs.values.as_chunks_mut::<WIDE>().0;
            for panel in all.chunks_exact_mut(self.pairs.width) {
                panel[task.d_k..].fill([0.0; WIDE]);
            }
        }

        /// Adds a block of tokens to the rows of `S` and `z` from component `first` on.
        fn add_strip(&mut self, tokens: &Task<'_>, first: usize, block: &mut Block<STRIP>) {
            let width = self.tokens.width;
            let keys = self.tokens.keys.as_chunks::<WIDE>().0;
            for (row, c) in block.iter_mut().zip(first..) {
                let row = &mut row[..width];
                let Some(sum) = self.features.get_mut(c) else {
                    row.fill(0.0);
                    continue;
                };
                let eights = row.as_chunks_mut::<WIDE>().0.iter_mut();
                for (eight, key) in eights.zip(keys.iter().skip(c).step_by(tokens.d_k)) {
                    *eight = *key;
                }
                features(row, tokens.n);
                *sum += dot(row, None);
            }
            let values_of = self.tokens.values.as_chunks::<WIDE>().0;
            let sums_of = self.pairs.values.as_chunks_mut::<WIDE>().0;
            let panels = sums_of.chunks_exact_mut(self.pairs.width);
            for (sums, panel) in panels.zip(values_of.chunks_exact(width)) {
                if let Some(sums) = sums[first..].first_chunk_mut::<STRIP>() {
                    let added = values(sums.each_ref().map(load_wide), block, panel);
                    for (sum, added) in sums.iter_mut().zip(added) {
                        store_wide(sum, added);
                    }
                }
            }
        }

        pub fn rows(&mut self, task: &Task<'_>, rows: Range<usize>, output: &mut [f32]) {
            let mut block = [[0.0; KEYS]; STRIP];
            for (six, range) in strips(rows.clone()) {
                let at = (range.start - rows.start) * task.d_v..(range.end - rows.start) * task.d_v;
                if six {
                    self.strip::<STRIP>(task, range, &mut block, &mut output[at]);
                } else if let Some(four) = block.first_chunk_mut() {
                    self.strip::<4>(task, range, four, &mut output[at]);
                }
            }
        }

        #[inline(never)]
        fn strip<const ROWS: usize>(
            &mut self,
            task: &Task<'_>,
            rows: Range<usize>,
            block: &mut Block<ROWS>,
            to: &mut [f32],
        ) {
            let output = self.output.as_chunks_mut::<WIDE>().0;
            let output = output.as_chunks_mut::<ROWS>().0;
            let mut totals = [0.0; ROWS];
            for first in (0..task.d_k).step_by(KEYS) {
                let part = first..task.d_k.min(first + KEYS);
                let width = part.len().next_multiple_of(WIDE);
                for ((i, row), total) in rows.clone().zip(&mut *block).zip(&mut totals) {
                    let row = &mut row[..width];
                    let q = &task.q[i * task.d_k..(i + 1) * task.d_k][part.clone()];
                    row[..q.len()].copy_from_slice(q);
                    features(row, q.len());
                    *total += dot(&row[..q.len()], Some(&self.features[part.clone()]));
                }
                let inverse = totals.map(|total| if total == 0.0 { 0.0 } else { 1.0 / total });
                let last = part.end == task.d_k;
                let to = last.then_some((&inverse, task.d_v, &mut *to));
                add_values(&self.pairs, part, block, output, to);
            }
        }

        /// Bytes that it holds.
        pub fn bytes(&self) -> usize {
            let numbers = [
                &self.tokens.keys,
                &self.tokens.values,
                &self.pairs.values,
                &self.features,
                &self.output,
            ];
            size_of::<f32>() * numbers.map(Vec::capacity).iter().sum::<usize>()
        }
    }

    /// Turns the first `count` numbers of a row into `elu(x) + 1 = e^min(x, 0) + max(x, 0)` and the rest into 0.
    #[inline(always)]
    fn features(row: &mut [f32], count: usize) {
        let mut above = [0.0; KEYS];
        for (x, above) in row.iter_mut().zip(&mut above) {
            *above = if *x > 0.0 { *x } else { 0.0 };
            // Not the smaller of x and 0, which the compiler may make an instruction of that loses a NaN.
            *x -= *above;
        }
        let mut extremes = Extremes::none();
        extremes.add(row, row.len());
        let (smallest, _) = extremes.of_all();
        let normal = smallest >= LOWEST_NORMAL;
        let constants = Constants::hidden();
        exponentials(row, if normal { row.len() } else { 0 }, 1.0, 0.0, constants);
        for (x, above) in row.iter_mut().zip(&above) {
            *x += above;
        }
        row[count..].fill(0.0);
    }

    /// The sum of a row's numbers, times those of another where there is one, in eight sums at once.
    #[inline(always)]
    fn dot(row: &[f32], other: Option<&[f32]>) -> f32 {
        let mut sums = [0.0; WIDE];
        for (at, eight) in row.chunks(WIDE).enumerate() {
            let factors = other.map(|other| &other[at * WIDE..]);
            for (lane, x) in eight.iter().enumerate() {
                sums[lane] += x * factors.map_or(1.0, |factors| factors[lane]);
            }
        }
        sums.iter().sum()
    }
}
