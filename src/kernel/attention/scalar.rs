//! The plain statement of attention, and the oracle of the fused kernel.

use std::ops::Range;

use super::task::{Results, Task};
use crate::kernel::scalar::softmax_row;

/// Attention for the queries `rows` of a task of one head; `results` holds these rows and no others.
///
/// Row i: `score_j = q_i . k_j` summed in order of the components, `logit_j = score_j * scale + bias_ij`, minus
/// infinity where masked; weights by [`softmax_row`]; the output is `sum_j weight_j v_j` over the keys that are not
/// masked, in order. All of it in f32, each operation rounded.
///
/// What is no finite number: a NaN or plus infinity among the logits of a row makes its weights and its output NaN;
/// minus infinity is a weight of 0; a row without any other logit has weights and output 0. An infinity or NaN among
/// the values reaches each output that may attend to it, `0 * infinity = NaN` included.
pub(super) fn rows(task: &Task<'_>, rows: Range<usize>, results: &mut Results<'_>) {
    let n = task.n;
    let mut logits = vec![0.0; n];
    let mut weights = vec![0.0; n];
    for (at, i) in rows.enumerate() {
        let one = &mut results.rows(at, 1, n, task.d_v);
        let q = &task.q[i * task.d_k..(i + 1) * task.d_k];
        for (j, (logit, k)) in logits
            .iter_mut()
            .zip(task.k.chunks_exact(task.d_k))
            .enumerate()
        {
            let score = q.iter().zip(k).fold(0.0, |sum, (q, k)| sum + q * k);
            if let Some(scores) = &mut one.scores {
                scores[j] = score;
            }
            *logit = score * task.scale;
            if let Some(bias) = task.bias {
                *logit += bias[i * n + j];
            }
            if !task.mask.allows(i, j, n) {
                *logit = f32::NEG_INFINITY;
            }
        }
        if let Some(out) = &mut one.logits {
            out.copy_from_slice(&logits);
        }
        softmax_row(&logits, &mut weights);
        if let Some(out) = &mut one.weights {
            out.copy_from_slice(&weights);
        }
        one.output.fill(0.0);
        for (j, (weight, v)) in weights
            .iter()
            .zip(task.v.chunks_exact(task.d_v))
            .enumerate()
        {
            if task.mask.allows(i, j, n) {
                for (out, v) in one.output.iter_mut().zip(v) {
                    *out += weight * v;
                }
            }
        }
    }
}
