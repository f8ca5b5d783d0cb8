//! From a decimal to the float that is nearest to it.

use super::big::Big;
use std::cmp::Ordering;

/// The f32 nearest to a decimal such as `-1.5e3`, `.5`, `5.` or `+2`, of two equally near ones the even; infinite
/// where it is beyond f32. `None`: it is no decimal.
pub(crate) fn read_f32(text: &str) -> Option<f32> {
    let decimal = Decimal::read(text)?;
    let magnitude = decimal.f32().unwrap_or_else(|| {
        let bits = decimal.exact(24, -149).min(f32::INFINITY.to_bits().into());
        f32::from_bits(bits as u32)
    });
    Some(magnitude.copysign(decimal.sign as f32))
}

/// The f64 nearest to a decimal, as [`read_f32`] reads it.
pub(crate) fn read_f64(text: &str) -> Option<f64> {
    let decimal = Decimal::read(text)?;
    let magnitude = decimal
        .f64()
        .unwrap_or_else(|| f64::from_bits(decimal.exact(53, -1074).min(f64::INFINITY.to_bits())));
    Some(magnitude.copysign(decimal.sign))
}

/// A decimal in two forms: its first 19 digits as a whole number, and all as they are written.
struct Decimal<'a> {
    /// 1 or -1.
    sign: f64,
    /// The first digits, not 0 unless all are.
    leading: u64,
    /// The number is `leading * 10^exponent`, and perhaps a little more.
    exponent: i32,
    /// Whether there are digits behind `leading`.
    is_cut: bool,
    /// All digits, and perhaps a point.
    digits: &'a str,
}

/// As many digits as u64 always holds.
const LEADING: usize = 19;

/// Enough digits for the middle of any two neighbours of f64, which has 767; what is behind them only breaks a tie.
const MOST_DIGITS: usize = 800;

/// The powers of ten that f64 holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

impl<'a> Decimal<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let (sign, text) = match text.as_bytes().first()? {
            b'-' => (-1.0, text.get(1..)?),
            b'+' => (1.0, text.get(1..)?),
            _ => (1.0, text),
        };
        let (digits, exponent) = match text.find(['e', 'E']) {
            None => (text, 0),
            Some(at) => (text.get(..at)?, power(text.get(at + 1..)?)?),
        };
        let mut decimal = Self {
            sign,
            leading: 0,
            exponent,
            is_cut: false,
            digits,
        };
        decimal.read_digits()?;
        Some(decimal)
    }

    fn read_digits(&mut self) -> Option<()> {
        let (mut taken, mut seen, mut behind_point) = (0, false, 0);
        for byte in self.digits.bytes() {
            match byte {
                b'.' if behind_point == 0 => {
                    behind_point = 1;
                    continue;
                }
                b'0'..=b'9' => seen = true,
                _ => return None,
            }
            if taken == LEADING {
                self.is_cut = true;
                self.exponent = self.exponent.saturating_add(1 - behind_point);
                continue;
            }
            self.leading = self.leading * 10 + u64::from(byte - b'0');
            taken += usize::from(self.leading > 0);
            self.exponent = self.exponent.saturating_sub(behind_point);
        }
        seen.then_some(())
    }

    /// The f32, where f64 with its rounding errors is enough to tell: nearly always.
    fn f32(&self) -> Option<f32> {
        // From here on it is certainly 0, or beyond f32.
        if self.leading == 0 || self.exponent < -66 {
            return Some(0.0);
        }
        if self.exponent > 40 {
            return Some(f32::INFINITY);
        }
        let mut near = self.leading as f64;
        let mut rest = self.exponent.unsigned_abs() as usize;
        while rest > 0 {
            let step = rest.min(22);
            match self.exponent < 0 {
                true => near /= POWERS[step],
                false => near *= POWERS[step],
            }
            rest -= step;
        }
        // Five roundings at most, each by half an ulp of f64 or one: the middle of two f32 is farther away than that.
        const BITS: u64 = (1 << 29) - 1;
        const ERROR: u64 = 16;
        let from_middle = (near.to_bits() & BITS).abs_diff(1 << 28);
        let in_range = (f32::MIN_POSITIVE.into()..f32::MAX.into()).contains(&near);
        (in_range && from_middle > ERROR).then_some(near as f32)
    }

    /// The f64, where it is one exact operation (Clinger, How to read floating point numbers accurately, 1990).
    fn f64(&self) -> Option<f64> {
        if self.leading == 0 || self.exponent < -345 {
            return Some(0.0);
        }
        if self.exponent > 310 {
            return Some(f64::INFINITY);
        }
        if self.is_cut || self.leading >= 1 << 53 {
            return None;
        }
        let power = POWERS.get(self.exponent.unsigned_abs() as usize)?;
        Some(match self.exponent < 0 {
            true => self.leading as f64 / power,
            false => self.leading as f64 * power,
        })
    }

    /// The bits of the nearest `m * 2^q`, m of `precision` bits, q at least `least`: by long division, a bit a step.
    fn exact(&self, precision: u32, least: i32) -> u64 {
        let (above, below) = self.fraction();
        let mut q = (above.bits() - below.bits() - precision as i32).max(least);
        let (mut m, mut rest) = divide(&above, &below, q, precision);
        if m >> precision != 0 {
            q += 1;
            (m, rest) = divide(&above, &below, q, precision);
        }
        let rounds_up = match rest {
            Ordering::Less => false,
            Ordering::Equal => m % 2 == 1,
            Ordering::Greater => true,
        };
        // A normal number's leading bit adds 1 to the exponent before it, and so does a carry of rounding.
        ((q.abs_diff(least) as u64) << (precision - 1)) + m + u64::from(rounds_up)
    }

    /// The number as a fraction of whole numbers.
    fn fraction(&self) -> (Big, Big) {
        let mut above = Big::new(0);
        let mut exponent = self.exponent;
        let digits = self.digits.bytes().filter(u8::is_ascii_digit);
        let mut significant = digits.skip_while(|digit| *digit == b'0');
        for (place, digit) in significant.by_ref().take(MOST_DIGITS).enumerate() {
            above.multiply(10, u32::from(digit - b'0'));
            exponent -= i32::from(place >= LEADING);
        }
        if significant.any(|digit| digit != b'0') {
            above.multiply(10, 1);
            exponent -= 1;
        }
        let mut below = Big::new(1);
        match exponent < 0 {
            true => below.multiply_by_ten(exponent.unsigned_abs()),
            false => above.multiply_by_ten(exponent.unsigned_abs()),
        }
        (above, below)
    }
}

/// An exponent; one that is beyond all reach is held there.
fn power(text: &str) -> Option<i32> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1, text.get(1..)?),
        b'+' => (1, text.get(1..)?),
        _ => (1, text),
    };
    let mut power = 0_i32;
    for byte in digits.bytes() {
        if !byte.is_ascii_digit() {
            return None;
        }
        power = power
            .saturating_mul(10)
            .saturating_add((byte - b'0').into());
    }
    (!digits.is_empty()).then_some(sign * power)
}

/// `above / (below * 2^q)`, rounded down, below `2^(precision + 1)`; and its rest, compared with one half.
fn divide(above: &Big, below: &Big, q: i32, precision: u32) -> (u64, Ordering) {
    let (mut above, mut below) = (above.clone(), below.clone());
    above.shift(q.min(0).unsigned_abs());
    below.shift(q.max(0).unsigned_abs() + precision);
    let mut quotient = 0;
    for _ in 0..=precision {
        let fits = above.compare(&below) != Ordering::Less;
        quotient = quotient << 1 | u64::from(fits);
        if fits {
            above.subtract(&below);
        }
        above.shift(1);
    }
    (quotient, above.compare(&below))
}
