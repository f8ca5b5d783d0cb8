//! The plain statement of each kernel: the reference that the fast ones are held to.

/// Softmax of one row: `out_j = exp(x_j - m) / sum_k exp(x_k - m)` with m the largest logit, so that no exponential
/// exceeds 1 (Goodfellow, Bengio and Courville, Deep Learning, section 4.1).
///
/// Differences and exponentials are f32, their sum is taken in f64 and rounded once. An entry at minus infinity
/// (masked) gets exactly 0, and a row of nothing else (or an empty one) is all 0. A NaN or a plus infinity makes the
/// whole row NaN.
///
/// # Panics
/// Where the two slices differ in length.
pub fn softmax_row(logits: &[f32], out: &mut [f32]) {
    assert_eq!(
        logits.len(),
        out.len(),
        "a row and its softmax have the same length"
    );
    let largest = logits
        .iter()
        .copied()
        .fold(f32::NEG_INFINITY, larger_or_nan);
    if largest == f32::NEG_INFINITY {
        out.fill(0.0);
        return;
    }
    let mut sum = 0.0;
    for (y, x) in out.iter_mut().zip(logits) {
        *y = (x - largest).exp();
        sum += f64::from(*y);
    }
    let sum = sum as f32;
    for y in out {
        *y /= sum;
    }
}

/// The larger of two numbers, NaN if either is (f32::max would prefer the number).
fn larger_or_nan(a: f32, b: f32) -> f32 {
    if b > a || b.is_nan() { b } else { a }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn softmax<const N: usize>(logits: [f32; N]) -> [f32; N] {
        let mut out = [0.5; N];
        softmax_row(&logits, &mut out);
        out
    }

    #[test]
    fn equal_logits_share_equally() {
        assert_eq!(softmax([7.0; 4]), [0.25; 4]);
        assert_eq!(softmax([f32::MAX; 4]), [0.25; 4]);
        assert_eq!(softmax([-1e30; 4]), [0.25; 4]);
    }

    #[test]
    fn masked_entries_get_exactly_nothing() {
        const MASKED: f32 = f32::NEG_INFINITY;
        assert_eq!(softmax([MASKED, -f32::MAX, MASKED]), [0.0, 1.0, 0.0]);
        assert_eq!(softmax([MASKED; 3]), [0.0; 3]);
        assert!(softmax([]).is_empty());
    }

    #[test]
    fn a_difference_that_leaves_f32_gives_zero() {
        assert_eq!(softmax([f32::MAX, -f32::MAX]), [1.0, 0.0]);
    }

    #[test]
    fn what_is_no_number_is_not_hidden() {
        for bad in [f32::NAN, f32::INFINITY] {
            assert!(
                softmax([1.0, bad, f32::NEG_INFINITY])
                    .iter()
                    .all(|y| y.is_nan())
            );
        }
        assert!(
            softmax([f32::NEG_INFINITY, f32::NAN])
                .iter()
                .all(|y| y.is_nan())
        );
    }
}
