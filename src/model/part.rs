//! The matrices of a computation, by name: what is put in, and every stage that follows from it.

use super::{Input, Matrix, Position, Setup, Trace};
use std::borrow::Cow;
use std::sync::Arc;

/// The matrices that can be edited. A bias is one row; `slopes` is one row of h numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum MatrixId {
    Q,
    K,
    V,
    X,
    Wq,
    Wk,
    Wv,
    Wo,
    Bq,
    Bk,
    Bv,
    Bo,
    /// The learned position table.
    Table,
    /// ALiBi's slopes.
    Slopes,
}

impl MatrixId {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Q,
        Self::K,
        Self::V,
        Self::X,
        Self::Wq,
        Self::Wk,
        Self::Wv,
        Self::Wo,
        Self::Bq,
        Self::Bk,
        Self::Bv,
        Self::Bo,
        Self::Table,
        Self::Slopes,
    ];

    /// Their names in actions and documents, in the same order.
    pub(crate) const NAMES: &'static [&'static str] = &[
        "q", "k", "v", "x", "wq", "wk", "wv", "wo", "bq", "bk", "bv", "bo", "table", "slopes",
    ];

    /// Whether its rows belong to the tokens, and go with them when they are shuffled.
    pub const fn has_token_rows(self) -> bool {
        matches!(self, Self::Q | Self::K | Self::V | Self::X)
    }

    /// Its name in actions and documents.
    pub const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

impl Setup {
    /// The input matrix called `id`, where this setup has it.
    pub fn matrix(&self, id: MatrixId) -> Option<&Arc<Matrix>> {
        match (&self.input, &self.position, id) {
            (_, Position::Learned { table }, MatrixId::Table) => Some(table),
            (_, Position::Alibi { slopes }, MatrixId::Slopes) => Some(slopes),
            (Input::Vectors(vectors), _, MatrixId::Q) => Some(&vectors.q),
            (Input::Vectors(vectors), _, MatrixId::K) => Some(&vectors.k),
            (Input::Vectors(vectors), _, MatrixId::V) => Some(&vectors.v),
            (Input::Embeddings(e), _, MatrixId::X) => Some(&e.x),
            (Input::Embeddings(e), _, MatrixId::Wq) => Some(&e.wq),
            (Input::Embeddings(e), _, MatrixId::Wk) => Some(&e.wk),
            (Input::Embeddings(e), _, MatrixId::Wv) => Some(&e.wv),
            (Input::Embeddings(e), _, MatrixId::Wo) => e.wo.as_ref(),
            (Input::Embeddings(e), _, MatrixId::Bq) => e.bq.as_ref(),
            (Input::Embeddings(e), _, MatrixId::Bk) => e.bk.as_ref(),
            (Input::Embeddings(e), _, MatrixId::Bv) => e.bv.as_ref(),
            (Input::Embeddings(e), _, MatrixId::Bo) => e.bo.as_ref(),
            _ => None,
        }
    }
}

/// A matrix of a computation; the number is the head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// An input matrix.
    Input(MatrixId),
    /// The table that is added for the position (sinusoidal, learned).
    Encoding,
    /// X with its encoding, `n x d_model`.
    Embedded,
    /// Queries of a head, after projection and encoding, `n x d_k/h`.
    Query(usize),
    /// Keys of a head, `n x d_k/h`.
    Key(usize),
    /// Values of a head, `n x d_v/h`.
    Value(usize),
    /// q . k, `n x n`.
    Scores(usize),
    /// Scores divided by the scale and the temperature, `n x n`.
    Scaled(usize),
    /// The bias on the logits of a head (ALiBi), `n x n`.
    Bias(usize),
    /// The mask as it is added: 0 where a query may attend, minus infinity where not, `n x n`.
    Mask,
    /// Scaled, biased, masked, `n x n`.
    Logits(usize),
    /// Softmax of the logits, `n x n`.
    Weights(usize),
    /// weights x values of a head, `n x d_v/h`.
    Head(usize),
    /// The output.
    Output,
    /// f(PX).
    Shuffled,
    /// P f(X).
    Expected,
    /// f(PX) - P f(X).
    Difference,
}

impl Part {
    /// Its letter in formulae and in text.
    pub fn letter(self) -> &'static str {
        use MatrixId::{Bk, Bo, Bq, Bv, K, Q, Slopes, Table, V, Wk, Wo, Wq, Wv, X};
        match self {
            Self::Input(Q) | Self::Query(_) => "Q",
            Self::Input(K) | Self::Key(_) => "K",
            Self::Input(V) | Self::Value(_) => "V",
            Self::Input(X) | Self::Embedded => "X",
            Self::Input(Wq) => "W_Q",
            Self::Input(Wk) => "W_K",
            Self::Input(Wv) => "W_V",
            Self::Input(Wo) => "W_O",
            Self::Input(Bq) => "b_Q",
            Self::Input(Bk) => "b_K",
            Self::Input(Bv) => "b_V",
            Self::Input(Bo) => "b_O",
            Self::Input(Table) | Self::Encoding => "P",
            Self::Input(Slopes) => "m",
            Self::Scores(_) => "QK\u{1d40}",
            Self::Scaled(_) => "S",
            Self::Bias(_) => "B",
            Self::Mask => "M",
            Self::Logits(_) => "L",
            Self::Weights(_) => "A",
            Self::Head(_) => "AV",
            Self::Output => "O",
            Self::Shuffled => "f(PX)",
            Self::Expected => "P f(X)",
            Self::Difference => "f(PX) \u{2212} P f(X)",
        }
    }

    /// The same matrix of another head; a matrix of all heads is itself.
    pub fn of_head(self, head: usize) -> Self {
        match self {
            Self::Query(_) => Self::Query(head),
            Self::Key(_) => Self::Key(head),
            Self::Value(_) => Self::Value(head),
            Self::Scores(_) => Self::Scores(head),
            Self::Scaled(_) => Self::Scaled(head),
            Self::Bias(_) => Self::Bias(head),
            Self::Logits(_) => Self::Logits(head),
            Self::Weights(_) => Self::Weights(head),
            Self::Head(_) => Self::Head(head),
            whole => whole,
        }
    }

    /// The numbers; `None` where the computation has no such matrix.
    pub fn of<'a>(self, setup: &'a Setup, trace: &'a Trace) -> Option<Cow<'a, Matrix>> {
        let t = trace;
        Some(Cow::Borrowed(match self {
            Self::Input(id) => setup.matrix(id)?,
            Self::Encoding => t.encoding.as_ref()?,
            Self::Embedded => t.x.as_ref()?,
            Self::Query(h) => t.q.get(h)?,
            Self::Key(h) => t.k.get(h)?,
            Self::Value(h) => t.v.get(h)?,
            Self::Scores(h) => t.scores.get(h)?,
            Self::Scaled(h) => t.scaled.get(h)?,
            Self::Bias(h) => t.bias.as_ref()?.get(h)?,
            Self::Mask => {
                let n = setup.tokens();
                return Some(Cow::Owned(setup.mask.apply(Matrix::zeros(n, n))));
            }
            Self::Logits(h) => t.logits.get(h)?,
            Self::Weights(h) => t.weights.get(h)?,
            Self::Head(h) => t.heads.get(h)?,
            Self::Output => &t.output,
            Self::Shuffled => &t.permutation.shuffled_output,
            Self::Expected => &t.permutation.expected_output,
            Self::Difference => return Some(Cow::Owned(t.permutation.difference())),
        }))
    }
}

/// A cell of a matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CellRef {
    /// Which matrix.
    pub part: Part,
    /// Row, from 0.
    pub row: usize,
    /// Column, from 0.
    pub column: usize,
}

impl CellRef {
    /// The cell of `part` in that row and column.
    pub fn new(part: Part, row: usize, column: usize) -> Self {
        Self { part, row, column }
    }
}

/// A number that a learner puts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InputNumber {
    /// A cell of an input matrix.
    Cell(CellRef),
    /// The temperature.
    Temperature,
    /// The base of the wavelengths (sinusoidal, RoPE).
    Base,
}

impl From<CellRef> for InputNumber {
    fn from(cell: CellRef) -> Self {
        Self::Cell(cell)
    }
}
