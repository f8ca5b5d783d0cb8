//! Numbers of chance. Every random draw of the playground comes from a seed through [`Draw`].

use crate::model::Matrix;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;

/// A stream of draws, fixed by a seed and by what it is drawn for (xoshiro256++; Blackman and Vigna 2021).
///
/// Streams of different purposes are unrelated, so that Q and K drawn from one seed are not the same numbers.
#[derive(Debug, Clone)]
pub struct Draw(Xoshiro256PlusPlus);

impl Draw {
    /// The stream of `purpose` (the name of a matrix, say) under `seed`.
    pub fn new(seed: u64, purpose: &str) -> Self {
        // FNV-1a: any fixed spreading of the name does; the generator mixes the sum itself (SplitMix64).
        let name = purpose
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        Self(Xoshiro256PlusPlus::seed_from_u64(seed.wrapping_add(name)))
    }

    /// One standard normal number.
    pub fn normal(&mut self) -> f32 {
        let number: f64 = StandardNormal.sample(&mut self.0);
        number as f32
    }

    /// A `rows x columns` matrix of independent normal numbers of the given standard deviation, drawn row by row: a
    /// taller matrix of the same width begins with the same rows.
    pub fn matrix(&mut self, rows: usize, columns: usize, deviation: f32) -> Matrix {
        let numbers: Vec<f32> = (0..rows * columns)
            .map(|_| self.normal() * deviation)
            .collect();
        Matrix::from_row_slice(rows, columns, &numbers)
    }

    /// A permutation of `0..n`, every one equally likely.
    pub fn order(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        order.shuffle(&mut self.0);
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers_for_ever() {
        // A document may leave a learned table out and mean these numbers; they must not change with an update.
        let drawn = Draw::new(1, "table").matrix(1, 3, 1.0);
        assert_eq!(drawn.as_slice(), GOLDEN);
        assert_eq!(Draw::new(1, "order").order(6), GOLDEN_ORDER);
    }
    const GOLDEN: &[f32] = &[0.9361363, -2.2434092, 0.23723517];
    const GOLDEN_ORDER: &[usize] = &[0, 2, 4, 3, 1, 5];

    #[test]
    fn a_taller_matrix_begins_with_the_same_rows() {
        let short = Draw::new(7, "table").matrix(2, 5, 1.0);
        let tall = Draw::new(7, "table").matrix(4, 5, 1.0);
        assert_eq!(tall.rows(0, 2), short.rows(0, 2));
    }

    #[test]
    fn purposes_and_seeds_give_different_numbers() {
        let numbers = |seed, purpose| Draw::new(seed, purpose).matrix(3, 3, 1.0);
        assert_ne!(numbers(1, "q"), numbers(1, "k"));
        assert_ne!(numbers(1, "q"), numbers(2, "q"));
    }

    #[test]
    fn normal_numbers_have_mean_zero_and_variance_one() {
        let n = 100_000;
        let mut draw = Draw::new(3, "test");
        let numbers: Vec<f64> = (0..n).map(|_| f64::from(draw.normal())).collect();
        let mean = numbers.iter().sum::<f64>() / f64::from(n);
        let variance = numbers.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / f64::from(n);
        // Five standard errors: 1/sqrt(n) for the mean, sqrt(2/n) for the variance.
        assert!(mean.abs() < 5.0 / f64::from(n).sqrt(), "{mean}");
        assert!(
            (variance - 1.0).abs() < 5.0 * (2.0 / f64::from(n)).sqrt(),
            "{variance}"
        );
    }
}
