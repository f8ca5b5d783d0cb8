//! Time as a function of the number of tokens: `t(n) = a + b n + c n^2`.

use super::exponent::{Interval, median};
use super::{Outcome, Variant};
use nalgebra::{Matrix3, Vector3};

/// Fewest points of a fit.
const FEWEST: usize = 4;

/// `t(n) = a + b n + c n^2` by weighted least squares: the sum of squared relative errors `(1 - t(n_i) / t_i)^2` is
/// smallest, so that 16 tokens count as much as 4096.
///
/// No coefficient is negative. A coefficient whose 95 % interval reaches down to 0 is left out, the least certain one
/// first, and the rest is fitted again: what a measurement cannot tell from nothing would only be noise times n^2 where
/// the fit is extrapolated.
///
/// Intervals are those of ordinary linear regression with Student's distribution. The variance comes from how far the
/// points lie from the curve, so that it holds the noise of the machine as well as what the formula does not describe (the
/// sizes of the caches, say).
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// a, b and c; 0 where one was left out.
    pub coefficients: [f64; 3],
    /// Relative standard deviation of the points about the curve.
    pub deviation: f64,
    /// Fewest tokens of the points that were fitted.
    pub from: f64,
    /// The covariance of the coefficients.
    covariance: Matrix3<f64>,
    /// Student's quantile for the points that are more than the coefficients.
    quantile: f64,
}

impl Fit {
    /// The fit to the medians of a variant, from where its cost grows as it does for ever (or from the fourth largest
    /// number of tokens, if that is less).
    pub fn of(outcome: &Outcome, variant: Variant) -> Option<Self> {
        let points: Vec<(f64, f64)> = outcome
            .of(variant)
            .filter_map(|(n, point)| Some((f64::from(n), median(&point.samples)?)))
            .collect();
        let settled = f64::from(variant.settles(outcome.sizes));
        let before = points.iter().take_while(|(n, _)| *n < settled).count();
        Self::to(points.get(before.min(points.len().saturating_sub(FEWEST))..)?)
    }

    /// The fit to points `(n, t)`, all above 0; `None` of fewer than four.
    pub fn to(points: &[(f64, f64)]) -> Option<Self> {
        let (from, _) = *points.first()?;
        let usable = points
            .iter()
            .all(|(n, t)| *n > 0.0 && *t > 0.0 && t.is_finite());
        if points.len() < FEWEST || !usable {
            return None;
        }
        // Relative errors: row i is (1, n, n^2) / t_i, and is to give 1.
        let row = |(n, t): &(f64, f64)| Vector3::new(1.0, *n, n * n) / *t;
        let mut gram = Matrix3::zeros();
        let mut sums = Vector3::zeros();
        for point in points {
            let row = row(point);
            gram += row * row.transpose();
            sums += row;
        }
        // All columns to length 1, for the sake of the inverse.
        let scale = gram.diagonal().map(|square| 1.0 / square.sqrt());
        let mut kept = [true; 3];
        loop {
            let only = |j: usize| if kept[j] { scale[j] } else { 0.0 };
            let mut scaled = Matrix3::from_fn(|i, j| gram[(i, j)] * only(i) * only(j));
            for j in 0..3 {
                scaled[(j, j)] = 1.0;
            }
            let inverse = scaled.try_inverse()?;
            let inverse = Matrix3::from_fn(|i, j| inverse[(i, j)] * only(i) * only(j));
            let coefficients = inverse * sums;
            let squares = points
                .iter()
                .map(|point| 1.0 - row(point).dot(&coefficients));
            let left = points.len() - kept.iter().filter(|kept| **kept).count();
            let variance = squares.map(|error| error * error).sum::<f64>() / left as f64;
            let fit = Self {
                coefficients: coefficients.into(),
                deviation: variance.sqrt(),
                from,
                covariance: inverse * variance,
                quantile: student(left),
            };
            match fit.uncertain(kept) {
                Some(least) => kept[least] = false,
                None => return Some(fit),
            }
        }
    }

    /// The kept coefficient that is the least certain to be above 0, if its interval reaches 0 and it is not the last.
    fn uncertain(&self, kept: [bool; 3]) -> Option<usize> {
        let certainty = |j: usize| {
            let deviation = self.covariance[(j, j)].sqrt();
            // Points without any error leave coefficients that are certain, and rounding ones.
            self.coefficients[j] / deviation.max(f64::MIN_POSITIVE)
        };
        let kept = (0..3).filter(|j| kept[*j]);
        if kept.clone().count() == 1 {
            return None;
        }
        let least = kept.min_by(|i, j| certainty(*i).total_cmp(&certainty(*j)))?;
        (certainty(least) <= self.quantile).then_some(least)
    }

    /// Whether the time grows with `n`. Where it does not, the points lie too far apart to tell how it does: every variant
    /// reads each token, so that none takes the same time for ever.
    pub fn grows(&self) -> bool {
        self.coefficients[1..].iter().any(|growth| *growth > 0.0)
    }

    /// Milliseconds for `n` tokens, with the 95 % interval of the curve.
    pub fn at(&self, n: f64) -> Interval {
        let powers = Vector3::new(1.0, n, n * n);
        let value = powers.dot(&Vector3::from(self.coefficients));
        let variance = powers.dot(&(self.covariance * powers));
        // As a factor: an interval of a time does not reach below 0.
        let factor = 1.0 + self.quantile * variance.max(0.0).sqrt() / value;
        Interval {
            value,
            low: value / factor,
            high: value * factor,
        }
    }

    /// The 95 % interval of coefficient `j`; `None`: it was left out.
    pub fn coefficient(&self, j: usize) -> Option<Interval> {
        let value = *self.coefficients.get(j).filter(|value| **value > 0.0)?;
        let margin = self.quantile * self.covariance[(j, j)].sqrt();
        Some(Interval {
            value,
            low: value - margin,
            high: value + margin,
        })
    }
}

/// The 97.5 % quantile of Student's distribution; beyond the table by Cornish and Fisher's expansion, within 0.001.
fn student(freedom: usize) -> f64 {
    const TABLE: [f64; 8] = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306];
    const NORMAL: f64 = 1.959_964;
    let tabled = freedom.checked_sub(1).and_then(|at| TABLE.get(at));
    tabled.copied().unwrap_or_else(|| {
        let (f, cube) = (freedom as f64, NORMAL.powi(3));
        let fifth = 5.0 * NORMAL.powi(5) + 16.0 * cube + 3.0 * NORMAL;
        NORMAL + (cube + NORMAL) / (4.0 * f) + fifth / (96.0 * f * f)
    })
}
