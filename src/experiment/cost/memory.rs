//! Memory as a function of the number of tokens, and where it ends.

use super::{Outcome, Variant};

/// All that a WebAssembly module with 32-bit addresses can have.
pub const WASM_BYTES: u64 = 1 << 32;

/// `a + b n + c n^2` bytes, through the counts at the three largest numbers of tokens. Counts have no noise: beyond a
/// chunk's or a window's size they lie on such a curve but for rounding up to whole tiles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    coefficients: [f64; 3],
}

impl Growth {
    /// That of a variant; `None` where fewer than three are counted.
    pub fn of(outcome: &Outcome, variant: Variant) -> Option<Self> {
        let counted = outcome.of(variant).rev();
        let mut counted =
            counted.filter_map(|(n, point)| Some((f64::from(n), point.bytes? as f64)));
        let [(n2, y2), (n1, y1), (n0, y0)] = [counted.next()?, counted.next()?, counted.next()?];
        // Newton's divided differences.
        let first = (y1 - y0) / (n1 - n0);
        let second = (y2 - y1) / (n2 - n1);
        let c = (second - first) / (n2 - n0);
        let b = first - c * (n0 + n1);
        Some(Self {
            coefficients: [y0 - b * n0 - c * n0 * n0, b, c],
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
