//! The input of the benches: numbers that a formula gives, so that every run and every build computes the same.

use attention_playground::model::{Input, Mask, Matrix, Position, Setup, Vectors};

/// `n x d` numbers between -1 and 1.
pub fn wave(n: usize, d: usize, speed: f32) -> Matrix {
    Matrix::from_fn(n, d, |i, j| ((i * d + j + 1) as f32 * speed).sin())
}

/// One head over `n` tokens with d_k = d_v = `d`, neither mask nor positions.
pub fn setup(n: usize, d: usize) -> Setup {
    Setup {
        input: Input::Vectors(Vectors {
            q: wave(n, d, 12.9898).into(),
            k: wave(n, d, 78.233).into(),
            v: wave(n, d, 37.719).into(),
        }),
        heads: 1,
        scale: true,
        temperature: 1.0,
        mask: Mask::None,
        position: Position::None,
        order: (0..n).collect(),
    }
}
