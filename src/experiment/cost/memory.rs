//! Memory as a function of the number of tokens, and where it ends.

use super::{Outcome, Variant};

/// All that a WebAssembly module with 32-bit addresses can have.
pub const WASM_BYTES: u64 = 1 << 32;

/// `a + b n + c n^2` bytes. c is known and not fitted: 4 bytes a weight where all n x n weights are held, and nothing
/// where they are not. a and b go through the counts at the two largest numbers of tokens. Counts have no noise, but
/// they are rounded up to whole tiles, and smaller numbers of tokens fill no chunk and no window: three of them would
/// give a variant without weights a square that it does not have, of either sign.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    coefficients: [f64; 3],
}

/// Bytes of a weight.
const WEIGHT: f64 = 4.0;

impl Growth {
    /// That of a variant; `None` where fewer than two are counted.
    pub fn of(outcome: &Outcome, variant: Variant) -> Option<Self> {
        let counted = outcome.of(variant).rev();
        let mut counted =
            counted.filter_map(|(n, point)| Some((f64::from(n), point.bytes? as f64)));
        let c = match variant {
            Variant::Full | Variant::Causal => WEIGHT,
            _ => 0.0,
        };
        let rest = |(n, bytes): (f64, f64)| (n, bytes - c * n * n);
        let [(n1, y1), (n0, y0)] = [rest(counted.next()?), rest(counted.next()?)];
        // A module keeps what it once had, so that the smaller count may be the larger one.
        let b = ((y1 - y0) / (n1 - n0)).max(0.0);
        Some(Self {
            coefficients: [(y1 - b * n1).max(0.0), b, c],
        })
    }

    /// Bytes for `n` tokens.
    pub fn at(&self, n: f64) -> f64 {
        let [a, b, c] = self.coefficients;
        a + n * (b + n * c)
    }

    /// Most tokens for which `bytes` are enough, of at most `most`.
    pub fn end(&self, bytes: u64, most: u32) -> u32 {
        let (mut fits, mut too_many) = (0, most.saturating_add(1));
        while too_many - fits > 1 {
            let middle = fits + (too_many - fits) / 2;
            match self.at(f64::from(middle)) <= bytes as f64 {
                true => fits = middle,
                false => too_many = middle,
            }
        }
        fits
    }
}
