//! Every intermediate number of one attention computation (protocol, section 4).

use super::range::Range;
use super::{Error, Matrix, Setup, attention, permute};

/// All that attention computes from a [`Setup`]. Vectors of matrices are indexed by head.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    /// What is added for the position: the table, `n x width` (`sinusoidal`, `learned`; as wide as the widest
    /// matrix it is added to), or nothing.
    pub encoding: Option<Matrix>,
    /// X with its encoding added, where the input is `embeddings`.
    pub x: Option<Matrix>,
    /// Queries after projection and encoding, `n x d_k/h` each.
    pub q: Vec<Matrix>,
    /// Keys after projection and encoding, `n x d_k/h` each.
    pub k: Vec<Matrix>,
    /// Values after projection and encoding, `n x d_v/h` each.
    pub v: Vec<Matrix>,
    /// `q . k`, `n x n` each; what leaves f32 is held at `+-f32::MAX`.
    pub scores: Vec<Matrix>,
    /// Scores after scale and temperature, before bias and mask.
    pub scaled: Vec<Matrix>,
    /// The bias on the logits (ALiBi), if there is one.
    pub bias: Option<Vec<Matrix>>,
    /// Logits after scale, temperature, bias and mask; a masked logit is `f32::NEG_INFINITY` and nothing else is.
    pub logits: Vec<Matrix>,
    /// Softmax of each row of the logits; a fully masked row is all 0.
    pub weights: Vec<Matrix>,
    /// weights x v, `n x d_v/h` each.
    pub heads: Vec<Matrix>,
    /// Heads side by side, times `wo` (plus `bo`) where there is one.
    pub output: Matrix,
    /// Whether any number left f32 and was held at `+-f32::MAX`.
    pub overflow: bool,
    /// The comparison of f(P X) with P f(X) for the setup's `order`.
    pub permutation: Permutation,
}

/// Permutation equivariance, tried: f(P X) beside P f(X).
#[derive(Debug, Clone, PartialEq)]
pub struct Permutation {
    /// Row `i` of the shuffled input is row `order[i]` of the original.
    pub order: Vec<usize>,
    /// f(P X): attention on the shuffled rows; positions and mask stay with the slots.
    pub shuffled_output: Matrix,
    /// P f(X): the original output, its rows shuffled.
    pub expected_output: Matrix,
    /// Largest absolute difference of the two.
    pub gap: f32,
    /// How large a gap rounding alone may open: `3 n eps max|v|`, eps = 2^-23 (and what `wo` makes of it). A gap up
    /// to this is no evidence against f(P X) = P f(X).
    pub rounding: f32,
}

impl Trace {
    /// Computes every number once: softmax(Q K^T / sqrt(d_k)) V (Vaswani et al. 2017, eq. 1) for each head, with
    /// the setup's encoding, temperature, bias and mask, and the comparison with the shuffled input.
    ///
    /// In this order: `scores = q . k`, `scaled = scores / sqrt(d_k / h) / temperature`, `logits = scaled + bias`,
    /// masked logits to minus infinity, `weights = softmax(logits)`, `heads = weights v`. No number is ever NaN, and
    /// none but a masked logit is infinite. The result depends on the setup and the build's instruction set alone:
    /// no function of a browser or of an operating system takes part in a WebAssembly build.
    ///
    /// # Errors
    /// Those of [`Setup::validate`].
    ///
    /// # Examples
    /// "it" looks for "robot": of three keys, its query points along the second.
    ///
    /// ```
    /// use attention_playground::model::{Input, Mask, Matrix, Position, Setup, Trace, Vectors};
    ///
    /// let rows = |numbers: &[f32]| Matrix::from_row_slice(3, 2, numbers).into();
    /// let setup = Setup {
    ///     input: Input::Vectors(Vectors {
    ///         q: rows(&[0.0, 3.0, 0.0, 0.0, 0.0, 0.0]),
    ///         k: rows(&[1.0, 0.0, 0.0, 2.0, 1.0, 0.0]),
    ///         v: rows(&[0.0, 0.0, 1.0, 1.0, 0.0, 5.0]),
    ///     }),
    ///     heads: 1,
    ///     scale: true,
    ///     temperature: 1.0,
    ///     mask: Mask::None,
    ///     position: Position::None,
    ///     order: vec![2, 0, 1],
    /// };
    /// let trace = Trace::of(&setup)?;
    /// assert_eq!(trace.scores[0][(0, 1)], 6.0);
    /// assert!(trace.weights[0][(0, 1)] > 0.97);
    /// // Without positions attention does not see the order: what gap there is, is rounding.
    /// assert!(trace.permutation.gap <= trace.permutation.rounding);
    /// # Ok::<(), attention_playground::model::Error>(())
    /// ```
    pub fn of(setup: &Setup) -> Result<Self, Error> {
        setup.validate()?;
        let mut range = Range::default();
        let stages = attention::forward(setup, &setup.input, &mut range);
        let permutation = permute::compare(setup, &stages, &mut range);
        Ok(Self {
            encoding: stages.encoding,
            x: stages.x,
            q: stages.q,
            k: stages.k,
            v: stages.v,
            scores: stages.scores,
            scaled: stages.scaled,
            bias: stages.bias,
            logits: stages.logits,
            weights: stages.weights,
            heads: stages.heads,
            output: stages.output,
            overflow: range.overflow,
            permutation,
        })
    }
}
