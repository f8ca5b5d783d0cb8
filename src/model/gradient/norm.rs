//! Layer normalisation.

use super::columns::{columns, columns_mut};
use super::rows::sum_of_rows;
use super::{Real, Tape, Var};
use nalgebra::DMatrix;

/// What [`Tape::layer_norm`] learns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NormVars {
    /// The gain, `1 x d`.
    pub gamma: Var,
    /// The shift, `1 x d`.
    pub beta: Var,
}

impl<T: Real> Tape<T> {
    /// LayerNorm of each row (Ba, Kiros and Hinton 2016): y = gamma z + beta with z = (x - mean x) / s and
    /// s = sqrt(var x + eps), the variance that of the row itself (divided by d, not by d - 1).
    ///
    /// dbeta is the sum of the rows of G, dgamma that of G z. With p = G gamma: a change of x moves z by what it has
    /// neither along (1, .., 1), which the mean takes away, nor along z, which s takes away (but for eps), so
    /// dx = (p - mean p - z mean(p z)) / s, means over the row.
    pub fn layer_norm(&mut self, x: Var, learnt: NormVars, eps: T) -> Var {
        let NormVars { gamma, beta } = learnt;
        let (z, inverse) = standardised(self.value(x), eps);
        let mut value = z.clone();
        let learnt = self.value(gamma).iter().zip(self.value(beta));
        for (column, (gain, shift)) in columns_mut(&mut value).zip(learnt) {
            column.iter_mut().for_each(|y| *y = *y * *gain + *shift);
        }
        self.push(value, [x, gamma, beta], move |g, flow| {
            flow.add(beta, |_| sum_of_rows(g));
            flow.add(gamma, |_| sum_of_rows(&g.component_mul(&z)));
            flow.add(x, |flow| {
                let mut p = g.clone();
                for (column, gain) in columns_mut(&mut p).zip(flow.value(gamma)) {
                    column.iter_mut().for_each(|p| *p *= *gain);
                }
                let (mean, along) = (mean(&p), mean(&p.component_mul(&z)));
                for (p, z) in columns_mut(&mut p).zip(columns(&z)) {
                    let row = mean.iter().zip(&along).zip(&inverse);
                    for ((p, z), ((mean, along), inverse)) in p.iter_mut().zip(z).zip(row) {
                        *p = (*p - *mean - *z * *along) * *inverse;
                    }
                }
                p
            });
        })
    }
}

/// Each row less its mean, divided by s; and 1 / s.
fn standardised<T: Real>(x: &DMatrix<T>, eps: T) -> (DMatrix<T>, Vec<T>) {
    let mut z = x.clone();
    let middle = mean(x);
    for column in columns_mut(&mut z) {
        column
            .iter_mut()
            .zip(&middle)
            .for_each(|(z, mean)| *z -= *mean);
    }
    let variance = mean(&z.component_mul(&z));
    let inverse: Vec<_> = variance
        .iter()
        .map(|v| T::one() / (*v + eps).sqrt())
        .collect();
    for column in columns_mut(&mut z) {
        column
            .iter_mut()
            .zip(&inverse)
            .for_each(|(z, inverse)| *z *= *inverse);
    }
    (z, inverse)
}

/// The mean of each row.
fn mean<T: Real>(x: &DMatrix<T>) -> Vec<T> {
    let mut means = vec![T::zero(); x.nrows()];
    for column in columns(x) {
        means.iter_mut().zip(column).for_each(|(sum, x)| *sum += *x);
    }
    let share = T::one() / T::of(x.ncols() as f64);
    means.iter_mut().for_each(|sum| *sum *= share);
    means
}
