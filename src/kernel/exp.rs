//! The exponential by range reduction and a polynomial, in operations that every SIMD unit has.

/// ln 2 in two parts: the first has 15 trailing zero bits, so that its product with a whole number up to 150 is exact.
pub(super) const LN_2_HIGH: f32 = 0.693_359_4;
/// ln 2 minus [`LN_2_HIGH`].
pub(super) const LN_2_LOW: f32 = -2.121_944_4e-4;
/// Below this `exp` rounds to 0: `exp(-104) < 2^-150`, half the smallest subnormal.
pub(super) const LOWEST: f32 = -104.0;
/// Above this `exp` leaves f32.
pub(super) const HIGHEST: f32 = 89.0;
/// `(exp(r) - 1 - r) / r^2` on `|r| <= ln(2) / 2`, highest power first (Cephes `expf`, Moshier 1989).
pub(super) const POLYNOMIAL: [f32; 6] = [
    1.987_569_1e-4,
    1.398_2e-3,
    8.333_452e-3,
    4.166_579_6e-2,
    1.666_666_5e-1,
    5e-1,
];

/// `e^x` in f32, the scalar twin of the SIMD kernel: the same operations in the same order, so that its error,
/// measured here over every f32, is that of the kernel.
///
/// With `k = round(x / ln 2)` and `r = x - k ln 2`, `|r| <= ln(2) / 2`: `e^x = 2^k e^r`, `e^r = 1 + (r + r^2 p(r))`.
/// The power of two is applied in two halves, so that subnormal results are rounded only once.
///
/// Minus infinity gives 0, what exceeds f32 plus infinity, NaN is passed on, and 0 gives exactly 1.
pub fn exp(x: f32) -> f32 {
    let x = x.clamp(LOWEST, HIGHEST);
    let k = (x * std::f32::consts::LOG2_E).round_ties_even();
    let r = x - k * LN_2_HIGH - k * LN_2_LOW;
    let [first, rest @ ..] = POLYNOMIAL;
    let p = rest.iter().fold(first, |p, c| p * r + c);
    let y = 1.0 + (r + (r * r) * p);
    let k = k as i32;
    let half = k >> 1;
    y * power_of_two(half) * power_of_two(k - half)
}

/// `2^k` for k from -126 to 127, by its bits.
fn power_of_two(k: i32) -> f32 {
    f32::from_bits(((k + 127) << 23) as u32)
}
