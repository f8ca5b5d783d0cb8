//! Functions of single numbers: dA = G f'(A), entry by entry.

use super::{Real, Tape, Var};
use std::f64::consts::FRAC_1_SQRT_2;

impl<T: Real> Tape<T> {
    /// max(0, a); f'(a) is 1 above 0 and 0 elsewhere (at 0, where there is none, too).
    pub fn relu(&mut self, a: Var) -> Var {
        let positive = |a: T| a > T::zero();
        let f = move |a| if positive(a) { a } else { T::zero() };
        let slope = move |a| if positive(a) { T::one() } else { T::zero() };
        self.each(a, f, slope)
    }

    /// GELU, exact: a Phi(a), with Phi(a) = (1 + erf(a / sqrt 2)) / 2 the normal distribution function (Hendrycks and
    /// Gimpel 2016, section 2). f'(a) = Phi(a) + a phi(a), with phi(a) = exp(-a^2 / 2) / sqrt(2 pi) its density.
    pub fn gelu(&mut self, a: Var) -> Var {
        self.each(a, |a| a * below(a), |a| below(a) + a * density(a))
    }

    /// tanh a; f'(a) = 1 - tanh^2 a.
    pub fn tanh(&mut self, a: Var) -> Var {
        self.each(a, T::tanh, |a| {
            let y = a.tanh();
            T::one() - y * y
        })
    }

    fn each(&mut self, a: Var, f: impl Fn(T) -> T, slope: impl Fn(T) -> T + Copy + 'static) -> Var {
        let value = self.value(a).map(f);
        self.push(value, [a], move |g, flow| {
            flow.add(a, |flow| g.zip_map(flow.value(a), |g, a| g * slope(a)));
        })
    }
}

/// The normal distribution function.
fn below<T: Real>(a: T) -> T {
    (T::one() + (a * T::of(FRAC_1_SQRT_2)).erf()) * T::of(0.5)
}

/// The normal density.
fn density<T: Real>(a: T) -> T {
    (-a * a * T::of(0.5)).exp() / T::two_pi().sqrt()
}
