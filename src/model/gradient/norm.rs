//! Layer normalisation.

use super::rows::sum_of_rows;
use super::{Real, Tape, Var};
use nalgebra::{DMatrix, DVector};

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
        let (gain, shift) = (self.value(gamma), self.value(beta));
        let value = DMatrix::from_fn(z.nrows(), z.ncols(), |i, j| z[(i, j)] * gain[j] + shift[j]);
        self.push(value, [x, gamma, beta], move |g, flow| {
            flow.add(beta, |_| sum_of_rows(g));
            flow.add(gamma, |_| sum_of_rows(&g.component_mul(&z)));
            flow.add(x, |flow| {
                let mut p = g.clone();
                let gain = flow.value(gamma).iter();
                for (mut column, gain) in p.column_iter_mut().zip(gain) {
                    column *= *gain;
                }
                let (mean, along) = (p.column_mean(), p.component_mul(&z).column_mean());
                for (mut p, z) in p.column_iter_mut().zip(z.column_iter()) {
                    for i in 0..p.len() {
                        p[i] = (p[i] - mean[i] - z[i] * along[i]) * inverse[i];
                    }
                }
                p
            });
        })
    }
}

/// Each row less its mean, divided by s; and 1 / s.
fn standardised<T: Real>(x: &DMatrix<T>, eps: T) -> (DMatrix<T>, DVector<T>) {
    let mut z = x.clone();
    let mean = x.column_mean();
    z.column_iter_mut().for_each(|mut column| column -= &mean);
    let inverse = z
        .component_mul(&z)
        .column_mean()
        .map(|variance| T::one() / (variance + eps).sqrt());
    z.column_iter_mut()
        .for_each(|mut column| column.component_mul_assign(&inverse));
    (z, inverse)
}
