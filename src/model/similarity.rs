//! How alike two positions are to an encoding.

use super::{Matrix, Position, sinusoidal};

/// How alike the positions of one distance are: 1 where they are the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Similarity {
    /// The mean over all pairs of that distance.
    pub mean: f32,
    /// Of the least alike pair.
    pub least: f32,
    /// Of the most alike pair.
    pub most: f32,
}

impl Similarity {
    /// Of pairs that are all as alike.
    fn of(alike: f64) -> Self {
        let mean = alike as f32;
        Self {
            mean,
            least: mean,
            most: mean,
        }
    }
}

impl Position {
    /// How alike positions are by their distance, from 0 to `n - 1`, to queries and keys of `width` columns:
    ///
    /// - `none`: 1, whatever the distance;
    /// - `sinusoidal`, `learned`: the cosine of the angle between their two rows of the table. For sines and cosines it
    ///   is the mean of `cos(distance / base^(2i / width))`, a function of the distance alone, where the width is even;
    /// - `rope`: the cosine of the angle that lies between the turned copies of one vector all of whose pairs are as
    ///   long: the same mean of cosines;
    /// - `alibi`: the factor `e^(-m distance)` that the bias puts before the weight, for the first head's slope.
    pub fn similarity(&self, n: usize, width: usize) -> Vec<Similarity> {
        let by_distance = |alike: &dyn Fn(f64) -> f64| {
            let distances = (0..n).map(|distance| Similarity::of(alike(distance as f64)));
            distances.collect()
        };
        match self {
            Self::None => by_distance(&|_| 1.0),
            Self::Sinusoidal { base } => of_table(&sinusoidal(n, width, *base)),
            Self::Learned { table } => of_table(table),
            Self::Rope { base } => {
                let pairs = width / 2;
                let frequency = |i| f64::from(*base).powf(-((2 * i) as f64) / width as f64);
                by_distance(&|distance| {
                    let cosines = (0..pairs).map(|i| (distance * frequency(i)).cos());
                    cosines.sum::<f64>() / pairs.max(1) as f64
                })
            }
            Self::Alibi { slopes } => {
                let slope = f64::from(slopes.iter().next().copied().unwrap_or_default());
                by_distance(&|distance| (-slope * distance).exp())
            }
        }
    }
}

/// The cosine of the angle between two rows, by the distance of the rows; 0 where one of them is 0.
fn of_table(table: &Matrix) -> Vec<Similarity> {
    let n = table.nrows();
    let product = |a: usize, b: usize| -> f64 {
        let term = |j| f64::from(table[(a, j)]) * f64::from(table[(b, j)]);
        (0..table.ncols()).map(term).sum()
    };
    let lengths: Vec<f64> = (0..n).map(|row| product(row, row).sqrt()).collect();
    let cosine = |a, b| {
        let lengths = lengths[a] * lengths[b];
        if lengths > 0.0 {
            product(a, b) / lengths
        } else {
            0.0
        }
    };
    (0..n)
        .map(|distance| {
            let pairs: Vec<f64> = (distance..n).map(|to| cosine(to - distance, to)).collect();
            Similarity {
                mean: (pairs.iter().sum::<f64>() / pairs.len() as f64) as f32,
                least: pairs.iter().copied().fold(f64::INFINITY, f64::min) as f32,
                most: pairs.iter().copied().fold(f64::NEG_INFINITY, f64::max) as f32,
            }
        })
        .collect()
}
