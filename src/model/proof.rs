//! Why f(P X) = P f(X), stage by stage: each stage of the shuffled input beside the shuffled stage.

use super::{Error, Matrix, Setup, Trace};

/// A stage of one head: what becomes of it where the tokens are shuffled first, and where it is shuffled itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The stage of P X.
    pub of_shuffled: Matrix,
    /// The stage of X, its rows shuffled, and its columns where they are tokens too.
    pub shuffled: Matrix,
    /// Largest absolute difference of the two; infinite where one is masked and the other is not.
    pub gap: f32,
    /// How large a gap rounding alone may open.
    pub rounding: f32,
}

impl Step {
    fn new(of_shuffled: Matrix, shuffled: Matrix, rounding: f32) -> Self {
        let pairs = of_shuffled.iter().zip(shuffled.iter());
        // Two logits that are both masked are the same; their difference would be no number.
        let differing = pairs.filter(|(a, b)| a != b);
        let gap = differing
            .map(|(a, b)| (f64::from(*a) - f64::from(*b)).abs())
            .fold(0.0, f64::max) as f32;
        Self {
            of_shuffled,
            shuffled,
            gap,
            rounding,
        }
    }

    /// Whether the two are the same up to rounding.
    pub fn holds(&self) -> bool {
        self.gap <= self.rounding
    }
}

impl Trace {
    /// The three steps to f(P X) = P f(X) for one head, where nothing stays with the slots; `self` is the trace of
    /// `setup`. `None`: there is no such head.
    ///
    /// 1. *Logits.* `S' = P S P^T`: each is made of one query and one key, which keep their numbers where they go.
    ///    Not even rounding differs ([`Permutation::rounding`](super::Permutation::rounding) says why).
    /// 2. *Weights.* `softmax(P S P^T) = P softmax(S) P^T`: the sum over a row has its terms in another order. It and
    ///    the division round, by up to 2 eps of a weight.
    /// 3. *Output of the head.* `(P A P^T)(P V) = P (A V)`, as `P^T P = I`: columns of A and rows of V moved alike, so
    ///    that each weight still meets its own value. Rounding as of the whole.
    ///
    /// # Errors
    /// Those of [`Setup::validate`].
    pub fn proof(&self, setup: &Setup, head: usize) -> Result<Option<[Step; 3]>, Error> {
        let of_shuffled = Self::of(&setup.shuffled())?;
        let order = &setup.order;
        let stage = |trace: &Self| {
            let (logits, weights) = (trace.logits.get(head)?, trace.weights.get(head)?);
            Some([
                logits.clone(),
                weights.clone(),
                trace.heads.get(head)?.clone(),
            ])
        };
        let (Some([s, a, o]), Some(moved)) = (stage(self), stage(&of_shuffled)) else {
            return Ok(None);
        };
        let both = |m: &Matrix| m.select_rows(order).select_columns(order);
        let n = order.len() as f32;
        let values = self.v.iter().chain(&of_shuffled.v);
        let largest = values.map(Matrix::amax).fold(0.0, f32::max);
        let [of_s, of_a, of_o] = moved;
        Ok(Some([
            Step::new(of_s, both(&s), 0.0),
            Step::new(of_a, both(&a), 2.0 * f32::EPSILON),
            Step::new(of_o, o.select_rows(order), 3.0 * n * f32::EPSILON * largest),
        ]))
    }
}
