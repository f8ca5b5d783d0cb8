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

/// Student's t with `DEGREES` degrees of freedom, divided by its standard deviation.
///
/// A coordinate s of a uniform point of the unit sphere in n = v + 1 dimensions has the density (1 - s^2)^((v - 2) / 2),
/// and `sqrt(v) s / sqrt(1 - s^2)` is t with v degrees: the coordinate over the root mean square of the others. For odd
/// v the power is that of a square root, so that a point (s, y) of the half box lies under the curve where
/// y^2 < (1 - s^2)^(v - 2): one word a try, no logarithm. rand_distr's own goes through a gamma number and a square
/// root, and takes about four times as long.
#[derive(Clone, Copy)]
struct Student<const DEGREES: i32>;

impl<const DEGREES: i32> Component for Student<DEGREES> {
    fn next(&self, stream: &mut Stream) -> f64 {
        loop {
            let word = stream.next_u64();
            // 40 bits for s in (-1, 1), never on its edge, and 24 for y.
            let s = ((word >> 24) as f64 + 0.5) * (2.0 / (1_u64 << 40) as f64) - 1.0;
            let y = (word & 0xff_ffff) as f64 * (1.0 / (1_u32 << 24) as f64);
            let rest = 1.0 - s * s;
            if y * y < rest.powi(DEGREES - 2) {
                return s * (f64::from(DEGREES - 2) / rest).sqrt();
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
                let $component = Student::<5>;
                $run
            }
            Law::T3 => {
                let $component = Student::<3>;
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

fn compare<C: Component>(
    law: C,
    seeds: &mut Seeds,
    keys: usize,
    widths: &[usize],
    scores: &mut [f64],
) {
    let query = vector(law, seeds.stream(), widths);
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

fn vector<C: Component>(law: C, mut stream: Stream, widths: &[usize]) -> Vec<f64> {
    let component = law.begin(&mut stream);
    let length = widths.last().copied().unwrap_or(0);
    (0..length).map(|_| component.next(&mut stream)).collect()
}
