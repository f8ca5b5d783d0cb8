//! Why f(P X) = P f(X), stage by stage.

use super::range::Range;
use super::{Error, Matrix, Setup, Trace, softmax};

/// A stage of one head, shuffled before it is computed and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Computed of what was shuffled.
    pub first: Matrix,
    /// Computed, and then shuffled: its rows, and its columns where they are tokens too.
    pub after: Matrix,
    /// Largest absolute difference of the two; infinite where one is masked and the other is not.
    pub gap: f32,
    /// How large a gap rounding alone may open.
    pub rounding: f32,
}

impl Step {
    fn new(first: Matrix, after: Matrix, rounding: f32) -> Self {
        let pairs = first.iter().zip(after.iter());
        // Two logits that are both masked are the same; their difference would be no number.
        let gap = pairs
            .filter(|(a, b)| a != b)
            .map(|(a, b)| (f64::from(*a) - f64::from(*b)).abs())
            .fold(0.0, f64::max) as f32;
        Self {
            first,
            after,
            gap,
            rounding,
        }
    }

    /// Whether the two are the same up to rounding.
    pub fn holds(&self) -> bool {
        self.gap <= self.rounding
    }
}

/// The steps from P X to P f(X) for one head, with A = softmax(L).
///
/// The first two are what positions and masks break, as they stay with the slots; the other two hold for every L and V.
#[derive(Debug, Clone, PartialEq)]
pub struct Proof {
    /// `L(P X) = P L(X) P^T`: a logit is made of one query and one key, which keep their numbers where they go. Without
    /// positions not even rounding differs ([`Permutation::rounding`](super::Permutation::rounding) says why).
    pub logits: Step,
    /// `V(P X) = P V(X)`: a value is made of one token. No rounding differs either.
    pub values: Step,
    /// `softmax(P L P^T) = P softmax(L) P^T`: the sum over a row has its terms in another order. It and the division
    /// round, by up to 2 eps of a weight.
    pub weights: Step,
    /// `(P A P^T) (P V) = P (A V)`, as `P^T P = I`: columns of A and rows of V moved alike, so that each weight still
    /// meets its own value. Two sums of n products in another order differ by up to `n eps max|v|` (Higham, Accuracy and
    /// Stability of Numerical Algorithms, section 3.1), and by terms in eps^2.
    pub output: Step,
}

impl Trace {
    /// The steps for `head` and the order of `setup`, which this is the trace of. `None`: there is no such head.
    ///
    /// # Errors
    /// Those of [`Setup::validate`].
    pub fn proof(&self, setup: &Setup, head: usize) -> Result<Option<Proof>, Error> {
        let moved = Self::of(&setup.shuffled())?;
        let (Some(l), Some(l_first)) = (self.logits.get(head), moved.logits.get(head)) else {
            return Ok(None);
        };
        let (a, v, o) = (&self.weights[head], &self.v[head], &self.heads[head]);
        let rows = |m: &Matrix| m.select_rows(&setup.order);
        let both = |m: &Matrix| rows(m).select_columns(&setup.order);
        let product = Range::default().product(&both(a), &rows(v));
        let n = setup.tokens() as f32;
        Ok(Some(Proof {
            logits: Step::new(l_first.clone(), both(l), 0.0),
            values: Step::new(moved.v[head].clone(), rows(v), 0.0),
            weights: Step::new(softmax(&both(l)), both(a), 2.0 * f32::EPSILON),
            output: Step::new(product, rows(o), (n + 1.0) * f32::EPSILON * v.amax()),
        }))
    }
}
