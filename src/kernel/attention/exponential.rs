//! The polynomial of the fused kernel's exponential, and its error.

/// `(e^r - 1 - r) / r^2` on `|r| <= ln(2) / 2`, highest power first: the minimax polynomial of relative error
/// `0.05 * 2^-24`, by iteratively weighted least squares on 4000 Chebyshev nodes.
///
/// One term less, fitted to the last place of each result, was tried: it makes attention 1 % faster and is off by 2.26
/// ulp where multiply and add are rounded apart.
pub(super) const POLYNOMIAL: [f32; 5] = [
    1.381_459_9e-3,
    8.368_717e-3,
    4.166_839e-2,
    1.666_652_1e-1,
    4.999_999_4e-1,
];
/// From here up to 0 every exponential is a normal number: `e^-87 > 2^-126`.
pub(super) const LOWEST_NORMAL: f32 = -87.0;
/// `1.5 * 2^23`: added to a number below `2^22`, it rounds it to a whole one, which then stands in the low bits. With
/// 127 more, these bits are those of the power of two's exponent.
pub(super) const ROUND: f32 = 12_582_912.0 + 127.0;

/// `(2^f - 1) / f` on `|f| <= 1 / 2`, highest power first: the minimax polynomial of relative error `0.05 * 2^-24`, by
/// iteratively weighted least squares on 4000 Chebyshev nodes, its weight the last place of `2^f`.
pub(super) const POWER_OF_TWO: [f32; 6] = [
    1.532_255e-4,
    1.339_728_2e-3,
    9.618_56e-3,
    5.550_338_3e-2,
    2.402_264_6e-1,
    6.931_472e-1,
];
/// `1.5 * 2^23`: added to a number below `2^22`, it rounds it to a whole one, which then stands in the low bits.
pub(super) const WHOLE: f32 = 12_582_912.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::exp::{LN_2_HIGH, LN_2_LOW, LOWEST};

    /// The scalar twin of the register code: the same operations in the same order, with or without a fused
    /// multiply-add, since relaxed SIMD may have either.
    fn twin(x: f32, fused: bool) -> f32 {
        let multiply_add = |a: f32, b: f32, c: f32| if fused { a.mul_add(b, c) } else { a * b + c };
        let fraction = |x: f32, k: f32| {
            let r = multiply_add(k, -LN_2_HIGH, x);
            let r = multiply_add(k, -LN_2_LOW, r);
            let [a, b, c, d, e] = POLYNOMIAL;
            let squared = r * r;
            let p = multiply_add(a, r, b);
            let p = multiply_add(p, squared, multiply_add(c, r, d));
            let p = multiply_add(p, squared, multiply_add(e, r, 1.0));
            multiply_add(p, r, 1.0)
        };
        if x >= LOWEST_NORMAL {
            let rounded = multiply_add(x, std::f32::consts::LOG2_E, ROUND);
            return fraction(x, rounded - ROUND) * f32::from_bits(rounded.to_bits() << 23);
        }
        let x = if x < LOWEST { LOWEST } else { x };
        let k = (x * std::f32::consts::LOG2_E).round_ties_even();
        let power = |k: i32| f32::from_bits(((k + 127) << 23) as u32);
        let half = (k as i32) >> 1;
        fraction(x, k) * power(half) * power(k as i32 - half)
    }

    /// The scalar twin of `2^t`.
    fn twin_of_power(t: f32, fused: bool) -> f32 {
        let multiply_add = |a: f32, b: f32, c: f32| if fused { a.mul_add(b, c) } else { a * b + c };
        let rounded = t + WHOLE;
        let r = t - (rounded - WHOLE);
        let [a, b, c, d, e, f] = POWER_OF_TWO;
        let squared = r * r;
        let p = multiply_add(a, r, b);
        let p = multiply_add(p, squared, multiply_add(c, r, d));
        let p = multiply_add(p, squared, multiply_add(e, r, f));
        let y = multiply_add(p, r, 1.0);
        f32::from_bits(y.to_bits().wrapping_add(rounded.to_bits() << 23))
    }

    /// Distance from the true value in units of the last place of the correctly rounded one.
    fn error(y: f32, truth: f64) -> f64 {
        let exponent = ((truth as f32).to_bits() >> 23).max(1) as i32 - 127;
        (f64::from(y) - truth).abs() / 2f64.powi(exponent - 23)
    }

    /// Every argument that a softmax has, up to a stride prime to every power of two, and all about the places where
    /// something changes.
    #[test]
    fn within_two_ulp_over_every_f32_up_to_zero() {
        let strided = ((-0.0f32).to_bits()..=f32::NEG_INFINITY.to_bits()).step_by(997);
        let steps = (-151..=0).map(|k| (k as f32 - 0.5) * std::f32::consts::LN_2);
        let near = [LOWEST, LOWEST_NORMAL, -87.33655, -103.97208, -1.0]
            .into_iter()
            .chain(steps)
            .flat_map(|x| (0..1000).map(move |i| x.to_bits() - 500 + i));
        let mut worst = [0.0f64; 2];
        for bits in strided.chain(near) {
            for fused in [false, true] {
                let x = f32::from_bits(bits);
                let error = error(twin(x, fused), f64::from(x).exp());
                worst[usize::from(fused)] = worst[usize::from(fused)].max(error);
            }
        }
        assert!(worst.iter().all(|worst| *worst < 1.4), "{worst:?} ulp");
    }

    /// Every argument whose power of two is a normal number, up to a stride prime to every power of two, and all about
    /// the places where the whole part changes.
    #[test]
    fn powers_of_two_are_within_two_ulp() {
        let positive = (0..=126.0f32.to_bits()).step_by(997);
        let steps = (0..126).map(|k| k as f32 + 0.5);
        let near = steps.flat_map(|t| (0..1000).map(move |i| t.to_bits() - 500 + i));
        let mut worst = [0.0f64; 2];
        for t in positive.chain(near).map(f32::from_bits) {
            for (t, fused) in [(t, false), (-t, false), (t, true), (-t, true)] {
                let error = error(twin_of_power(t, fused), f64::from(t).exp2());
                worst[usize::from(fused)] = worst[usize::from(fused)].max(error);
            }
        }
        assert!(worst.iter().all(|worst| *worst < 1.5), "{worst:?} ulp");
    }

    #[test]
    fn the_ends_are_exact() {
        for fused in [false, true] {
            assert_eq!(twin_of_power(0.0, fused), 1.0);
            assert_eq!(twin(0.0, fused), 1.0);
            assert_eq!(twin(f32::NEG_INFINITY, fused), 0.0);
            assert!(twin(f32::NAN, fused).is_nan());
        }
    }
}
