//! The matrices that the page shows, by name: which numbers they are, what they are called and how they hang together.

pub use crate::model::{CellRef, Part};
use crate::model::{Input, Matrix, Setup, Trace, limits};
pub use crate::plot::Role;
use crate::state::{AppState, MatrixId};
use crate::text;
use std::borrow::Cow;
use std::rc::Rc;

/// The state and its trace, shared; two are equal if they are the same pair.
#[derive(Clone)]
pub struct Model {
    /// What the learner can change.
    pub state: Rc<AppState>,
    /// All that follows from it.
    pub trace: Rc<Trace>,
}

impl PartialEq for Model {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.state, &other.state) && Rc::ptr_eq(&self.trace, &other.trace)
    }
}

/// What a row or a column stands for; matrices that share an axis are scrolled together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Axis {
    /// A token that asks.
    Query,
    /// A token that is asked.
    Key,
    /// A slot of the shuffled sequence.
    Slot,
    /// A component of queries and keys.
    Dk,
    /// A component of values.
    Dv,
    /// A component of X and of the projected output.
    Dmodel,
    /// A head.
    Heads,
    /// The one row of a bias.
    One,
}

impl Axis {
    /// How many rows or columns of it are shown at once.
    pub fn window(self) -> usize {
        match self {
            Self::Query | Self::Key | Self::Slot => 10,
            _ => 8,
        }
    }

    /// Whether its rows and columns are tokens.
    pub fn is_tokens(self) -> bool {
        matches!(self, Self::Query | Self::Key | Self::Slot)
    }
}

impl Part {
    /// The numbers; `None` where the state has no such matrix.
    pub fn matrix(self, model: &Model) -> Option<Cow<'_, Matrix>> {
        self.of(&model.state.setup, &model.trace)
    }

    /// Its colour.
    pub fn role(self) -> Role {
        use MatrixId::{Bk, Bo, Bq, Bv, K, Q, Slopes, Table, V, Wk, Wo, Wq, Wv, X};
        match self {
            Self::Input(Q | Wq | Bq) | Self::Query(_) => Role::Query,
            Self::Input(K | Wk | Bk) | Self::Key(_) => Role::Key,
            Self::Input(V | Wv | Bv) | Self::Value(_) => Role::Value,
            Self::Input(Table | Slopes) | Self::Encoding | Self::Bias(_) => Role::Position,
            Self::Scores(_) | Self::Scaled(_) | Self::Mask | Self::Logits(_) | Self::Weights(_) => {
                Role::Weight
            }
            Self::Input(X | Wo | Bo) | Self::Head(_) | Self::Output | Self::Embedded => {
                Role::Output
            }
            Self::Shuffled | Self::Expected | Self::Difference => Role::Output,
        }
    }

    /// What its rows and its columns stand for.
    pub fn axes(self, state: &AppState) -> (Axis, Axis) {
        use MatrixId::{Bk, Bo, Bq, Bv, K, Q, Slopes, Table, V, Wk, Wo, Wq, Wv, X};
        let out = if projects(state) {
            Axis::Dmodel
        } else {
            Axis::Dv
        };
        match self {
            Self::Input(Q) | Self::Query(_) => (Axis::Query, Axis::Dk),
            Self::Input(K) | Self::Key(_) => (Axis::Key, Axis::Dk),
            Self::Input(V) | Self::Value(_) => (Axis::Key, Axis::Dv),
            Self::Input(X) | Self::Embedded => (Axis::Query, Axis::Dmodel),
            Self::Input(Wq | Wk) => (Axis::Dmodel, Axis::Dk),
            Self::Input(Wv) => (Axis::Dmodel, Axis::Dv),
            Self::Input(Wo) => (Axis::Dv, Axis::Dmodel),
            Self::Input(Bq | Bk) => (Axis::One, Axis::Dk),
            Self::Input(Bv) => (Axis::One, Axis::Dv),
            Self::Input(Bo) => (Axis::One, Axis::Dmodel),
            Self::Input(Table) | Self::Encoding => (
                Axis::Query,
                if state.setup.d_model().is_some() {
                    Axis::Dmodel
                } else {
                    Axis::Dk
                },
            ),
            Self::Input(Slopes) => (Axis::One, Axis::Heads),
            Self::Scores(_)
            | Self::Scaled(_)
            | Self::Bias(_)
            | Self::Mask
            | Self::Logits(_)
            | Self::Weights(_) => (Axis::Query, Axis::Key),
            Self::Head(_) => (Axis::Query, Axis::Dv),
            Self::Output => (Axis::Query, out),
            Self::Shuffled | Self::Expected | Self::Difference => (Axis::Slot, out),
        }
    }

    /// Whether it is the learner's own.
    pub fn is_input(self) -> bool {
        matches!(self, Self::Input(_))
    }

    /// A name that no other matrix of the page has, to find its grid by.
    pub fn id(self) -> String {
        let (name, head) = match self {
            Self::Input(id) => (id.name(), None),
            Self::Encoding => ("encoding", None),
            Self::Embedded => ("embedded", None),
            Self::Query(h) => ("query", Some(h)),
            Self::Key(h) => ("key", Some(h)),
            Self::Value(h) => ("value", Some(h)),
            Self::Scores(h) => ("scores", Some(h)),
            Self::Scaled(h) => ("scaled", Some(h)),
            Self::Bias(h) => ("bias", Some(h)),
            Self::Mask => ("mask", None),
            Self::Logits(h) => ("logits", Some(h)),
            Self::Weights(h) => ("weights", Some(h)),
            Self::Head(h) => ("head", Some(h)),
            Self::Output => ("output", None),
            Self::Shuffled => ("shuffled", None),
            Self::Expected => ("expected", None),
            Self::Difference => ("difference", None),
        };
        head.map_or_else(|| name.to_owned(), |h| format!("{name}-{h}"))
    }

    /// Whether its numbers lie between 0 and 1.
    pub fn is_unit(self) -> bool {
        matches!(self, Self::Weights(_))
    }
}

/// What a row or a column of an axis is called: its token, which turns nothing that stands around it, or its index.
pub fn label(state: &AppState, axis: Axis, index: usize) -> String {
    let token = match axis {
        Axis::Query | Axis::Key => state.tokens.get(index),
        Axis::Slot => state
            .setup
            .order
            .get(index)
            .and_then(|&row| state.tokens.get(row)),
        _ => None,
    };
    token.map_or_else(
        || index.to_string(),
        |token| text::outside(token, limits::LABEL),
    )
}

/// Whether the heads go through an output projection.
pub fn projects(state: &AppState) -> bool {
    matches!(&state.setup.input, Input::Embeddings(e) if e.wo.is_some())
}

/// Whether the numbers that attention multiplies are the learner's own Q, K, V, unchanged by projection or encoding.
pub fn is_direct(state: &AppState) -> bool {
    state.setup.is_direct()
}

/// What of a matrix lights up: a row, a column, or the one cell in both. Headers light up with either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lit {
    /// A row.
    pub row: Option<usize>,
    /// A column.
    pub column: Option<usize>,
    /// The headers alone.
    pub heads: bool,
}

impl Lit {
    /// Whether a cell lights up.
    pub fn holds(self, (row, column): (usize, usize)) -> bool {
        match (self.row, self.column) {
            (None, None) => false,
            (by_row, by_column) => {
                !self.heads
                    && by_row.is_none_or(|r| r == row)
                    && by_column.is_none_or(|c| c == column)
            }
        }
    }
}

impl CellRef {
    /// What lights up in `part` while this cell is pointed at: what it is made from, and no more.
    pub fn lights(self, part: Part, setup: &Setup) -> Lit {
        let (i, j) = (self.row, self.column);
        let row = |row| Lit {
            row: Some(row),
            ..Lit::default()
        };
        let column = |column| Lit {
            column: Some(column),
            ..Lit::default()
        };
        let cell = Lit {
            row: Some(i),
            column: Some(j),
            heads: false,
        };
        if self.part == part {
            return Lit {
                heads: true,
                ..cell
            };
        }
        use MatrixId::{Bk, Bo, Bq, Bv, K, Q, Table, V, Wk, Wo, Wq, Wv, X};
        let width = |whole: usize| whole / setup.heads.max(1);
        let added = setup.position.added(1, 1).is_some();
        match (self.part, part) {
            (Part::Scores(h), Part::Query(o)) if h == o => row(i),
            (Part::Scores(h), Part::Key(o)) if h == o => row(j),
            (Part::Scores(_), Part::Input(Q)) if setup.is_direct() => row(i),
            (Part::Scores(_), Part::Input(K)) if setup.is_direct() => row(j),
            (Part::Scaled(h), Part::Scores(o)) if h == o => cell,
            (Part::Logits(h), Part::Scaled(o) | Part::Bias(o)) if h == o => cell,
            (Part::Logits(_), Part::Mask) => cell,
            (Part::Logits(h), Part::Scores(o)) if h == o => cell,
            (Part::Weights(h), Part::Logits(o)) if h == o => row(i),
            (Part::Head(h), Part::Weights(o)) if h == o => row(i),
            (Part::Head(h), Part::Value(o)) if h == o => column(j),
            (Part::Head(h), Part::Input(V)) if setup.is_direct() => {
                column(h * width(setup.d_v()) + j)
            }
            (Part::Output, Part::Head(_)) if setup.matrix(Wo).is_some() => row(i),
            (Part::Output, Part::Input(Wo)) => column(j),
            (Part::Output, Part::Input(Bo)) => column(j),
            (Part::Output, Part::Head(h)) if h == j / width(setup.d_v()).max(1) => Lit {
                row: Some(i),
                column: Some(j % width(setup.d_v()).max(1)),
                heads: false,
            },
            (Part::Output, Part::Weights(_)) if setup.heads == 1 => row(i),
            (Part::Output, Part::Value(_) | Part::Input(V)) if setup.heads == 1 => column(j),
            (Part::Query(_) | Part::Key(_) | Part::Value(_), Part::Embedded) if added => row(i),
            (Part::Query(_) | Part::Key(_) | Part::Value(_), Part::Input(X)) if !added => row(i),
            (Part::Query(h), Part::Input(Wq | Bq)) | (Part::Key(h), Part::Input(Wk | Bk)) => {
                column(h * width(setup.d_k()) + j)
            }
            (Part::Value(h), Part::Input(Wv | Bv)) => column(h * width(setup.d_v()) + j),
            (Part::Query(h), Part::Input(Q)) | (Part::Key(h), Part::Input(K)) => Lit {
                row: Some(i),
                column: Some(h * width(setup.d_k()) + j),
                heads: false,
            },
            (Part::Value(h), Part::Input(V)) => Lit {
                row: Some(i),
                column: Some(h * width(setup.d_v()) + j),
                heads: false,
            },
            (Part::Embedded, Part::Input(X | Table) | Part::Encoding) => cell,
            (Part::Expected, Part::Output) => match setup.order.get(i) {
                Some(row) => Lit {
                    row: Some(*row),
                    column: Some(j),
                    heads: false,
                },
                None => Lit::default(),
            },
            (Part::Difference, Part::Shuffled | Part::Expected) => cell,
            _ => Lit::default(),
        }
    }
}
