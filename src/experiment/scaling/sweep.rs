//! Pairs and rows drawn at several widths at once.

use super::law::Law;
use super::outcome::{At, Softmax};
use super::sample::{Seeds, pair, row};
use super::sharpness::{Band, Sharpness, weights};
use super::spread::{Spread, interval};

/// What was drawn so far at some widths. Every width takes the first components of the same vectors, so that one draw
/// serves all of them; each width by itself is a sample like any other.
pub(super) struct Sweep {
    law: Law,
    keys: usize,
    widths: Vec<usize>,
    pairs: Seeds,
    rows: Seeds,
    spreads: Vec<Spread>,
    /// At each width, without and with scaling, of each query.
    measured: Vec<[Vec<Sharpness>; 2]>,
    scores: Vec<f64>,
}

impl Sweep {
    /// Nothing yet. Widths increase.
    pub fn new(law: Law, keys: u32, seed: u64, widths: &[usize]) -> Self {
        let keys = keys as usize;
        Self {
            law,
            keys,
            widths: widths.to_vec(),
            pairs: Seeds::new(seed, 0),
            rows: Seeds::new(seed, 1),
            spreads: vec![Spread::default(); widths.len()],
            measured: vec![Default::default(); widths.len()],
            scores: vec![0.0; widths.len() * keys],
        }
    }

    /// Components of the longest vectors.
    pub fn longest(&self) -> u64 {
        self.widths.last().map_or(1, |width| *width as u64)
    }

    /// Pairs that were drawn.
    pub fn pairs(&self) -> u32 {
        self.spreads.first().map_or(0, Spread::count)
    }

    /// Queries that were drawn with all their keys.
    pub fn rows(&self) -> u32 {
        let of_first = self.measured.first();
        of_first.map_or(0, |[unscaled, _]| unscaled.len() as u32)
    }

    /// Draws a query and a key. Returns q . k at each width.
    pub fn draw_pair(&mut self) -> &[f64] {
        pair(self.law, &mut self.pairs, &self.widths, &mut self.scores);
        for (spread, score) in self.spreads.iter_mut().zip(&self.scores) {
            spread.take(*score);
        }
        &self.scores
    }

    /// Draws a query and its keys. Returns the weights at the first width, without and with scaling.
    pub fn draw_row(&mut self) -> [Vec<f32>; 2] {
        row(
            self.law,
            &mut self.rows,
            self.keys,
            &self.widths,
            &mut self.scores,
        );
        let mut of_first = None;
        let of_widths = self.scores.chunks(self.keys).zip(&self.widths);
        for ((scores, width), measured) in of_widths.zip(&mut self.measured) {
            let both = [1.0, (*width as f64).sqrt()].map(|divisor| weights(scores, divisor));
            for (queries, weights) in measured.iter_mut().zip(&both) {
                queries.push(Sharpness::of(weights));
            }
            of_first.get_or_insert(both);
        }
        of_first.unwrap_or_default()
    }

    /// What is known at each width.
    pub fn found(&self) -> Vec<At> {
        let widths = self.widths.iter().zip(&self.spreads).zip(&self.measured);
        widths
            .map(|((width, spread), measured)| {
                let d_k = *width as u32;
                let interval = interval(self.law, d_k, spread);
                At {
                    d_k,
                    pairs: spread.count(),
                    variance: spread.variance().map(|variance| variance as f32),
                    interval: interval.map(|bounds| bounds.map(|bound| bound as f32)),
                    queries: self.rows(),
                    unscaled: bands(&measured[0]),
                    scaled: bands(&measured[1]),
                }
            })
            .collect()
    }
}

fn bands(queries: &[Sharpness]) -> Softmax {
    let band = |of: fn(&Sharpness) -> f32| {
        let mut numbers: Vec<f32> = queries.iter().map(of).collect();
        Band::of(&mut numbers)
    };
    Softmax {
        entropy: band(|s| s.entropy),
        largest: band(|s| s.largest),
        gradient: band(|s| s.gradient),
    }
}
