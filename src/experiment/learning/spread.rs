//! What runs from several seeds have in common.

/// The median of some runs, and an interval for the median of all runs there could be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// The sample's median.
    pub median: f32,
    /// The interval's lower end.
    pub low: f32,
    /// Its upper end.
    pub high: f32,
    /// How likely an interval made like this one holds the true median. Below [`WANTED`] where there are too few runs.
    pub coverage: f32,
}

/// How sure an interval is to be, where there are runs enough: five at least.
pub const WANTED: f32 = 0.9;

impl Spread {
    /// Of the numbers of some runs; `None` of none.
    ///
    /// The interval goes from the r-th smallest to the r-th largest number, for the largest r that still covers the
    /// median in nine of ten samples: each run is above the true median or not, like a coin, so that it lies outside
    /// with probability 2 P(B < r), B binomial of n and 1/2 (David and Nagaraja, Order Statistics, 2003, section 7.1).
    /// Nothing is assumed of how the numbers are distributed. Of five runs it is all of them: 1 - 2 / 2^5 = 93.75 %.
    ///
    /// ```
    /// use attention_playground::experiment::learning::Spread;
    ///
    /// let spread = Spread::of(&[0.98, 0.99, 0.97, 1.0, 0.985]).expect("there are runs");
    /// assert_eq!((spread.low, spread.median, spread.high), (0.97, 0.985, 1.0));
    /// assert_eq!(spread.coverage, 0.9375);
    /// ```
    pub fn of(numbers: &[f32]) -> Option<Self> {
        let mut sorted = numbers.to_vec();
        sorted.sort_unstable_by(f32::total_cmp);
        let n = sorted.len();
        let (low, high) = (*sorted.get((n.max(1) - 1) / 2)?, *sorted.get(n / 2)?);
        let (rank, coverage) = rank(n);
        Some(Self {
            median: low + (high - low) / 2.0,
            low: sorted[rank],
            high: sorted[n - 1 - rank],
            coverage,
        })
    }
}

/// The rank, from 0, of the interval's ends among `n` sorted numbers, and the coverage.
fn rank(n: usize) -> (usize, f32) {
    // P(B <= k) and P(B = k).
    let mut chance = 0.5_f64.powi(n as i32);
    let mut outside = chance;
    let mut found = (0, 1.0 - 2.0 * outside);
    for rank in 1..n.div_ceil(2) {
        chance *= (n - rank + 1) as f64 / rank as f64;
        outside += chance;
        let coverage = 1.0 - 2.0 * outside;
        if coverage < f64::from(WANTED) {
            break;
        }
        found = (rank, coverage);
    }
    (found.0, found.1 as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Conover, Practical Nonparametric Statistics (1999), table A3 gives the binomial sums.
    #[test]
    fn ranks_and_coverage_are_those_of_the_binomial_distribution() {
        for (n, rank_, coverage) in [
            (1, 0, 0.0),
            (2, 0, 0.5),
            (5, 0, 0.9375),
            (8, 1, 0.929_687_5),
            (10, 1, 0.978_515_6),
            (20, 5, 0.958_610_5),
        ] {
            let found = rank(n);
            assert_eq!(found.0, rank_, "{n}");
            assert!((found.1 - coverage).abs() < 1e-6, "{n}: {}", found.1);
        }
    }

    #[test]
    fn a_median_lies_between_the_two_in_the_middle() {
        let spread = Spread::of(&[4.0, 1.0, 3.0, 2.0]).unwrap();
        assert_eq!((spread.low, spread.median, spread.high), (1.0, 2.5, 4.0));
        assert_eq!(Spread::of(&[]), None);
        let one = Spread::of(&[7.0]).unwrap();
        assert_eq!(
            (one.low, one.median, one.high, one.coverage),
            (7.0, 7.0, 7.0, 0.0)
        );
    }
}
