//! From numbers to lengths: how far an axis reaches, and where a number stands on it.

use super::{Axis, Scale};

/// The numbers that an axis reaches over, `low < high`; above 0 where it is logarithmic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Domain {
    pub scale: Scale,
    pub low: f64,
    pub high: f64,
}

impl Domain {
    /// What an axis reaches over: its range where that is one, else what `numbers` need; of an axis without any, some
    /// range.
    pub fn of(axis: &Axis, numbers: impl Iterator<Item = f32>) -> Self {
        let scale = axis.scale;
        let on_axis = |x: &f32| x.is_finite() && (scale == Scale::Linear || *x > 0.0);
        if let Some((low, high)) = axis.range
            && on_axis(&low)
            && on_axis(&high)
            && low < high
        {
            return Self {
                scale,
                low: f64::from(low),
                high: f64::from(high),
            };
        }
        let (low, high) = numbers
            .filter(on_axis)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
                (low.min(f64::from(x)), high.max(f64::from(x)))
            });
        let (low, high) = match scale {
            Scale::Linear if low > high => (0.0, 1.0),
            Scale::Linear if low == high => {
                let around = if low == 0.0 { 1.0 } else { low.abs() / 2.0 };
                (low - around, high + around)
            }
            Scale::Log | Scale::Log2 if low > high => (1.0, 10.0),
            Scale::Log | Scale::Log2 if low == high => (low / 2.0, high * 2.0),
            _ => (low, high),
        };
        Self { scale, low, high }
    }

    /// The same, from 0 where 0 is not far from what it reaches over.
    pub fn towards_zero(self) -> Self {
        let far = 0.6 * (self.high - self.low);
        match self.scale {
            Scale::Linear if self.low > 0.0 && self.low < far => Self { low: 0.0, ..self },
            Scale::Linear if self.high < 0.0 && -self.high < far => Self { high: 0.0, ..self },
            _ => self,
        }
    }

    /// The same on a logarithmic axis, up to the next power where that is near.
    pub fn towards_powers(self) -> Self {
        let (low, high) = (self.on(self.low), self.on(self.high));
        let near = 0.12 * (high - low) + 0.2;
        let widened = |end: f64, power: f64| {
            if (end - power).abs() <= near {
                power
            } else {
                end + 0.04 * (high - low) * (power - end).signum()
            }
        };
        match self.scale {
            Scale::Linear => self,
            _ => Self {
                low: self.off(widened(low, low.floor())),
                high: self.off(widened(high, high.ceil())),
                ..self
            },
        }
    }

    /// A number as a length in units of the axis: itself, or its logarithm to the base of the ticks.
    pub fn on(self, number: f64) -> f64 {
        match self.scale {
            Scale::Linear => number,
            Scale::Log => number.log10(),
            Scale::Log2 => number.log2(),
        }
    }

    /// The number at such a length.
    pub fn off(self, length: f64) -> f64 {
        match self.scale {
            Scale::Linear => length,
            Scale::Log => 10f64.powf(length),
            Scale::Log2 => length.exp2(),
        }
    }

    /// Whether a number is within, up to what rounding takes away.
    pub fn holds(self, number: f64) -> bool {
        let (low, high) = (self.on(self.low), self.on(self.high));
        // 0.4 as an f32 is a little more than the tick 0.4.
        let slack = 1e-6 * (high - low);
        let at = self.on(number);
        at >= low - slack && at <= high + slack
    }
}

/// A domain and the pixels that it is laid along.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ruler {
    domain: Domain,
    start: f64,
    end: f64,
}

impl Ruler {
    /// From `start`, where the lowest number stands, to `end`.
    pub fn new(domain: Domain, start: f64, end: f64) -> Self {
        Self { domain, start, end }
    }

    /// Where a number stands, in pixels, outside of the ruler too; `None` for what is not finite, and for what is not
    /// above 0 on a logarithmic axis.
    pub fn at(&self, number: f32) -> Option<f64> {
        let domain = self.domain;
        if !number.is_finite() || domain.scale != Scale::Linear && number <= 0.0 {
            return None;
        }
        Some(self.pixel(f64::from(number)))
    }

    /// The same of a number that is known to have a place.
    pub fn pixel(&self, number: f64) -> f64 {
        let domain = self.domain;
        let (low, high) = (domain.on(domain.low), domain.on(domain.high));
        let share = (domain.on(number) - low) / (high - low);
        self.start + share * (self.end - self.start)
    }

    /// Where a bound stands: one that is infinite, or not above 0 on a logarithmic axis, at the end of the ruler.
    pub fn bound(&self, number: f32) -> Option<f64> {
        match self.at(number) {
            Some(at) => Some(at),
            None if number == f32::INFINITY => Some(self.end),
            None if number <= 0.0 => Some(self.start),
            None => None,
        }
    }

    /// Whether a number stands on the ruler.
    pub fn holds(&self, number: f32) -> bool {
        self.at(number).is_some() && self.domain.holds(f64::from(number))
    }
}
