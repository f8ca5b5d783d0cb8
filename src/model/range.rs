//! Staying inside f32: arithmetic that says when a number had to be held.

use super::Matrix;

/// Carries out f32 arithmetic and remembers whether a result left f32.
///
/// Each operation is tried in f32 first. Where that gives an infinity (or the NaN of two infinities, which an
/// intermediate sum can meet although the result is small) the entry is computed again in f64, where no product of
/// two f32 and no sum of 1024 such products can overflow; a result that f32 cannot hold is held at `+-f32::MAX`.
/// All inputs must be finite; then all results are.
#[derive(Debug, Default)]
pub(super) struct Range {
    /// Whether any result was held.
    pub overflow: bool,
}

impl Range {
    /// Rounds to f32; what does not fit is held at `+-f32::MAX`.
    pub fn hold(&mut self, exact: f64) -> f32 {
        let rounded = exact as f32;
        if rounded.is_finite() {
            return rounded;
        }
        self.overflow = true;
        f32::MAX.copysign(rounded)
    }

    /// `a b`, by nalgebra's product (matrixmultiply's sgemm).
    pub fn product(&mut self, a: &Matrix, b: &Matrix) -> Matrix {
        let mut product = a * b;
        for j in 0..product.ncols() {
            for i in 0..product.nrows() {
                if !product[(i, j)].is_finite() {
                    let term = |k| f64::from(a[(i, k)]) * f64::from(b[(k, j)]);
                    let exact = (0..a.ncols()).map(term).sum();
                    product[(i, j)] = self.hold(exact);
                }
            }
        }
        product
    }

    /// `a + b`, entry by entry.
    pub fn sum(&mut self, a: &Matrix, b: &Matrix) -> Matrix {
        a.zip_map(b, |x, y| self.plus(x, y))
    }

    /// `a` with the row `b` added to each of its rows.
    pub fn sum_row(&mut self, a: &Matrix, b: &Matrix) -> Matrix {
        Matrix::from_fn(a.nrows(), a.ncols(), |i, j| self.plus(a[(i, j)], b[(0, j)]))
    }

    /// `a / first / second`, entry by entry; both divisors are positive.
    pub fn quotient(&mut self, a: &Matrix, first: f32, second: f32) -> Matrix {
        a.map(|x| {
            let quotient = x / first / second;
            if quotient.is_finite() {
                return quotient;
            }
            self.hold(f64::from(x) / f64::from(first) / f64::from(second))
        })
    }

    fn plus(&mut self, x: f32, y: f32) -> f32 {
        let sum = x + y;
        if sum.is_finite() {
            return sum;
        }
        self.hold(f64::from(x) + f64::from(y))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_whose_intermediate_sums_overflow_is_still_exact() {
        let a = Matrix::from_row_slice(1, 3, &[1e30, -1e30, 2.0]);
        let b = Matrix::from_row_slice(3, 1, &[1e30, 1e30, 3.0]);
        let mut range = Range::default();
        assert_eq!(range.product(&a, &b)[(0, 0)], 6.0);
        assert!(!range.overflow);
    }

    #[test]
    fn what_leaves_f32_is_held_and_said() {
        let a = Matrix::from_row_slice(2, 1, &[1e30, -1e30]);
        let b = Matrix::from_element(1, 1, 1e30);
        let mut range = Range::default();
        let product = range.product(&a, &b);
        assert_eq!(product.as_slice(), [f32::MAX, -f32::MAX]);
        assert!(range.overflow);
    }

    #[test]
    fn sums_and_quotients_are_held_too() {
        let most = Matrix::from_element(1, 1, f32::MAX);
        let mut range = Range::default();
        assert_eq!(range.sum(&most, &most)[(0, 0)], f32::MAX);
        assert!(std::mem::take(&mut range.overflow));
        assert_eq!(range.quotient(&(-&most), 1.0, 1e-40)[(0, 0)], -f32::MAX);
        assert!(std::mem::take(&mut range.overflow));
        assert_eq!(range.quotient(&most, 2.0, 1.0)[(0, 0)], f32::MAX / 2.0);
        assert!(!range.overflow);
    }
}
