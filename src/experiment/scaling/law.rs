//! What the components of q and k are drawn from, and what follows exactly for q . k.

use crate::experiment::Settings;
use crate::experiment::scaling::settings;
use crate::kernel;

/// The law of the components of a query and of a key. Every component has mean 0 and variance 1; q and k are
/// independent of each other.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Law {
    /// Independent standard normal components.
    #[default]
    Normal,
    /// Independent components, uniform on [-sqrt(3), sqrt(3)].
    Uniform,
    /// Independent components of Student's t with 5 degrees of freedom, times sqrt(3/5): the fourth moment is finite,
    /// the fifth is not.
    T5,
    /// Independent components of Student's t with 3 degrees of freedom, divided by sqrt(3): the variance is finite, the
    /// third moment is not.
    T3,
    /// Normal components of which any two of one vector have the same correlation: the covariance of q, and of k, is
    /// `(1 - rho) I + rho 1 1^T`.
    Equicorrelated {
        /// The correlation rho, from 0 to 1.
        rho: f32,
    },
}

impl Law {
    /// The names of the laws in documents. A link names one by its place: append, never reorder.
    pub const NAMES: &'static [&'static str] = &["normal", "uniform", "t5", "t3", "equicorrelated"];

    /// The law that the settings name.
    pub fn of(settings: &Settings) -> Self {
        let place = settings.whole(&settings::DISTRIBUTION) as usize;
        Self::named(place, settings.number(&settings::CORRELATION))
    }

    /// The law with this place in [`Law::NAMES`]; the correlation counts for the last one alone.
    pub fn named(place: usize, rho: f32) -> Self {
        match place {
            1 => Self::Uniform,
            2 => Self::T5,
            3 => Self::T3,
            4 => Self::Equicorrelated { rho },
            _ => Self::Normal,
        }
    }

    /// Its name, and its correlation.
    pub fn names(self) -> (&'static str, f32) {
        let (place, rho) = match self {
            Self::Normal => (0, 0.0),
            Self::Uniform => (1, 0.0),
            Self::T5 => (2, 0.0),
            Self::T3 => (3, 0.0),
            Self::Equicorrelated { rho } => (4, rho),
        };
        (Self::NAMES[place], rho)
    }

    /// E[x^4] of one component; `None` where it is infinite. Of t with v degrees of freedom at unit variance it is
    /// 3 (v - 2) / (v - 4) (Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions, volume 2, chapter 28).
    pub fn fourth_moment(self) -> Option<f64> {
        match self {
            Self::Normal | Self::Equicorrelated { .. } => Some(3.0),
            Self::Uniform => Some(9.0 / 5.0),
            Self::T5 => Some(9.0),
            Self::T3 => None,
        }
    }

    /// Var(q . k) of vectors of `d_k` components: `tr(Sigma_q Sigma_k)`, the sum over i and j of the products of their
    /// covariances. It is d_k where components are uncorrelated, and `d_k (1 + (d_k - 1) rho^2)` where any two are
    /// correlated by rho.
    pub fn variance(self, d_k: u32) -> f64 {
        let d = f64::from(d_k);
        match self {
            Self::Equicorrelated { rho } => d * (1.0 + (d - 1.0) * f64::from(rho).powi(2)),
            _ => d,
        }
    }

    /// The kurtosis E[(q . k)^4] / Var(q . k)^2; `None` where it is infinite.
    ///
    /// The fourth moment that decides is that of the product q_i k_i, and it is the square of the component's own,
    /// m = E[x^4]. With independent components q . k is a sum of d_k independent products of mean 0, variance 1 and
    /// fourth moment m^2, so that E[(q . k)^4] = d_k m^2 + 3 d_k (d_k - 1) and the kurtosis is 3 + (m^2 - 3) / d_k.
    ///
    /// With correlated normal components q . k is normal for given k, of variance k^T Sigma k, so that
    /// E[(q . k)^4] = 3 E[(k^T Sigma k)^2] = 3 (tr(Sigma^2)^2 + 2 tr(Sigma^4)).
    pub fn kurtosis(self, d_k: u32) -> Option<f64> {
        let d = f64::from(d_k);
        if let Self::Equicorrelated { rho } = self {
            let rho = f64::from(rho);
            // The eigenvalues of Sigma: one in the direction of 1, and d - 1 equal ones.
            let trace =
                |power| (1.0 + (d - 1.0) * rho).powi(power) + (d - 1.0) * (1.0 - rho).powi(power);
            return Some(3.0 + 6.0 * trace(4) / trace(2).powi(2));
        }
        self.fourth_moment().map(|m| 3.0 + (m * m - 3.0) / d)
    }
}

/// The density of the normal distribution of mean 0 and the given variance at x.
pub fn normal_density(x: f32, variance: f32) -> f32 {
    kernel::exp(-x * x / (2.0 * variance)) / (std::f32::consts::TAU * variance).sqrt()
}
