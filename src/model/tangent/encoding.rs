//! Derivatives with respect to the base of a position encoding.

use crate::model::Matrix;

/// d of the sines and cosines of [`sinusoidal`](super::sinusoidal) with respect to their base: with the angle
/// a = pos base^-e, da = -e a / base, d sin a = cos a da and d cos a = -sin a da.
pub(super) fn waves(n: usize, width: usize, base: f32) -> Matrix {
    Matrix::from_fn(n, width, |pos, j| {
        let exponent = (j - j % 2) as f64 / width as f64;
        let angle = pos as f64 / f64::from(base).powf(exponent);
        let turn = -exponent * angle / f64::from(base);
        (turn
            * if j % 2 == 0 {
                angle.cos()
            } else {
                -angle.sin()
            }) as f32
    })
}

/// d of turned rows with respect to the base of the rotation: a pair (x, y), turned by the angle a, moves by
/// (-y, x) da, with da = -(2i / d) a / base.
pub(super) fn turning(turned: &Matrix, base: f32) -> Matrix {
    let (n, width) = turned.shape();
    Matrix::from_fn(n, width, |pos, j| {
        let pair = j - j % 2;
        let exponent = pair as f64 / width as f64;
        let angle = pos as f64 * f64::from(base).powf(-exponent);
        let turn = -exponent * angle / f64::from(base);
        let Some(other) = turned.get((pos, pair + 1 - j % 2)) else {
            return 0.0;
        };
        (turn
            * if j == pair {
                -f64::from(*other)
            } else {
                f64::from(*other)
            }) as f32
    })
}
