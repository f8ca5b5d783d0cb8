//! What benches/browser/kernels.mjs times in Chromium. Every function repeats its work, so that one call takes long
//! against the browser's clock, and returns a number made of all results, so that none is left out.

#[path = "../setups.rs"]
mod setups;

use attention_playground::kernel;
use attention_playground::model::{Setup, Trace};
use std::cell::RefCell;

/// What one case works on.
struct Case {
    setup: Setup,
    row: Vec<f32>,
    weights: Vec<f32>,
}

thread_local! {
    static CASE: RefCell<Option<Case>> = const { RefCell::new(None) };
}

/// Prepares `n` tokens with d_k = d_v = `d`, and rows of `n` logits.
// SAFETY: no other function of the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn prepare(n: usize, d: usize) {
    let row = setups::wave(1, n, 4.8828).iter().map(|x| 4.0 * x).collect();
    let case = Case {
        setup: setups::setup(n, d),
        row,
        weights: vec![0.0; n],
    };
    CASE.with(|slot| *slot.borrow_mut() = Some(case));
}

/// The softmax that the page uses, over one row of logits.
// SAFETY: no other function of the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn softmax(times: usize) -> f32 {
    softmax_by(kernel::softmax_row, times)
}

/// The plain softmax, over one row of logits.
// SAFETY: no other function of the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn softmax_scalar(times: usize) -> f32 {
    softmax_by(kernel::scalar::softmax_row, times)
}

fn softmax_by(kernel: impl Fn(&[f32], &mut [f32]), times: usize) -> f32 {
    repeat(times, |case, i| {
        // No call sees the numbers of the call before.
        let at = i % case.row.len();
        case.row[at] = -case.row[at];
        kernel(&case.row, &mut case.weights);
        case.weights[at]
    })
}

/// All numbers of the computation.
// SAFETY: no other function of the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn trace(times: usize) -> f32 {
    repeat(times, |case, i| {
        let n = case.setup.tokens();
        case.setup.order.swap(i % n, (i + 1) % n);
        Trace::of(&case.setup).map_or(f32::NAN, |trace| trace.permutation.gap + trace.output[0])
    })
}

/// NaN where nothing was prepared.
fn repeat(times: usize, work: impl Fn(&mut Case, usize) -> f32) -> f32 {
    CASE.with(|slot| match &mut *slot.borrow_mut() {
        Some(case) => (0..times).map(|i| work(case, i)).sum(),
        None => f32::NAN,
    })
}
