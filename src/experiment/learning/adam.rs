//! The optimiser.

use crate::model::gradient::Real;
use nalgebra::DMatrix;

/// Adam (Kingma and Ba 2015, algorithm 1), with the authors' constants: running means m of the gradient g and v of its
/// square,
///
/// m <- 0.9 m + 0.1 g, v <- 0.999 v + 0.001 g^2, x <- x - rate m' / (sqrt(v') + 1e-8),
///
/// where m' = m / (1 - 0.9^t) and v' = v / (1 - 0.999^t) undo that both means begin at 0. A number moves by about the
/// rate a step, whatever the size of its gradient.
#[derive(Debug, Clone)]
pub struct Adam<T: Real> {
    rate: T,
    steps: i32,
    means: Vec<Means<T>>,
}

/// m and v of one matrix.
#[derive(Debug, Clone)]
struct Means<T> {
    gradient: DMatrix<T>,
    square: DMatrix<T>,
}

const FIRST: f64 = 0.9;
const SECOND: f64 = 0.999;
const EPS: f64 = 1e-8;

impl<T: Real> Adam<T> {
    /// At the beginning, with this rate.
    pub fn new(rate: T) -> Self {
        let means = Vec::new();
        Self {
            rate,
            steps: 0,
            means,
        }
    }

    /// One step: moves every matrix against its gradient, of the same shape. They are the same matrices at every step.
    pub fn step<'a>(
        &mut self,
        matrices: impl IntoIterator<Item = &'a mut DMatrix<T>>,
        gradients: &[DMatrix<T>],
    ) {
        if self.means.is_empty() {
            let zeros = |g: &DMatrix<T>| DMatrix::zeros(g.nrows(), g.ncols());
            let none = |g| Means {
                gradient: zeros(g),
                square: zeros(g),
            };
            self.means = gradients.iter().map(none).collect();
        }
        self.steps += 1;
        let unbias = |decay: f64| 1.0 / (1.0 - decay.powi(self.steps));
        // rate m' / (sqrt(v') + eps), with what is the same for all numbers taken together.
        let (rate, root) = (unbias(FIRST), unbias(SECOND).sqrt());
        let constants = (self.rate * T::of(rate), T::of(root));
        let each = matrices.into_iter().zip(gradients).zip(&mut self.means);
        for ((x, g), means) in each {
            means.step(x, g, constants);
        }
    }
}

impl<T: Real> Means<T> {
    fn step(&mut self, x: &mut DMatrix<T>, g: &DMatrix<T>, (rate, root): (T, T)) {
        let [first, second, eps] = [FIRST, SECOND, EPS].map(T::of);
        let [new_first, new_second] = [1.0 - FIRST, 1.0 - SECOND].map(T::of);
        let means = self.gradient.iter_mut().zip(self.square.iter_mut());
        for ((x, g), (m, v)) in x.iter_mut().zip(g.iter()).zip(means) {
            *m = first * *m + new_first * *g;
            *v = second * *v + new_second * *g * *g;
            *x -= rate * *m / (v.sqrt() * root + eps);
        }
    }
}
