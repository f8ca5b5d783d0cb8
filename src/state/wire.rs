//! The form of a state in links, version 1: types of its own, so that it stays whatever the state becomes.
//!
//! **Frozen.** The order of fields and variants is the format. A change needs a new version in
//! [`codec`](super::codec) and keeps this file.

use super::AppState;
use super::document::BASE;
use crate::lesson::Lab;
use crate::model::limits::{HEADS, TOKENS, WIDTH};
use crate::model::{Embeddings, Error, Input, Mask, Matrix, Position, Problem, Setup, Vectors};
use serde::de::{Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::sync::Arc;

/// A state; what has its default value costs a byte.
#[derive(Serialize, Deserialize)]
pub(super) struct State {
    lab: u8,
    tokens: List<String, TOKENS>,
    input: WireInput,
    heads: u8,
    scale: bool,
    temperature: Option<f32>,
    mask: WireMask,
    position: WirePosition,
    order: Option<List<u8, TOKENS>>,
    seed: u64,
}

/// Matrices are row by row; their heights follow from the tokens and the widths.
#[derive(Serialize, Deserialize)]
enum WireInput {
    Vectors {
        d_k: u16,
        d_v: u16,
        q: Numbers,
        k: Numbers,
        v: Numbers,
    },
    Embeddings {
        d_model: u16,
        d_k: u16,
        d_v: u16,
        x: Numbers,
        wq: Numbers,
        wk: Numbers,
        wv: Numbers,
        wo: Option<Numbers>,
        bq: Option<Numbers>,
        bk: Option<Numbers>,
        bv: Option<Numbers>,
        bo: Option<Numbers>,
    },
}

#[derive(Serialize, Deserialize)]
enum WireMask {
    None,
    Causal,
    /// Eight entries a byte, row by row, the first in the lowest bit.
    Custom(List<u8, { TOKENS * TOKENS / 8 }>),
}

#[derive(Serialize, Deserialize)]
enum WirePosition {
    None,
    /// `None`: the base 10000.
    Sinusoidal(Option<f32>),
    Learned(Numbers),
    Rope(Option<f32>),
    Alibi(List<f32, HEADS>),
}

/// Numbers typed by hand are mostly whole hundredths and then take a byte or two each; others their four bytes.
#[derive(Serialize, Deserialize)]
enum Numbers {
    Exact(List<f32, { WIDTH * WIDTH }>),
    Hundredths(List<i16, { WIDTH * WIDTH }>),
}

impl Numbers {
    fn of(matrix: &Matrix) -> Self {
        let numbers: Vec<f32> = matrix
            .row_iter()
            .flat_map(|row| row.iter().copied().collect::<Vec<_>>())
            .collect();
        match numbers.iter().map(|number| hundredths(*number)).collect() {
            Some(hundredths) => Self::Hundredths(List(hundredths)),
            None => Self::Exact(List(numbers)),
        }
    }

    fn into_matrix(self, rows: usize, columns: usize) -> Result<Arc<Matrix>, Error> {
        let numbers = match self {
            Self::Exact(List(numbers)) => numbers,
            Self::Hundredths(List(hundredths)) => {
                hundredths.into_iter().map(from_hundredths).collect()
            }
        };
        if numbers.len() != rows * columns {
            let problem = format!(
                "a matrix has {} numbers, expected {rows} x {columns}",
                numbers.len()
            );
            return Err(Error::new("s", Problem::Syntax(problem)));
        }
        Ok(Arc::new(Matrix::from_row_slice(rows, columns, &numbers)))
    }
}

fn from_hundredths(hundredths: i16) -> f32 {
    f32::from(hundredths) / 100.0
}

/// The whole number of hundredths that gives back exactly this number (and not the 0 of -0).
fn hundredths(number: f32) -> Option<i16> {
    let hundredths = (number * 100.0).round() as i16;
    (from_hundredths(hundredths).to_bits() == number.to_bits()).then_some(hundredths)
}

impl State {
    /// The form of `state`, which is valid.
    pub fn of(state: &AppState) -> Self {
        let setup = &state.setup;
        let in_order = setup
            .order
            .iter()
            .enumerate()
            .all(|(slot, row)| slot == *row);
        Self {
            lab: Lab::ALL
                .iter()
                .position(|lab| *lab == state.lab)
                .unwrap_or_default() as u8,
            tokens: List(state.tokens.clone()),
            input: WireInput::of(&setup.input),
            heads: setup.heads as u8,
            scale: setup.scale,
            temperature: unless(setup.temperature, 1.0),
            mask: WireMask::of(&setup.mask),
            position: WirePosition::of(&setup.position),
            order: (!in_order).then(|| List(setup.order.iter().map(|row| *row as u8).collect())),
            seed: state.seed,
        }
    }

    /// The state, if it is valid.
    pub fn into_state(self) -> Result<AppState, Error> {
        let n = self.tokens.0.len();
        let Some(lab) = Lab::ALL.get(usize::from(self.lab)) else {
            return Err(Error::new(
                "s",
                Problem::Syntax("it names a lab that this page does not know".into()),
            ));
        };
        let input = self.input.into_input(n)?;
        let heads = usize::from(self.heads);
        let mut setup = Setup {
            input,
            heads,
            scale: self.scale,
            temperature: self.temperature.unwrap_or(1.0),
            mask: self.mask.into_mask(n)?,
            position: Position::None,
            order: match self.order {
                None => (0..n).collect(),
                Some(List(order)) => order.into_iter().map(usize::from).collect(),
            },
        };
        setup.position = self.position.into_position(&setup)?;
        let state = AppState {
            lab: *lab,
            tokens: self.tokens.0,
            setup,
            seed: self.seed,
        };
        state.validate()?;
        Ok(state)
    }
}

impl WireInput {
    fn of(input: &Input) -> Self {
        let optional = |matrix: &Option<Arc<Matrix>>| matrix.as_deref().map(Numbers::of);
        match input {
            Input::Vectors(vectors) => Self::Vectors {
                d_k: vectors.q.ncols() as u16,
                d_v: vectors.v.ncols() as u16,
                q: Numbers::of(&vectors.q),
                k: Numbers::of(&vectors.k),
                v: Numbers::of(&vectors.v),
            },
            Input::Embeddings(e) => Self::Embeddings {
                d_model: e.x.ncols() as u16,
                d_k: e.wq.ncols() as u16,
                d_v: e.wv.ncols() as u16,
                x: Numbers::of(&e.x),
                wq: Numbers::of(&e.wq),
                wk: Numbers::of(&e.wk),
                wv: Numbers::of(&e.wv),
                wo: optional(&e.wo),
                bq: optional(&e.bq),
                bk: optional(&e.bk),
                bv: optional(&e.bv),
                bo: optional(&e.bo),
            },
        }
    }

    fn into_input(self, n: usize) -> Result<Input, Error> {
        Ok(match self {
            Self::Vectors { d_k, d_v, q, k, v } => Input::Vectors(Vectors {
                q: q.into_matrix(n, d_k.into())?,
                k: k.into_matrix(n, d_k.into())?,
                v: v.into_matrix(n, d_v.into())?,
            }),
            Self::Embeddings {
                d_model,
                d_k,
                d_v,
                x,
                wq,
                wk,
                wv,
                wo,
                bq,
                bk,
                bv,
                bo,
            } => {
                let [d_model, d_k, d_v] = [d_model, d_k, d_v].map(usize::from);
                let row = |bias: Option<Numbers>, width| {
                    bias.map(|b| b.into_matrix(1, width)).transpose()
                };
                Input::Embeddings(Embeddings {
                    x: x.into_matrix(n, d_model)?,
                    wq: wq.into_matrix(d_model, d_k)?,
                    wk: wk.into_matrix(d_model, d_k)?,
                    wv: wv.into_matrix(d_model, d_v)?,
                    wo: wo.map(|wo| wo.into_matrix(d_v, d_model)).transpose()?,
                    bq: row(bq, d_k)?,
                    bk: row(bk, d_k)?,
                    bv: row(bv, d_v)?,
                    bo: row(bo, d_model)?,
                })
            }
        })
    }
}

impl WireMask {
    fn of(mask: &Mask) -> Self {
        match mask {
            Mask::None => Self::None,
            Mask::Causal => Self::Causal,
            Mask::Custom(allowed) => {
                let n = allowed.ncols();
                let mut bytes = vec![0_u8; (n * n).div_ceil(8)];
                for at in (0..n * n).filter(|at| allowed[(at / n, at % n)]) {
                    bytes[at / 8] |= 1_u8 << (at % 8);
                }
                Self::Custom(List(bytes))
            }
        }
    }

    fn into_mask(self, n: usize) -> Result<Mask, Error> {
        Ok(match self {
            Self::None => Mask::None,
            Self::Causal => Mask::Causal,
            Self::Custom(List(bytes)) => {
                if bytes.len() != (n * n).div_ceil(8) {
                    return Err(Error::new(
                        "s",
                        Problem::Syntax("its mask has the wrong size".into()),
                    ));
                }
                let bit = |row, column| {
                    let at = row * n + column;
                    bytes[at / 8] & (1_u8 << (at % 8)) != 0
                };
                Mask::Custom(Arc::new(nalgebra::DMatrix::from_fn(n, n, bit)))
            }
        })
    }
}

impl WirePosition {
    fn of(position: &Position) -> Self {
        match position {
            Position::None => Self::None,
            Position::Sinusoidal { base } => Self::Sinusoidal(unless(*base, BASE)),
            Position::Learned { table } => Self::Learned(Numbers::of(table)),
            Position::Rope { base } => Self::Rope(unless(*base, BASE)),
            Position::Alibi { slopes } => Self::Alibi(List(slopes.iter().copied().collect())),
        }
    }

    fn into_position(self, setup: &Setup) -> Result<Position, Error> {
        Ok(match self {
            Self::None => Position::None,
            Self::Sinusoidal(base) => Position::Sinusoidal {
                base: base.unwrap_or(BASE),
            },
            Self::Rope(base) => Position::Rope {
                base: base.unwrap_or(BASE),
            },
            Self::Learned(table) => {
                let width = setup.d_model().unwrap_or_else(|| setup.d_k());
                Position::Learned {
                    table: table.into_matrix(setup.tokens(), width)?,
                }
            }
            Self::Alibi(List(slopes)) => {
                let slopes = Matrix::from_row_slice(1, slopes.len(), &slopes);
                Position::Alibi {
                    slopes: Arc::new(slopes),
                }
            }
        })
    }
}

fn unless(number: f32, default: f32) -> Option<f32> {
    (number.to_bits() != default.to_bits()).then_some(number)
}

/// A list that is not read beyond `MOST` entries, so that a made-up length costs no memory.
#[derive(Serialize)]
#[serde(transparent)]
struct List<T, const MOST: usize>(Vec<T>);

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for List<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_seq(ListVisitor::<T, MOST>(std::marker::PhantomData))
            .map(Self)
    }
}

struct ListVisitor<T, const MOST: usize>(std::marker::PhantomData<T>);

impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for ListVisitor<T, MOST> {
    type Value = Vec<T>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "at most {MOST} entries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = seq.next_element()? {
            if entries.len() == MOST {
                return Err(A::Error::custom("too many entries"));
            }
            entries.push(entry);
        }
        Ok(entries)
    }
}
