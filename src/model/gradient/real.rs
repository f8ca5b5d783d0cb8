//! The numbers that a tape may hold.

use crate::kernel;
use nalgebra::RealField;

/// f32, in which the page computes, or f64, in which its rules are checked.
pub trait Real: RealField + Copy {
    /// The number nearest to `value`.
    fn of(value: f64) -> Self;

    /// e to this power; f32 as in the page's softmax, by [`kernel::exp`].
    fn power_of_e(self) -> Self;

    /// The error function, 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to `self`.
    fn erf(self) -> Self;
}

impl Real for f32 {
    fn of(value: f64) -> Self {
        value as f32
    }

    fn power_of_e(self) -> Self {
        kernel::exp(self)
    }

    fn erf(self) -> Self {
        libm::erff(self)
    }
}

impl Real for f64 {
    fn of(value: f64) -> Self {
        value
    }

    fn power_of_e(self) -> Self {
        self.exp()
    }

    fn erf(self) -> Self {
        libm::erf(self)
    }
}
