//! Rotary position encoding (Su et al. 2021).

use super::Matrix;
use super::range::Range;

/// Turns each row by its position: in every head, the pair of columns `(2i, 2i + 1)` by the angle
/// `pos base^(-2i / head_width)` (Su et al. 2021, eqs. 15 and 34), the first row having position `first_position`.
///
/// Because a rotation by `a` followed by one by `-b` is a rotation by `a - b`, the product of a turned query and a
/// turned key depends on the difference of their positions alone. Angles and the rotation itself are computed in f64
/// and rounded once, so that this holds to the rounding of the turned entries: each is off by at most half an ulp.
///
/// `head_width` should be even and divide the number of columns; a column without a partner is left as it is.
///
/// ```
/// use attention_playground::model::{Matrix, rope};
///
/// let q = Matrix::from_row_slice(2, 2, &[1.0, 0.0, 1.0, 0.0]);
/// let turned = rope(&q, 2, 10_000.0, 0);
/// assert_eq!((turned[(0, 0)], turned[(0, 1)]), (1.0, 0.0)); // position 0 is not turned
/// assert_eq!(turned[(1, 1)], 1f64.sin() as f32); // position 1 by one radian
/// ```
pub fn rope(matrix: &Matrix, head_width: usize, base: f32, first_position: usize) -> Matrix {
    Rotations::new(matrix.nrows(), head_width, base, first_position)
        .turn(matrix, &mut Range::default())
}

/// The angles that [`rope`] turns by, in radians, `n x head_width / 2`: a row a position, a column a pair, each the one
/// of the angles that differ by whole turns which lies within half a turn of 0.
///
/// ```
/// let angles = attention_playground::model::rope_angles(5, 4, 100.0);
/// assert_eq!((angles[(3, 0)], angles[(3, 1)]), (3.0, 0.3));
/// assert_eq!(angles[(4, 0)], (4.0 - std::f64::consts::TAU) as f32);
/// ```
pub fn rope_angles(n: usize, head_width: usize, base: f32) -> Matrix {
    Matrix::from_fn(n, head_width / 2, |pos, pair| {
        let frequency = f64::from(base).powf(-((2 * pair) as f64) / head_width as f64);
        let turns = pos as f64 * frequency / std::f64::consts::TAU;
        ((turns - turns.round()) * std::f64::consts::TAU) as f32
    })
}

/// The rotations of one head, the same for every head and for queries and keys.
pub(super) struct Rotations {
    head_width: usize,
    /// (sine, cosine) by row and pair.
    by_row: Vec<Vec<(f64, f64)>>,
}

impl Rotations {
    /// Rotations of `n` rows whose first has position `first_position`.
    pub fn new(n: usize, head_width: usize, base: f32, first_position: usize) -> Self {
        let frequencies: Vec<f64> = (0..head_width / 2)
            .map(|i| f64::from(base).powf(-((2 * i) as f64) / head_width as f64))
            .collect();
        let row = |pos: usize| {
            frequencies
                .iter()
                .map(|f| (pos as f64 * f).sin_cos())
                .collect()
        };
        Self {
            head_width,
            by_row: (first_position..first_position + n).map(row).collect(),
        }
    }

    /// Columns of one head.
    pub fn head_width(&self) -> usize {
        self.head_width
    }

    /// (sine, cosine) of every pair, a row a position.
    pub fn rows(&self) -> &[Vec<(f64, f64)>] {
        &self.by_row
    }

    /// (sine, cosine) of the angle by which a pair of a row is turned.
    pub fn angle(&self, row: usize, pair: usize) -> (f64, f64) {
        self.by_row[row][pair]
    }

    /// The matrix with every pair of columns turned.
    pub fn turn(&self, matrix: &Matrix, range: &mut Range) -> Matrix {
        let mut turned = matrix.clone();
        for (pos, rotations) in self.by_row.iter().enumerate() {
            for (pair, (sin, cos)) in rotations.iter().enumerate() {
                for left in (2 * pair..matrix.ncols()).step_by(self.head_width) {
                    let Some(&y) = matrix.get((pos, left + 1)) else {
                        continue;
                    };
                    let (x, y) = (f64::from(matrix[(pos, left)]), f64::from(y));
                    turned[(pos, left)] = range.hold(x * cos - y * sin);
                    turned[(pos, left + 1)] = range.hold(x * sin + y * cos);
                }
            }
        }
        turned
    }
}
