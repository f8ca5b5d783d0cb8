//! Draws of the components of q and k, one after the other.

use super::law::Law;
use rand::{Rng, RngExt, SeedableRng};
use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Where the components of one vector come from. A vector has a stream of its own: one of more components begins with
/// the same ones, so that a vector grows with d_k and is not another one.
type Stream = Xoshiro256PlusPlus;

/// Seeds of vectors, in the order in which they are drawn. What it is for separates the streams of one seed.
#[derive(Debug, Clone)]
pub struct Seeds(Stream);

impl Seeds {
    /// The seeds of `purpose` under `seed`.
    pub fn new(seed: u64, purpose: u64) -> Self {
        let mut root = Stream::seed_from_u64(seed);
        Self(Stream::seed_from_u64(root.next_u64().wrapping_add(purpose)))
    }

    fn stream(&mut self) -> Stream {
        // The generator spreads the number by SplitMix64: neighbouring seeds share nothing.
        Stream::seed_from_u64(self.0.next_u64())
    }
}

/// A law of components, known when the loops are compiled.
trait Component: Copy {
    /// The next component of a vector.
    fn next(&self, stream: &mut Stream) -> f64;

    /// The law of one vector's components, after what they share was drawn.
    fn begin(&self, _: &mut Stream) -> Self {
        *self
    }
}

#[derive(Clone, Copy)]
struct Normal;

impl Component for Normal {
    fn next(&self, stream: &mut Stream) -> f64 {
        StandardNormal.sample(stream)
    }
}

#[derive(Clone, Copy)]
struct Uniform;

impl Component for Uniform {
    fn next(&self, stream: &mut Stream) -> f64 {
        (stream.random::<f64>() - 0.5) * 12_f64.sqrt()
    }
}

/// Student's t with 3 degrees of freedom, divided by its standard deviation sqrt(3).
///
/// A coordinate s of a uniform point of the unit sphere in v + 1 dimensions, over the root mean square of the other v,
/// is t with v degrees: `sqrt(v) s / sqrt(1 - s^2)`. Its density is proportional to (1 - s^2)^((v - 2) / 2). For v = 3
/// that is a half circle, below which a point (s, y) of the box lies where y^2 < 1 - s^2: no logarithm, and no gamma
/// number as in rand_distr's own, which takes two and a half times as long.
#[derive(Clone, Copy)]
struct T3;

impl Component for T3 {
    fn next(&self, stream: &mut Stream) -> f64 {
        loop {
            let word = stream.next_u64();
            // 40 bits for s in (-1, 1), never on its edge, and 24 for y in [0, 1).
            let s = ((word >> 24) as f64 + 0.5) * (2.0 / (1_u64 << 40) as f64) - 1.0;
            let y = (word & 0xff_ffff) as f64 * (1.0 / (1_u32 << 24) as f64);
            let rest = 1.0 - s * s;
            if y * y < rest {
                return s / rest.sqrt();
            }
        }
    }
}

/// Student's t with 5 degrees of freedom, divided by its standard deviation sqrt(5/3). As [`T3`], with the density
/// (1 - s^2)^(3/2). That is the triangle 1 - |s|, the density of a sum of two uniform numbers less 1, times
/// sqrt((1 + |s|)^3 (1 - |s|)), which is sqrt(27/16) at most (at |s| = 1/2): nine of ten tries are taken.
#[derive(Clone, Copy)]
struct T5;

impl Component for T5 {
    fn next(&self, stream: &mut Stream) -> f64 {
        loop {
            let word = stream.next_u64();
            // 2^32 steps from -1 to 1, never on the edge.
            let sum = (word >> 32) + (word & 0xffff_ffff) + 1;
            let s = sum as f64 * (1.0 / (1_u64 << 32) as f64) - 1.0;
            let y: f64 = stream.random();
            let (above, below) = (1.0 + s.abs(), 1.0 - s.abs());
            if y * y * (27.0 / 16.0) < above * above * above * below {
                return s * (3.0 / (above * below)).sqrt();
            }
        }
    }
}

/// sqrt(rho) times a number that the whole vector shares, and sqrt(1 - rho) times one of the component's own.
#[derive(Clone, Copy)]
struct Equicorrelated {
    shared: f64,
    own: f64,
}

impl Component for Equicorrelated {
    fn next(&self, stream: &mut Stream) -> f64 {
        self.shared + self.own * Normal.next(stream)
    }

    fn begin(&self, stream: &mut Stream) -> Self {
        let shared = self.shared * Normal.next(stream);
        Self { shared, ..*self }
    }
}

/// Runs an expression with the component type of a law.
macro_rules! of_law {
    ($law:expr, $component:ident => $run:expr) => {
        match $law {
            Law::Normal => {
                let $component = Normal;
                $run
            }
            Law::Uniform => {
                let $component = Uniform;
                $run
            }
            Law::T5 => {
                let $component = T5;
                $run
            }
            Law::T3 => {
                let $component = T3;
                $run
            }
            Law::Equicorrelated { rho } => {
                let rho = f64::from(rho);
                let $component = Equicorrelated {
                    shared: rho.sqrt(),
                    own: (1.0 - rho).sqrt(),
                };
                $run
            }
        }
    };
}

/// Draws a query and a key, and writes q . k of their first `widths[i]` components to `scores[i]`. Widths increase.
pub fn pair(law: Law, seeds: &mut Seeds, widths: &[usize], scores: &mut [f64]) {
    let (query, key) = (seeds.stream(), seeds.stream());
    of_law!(law, component => grow(component, [query, key], widths, scores));
}

fn grow<C: Component>(law: C, streams: [Stream; 2], widths: &[usize], scores: &mut [f64]) {
    let [mut query, mut key] = streams;
    let (of_query, of_key) = (law.begin(&mut query), law.begin(&mut key));
    let (mut sum, mut from) = (0.0, 0);
    for (score, width) in scores.iter_mut().zip(widths) {
        for _ in from..*width {
            sum += of_query.next(&mut query) * of_key.next(&mut key);
        }
        from = *width;
        *score = sum;
    }
}

/// Draws a query and `keys` keys, and writes q . k_j of their first `widths[i]` components to `scores[i * keys + j]`.
/// Widths increase.
pub fn row(law: Law, seeds: &mut Seeds, keys: usize, widths: &[usize], scores: &mut [f64]) {
    of_law!(law, component => compare(component, seeds, keys, widths, scores));
}

/// Draws one vector of `d_k` components.
pub fn vector(law: Law, seeds: &mut Seeds, d_k: usize) -> Vec<f64> {
    of_law!(law, component => components(component, seeds.stream(), d_k))
}

fn compare<C: Component>(
    law: C,
    seeds: &mut Seeds,
    keys: usize,
    widths: &[usize],
    scores: &mut [f64],
) {
    let longest = widths.last().copied().unwrap_or(0);
    let query = components(law, seeds.stream(), longest);
    for key in 0..keys {
        let mut stream = seeds.stream();
        let component = law.begin(&mut stream);
        let (mut sum, mut from) = (0.0, 0);
        for (place, width) in widths.iter().enumerate() {
            for q in query.get(from..*width).unwrap_or_default() {
                sum += q * component.next(&mut stream);
            }
            from = *width;
            if let Some(score) = scores.get_mut(place * keys + key) {
                *score = sum;
            }
        }
    }
}

fn components<C: Component>(law: C, mut stream: Stream, count: usize) -> Vec<f64> {
    let component = law.begin(&mut stream);
    (0..count).map(|_| component.next(&mut stream)).collect()
}
