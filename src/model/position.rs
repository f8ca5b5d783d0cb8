//! What is added for a position: sines and cosines, a learned table, or a bias on the logits.

use super::range::Range;
use super::{Matrix, Position};

/// Sines and cosines of the positions 0 to `n - 1`, `n x width`: column `2i` is `sin(pos / base^(2i / width))` and
/// column `2i + 1` the cosine of the same angle (Vaswani et al. 2017, section 3.5). An odd last column has only the
/// sine. Angles are taken in f64 and the result is rounded once.
///
/// ```
/// let table = attention_playground::model::sinusoidal(2, 3, 10_000.0);
/// assert_eq!((table[(0, 0)], table[(0, 1)], table[(0, 2)]), (0.0, 1.0, 0.0));
/// assert_eq!(table[(1, 1)], 1f64.cos() as f32);
/// ```
pub fn sinusoidal(n: usize, width: usize, base: f32) -> Matrix {
    waves(0, n, width, base)
}

/// [`sinusoidal`], the first row having position `first`.
fn waves(first: usize, n: usize, width: usize, base: f32) -> Matrix {
    let mut table = Matrix::zeros(n, width);
    for j in 0..width {
        let wavelength = wavelength(j, width, base);
        for pos in 0..n {
            let angle = (first + pos) as f64 / wavelength;
            let value = if j % 2 == 0 { angle.sin() } else { angle.cos() };
            table[(pos, j)] = value as f32;
        }
    }
    table
}

/// By how many positions column `j` of `width` goes on for an angle of one radian.
pub(super) fn wavelength(j: usize, width: usize, base: f32) -> f64 {
    f64::from(base).powf((j - j % 2) as f64 / width as f64)
}

/// The bias `-slope |i - j|` on the logits of one head, `n x n` (Press, Smith and Lewis 2022, section 3, there for
/// the causal case).
///
/// ```
/// let bias = attention_playground::model::alibi(3, 0.5);
/// assert_eq!((bias[(1, 1)], bias[(0, 2)], bias[(2, 0)]), (0.0, -1.0, -1.0));
/// ```
pub fn alibi(n: usize, slope: f32) -> Matrix {
    bias(n, slope, &mut Range::default())
}

/// [`alibi`], remembering what left f32.
pub(super) fn bias(n: usize, slope: f32, range: &mut Range) -> Matrix {
    // 0 - x and not -x: on the diagonal that is 0 and not -0.
    Matrix::from_fn(n, n, |i, j| {
        range.hold(0.0 - f64::from(slope) * i.abs_diff(j) as f64)
    })
}

impl Position {
    /// The table that this encoding adds to a matrix of `n` rows and `width` columns, if it adds one.
    pub fn added(&self, n: usize, width: usize) -> Option<Matrix> {
        self.added_from(0, n, width)
    }

    /// [`Position::added`], the first row having position `first`. A learned table has no rows but its own.
    pub(super) fn added_from(&self, first: usize, n: usize, width: usize) -> Option<Matrix> {
        match self {
            Self::Sinusoidal { base } => Some(waves(first, n, width, *base)),
            Self::Learned { table } => Some(table.as_ref().clone()),
            Self::None | Self::Rope { .. } | Self::Alibi { .. } => None,
        }
    }
}
