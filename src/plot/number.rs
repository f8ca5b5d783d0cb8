//! Numbers as they are written at an axis and in a sentence. By whole numbers: see [`crate::model::decimal`].

/// `digits` times ten to the power of `exponent`, exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decimal {
    /// With its sign.
    pub digits: i64,
    /// Of ten.
    pub exponent: i32,
}

impl Decimal {
    /// `number` with at most that many significant digits, without zeros at the end.
    pub fn rounded(number: f32, significant: i32) -> Self {
        let size = f64::from(number).abs();
        if size == 0.0 || !size.is_finite() {
            return Self {
                digits: 0,
                exponent: 0,
            };
        }
        let exponent = size.log10().floor() as i32 + 1 - significant;
        let digits = scaled(size, -exponent).round() as i64;
        let digits = if number < 0.0 { -digits } else { digits };
        Self { digits, exponent }.short()
    }

    /// The same without zeros at the end of the digits.
    pub fn short(mut self) -> Self {
        while self.digits != 0 && self.digits % 10 == 0 {
            self.digits /= 10;
            self.exponent += 1;
        }
        if self.digits == 0 {
            self.exponent = 0;
        }
        self
    }

    /// The number.
    pub fn value(self) -> f64 {
        scaled(self.digits as f64, self.exponent)
    }

    /// Whether it is short enough without a power of ten.
    fn is_plain(self) -> bool {
        let length = self.digits.unsigned_abs().to_string().len() as i32;
        self.digits == 0
            || self.exponent >= -8 && length + self.exponent <= 6 && length + self.exponent >= -3
    }

    /// In a line of text: `0.25`, `1200`, `3.2e−9`.
    pub fn in_text(self) -> String {
        self.written("e")
    }

    /// Beside an axis, where a caret sets the power above the line: `3.2 × 10^−9`.
    pub fn at_axis(self) -> String {
        self.written("\u{2009}\u{d7}\u{2009}10^")
    }

    fn written(self, times: &str) -> String {
        if self.is_plain() {
            return self.plain();
        }
        let short = self.short();
        let shift = short.digits.unsigned_abs().to_string().len() as i32 - 1;
        let head = Self {
            exponent: -shift,
            ..short
        };
        let power = minus(i64::from(short.exponent + shift));
        [&head.plain(), times, &power].concat()
    }

    fn plain(self) -> String {
        if self.digits == 0 && self.exponent < -8 {
            return "0".to_owned();
        }
        let sign = if self.digits < 0 { "\u{2212}" } else { "" };
        let digits = self.digits.unsigned_abs().to_string();
        if self.exponent >= 0 {
            let zeros = if self.digits == 0 { 0 } else { self.exponent };
            return [sign, &digits, &"0".repeat(zeros as usize)].concat();
        }
        let decimals = self.exponent.unsigned_abs() as usize;
        let missing = (decimals + 1).saturating_sub(digits.len());
        let digits = ["0".repeat(missing), digits].concat();
        let (whole, rest) = digits.split_at(digits.len() - decimals);
        [sign, whole, ".", rest].concat()
    }
}

/// A whole number with a true minus sign.
pub(super) fn minus(number: i64) -> String {
    let sign = if number < 0 { "\u{2212}" } else { "" };
    [sign, &number.unsigned_abs().to_string()].concat()
}

/// `number` times ten to the power of `exponent`, by a division where that is exact and a product is not.
fn scaled(number: f64, exponent: i32) -> f64 {
    if exponent < 0 {
        number / 10f64.powi(-exponent)
    } else {
        number * 10f64.powi(exponent)
    }
}

/// A number in a sentence or a table: four significant digits.
pub fn told(number: f32) -> String {
    if number.is_finite() {
        return Decimal::rounded(number, 4).in_text();
    }
    let sign = if number < 0.0 { "\u{2212}" } else { "" };
    [sign, "\u{221e}"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_rounded() {
        for (number, text) in [
            (0.0, "0"),
            (1.0, "1"),
            (-2.5, "\u{2212}2.5"),
            (0.1, "0.1"),
            (1234.56, "1235"),
            (123_456.0, "123500"),
            (1_234_567.0, "1.235e6"),
            (0.000_123_4, "0.0001234"),
            (3.2e-9, "3.2e\u{2212}9"),
            (9.9999, "10"),
            (f32::MAX, "3.403e38"),
            (1e-45, "1.401e\u{2212}45"),
            (f32::INFINITY, "\u{221e}"),
        ] {
            assert_eq!(told(number), text);
        }
    }

    #[test]
    fn a_power_stands_above_the_line() {
        let decimal = Decimal {
            digits: 25,
            exponent: 6,
        };
        assert_eq!(decimal.at_axis(), "2.5\u{2009}\u{d7}\u{2009}10^7");
        assert_eq!(decimal.value(), 2.5e7);
    }
}
