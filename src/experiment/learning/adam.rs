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

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    /// Where the gradient never changes, m' is it and v' its square: every step is rate / (1 + eps / |g|), whatever |g|.
    #[test]
    fn along_a_slope_it_goes_a_rate_a_step() {
        let slopes = DMatrix::from_row_slice(1, 3, &[2.0, -1e-3, 1e6]);
        let mut x = DMatrix::<f64>::zeros(1, 3);
        let mut adam = Adam::new(0.1);
        for step in 1..=200 {
            adam.step([&mut x], std::slice::from_ref(&slopes));
            for (x, g) in x.iter().zip(slopes.iter()) {
                let expected = -f64::from(step) * 0.1 * g / (g.abs() + EPS);
                assert!((x - expected).abs() < 1e-11, "{step}: {x}, {expected}");
            }
        }
    }

    /// Down (1 - x)^2 + 10 (y - x^2)^2 beside optax's Adam (tests/oracle/gradients.py), written as f32.
    #[test]
    fn down_a_valley_it_goes_optaxs_way() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/gradients.jsonl");
        let text = std::fs::read_to_string(path).unwrap();
        let line: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
        let number = |value: &serde_json::Value| value.as_f64().unwrap();
        let way = line["adam"]["path"].as_array().unwrap();
        assert!(way.len() >= 50);
        let mut at = DMatrix::from_fn(1, 2, |_, j| number(&line["adam"]["start"][j]));
        let mut adam = Adam::new(number(&line["adam"]["rate"]));
        for (step, expected) in way.iter().enumerate() {
            let (x, y) = (at[0], at[1]);
            let slope = 20.0 * (y - x * x);
            let gradient = [-2.0 * (1.0 - x) - 2.0 * x * slope, slope];
            adam.step([&mut at], &[DMatrix::from_row_slice(1, 2, &gradient)]);
            for j in 0..2 {
                let off = (at[j] - number(&expected[j])).abs();
                assert!(off < 2e-7, "{step}: {at}, {expected}");
            }
        }
    }
}
