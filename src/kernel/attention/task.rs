//! What is asked of the kernel: numbers, shapes and what to give back, checked before anything is computed.

use std::ops::Range;

/// Which keys a query may attend to. A masked key takes no part: its weight is exactly 0 (NaN in a row
/// that is NaN), and neither the key nor its value has any effect, whatever they hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mask<'a> {
    /// Every key.
    #[default]
    None,
    /// The key of the query's own token and those before it.
    Causal,
    /// `n x n` bytes by rows, one for all heads: 0 forbids, anything else allows.
    Custom(&'a [u8]),
}

impl Mask<'_> {
    /// Whether query `i` of `n` may attend to key `j`; false outside a custom mask.
    pub fn allows(&self, i: usize, j: usize, n: usize) -> bool {
        match self {
            Self::None => true,
            Self::Causal => j <= i,
            Self::Custom(bytes) => bytes.get(i * n + j).is_some_and(|byte| *byte != 0),
        }
    }
}

/// Scaled dot-product attention, `softmax(scale * Q K^T + bias) V` (Vaswani et al. 2017, eq. 1), for `heads` heads that
/// know nothing of each other. All numbers lie by rows, head after head.
#[derive(Debug, Clone, Copy)]
pub struct Task<'a> {
    /// Queries, `heads x n x d_k`.
    pub q: &'a [f32],
    /// Keys, `heads x n x d_k`.
    pub k: &'a [f32],
    /// Values, `heads x n x d_v`.
    pub v: &'a [f32],
    /// Tokens, at least 1.
    pub n: usize,
    /// Components of a query and of a key, at least 1.
    pub d_k: usize,
    /// Components of a value, at least 1.
    pub d_v: usize,
    /// Heads, at least 1.
    pub heads: usize,
    /// What a score is multiplied by, customarily `1 / sqrt(d_k)`; any finite number.
    pub scale: f32,
    /// Added to the scaled scores, `heads x n x n`.
    pub bias: Option<&'a [f32]>,
    /// Who may attend to whom.
    pub mask: Mask<'a>,
}

/// Where the results go. Slices that are left away cost nothing.
#[derive(Debug, Default)]
pub struct Results<'a> {
    /// `heads x n x d_v`.
    pub output: &'a mut [f32],
    /// The softmax, `heads x n x n`.
    pub weights: Option<&'a mut [f32]>,
    /// `Q K^T`, `heads x n x n`, of masked pairs too.
    pub scores: Option<&'a mut [f32]>,
    /// What the softmax is taken of, `heads x n x n`; minus infinity where masked.
    pub logits: Option<&'a mut [f32]>,
}

/// Why a task cannot be done: the field and what is wrong with it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Problem {
    /// A size of 0.
    #[error("{0} must be at least 1")]
    Empty(&'static str),
    /// A slice of the wrong length, in numbers.
    #[error("{field} holds {found} numbers and must hold {expected}")]
    Length {
        /// Name of the field.
        field: &'static str,
        /// What the sizes ask for.
        expected: usize,
        /// What was given.
        found: usize,
    },
    /// Sizes whose product no memory holds.
    #[error("n, d_k, d_v and heads are too large together")]
    TooLarge,
    /// A scale that is NaN or infinite.
    #[error("scale must be a finite number")]
    Scale,
    /// A part of a task that this way to compute does not know.
    #[error("{0} does not go with chunks, windows and linear attention")]
    Unknown(&'static str),
}

impl<'a> Task<'a> {
    /// Whether all sizes fit.
    ///
    /// # Errors
    /// The first field that does not.
    pub fn check(&self, results: &Results<'_>) -> Result<(), Problem> {
        for (name, size) in [
            ("n", self.n),
            ("d_k", self.d_k),
            ("d_v", self.d_v),
            ("heads", self.heads),
        ] {
            if size == 0 {
                return Err(Problem::Empty(name));
            }
        }
        let product = |sizes: &[usize]| {
            sizes
                .iter()
                .try_fold(1usize, |all, size| all.checked_mul(*size))
                .ok_or(Problem::TooLarge)
        };
        let keys = product(&[self.heads, self.n, self.d_k])?;
        let values = product(&[self.heads, self.n, self.d_v])?;
        let pairs = product(&[self.heads, self.n, self.n])?;
        let custom = match self.mask {
            Mask::Custom(bytes) => Some(bytes.len()),
            _ => None,
        };
        let optional = |slice: &Option<&mut [f32]>| slice.as_ref().map(|slice| slice.len());
        for (field, found, expected) in [
            ("q", Some(self.q.len()), keys),
            ("k", Some(self.k.len()), keys),
            ("v", Some(self.v.len()), values),
            ("bias", self.bias.map(<[f32]>::len), pairs),
            ("mask", custom, pairs / self.heads),
            ("output", Some(results.output.len()), values),
            ("weights", optional(&results.weights), pairs),
            ("scores", optional(&results.scores), pairs),
            ("logits", optional(&results.logits), pairs),
        ] {
            if let Some(found) = found.filter(|found| *found != expected) {
                return Err(Problem::Length {
                    field,
                    expected,
                    found,
                });
            }
        }
        if !self.scale.is_finite() {
            return Err(Problem::Scale);
        }
        Ok(())
    }

    /// Whether all sizes fit and there is neither bias nor mask, for ways that know none.
    pub(super) fn check_alone(&self, output: &mut [f32]) -> Result<(), Problem> {
        self.check(&Results {
            output,
            ..Results::default()
        })?;
        match (self.bias, self.mask) {
            (Some(_), _) => Err(Problem::Unknown("bias")),
            (None, Mask::None) => Ok(()),
            (None, _) => Err(Problem::Unknown("mask")),
        }
    }

    /// The same among these tokens alone, of a task of one head without bias and custom mask.
    pub(super) fn tokens(&self, range: Range<usize>) -> Task<'a> {
        let of = |slice: &'a [f32], width: usize| &slice[range.start * width..range.end * width];
        Task {
            q: of(self.q, self.d_k),
            k: of(self.k, self.d_k),
            v: of(self.v, self.d_v),
            n: range.len(),
            ..*self
        }
    }

    /// The part of one head, as a task of one head.
    pub(super) fn head(&self, h: usize) -> Task<'a> {
        let (keys, values, pairs) = (self.n * self.d_k, self.n * self.d_v, self.n * self.n);
        Task {
            q: part(self.q, h, keys),
            k: part(self.k, h, keys),
            v: part(self.v, h, values),
            bias: self.bias.map(|bias| part(bias, h, pairs)),
            heads: 1,
            ..*self
        }
    }

    /// The keys that the queries of `rows` can see, from 0 on.
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    pub(super) fn keys(&self, rows: &Range<usize>) -> usize {
        match self.mask {
            Mask::Causal => rows.end.min(self.n),
            _ => self.n,
        }
    }
}

impl Results<'_> {
    /// The part of a block of rows: `at` rows are left out, `count` are there.
    pub(super) fn rows(&mut self, at: usize, count: usize, n: usize, d_v: usize) -> Results<'_> {
        let pairs = |slice: &'_ mut Option<&mut [f32]>| -> Option<Range<usize>> {
            slice.as_ref().map(|_| at * n..(at + count) * n)
        };
        let ranges = [
            pairs(&mut self.weights),
            pairs(&mut self.scores),
            pairs(&mut self.logits),
        ];
        let [weights, scores, logits] = ranges;
        Results {
            output: &mut self.output[at * d_v..(at + count) * d_v],
            weights: cut(&mut self.weights, weights),
            scores: cut(&mut self.scores, scores),
            logits: cut(&mut self.logits, logits),
        }
    }
}

fn cut<'a>(
    slice: &'a mut Option<&mut [f32]>,
    range: Option<Range<usize>>,
) -> Option<&'a mut [f32]> {
    slice
        .as_deref_mut()
        .zip(range)
        .map(|(slice, range)| &mut slice[range])
}

fn part(slice: &[f32], h: usize, length: usize) -> &[f32] {
    &slice[h * length..(h + 1) * length]
}
