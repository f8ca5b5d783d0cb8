//! Medians, and the exponent with which time grows at the largest number of tokens.

use super::{Outcome, Variant};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Points of the slope, from the largest number of tokens down.
const POINTS: usize = 3;
/// Samples of the bootstrap.
const DRAWS: usize = 400;

/// A number with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The number.
    pub value: f64,
    /// Where the interval begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
}

/// The median; `None` of no samples.
pub fn median(samples: &[f32]) -> Option<f64> {
    let mut sorted: Vec<f64> = samples.iter().map(|x| f64::from(*x)).collect();
    middle(&mut sorted)
}

fn middle(samples: &mut [f64]) -> Option<f64> {
    samples.sort_unstable_by(f64::total_cmp);
    let upper = *samples.get(samples.len() / 2)?;
    match samples.len() % 2 {
        1 => Some(upper),
        _ => Some((samples[samples.len() / 2 - 1] + upper) / 2.0),
    }
}

/// The local exponent of a variant: the slope of log t against log n over the medians at the three largest numbers of
/// tokens that were measured. Its interval is the percentile bootstrap's: the samples of each point are drawn again from
/// themselves 400 times, with the outcome's seed.
pub fn exponent(outcome: &Outcome, variant: Variant) -> Option<Interval> {
    let measured = outcome.of(variant).rev();
    let measured = measured.filter(|(_, point)| !point.samples.is_empty());
    let points: Vec<(f64, Vec<f64>)> = measured
        .take(POINTS)
        .map(|(n, point)| {
            let times = point.samples.iter().map(|t| f64::from(*t).log10());
            (f64::from(n).log10(), times.collect())
        })
        .collect();
    // The logarithm of a median is the median of logarithms, but for the mean of two in the middle.
    let slope_of = |middle_of: &mut dyn FnMut(&[f64]) -> Option<f64>| {
        let medians = points
            .iter()
            .map(|(n, times)| Some((*n, middle_of(times)?)));
        slope(&medians.collect::<Option<Vec<_>>>()?)
    };
    let value = slope_of(&mut |times| middle(&mut times.to_vec()))?;
    let mut draws = Xoshiro256PlusPlus::seed_from_u64(outcome.seed.wrapping_add(variant as u64));
    let mut drawn = Vec::new();
    let mut slopes = Vec::with_capacity(DRAWS);
    for _ in 0..DRAWS {
        slopes.push(slope_of(&mut |times| {
            drawn.clear();
            drawn.extend(times.iter().map(|_| times[below(&mut draws, times.len())]));
            middle(&mut drawn)
        })?);
    }
    slopes.sort_unstable_by(f64::total_cmp);
    let tail = DRAWS / 40;
    Some(Interval {
        value,
        low: slopes[tail],
        high: slopes[DRAWS - 1 - tail],
    })
}

/// Any whole number below `count`; for so few the shares of a remainder are as good as equal.
fn below(draws: &mut Xoshiro256PlusPlus, count: usize) -> usize {
    (draws.next_u64() % count as u64) as usize
}

/// The least-squares slope through points; `None` of fewer than two.
fn slope(points: &[(f64, f64)]) -> Option<f64> {
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x_mean, y_mean) = (mean(|p| p.0), mean(|p| p.1));
    let product = |(x, y): &(f64, f64)| (x - x_mean) * (y - y_mean);
    let square = |(x, _): &(f64, f64)| (x - x_mean) * (x - x_mean);
    let squares: f64 = points.iter().map(square).sum();
    (points.len() > 1 && squares > 0.0).then(|| points.iter().map(product).sum::<f64>() / squares)
}
