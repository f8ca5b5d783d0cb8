//! The numbers that a tape may hold.

use nalgebra::RealField;

/// f32, in which the page computes, or f64, in which its rules are checked.
pub trait Real: RealField + Copy {
    /// The number nearest to `value`.
    fn of(value: f64) -> Self;

    /// The error function, 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to `self`.
    fn erf(self) -> Self;
}

impl Real for f32 {
    fn of(value: f64) -> Self {
        value as f32
    }

    fn erf(self) -> Self {
        libm::erff(self)
    }
}

impl Real for f64 {
    fn of(value: f64) -> Self {
        value
    }

    fn erf(self) -> Self {
        libm::erf(self)
    }
}
