//! How often scores fall where.

use super::law::normal_density;

/// Counts of scores in bins of equal width over `[-limit, limit)`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Histogram {
    /// Where the bins end, 5 times a power of 2: the axis stays while the scores spread over it, and then doubles.
    pub limit: f32,
    /// Scores in each bin.
    pub counts: Vec<u32>,
    /// Scores outside.
    pub beyond: u32,
}

impl Histogram {
    /// For `samples` scores of the standard deviation `deviation`: four of them fit on each side at least, and fewer
    /// scores have wider bins.
    pub fn new(deviation: f64, samples: u32) -> Self {
        let octave = (4.0 * deviation / 5.0).log2().ceil() as i32;
        let bins = match samples {
            0..1_000 => 20,
            1_000..5_000 => 40,
            _ => 80,
        };
        Self {
            limit: 5.0 * 2_f32.powi(octave),
            counts: vec![0; bins],
            beyond: 0,
        }
    }

    /// Takes one more score.
    pub fn take(&mut self, score: f64) {
        let limit = f64::from(self.limit);
        let place = (score + limit) / (2.0 * limit) * self.counts.len() as f64;
        // A negative place becomes 0 as an index, and is none.
        let bin = self.counts.get_mut(place as usize);
        match bin.filter(|_| place >= 0.0) {
            Some(count) => *count += 1,
            None => self.beyond += 1,
        }
    }

    /// The edges of the bins, one more than there are bins.
    pub fn edges(&self) -> Vec<f32> {
        let bins = self.counts.len();
        let edge = |place| self.limit * (2.0 * place as f32 / bins as f32 - 1.0);
        (0..=bins).map(edge).collect()
    }

    /// The density that each bin's count stands for: the areas of all, and of what is beyond, sum to 1.
    pub fn densities(&self) -> Vec<f32> {
        let all = self.counts.iter().sum::<u32>() + self.beyond;
        let width = 2.0 * self.limit / self.counts.len() as f32;
        let density = |count: &u32| *count as f32 / (all.max(1) as f32 * width);
        self.counts.iter().map(density).collect()
    }

    /// The normal density of mean 0 and this variance over the axis: points at the edges of the bins and at their middles.
    pub fn normal_curve(&self, variance: f32) -> Vec<(f32, f32)> {
        let halves = 2 * self.counts.len();
        let point = |place| {
            let x = self.limit * (2.0 * place as f32 / halves as f32 - 1.0);
            (x, normal_density(x, variance))
        };
        (0..=halves).map(point).collect()
    }
}
