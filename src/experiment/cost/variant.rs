//! The ways to compute attention whose cost is measured, and what each of them has to do.

use super::settings::{CHUNK, WIDTH, WINDOW};
use crate::experiment::Settings;

/// A way to compute attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Variant {
    /// Every query against every key, all weights kept (Vaswani et al. 2017, equation 1).
    Full,
    /// The same under a causal mask: another model, which no query looks ahead in.
    Causal,
    /// Chunks of tokens that know nothing of each other.
    Chunked,
    /// A window of tokens around each query (Beltagy et al. 2020, section 3.1).
    Windowed,
    /// Full attention block by block, never holding n x n weights (Milakov and Gimelshein 2018; Dao et al. 2022).
    Online,
    /// Linear attention, feature map elu + 1 (Katharopoulos et al. 2020): another model.
    Linear,
}

/// What a variant does to the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The numbers of full attention, but for their rounding.
    None,
    /// Keys that are left out.
    Fewer,
    /// Another model, to be trained as such; no approximation of full attention.
    Other,
}

/// The sizes that the variants depend on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sizes {
    /// Width of Q, K and V.
    pub d: u32,
    /// Tokens of a chunk.
    pub chunk: u32,
    /// Tokens to each side of a query that its window shows.
    pub window: u32,
}

impl Sizes {
    /// Those of the settings.
    pub fn of(settings: &Settings) -> Self {
        Self {
            d: settings.whole(&WIDTH),
            chunk: settings.whole(&CHUNK),
            window: settings.whole(&WINDOW),
        }
    }
}

impl Variant {
    /// All of them, in the order of outcomes.
    pub const ALL: [Self; 6] = [
        Self::Full,
        Self::Causal,
        Self::Chunked,
        Self::Windowed,
        Self::Online,
        Self::Linear,
    ];

    /// Its name in outcomes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Causal => "causal",
            Self::Chunked => "chunked",
            Self::Windowed => "windowed",
            Self::Online => "online",
            Self::Linear => "linear",
        }
    }

    /// What it does to the result.
    pub const fn change(self) -> Change {
        match self {
            Self::Full | Self::Online => Change::None,
            Self::Chunked | Self::Windowed => Change::Fewer,
            Self::Causal | Self::Linear => Change::Other,
        }
    }

    /// Multiplications and additions of its products for `n` tokens: 4 d for each pair of a query and a key that it sees
    /// (2 d for q . k, 2 d for the weighted sum of values), and 4 d^2 a token for linear attention. Exponentials are not
    /// counted.
    pub fn operations(self, n: u32, sizes: Sizes) -> f64 {
        let d = f64::from(sizes.d);
        match self {
            Self::Linear => 4.0 * f64::from(n) * d * d,
            _ => 4.0 * d * self.pairs(n, sizes),
        }
    }

    /// Pairs of a query and a key that it sees; of linear attention those that its sums stand for.
    pub fn pairs(self, n: u32, sizes: Sizes) -> f64 {
        let all = f64::from(n);
        match self {
            Self::Full | Self::Online | Self::Linear => all * all,
            Self::Causal => all * (all + 1.0) / 2.0,
            Self::Chunked => {
                let chunk = sizes.chunk.max(1).min(n.max(1));
                let (whole, rest) = (f64::from(n / chunk), f64::from(n % chunk));
                whole * f64::from(chunk) * f64::from(chunk) + rest * rest
            }
            Self::Windowed => {
                // A band of 2 w + 1 keys, of which the w queries at either end lack 1 to w.
                let reach = f64::from(sizes.window.min(n.saturating_sub(1)));
                all * (2.0 * reach + 1.0) - reach * (reach + 1.0)
            }
        }
    }

    /// From so many tokens on its cost grows as it does for ever: below, a chunk or a window shows all there is.
    pub fn settles(self, sizes: Sizes) -> u32 {
        match self {
            Self::Chunked => sizes.chunk.saturating_mul(2),
            Self::Windowed => sizes.window.saturating_mul(4),
            _ => 0,
        }
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_those_that_one_counts() {
        for n in 1..40 {
            for size in 1..45 {
                let sizes = Sizes {
                    d: 3,
                    chunk: size,
                    window: size,
                };
                let counted = |sees: &dyn Fn(u32, u32) -> bool| {
                    let all = (0..n).flat_map(|i| (0..n).map(move |j| (i, j)));
                    all.filter(|(i, j)| sees(*i, *j)).count() as f64
                };
                let is = |variant: Variant| variant.pairs(n, sizes);
                assert_eq!(is(Variant::Full), counted(&|_, _| true));
                assert_eq!(is(Variant::Causal), counted(&|i, j| j <= i));
                assert_eq!(is(Variant::Chunked), counted(&|i, j| i / size == j / size));
                assert_eq!(
                    is(Variant::Windowed),
                    counted(&|i, j| i.abs_diff(j) <= size)
                );
            }
        }
    }
}
