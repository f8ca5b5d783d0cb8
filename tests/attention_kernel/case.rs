//! One task with numbers of its own, and the comparison of every way to do it with the plain statement.

use attention_playground::kernel::attention::{Mask, Results, Task, Workspace, plain};

/// Which mask a case has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Masked {
    Not,
    Causal,
    /// Some of every row.
    Some,
    /// Whole rows, all but every third one.
    Rows,
}

impl Masked {
    pub const ALL: [Self; 4] = [Self::Not, Self::Causal, Self::Some, Self::Rows];
}

#[derive(Debug, Clone)]
pub struct Case {
    pub n: usize,
    pub d_k: usize,
    pub d_v: usize,
    pub heads: usize,
    pub scale: f32,
    pub masked: Masked,
    pub biased: bool,
    /// Numbers by which every slice is moved off the beginning of its allocation.
    pub offset: usize,
    /// Field, token and number that stands in all of its components.
    pub odd: Option<(&'static str, usize, f32)>,
}

/// All results of one way.
struct Numbers {
    output: Vec<f32>,
    weights: Vec<f32>,
    scores: Vec<f32>,
    logits: Vec<f32>,
}

impl Case {
    pub fn new(n: usize, d_k: usize, d_v: usize, heads: usize) -> Self {
        Self {
            n,
            d_k,
            d_v,
            heads,
            scale: 1.0 / (d_k as f32).sqrt(),
            masked: Masked::Not,
            biased: false,
            offset: 0,
            odd: None,
        }
    }

    pub fn masked(mut self, masked: Masked) -> Self {
        self.masked = masked;
        self
    }

    pub fn with(mut self, field: &'static str, token: usize, number: f32) -> Self {
        self.odd = Some((field, token, number));
        self
    }

    /// Every way to compute it against the plain statement.
    pub fn check(&self) {
        let (q, k) = (self.numbers("q", self.d_k), self.numbers("k", self.d_k));
        let v = self.numbers("v", self.d_v);
        let bias = wave(self.heads * self.n * self.n + self.offset, 0.71);
        let mask: Vec<u8> = (0..self.n * self.n).map(|at| self.allowed(at)).collect();
        let task = Task {
            q: &q[self.offset..],
            k: &k[self.offset..],
            v: &v[self.offset..],
            n: self.n,
            d_k: self.d_k,
            d_v: self.d_v,
            heads: self.heads,
            scale: self.scale,
            bias: self.biased.then_some(&bias[self.offset..]),
            mask: match self.masked {
                Masked::Not => Mask::None,
                Masked::Causal => Mask::Causal,
                Masked::Some | Masked::Rows => Mask::Custom(&mask),
            },
        };
        let expected = self.run(true, |results| plain(&task, results));
        let mut work = Workspace::default();
        let all = self.run(true, |results| work.attention(&task, results));
        // Without scores and logits another path is taken.
        let few = self.run(false, |results| work.attention(&task, results));
        let online = self.run(false, |results| work.online(&task, results.output));
        let bounds = self.bounds(&task);
        self.compare("scores", &all.scores, &expected.scores, bounds.score);
        self.compare("logits", &all.logits, &expected.logits, bounds.logit);
        for (way, found) in [("all", &all), ("few", &few)] {
            self.compare(way, &found.weights, &expected.weights, bounds.weight);
            self.compare(way, &found.output, &expected.output, bounds.output);
        }
        self.compare("online", &online.output, &expected.output, bounds.output);
    }

    fn numbers(&self, field: &'static str, width: usize) -> Vec<f32> {
        let step = match field {
            "q" => 12.9898,
            "k" => 78.233,
            _ => 37.719,
        };
        let mut numbers = wave(self.heads * self.n * width + self.offset, step);
        if let Some((_, token, number)) = self.odd.filter(|odd| odd.0 == field) {
            let at = self.offset + token * width;
            numbers[at..at + width].fill(number);
        }
        numbers
    }

    fn allowed(&self, at: usize) -> u8 {
        let (i, j) = (at / self.n, at % self.n);
        match self.masked {
            Masked::Rows => u8::from(i.is_multiple_of(3)),
            _ => u8::from((i * 7 + j * 3) % 5 != 0) * 2,
        }
    }

    /// Numbers that no result has stand in all of it beforehand, so that what is left out is seen.
    fn run(
        &self,
        everything: bool,
        work: impl FnOnce(
            &mut Results<'_>,
        ) -> Result<(), attention_playground::kernel::attention::Problem>,
    ) -> Numbers {
        let pairs = self.heads * self.n * self.n;
        let fresh = |length: usize| vec![777.0f32; length + self.offset];
        let mut numbers = Numbers {
            output: fresh(self.heads * self.n * self.d_v),
            weights: fresh(pairs),
            scores: fresh(pairs),
            logits: fresh(pairs),
        };
        let offset = self.offset;
        work(&mut Results {
            output: &mut numbers.output[offset..],
            weights: Some(&mut numbers.weights[offset..]),
            scores: everything.then_some(&mut numbers.scores[offset..]),
            logits: everything.then_some(&mut numbers.logits[offset..]),
        })
        .expect("the sizes fit");
        for slice in [&numbers.output, &numbers.weights] {
            assert!(slice[..offset].iter().all(|x| *x == 777.0), "{self:?}");
        }
        numbers
    }

    /// How far the fused kernel may be from the plain statement; the web test says why.
    fn bounds(&self, task: &Task<'_>) -> Bounds {
        let largest = |slice: &[f32]| {
            let finite = slice.iter().filter(|x| x.is_finite());
            finite.fold(0.0f32, |max, x| max.max(x.abs()))
        };
        let unit = f32::EPSILON / 2.0;
        let size = largest(task.q) * largest(task.k) * self.d_k as f32;
        let products = unit * size * self.d_k as f32;
        let score = if cfg!(target_feature = "relaxed-simd") {
            products
        } else {
            0.0
        };
        let scaled = size * self.scale.abs() + task.bias.map_or(0.0, largest);
        // Two roundings of scale and bias, and two of the difference to the largest.
        let logit = score * self.scale.abs() + 2.0 * unit * scaled;
        let exponent =
            2.0 * (products * self.scale.abs() + 2.0 * unit * scaled) + 2.0 * unit * scaled;
        let weight = exponent + (8.0 + self.n as f32 / 8.0) * unit;
        let output = (weight * 2.0 + unit * (self.n + 4) as f32) * largest(task.v);
        Bounds {
            score,
            logit: if cfg!(target_feature = "relaxed-simd") {
                logit
            } else {
                0.0
            },
            weight,
            output,
        }
    }

    fn compare(&self, what: &str, found: &[f32], expected: &[f32], bound: f32) {
        let pairs = found[self.offset..].iter().zip(&expected[self.offset..]);
        for (at, (found, expected)) in pairs.enumerate() {
            let same = found == expected || found.is_nan() && expected.is_nan();
            assert!(
                same || (found - expected).abs() <= bound,
                "{what} {at}: {found} for {expected} within {bound} in {self:?}"
            );
        }
    }
}

struct Bounds {
    score: f32,
    logit: f32,
    weight: f32,
    output: f32,
}

pub fn wave(length: usize, step: f32) -> Vec<f32> {
    (0..length)
        .map(|at| (at as f32 * step).sin() * 1.7)
        .collect()
}
