//! The statistics themselves: that intervals hold what they claim to hold, and that draws are what they claim to be.

use attention_playground::experiment::scaling::Law;
use attention_playground::experiment::scaling::histogram::Histogram;
use attention_playground::experiment::scaling::law::normal_density;
use attention_playground::experiment::scaling::sample::{Seeds, pair, row, vector};
use attention_playground::experiment::scaling::sharpness::{Sharpness, weights};
use attention_playground::experiment::scaling::spread::{Spread, interval};
use proptest::prelude::*;

const LAWS: [Law; 5] = [
    Law::Normal,
    Law::Uniform,
    Law::T5,
    Law::T3,
    Law::Equicorrelated { rho: 0.3 },
];

const SEEDS: u64 = 1_000;

/// The share of 1,000 seeds whose interval holds the true variance, at each width.
fn coverage<const N: usize>(law: Law, samples: u32, widths: [usize; N]) -> [f64; N] {
    let mut held = [0.0; N];
    for seed in 0..SEEDS {
        let mut seeds = Seeds::new(seed, 0);
        let mut spreads = [Spread::default(); N];
        let mut scores = [0.0; N];
        for _ in 0..samples {
            pair(law, &mut seeds, &widths, &mut scores);
            for (spread, score) in spreads.iter_mut().zip(scores) {
                spread.take(score);
            }
        }
        for ((held, spread), width) in held.iter_mut().zip(&spreads).zip(widths) {
            let [low, high] = interval(law, width as u32, spread).expect("an interval");
            let truth = law.variance(width as u32);
            *held += f64::from(u8::from((low..=high).contains(&truth))) / SEEDS as f64;
        }
    }
    held
}

/// Three standard errors of a share of 0.95 among 1,000.
const BOUND: f64 = 3.0 * 0.0069;

#[test]
fn the_interval_holds_the_variance_as_often_as_it_claims() {
    for law in [Law::Normal, Law::Uniform, Law::Equicorrelated { rho: 0.3 }] {
        for share in coverage(law, 100, [1, 4, 16]) {
            assert!((share - 0.95).abs() <= BOUND, "{law:?}: {share}");
        }
        let [share] = coverage(law, 1_000, [4]);
        assert!((share - 0.95).abs() <= BOUND, "{law:?}: {share}");
    }
}

#[test]
fn with_t_of_5_degrees_the_interval_holds_it_more_often() {
    // The fourth moment is finite, so that the standard error is right; but rare large scores make most of it, so that
    // s^2 is nearer to the truth than that in most samples. At larger d_k the claim is met.
    let [one, four, sixty_four] = coverage(Law::T5, 200, [1, 4, 64]);
    assert!((0.97..=1.0).contains(&one), "{one}");
    assert!((0.97..=1.0).contains(&four), "{four}");
    assert!((0.95 - BOUND..=0.98).contains(&sixty_four), "{sixty_four}");
}

#[test]
fn with_t_of_3_degrees_there_is_no_interval() {
    let mut spread = Spread::default();
    (0..10).for_each(|score| spread.take(f64::from(score)));
    assert_eq!(interval(Law::T3, 64, &spread), None);
    assert_eq!(Law::T3.kurtosis(64), None);
    assert!(interval(Law::T5, 64, &spread).is_some());
}

#[test]
fn components_are_correlated_as_the_law_says() {
    const COUNT: u32 = 20_000;
    for law in LAWS {
        let mut seeds = Seeds::new(3, 0);
        let mut sums = [0.0; 2];
        for _ in 0..COUNT {
            let [a, b] = vector(law, &mut seeds, 2)[..] else {
                panic!("two components")
            };
            sums[0] += a * b / f64::from(COUNT);
            sums[1] += a / f64::from(COUNT);
        }
        let rho = if let Law::Equicorrelated { rho } = law {
            f64::from(rho)
        } else {
            0.0
        };
        // Products and components of variance 1 + rho^2 at most: five standard errors.
        let bound = 5.0 * ((1.0 + rho * rho) / f64::from(COUNT)).sqrt();
        assert!((sums[0] - rho).abs() <= bound, "{law:?}: {}", sums[0]);
        assert!(sums[1].abs() <= bound, "{law:?}: {}", sums[1]);
    }
}

#[test]
fn wider_vectors_begin_with_the_same_components() {
    for law in LAWS {
        let long = vector(law, &mut Seeds::new(5, 0), 40);
        assert_eq!(vector(law, &mut Seeds::new(5, 0), 7)[..], long[..7]);
        let (mut alone, mut among) = ([0.0], [0.0; 3]);
        pair(law, &mut Seeds::new(5, 0), &[8], &mut alone);
        pair(law, &mut Seeds::new(5, 0), &[2, 8, 40], &mut among);
        assert_eq!(alone[0], among[1]);
        let (mut alone, mut among) = ([0.0; 4], [0.0; 12]);
        row(law, &mut Seeds::new(5, 0), 4, &[8], &mut alone);
        row(law, &mut Seeds::new(5, 0), 4, &[2, 8, 40], &mut among);
        assert_eq!(alone[..], among[4..8]);
    }
}

#[test]
fn seeds_share_nothing() {
    let first = |seed, purpose| vector(Law::Normal, &mut Seeds::new(seed, purpose), 1)[0];
    let mut all: Vec<_> = (0..100)
        .flat_map(|seed| [first(seed, 0), first(seed, 1)])
        .collect();
    let mut seeds = Seeds::new(0, 0);
    all.extend((0..100).map(|_| vector(Law::Normal, &mut seeds, 1)[0]));
    all.sort_by(f64::total_cmp);
    all.dedup();
    // The first vector of seed 0 is there twice.
    assert_eq!(all.len(), 299);
}

#[test]
fn the_normal_curve_has_its_variance() {
    // A sum of equal steps over 8 deviations is the integral to the precision of f32.
    for variance in [0.25_f32, 1.0, 64.0] {
        let step = variance.sqrt() / 50.0;
        let moment = |power: i32| -> f32 {
            let places = (-400..=400).map(|i| i as f32 * step);
            places
                .map(|x| x.powi(power) * normal_density(x, variance) * step)
                .sum()
        };
        assert!((moment(0) - 1.0).abs() < 1e-5, "{}", moment(0));
        assert!((moment(2) / variance - 1.0).abs() < 1e-5, "{}", moment(2));
    }
}

proptest! {
    #[test]
    fn every_score_is_counted_once(deviation in 1e-3..1e4_f64, scores in prop::collection::vec(any::<f64>(), 1..50), samples in 1..20_000_u32) {
        let mut histogram = Histogram::new(deviation, samples);
        prop_assert!(f64::from(histogram.limit) >= 4.0 * deviation * (1.0 - 1e-6));
        prop_assert!(f64::from(histogram.limit) <= 8.0 * deviation * (1.0 + 1e-6));
        scores.iter().for_each(|score| histogram.take(*score));
        let counted = histogram.counts.iter().sum::<u32>() + histogram.beyond;
        prop_assert_eq!(counted as usize, scores.len());
        let edges = histogram.edges();
        prop_assert_eq!(edges.len(), histogram.counts.len() + 1);
        let area: f32 = histogram.densities().iter().zip(edges.windows(2)).map(|(d, e)| d * (e[1] - e[0])).sum();
        let inside = 1.0 - histogram.beyond as f32 / scores.len() as f32;
        prop_assert!((area - inside).abs() < 1e-4, "{} for {}", area, inside);
    }

    #[test]
    fn a_score_is_counted_where_it_is(deviation in 0.1..100.0_f64, share in -0.999..0.999_f64) {
        let mut histogram = Histogram::new(deviation, 10_000);
        let score = share * f64::from(histogram.limit);
        histogram.take(score);
        let bin = histogram.counts.iter().position(|count| *count == 1).expect("inside");
        let edges = histogram.edges();
        let slack = histogram.limit * 1e-5;
        prop_assert!(edges[bin] - slack <= score as f32 && score as f32 <= edges[bin + 1] + slack);
    }

    #[test]
    fn sharpness_keeps_its_bounds(logits in prop::collection::vec(-200.0..200.0_f64, 2..64), divisor in 1.0..40.0_f64) {
        let keys = logits.len() as f32;
        let of = |divisor| Sharpness::of(&weights(&logits, divisor));
        let (sharp, flat) = (of(1.0), of(divisor));
        for Sharpness { entropy, largest, gradient } in [sharp, flat] {
            prop_assert!((-1e-6..=keys.ln() + 1e-5).contains(&entropy), "{}", entropy);
            prop_assert!((1.0 / keys - 1e-5..=1.0 + 1e-6).contains(&largest), "{}", largest);
            prop_assert!((0.0..=0.5 + 1e-6).contains(&gradient), "{}", gradient);
        }
        // Cooler is sharper, whatever the logits: the entropy grows with the temperature.
        prop_assert!(flat.entropy >= sharp.entropy - 1e-5);
        prop_assert!(flat.largest <= sharp.largest + 1e-5);
    }
}
