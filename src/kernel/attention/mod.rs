//! Scaled dot-product attention over slices, in one pass over the queries. `scalar` is the plain statement of the
//! mathematics and the oracle; the fused path is taken where the build has WASM SIMD.

mod chunked;
#[cfg(any(test, all(target_arch = "wasm32", target_feature = "simd128")))]
mod exponential;
mod linear;
mod scalar;
mod task;
mod window;

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod fused;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod lanes;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod near;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod online;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod pack;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod rows;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod tile;

use std::ops::Range;

pub use task::{Mask, Problem, Results, Task};

/// What the kernel works in, kept from call to call so that nothing is allocated anew.
#[derive(Debug, Default)]
pub struct Workspace {
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    scratch: fused::Scratch,
    linear: linear::Sums,
}

impl Workspace {
    /// Attention of all heads, by the fastest means of this build.
    ///
    /// # Errors
    /// The field that does not fit; nothing is written then.
    pub fn attention(&mut self, task: &Task<'_>, results: &mut Results<'_>) -> Result<(), Problem> {
        task.check(results)?;
        for h in 0..task.heads {
            let head = task.head(h);
            let mut part = results.rows(h * task.n, task.n, task.n, task.d_v);
            self.prepare(&head);
            self.rows(&head, 0..task.n, &mut part);
        }
        Ok(())
    }

    /// Bytes that are held from call to call, beside the operands and the results. A build without SIMD holds none but
    /// for linear attention.
    pub fn bytes(&self) -> usize {
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        let fused = {
            let fused::Scratch {
                packed,
                queries,
                strip,
                output,
            } = &self.scratch;
            let numbers = [&packed.keys, &packed.values, queries, strip, output];
            size_of::<f32>() * numbers.map(Vec::capacity).iter().sum::<usize>()
        };
        #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
        let fused = 0;
        fused + self.linear.bytes()
    }

    /// Makes ready for [`Workspace::rows`] of a task of one head.
    pub fn prepare(&mut self, head: &Task<'_>) {
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        self.scratch.fill(head);
        #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
        let _ = head;
    }

    /// The output alone, by the online softmax: never more than a block of weights is held, so that the memory beside the
    /// operands does not grow with n. In a build without SIMD as [`Workspace::attention`].
    ///
    /// # Errors
    /// The field that does not fit; nothing is written then.
    pub fn online(&mut self, task: &Task<'_>, output: &mut [f32]) -> Result<(), Problem> {
        let mut results = Results {
            output,
            ..Results::default()
        };
        task.check(&results)?;
        for h in 0..task.heads {
            let head = task.head(h);
            let part = results.rows(h * task.n, task.n, task.n, task.d_v);
            self.prepare(&head);
            self.online_rows(&head, 0..task.n, part.output);
        }
        Ok(())
    }

    /// As [`Workspace::rows`], by the online softmax.
    pub fn online_rows(&mut self, head: &Task<'_>, rows: Range<usize>, output: &mut [f32]) {
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        if self.scratch.packed.finite || head.mask == Mask::None {
            return online::rows(head, &mut self.scratch, rows, output);
        }
        let mut results = Results {
            output,
            ..Results::default()
        };
        scalar::rows(head, rows, &mut results);
    }

    /// The queries `rows` of the task that [`Workspace::prepare`] saw; `results` holds these rows and no others.
    pub fn rows(&mut self, head: &Task<'_>, rows: Range<usize>, results: &mut Results<'_>) {
        #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
        if self.scratch.packed.finite || head.mask == Mask::None {
            return fused::rows(head, &mut self.scratch, rows, results);
        }
        scalar::rows(head, rows, results);
    }
}

/// Attention of all heads by the plain statement.
///
/// # Errors
/// The field that does not fit; nothing is written then.
pub fn plain(task: &Task<'_>, results: &mut Results<'_>) -> Result<(), Problem> {
    task.check(results)?;
    for h in 0..task.heads {
        let mut part = results.rows(h * task.n, task.n, task.n, task.d_v);
        scalar::rows(&task.head(h), 0..task.n, &mut part);
    }
    Ok(())
}
