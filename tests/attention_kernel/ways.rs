//! The ways that give the output alone, each against a statement of the same mathematics that is made otherwise: chunks
//! and windows against full attention under a mask, linear attention against its quadratic form in f64.

use super::case::wave;
use attention_playground::kernel::attention::{Mask, Problem, Results, Task, Workspace, plain};

/// A way with its size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Way {
    Chunks(usize),
    Window(usize),
    Linear,
}

/// Numbers of one task.
#[derive(Debug, Clone)]
pub struct Numbers {
    pub n: usize,
    pub d_k: usize,
    pub d_v: usize,
    pub heads: usize,
    pub scale: f32,
    pub q: Vec<f32>,
    pub k: Vec<f32>,
    pub v: Vec<f32>,
}

impl Numbers {
    pub fn new(n: usize, d_k: usize, d_v: usize, heads: usize) -> Self {
        Self {
            n,
            d_k,
            d_v,
            heads,
            scale: 1.0 / (d_k as f32).sqrt(),
            q: wave(heads * n * d_k, 12.9898),
            k: wave(heads * n * d_k, 78.233),
            v: wave(heads * n * d_v, 37.719),
        }
    }

    pub fn task<'a>(&'a self, mask: Mask<'a>) -> Task<'a> {
        Task {
            q: &self.q,
            k: &self.k,
            v: &self.v,
            n: self.n,
            d_k: self.d_k,
            d_v: self.d_v,
            heads: self.heads,
            scale: self.scale,
            bias: None,
            mask,
        }
    }

    /// By the kernel; numbers that no output has stand in it beforehand.
    pub fn by(&self, way: Way) -> Result<Vec<f32>, Problem> {
        let mut output = vec![777.0; self.heads * self.n * self.d_v];
        let (task, mut work) = (self.task(Mask::None), Workspace::default());
        match way {
            Way::Chunks(chunk) => work.chunked(&task, chunk, &mut output)?,
            Way::Window(reach) => work.windowed(&task, reach, &mut output)?,
            Way::Linear => work.linear(&task, &mut output)?,
        }
        Ok(output)
    }

    /// Full attention under the mask that says what a chunk or a window is.
    fn masked(&self, seen: impl Fn(usize, usize) -> bool) -> Result<Vec<f32>, Problem> {
        let n = self.n;
        let mask: Vec<u8> = (0..n * n).map(|at| seen(at / n, at % n).into()).collect();
        let mut output = vec![0.0; self.heads * n * self.d_v];
        let mut results = Results {
            output: &mut output,
            ..Results::default()
        };
        plain(&self.task(Mask::Custom(&mask)), &mut results)?;
        Ok(output)
    }

    /// `sum_j phi(q_i) . phi(k_j) v_j / sum_j phi(q_i) . phi(k_j)`, pair by pair, in f64.
    fn quadratic(&self) -> Vec<f32> {
        let phi = |x: &f32| match f64::from(*x) {
            x if x > 0.0 => x + 1.0,
            x => x.exp(),
        };
        let mut output = Vec::new();
        let per_head = self.n * self.d_k;
        for (h, q) in self.q.chunks(per_head).enumerate() {
            let k = &self.k[h * per_head..(h + 1) * per_head];
            let v = &self.v[h * self.n * self.d_v..];
            for q in q.chunks(self.d_k) {
                let (mut sums, mut total) = (vec![0.0; self.d_v], 0.0);
                for (k, v) in k.chunks(self.d_k).zip(v.chunks(self.d_v)) {
                    let pair: f64 = q.iter().zip(k).map(|(q, k)| phi(q) * phi(k)).sum();
                    total += pair;
                    let sums = sums.iter_mut().zip(v);
                    sums.for_each(|(sum, v)| *sum += pair * f64::from(*v));
                }
                output.extend(sums.iter().map(|sum| (sum / total) as f32));
            }
        }
        output
    }

    /// The way against its other statement.
    pub fn check(&self, way: Way) -> Result<(), Problem> {
        let expected = match way {
            Way::Chunks(chunk) => self.masked(|i, j| i / chunk == j / chunk)?,
            Way::Window(reach) => self.masked(|i, j| i.abs_diff(j) <= reach)?,
            Way::Linear => self.quadratic(),
        };
        self.compare(&self.by(way)?, &expected, way);
        Ok(())
    }

    /// The bound of the output in case.rs, for numbers up to 1.7: a logit's rounding, n weights, n products. Linear
    /// attention has no logits, and sums over the tokens and then over d_k components, all of the first positive.
    #[track_caller]
    pub fn compare(&self, found: &[f32], expected: &[f32], what: Way) {
        let unit = f32::EPSILON / 2.0;
        let (n, d_k) = (self.n as f32, self.d_k as f32);
        let bound = match what {
            Way::Linear => 2.0 * unit * (n + d_k + 20.0) * 1.7,
            _ => {
                let size = 1.7 * 1.7 * d_k * self.scale.abs();
                let weight = unit * (2.0 * d_k + 6.0) * size + (8.0 + n / 8.0) * unit;
                (2.0 * weight + unit * (n + 4.0)) * 1.7
            }
        };
        assert_eq!(found.len(), expected.len());
        for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
            let same = found == expected || found.is_nan() && expected.is_nan();
            assert!(
                same || (found - expected).abs() <= bound,
                "{what:?} {at}: {found} for {expected} within {bound}; n = {n}, d_k = {d_k}, d_v = {}",
                self.d_v
            );
        }
    }
}

/// A chunk and a window of all tokens are full attention.
pub fn all_tokens_are_full_attention(n: usize) -> Result<(), Problem> {
    let numbers = Numbers::new(n, 5, 7, 2);
    let mut full = vec![0.0; 2 * n * 7];
    let mut results = Results {
        output: &mut full,
        ..Results::default()
    };
    Workspace::default().attention(&numbers.task(Mask::None), &mut results)?;
    for size in [n, n + 1, usize::MAX] {
        numbers.compare(&numbers.by(Way::Chunks(size))?, &full, Way::Chunks(size));
        numbers.compare(&numbers.by(Way::Window(size))?, &full, Way::Window(size));
    }
    Ok(())
}

/// What is no finite number reaches those that see it and nobody else.
pub fn what_is_not_finite_stays_where_it_is_seen(n: usize) -> Result<(), Problem> {
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        for field in ["q", "k", "v"] {
            let mut numbers = Numbers::new(n, 3, 5, 1);
            let (slice, width) = match field {
                "q" => (&mut numbers.q, 3),
                "k" => (&mut numbers.k, 3),
                _ => (&mut numbers.v, 5),
            };
            let at = n / 2 * width;
            slice[at..at + width].fill(bad);
            numbers.check(Way::Chunks(4))?;
            numbers.check(Way::Window(2))?;
            let linear = numbers.by(Way::Linear)?;
            // A query is its own; minus infinity has no features, as a key and, in all components, as a query.
            let expected = match (field, bad == f32::NEG_INFINITY) {
                ("q", false) => linear.iter().filter(|x| x.is_nan()).count() == 5,
                ("k", false) => linear.iter().all(|x| x.is_nan()),
                ("v", _) => linear.iter().all(|x| !x.is_finite()),
                _ => linear.iter().all(|x| x.is_finite()),
            };
            assert!(expected, "{bad} in {field}: {linear:?}");
        }
    }
    Ok(())
}
