//! The operands in the order in which the tiles read them, with zeros where they end.

use core::arch::wasm32::*;

use super::lanes::{across, load_ragged, store_wide};
use super::near;
use super::task::Task;
use super::tile::{LANES, WIDE, load, store};

/// Keys and values of one head.
#[derive(Debug, Default)]
pub(super) struct Packed {
    /// Panels of eight keys, each by component: `[panel][d_k][8]`.
    pub keys: Vec<f32>,
    /// Panels of eight components of all values, each by key: `[panel][padded n][8]`.
    pub values: Vec<f32>,
    /// Keys, rounded up to whole panels.
    pub width: usize,
    /// The length of the longest key, as [`near::longest`] has it; infinite too where a value is too large for the short
    /// way.
    pub longest: f32,
    /// Whether every value is a finite number.
    pub finite: bool,
}

impl Packed {
    pub(super) fn fill(&mut self, task: &Task<'_>) {
        self.width = task.n.next_multiple_of(WIDE);
        self.keys.resize(self.width * task.d_k, 0.0);
        self.values
            .resize(task.d_v.next_multiple_of(WIDE) * self.width, 0.0);
        let panels = self.keys.chunks_exact_mut(task.d_k * WIDE);
        for (panel, keys) in panels.zip(task.k.chunks(WIDE * task.d_k)) {
            transpose(keys, task.d_k, panel.as_chunks_mut::<WIDE>().0);
        }
        let mut largest = i32x4_splat(0);
        for (at, panel) in self.values.chunks_exact_mut(self.width * WIDE).enumerate() {
            let panel = panel.as_chunks_mut::<WIDE>().0;
            largest = i32x4_max(largest, columns(task, at * WIDE, panel));
        }
        let largest = across(largest, |a, b| i32x4_max(a, b));
        self.finite = largest < f32::INFINITY;
        self.longest = if largest <= near::LARGEST {
            near::longest(task.k, task.d_k)
        } else {
            f32::INFINITY
        };
    }
}

/// The rows of `from`, each `width` long and at most `ROWS` of them, by column: `to[column][row]`. Zeros fill it up.
#[inline(always)]
pub(super) fn transpose<const ROWS: usize>(from: &[f32], width: usize, to: &mut [[f32; ROWS]]) {
    let done = if from.len() == ROWS * width {
        width / LANES * LANES
    } else {
        0
    };
    let blocks = to.as_chunks_mut::<LANES>().0.iter_mut().take(done / LANES);
    for (at, to) in blocks.enumerate() {
        let row = |r: usize| {
            from[r * width + at * LANES..]
                .first_chunk()
                .unwrap_or(&[0.0; LANES])
        };
        for four in (0..ROWS / LANES).map(|four| four * LANES) {
            let columns = transposed([0, 1, 2, 3].map(|r| load(row(four + r))));
            for (to, column) in to.iter_mut().zip(columns) {
                if let Some(to) = to[four..].first_chunk_mut() {
                    store(to, column);
                }
            }
        }
        for r in ROWS / LANES * LANES..ROWS {
            for (to, x) in to.iter_mut().zip(row(r)) {
                to[r] = *x;
            }
        }
    }
    for (c, to) in to.iter_mut().enumerate().skip(done) {
        for (r, to) in to.iter_mut().enumerate() {
            let x = from.get(r * width + c).filter(|_| c < width);
            *to = x.copied().unwrap_or(0.0);
        }
    }
}

/// Four registers as the rows of a matrix, transposed.
#[inline(always)]
fn transposed([a, b, c, d]: [v128; 4]) -> [v128; 4] {
    let low = [
        i32x4_shuffle::<0, 4, 1, 5>(a, b),
        i32x4_shuffle::<0, 4, 1, 5>(c, d),
    ];
    let high = [
        i32x4_shuffle::<2, 6, 3, 7>(a, b),
        i32x4_shuffle::<2, 6, 3, 7>(c, d),
    ];
    [
        i64x2_shuffle::<0, 2>(low[0], low[1]),
        i64x2_shuffle::<1, 3>(low[0], low[1]),
        i64x2_shuffle::<0, 2>(high[0], high[1]),
        i64x2_shuffle::<1, 3>(high[0], high[1]),
    ]
}

/// Eight columns of V from `first` on, and the bits of the largest of their absolute values by lane: as whole numbers
/// these are in the order of the numbers themselves, infinity behind all others and NaN behind infinity.
fn columns(task: &Task<'_>, first: usize, to: &mut [[f32; WIDE]]) -> v128 {
    let no_sign = i32x4_splat(i32::MAX);
    let mut largest = i32x4_splat(0);
    for (to, row) in to.iter_mut().zip(task.v.chunks_exact(task.d_v)) {
        let x = load_ragged(row, first);
        store_wide(to, x);
        largest = x
            .map(|x| v128_and(x, no_sign))
            .into_iter()
            .fold(largest, |a, b| i32x4_max(a, b));
    }
    for to in to.iter_mut().skip(task.n) {
        *to = [0.0; WIDE];
    }
    largest
}
