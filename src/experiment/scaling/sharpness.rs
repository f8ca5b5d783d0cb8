//! How sharp the softmax of a row of logits is, and what of a gradient comes through it.

use crate::kernel;

/// What is measured of one row of weights w.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sharpness {
    /// The entropy -sum w ln w in nats: ln of the number of keys where they share equally, 0 where one has all.
    pub entropy: f32,
    /// The largest weight.
    pub largest: f32,
    /// The Frobenius norm of diag(w) - w w^T, the derivative of the weights with respect to the logits (Boyd and
    /// Vandenberghe, Convex Optimization, section 3.1.5: the Hessian of log-sum-exp). Between 0 and 1/2.
    pub gradient: f32,
}

impl Sharpness {
    /// Of weights that sum to 1. What is small is not taken from 1 as a difference: where one weight is nearly 1, all
    /// that matters is what is left for the others.
    pub fn of(weights: &[f32]) -> Self {
        let mut top = 0.0;
        let mut place = 0;
        for (index, weight) in weights.iter().enumerate() {
            if *weight > top {
                (top, place) = (*weight, index);
            }
        }
        let (mut rest, mut squares, mut fourths) = (0.0, 0.0, 0.0);
        let (mut entropy, mut diagonal) = (0.0, 0.0);
        for (index, weight) in weights.iter().enumerate() {
            let w = f64::from(*weight);
            if index == place || w == 0.0 {
                continue;
            }
            rest += w;
            squares += w * w;
            fourths += w.powi(4);
            entropy -= w * w.ln();
            diagonal += (w * (1.0 - w)).powi(2);
        }
        let top = 1.0 - rest;
        entropy -= top * (-rest).ln_1p();
        diagonal += (top * rest).powi(2);
        // The sum of (w_i w_j)^2 over pairs with the largest weight, and over pairs without it.
        let beside = 2.0 * top * top * squares + (squares * squares - fourths).max(0.0);
        Self {
            entropy: entropy as f32,
            largest: top as f32,
            gradient: (diagonal + beside).sqrt() as f32,
        }
    }
}

/// The softmax of a row of scores, each divided by `divisor`.
pub fn weights(scores: &[f64], divisor: f64) -> Vec<f32> {
    let logits: Vec<f32> = scores
        .iter()
        .map(|score| (score / divisor) as f32)
        .collect();
    let mut weights = vec![0.0; logits.len()];
    kernel::softmax_row(&logits, &mut weights);
    weights
}

/// Three quantiles of what was measured of many queries.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Band {
    /// One of ten is below.
    pub lower: f32,
    /// The median.
    pub median: f32,
    /// One of ten is above.
    pub upper: f32,
}

impl Band {
    /// Of numbers that are sorted here; a quantile between two of them is interpolated (Hyndman and Fan 1996,
    /// definition 7, NumPy's default). All 0 of none.
    pub fn of(numbers: &mut [f32]) -> Self {
        numbers.sort_unstable_by(f32::total_cmp);
        let at = |share: f32| {
            let place = share * numbers.len().saturating_sub(1) as f32;
            let below = numbers.get(place as usize).copied().unwrap_or_default();
            let above = numbers.get(place as usize + 1).copied().unwrap_or(below);
            below + (above - below) * place.fract()
        };
        Self {
            lower: at(0.1),
            median: at(0.5),
            upper: at(0.9),
        }
    }
}
