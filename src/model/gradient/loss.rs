//! What training makes small.

use super::{Real, Tape, Var};
use nalgebra::DMatrix;

impl<T: Real> Tape<T> {
    /// Cross entropy of logits with classes, `b x c` to a single number: the mean over rows of -log p, where
    /// p = softmax(l)_class is what the row gives its own class. As -log p = log(sum_k exp(l_k)) - l_class, the
    /// derivative of a row's part is softmax(l) less 1 at the class: dl = g (softmax(l) - one) / b.
    ///
    /// # Panics
    /// Where there is not one class a row, or it is no column.
    pub fn cross_entropy(&mut self, logits: Var, classes: Vec<usize>) -> Var {
        let all = self.value(logits);
        assert_eq!(all.nrows(), classes.len(), "one class a row");
        let share = T::one() / T::of(classes.len() as f64);
        let mut slopes = all.clone();
        let mut loss = T::zero();
        for (mut row, class) in slopes.row_iter_mut().zip(&classes) {
            // The largest logit is taken off first, so that no exponential leaves the range.
            row.add_scalar_mut(-row.max());
            let own = std::mem::replace(&mut row[*class], T::of(f64::NEG_INFINITY));
            row.apply(|l| *l = l.exp());
            // The others are summed by themselves, and 1 - p formed of them: where p is near 1 it keeps its digits.
            let others = row.sum();
            let sum = own.exp() + others;
            row[*class] = -others;
            row /= sum;
            loss += share
                * match own.is_zero() {
                    true => others.ln_1p(),
                    false => sum.ln() - own,
                };
        }
        slopes *= share;
        let value = DMatrix::from_element(1, 1, loss);
        self.push(value, [logits], move |g, flow| {
            flow.add(logits, |_| &slopes * g[(0, 0)]);
        })
    }
}
