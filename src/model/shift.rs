//! What the logits become when every position goes on by as much.

use super::attention::forward_from;
use super::range::Range;
use super::{Error, Matrix, Position, Setup};

/// Logits whose positions have all gone on by as much.
#[derive(Debug, Clone, PartialEq)]
pub struct Shifted {
    /// One matrix a head, `n x n`, as in [`Trace::logits`](super::Trace::logits).
    pub logits: Vec<Matrix>,
    /// Largest absolute difference to the logits where they were; a masked logit does not count.
    pub moved: f32,
    /// How large a difference rounding alone may make where an encoding sees distances alone: that of [`rope`], 0 for
    /// what does not compute with positions.
    ///
    /// [`rope`]: super::rope
    pub rounding: f32,
}

impl Setup {
    /// The logits with slot `i` at position `i + by`. `None`: a learned table has no rows there.
    ///
    /// Masks stay with their slots, and so does ALiBi's bias, which is a function of distances.
    ///
    /// # Errors
    /// Those of [`Setup::validate`].
    pub fn shifted(&self, by: usize) -> Result<Option<Shifted>, Error> {
        self.validate()?;
        if by > 0 && matches!(self.position, Position::Learned { .. }) {
            return Ok(None);
        }
        let run = |by| forward_from(self, &self.input, by, &mut Range::default());
        let (here, there) = (run(0), run(by));
        let pairs = here.logits.iter().zip(&there.logits);
        let moved = pairs
            .flat_map(|(a, b)| a.iter().zip(b.iter()))
            .filter(|(a, _)| a.is_finite())
            .map(|(a, b)| (f64::from(*a) - f64::from(*b)).abs())
            .fold(0.0, f64::max);
        let held = |x: f64| x.min(f64::from(f32::MAX)) as f32;
        Ok(Some(Shifted {
            moved: held(moved),
            rounding: held(self.rope_rounding(by, &here.q, &here.k)),
            logits: there.logits,
        }))
    }

    /// The largest difference of two logits that differ by the rounding of [`rope`](super::rope) alone:
    /// `(d + 5) eps |q| |k| / divisor`, d the width of a head and eps = 2^-23.
    ///
    /// # Why
    /// Let u = eps / 2. A turned entry is rounded once, so a turned row is off by u times its length: 2 u |q| |k| in
    /// the product. The product of d terms rounds by d u |q| |k| (Higham, Accuracy and Stability of Numerical
    /// Algorithms, section 3.1), its two divisions by u each: (d + 4) u |q| |k| in each of the two runs, and one more
    /// for the terms in eps^2. Angles are f64: off by 2^-53 of themselves, which adds 2^-51 (n + by) f |q| |k|, f the
    /// largest frequency, 1 unless the base is below 1.
    fn rope_rounding(&self, by: usize, q: &[Matrix], k: &[Matrix]) -> f64 {
        let Position::Rope { base } = self.position else {
            return 0.0;
        };
        let longest = |rows: &Matrix| {
            let lengths = rows.row_iter().map(|row| f64::from(row.norm()));
            lengths.fold(0.0, f64::max)
        };
        let pairs = q.iter().zip(k).map(|(q, k)| longest(q) * longest(k));
        let d = (self.d_k() / self.heads) as f64;
        let frequency = f64::from(base).powf(-1.0).max(1.0);
        let turned = (d + 5.0) * f64::from(f32::EPSILON);
        let angles = (self.tokens() + by) as f64 * frequency * 2f64.powi(-51);
        let root = if self.scale { d.sqrt() } else { 1.0 };
        let divisor = root * f64::from(self.temperature);
        pairs.fold(0.0, f64::max) * (turned + angles) / divisor + f64::from(f32::from_bits(1)) * d
    }
}
