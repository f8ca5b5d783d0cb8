//! The committed table: rows of logits with the bits of their native softmax, and products of Q and K^T with the
//! bits of their native scores. A number stands there by its bits, so that nothing is lost in writing it down.

use attention_playground::model::Matrix;
use serde::{Deserialize, Serialize};

/// What native and WebAssembly builds are compared on.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Softmax of rows.
    pub rows: Vec<Row>,
    /// Products.
    pub products: Vec<Product>,
}

/// A row of logits and its softmax by `kernel::scalar`, natively.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What the row is there for.
    pub name: String,
    logits: Vec<u32>,
    weights: Vec<u32>,
}

/// `n x d` queries and keys, row by row, and their scores.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Product {
    /// Rows of each.
    pub n: usize,
    /// Columns of each.
    pub d: usize,
    q: Vec<u32>,
    k: Vec<u32>,
    scores: Vec<u32>,
}

/// The table as it is committed.
pub fn committed() -> Table {
    serde_json::from_str(include_str!("table.json")).expect("the committed table is JSON")
}

impl Row {
    pub fn logits(&self) -> Vec<f32> {
        floats(&self.logits)
    }

    /// Largest distance of `weights` from the committed ones, in ulp.
    pub fn distance(&self, weights: &[f32]) -> u32 {
        assert_eq!(weights.len(), self.weights.len());
        let pairs = weights.iter().zip(&self.weights);
        // Weights are not negative, and the bits of such numbers count ulp.
        pairs
            .map(|(a, b)| a.to_bits().abs_diff(*b))
            .max()
            .unwrap_or(0)
    }
}

impl Product {
    pub fn q(&self) -> Matrix {
        Matrix::from_row_iterator(self.n, self.d, floats(&self.q))
    }

    pub fn k(&self) -> Matrix {
        Matrix::from_row_iterator(self.n, self.d, floats(&self.k))
    }

    /// The largest difference between `scores` and the committed ones, in units of `d eps sum |q k|`: each of the two
    /// sums of d products, in whatever order, fused or not, is off by at most half of that.
    pub fn distance(&self, scores: &Matrix) -> f64 {
        let committed = Matrix::from_row_iterator(self.n, self.n, floats(&self.scores));
        let magnitudes = self.q().abs() * self.k().abs().transpose();
        let mut worst = 0f64;
        for i in 0..self.n {
            for j in 0..self.n {
                let difference = f64::from(scores[(i, j)]) - f64::from(committed[(i, j)]);
                let unit = self.d as f64 * f64::from(f32::EPSILON) * f64::from(magnitudes[(i, j)]);
                worst = worst.max(difference.abs() / unit);
            }
        }
        worst
    }
}

fn floats(bits: &[u32]) -> Vec<f32> {
    bits.iter().copied().map(f32::from_bits).collect()
}

/// Making the table anew; only where it is written.
#[cfg(not(target_arch = "wasm32"))]
pub mod make {
    use attention_playground::kernel::scalar;

    use super::{Matrix, Product, Row, Table};

    /// The table with what this build computes.
    pub fn table() -> Table {
        Table {
            rows: rows(),
            products: [(1, 1), (5, 3), (7, 33), (9, 64), (3, 300)]
                .map(|(n, d)| product(n, d))
                .into(),
        }
    }

    fn rows() -> Vec<Row> {
        const MASKED: f32 = f32::NEG_INFINITY;
        let huge: Vec<f32> = (0..9).map(|i| [1e30, -1e30, 0.0][i % 3]).collect();
        let tiny: Vec<f32> = (0..7).map(|i| f32::from_bits(1 << i)).collect();
        let mut rows = vec![
            row("one entry", &[3.5]),
            row("no entry", &[]),
            row("equal", &[0.1; 10]),
            row("1e30 and -1e30", &huge),
            row(
                "the largest numbers",
                &[f32::MAX, f32::MAX, -f32::MAX, 0.0, f32::MAX],
            ),
            row("subnormal logits", &tiny),
            row("zeros of both signs", &[0.0, -0.0, 0.0]),
            row("all masked", &[MASKED; 5]),
            row("one not masked", &[MASKED, MASKED, MASKED, -2.0, MASKED]),
            row(
                "lowest beside masked",
                &[MASKED, -f32::MAX, MASKED, -f32::MAX],
            ),
            row(
                "subnormal weights",
                &[0.0, -87.0, -88.0, -95.0, -103.0, -103.9, -104.0, -110.0],
            ),
        ];
        for (name, length, spread) in [
            ("close", 4, 0.01),
            ("a sentence", 12, 4.0),
            ("wide", 31, 40.0),
            ("very wide", 63, 120.0),
            ("a full row", 64, 8.0),
            ("one more", 65, 8.0),
            ("long", 1021, 12.0),
        ] {
            rows.push(row(name, &noise(length, spread, length as u32)));
        }
        let causal: Vec<f32> = (0..64)
            .zip(noise(64, 10.0, 7))
            .map(|(j, x)| if j <= 21 { x } else { MASKED })
            .collect();
        rows.push(row("a causal row", &causal));
        rows
    }

    fn row(name: &str, logits: &[f32]) -> Row {
        let mut weights = vec![0.0; logits.len()];
        scalar::softmax_row(logits, &mut weights);
        Row {
            name: name.to_owned(),
            logits: bits(logits),
            weights: bits(&weights),
        }
    }

    fn product(n: usize, d: usize) -> Product {
        let (q, k) = (noise(n * d, 6.0, 1), noise(n * d, 6.0, 2));
        let matrix = |rows: &[f32]| Matrix::from_row_slice(n, d, rows);
        let scores = matrix(&q) * matrix(&k).transpose();
        Product {
            n,
            d,
            q: bits(&q),
            k: bits(&k),
            scores: bits(scores.transpose().as_slice()),
        }
    }

    fn bits(numbers: &[f32]) -> Vec<u32> {
        numbers.iter().map(|x| x.to_bits()).collect()
    }

    /// Numbers from `-spread / 2` to `spread / 2` (Numerical Recipes' linear congruential generator).
    fn noise(count: usize, spread: f32, seed: u32) -> Vec<f32> {
        let mut state = seed;
        (0..count)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                ((state >> 8) as f32 / (1 << 24) as f32 - 0.5) * spread
            })
            .collect()
    }
}
