//! The position encoding as documents and actions write it.

use super::rows::Rows;
use crate::lesson::draw::Draw;
use crate::model::json::Writer;
use crate::model::json::{Read, Reader, Refusal};
use crate::model::{Error, Matrix, Position, Problem, Setup};
use crate::text;
use std::sync::Arc;

/// A position encoding as the document writes it; what is left out takes its default.
#[derive(Debug, Clone, PartialEq)]
pub enum PositionDocument {
    /// No encoding.
    None,
    /// Sines and cosines.
    Sinusoidal {
        /// Default 10000.
        base: Option<f32>,
    },
    /// A table.
    Learned {
        /// n x d; default: drawn from the seed.
        table: Option<Vec<Vec<f32>>>,
    },
    /// Rotary.
    Rope {
        /// Default 10000.
        base: Option<f32>,
    },
    /// Linear bias.
    Alibi {
        /// h numbers; default in a document 2^(-8h/H), in an action 2^-1, 2^-2, ..., which show.
        slopes: Option<Vec<f32>>,
    },
}

/// The base of `sinusoidal` and `rope` where none is given.
pub(in crate::state) const BASE: f32 = 10_000.0;

/// Names of the encodings, as an error lists them.
pub(in crate::state) fn kinds() -> &'static str {
    text::e_none_sinusoidal_learned_rope()
}

impl PositionDocument {
    /// The encoding called `kind` with every default.
    pub(in crate::state) fn of_kind(kind: &str) -> Option<Self> {
        Some(match kind {
            "none" => Self::None,
            "sinusoidal" => Self::Sinusoidal { base: None },
            "learned" => Self::Learned { table: None },
            "rope" => Self::Rope { base: None },
            "alibi" => Self::Alibi { slopes: None },
            _ => return None,
        })
    }

    /// The encoding for `setup`; `slopes` are ALiBi's where none are given.
    pub(in crate::state) fn into_position(
        self,
        setup: &Setup,
        seed: u64,
        default_slopes: fn(usize) -> Matrix,
    ) -> Result<Position, Error> {
        Ok(match self {
            Self::None => Position::None,
            Self::Sinusoidal { base } => Position::Sinusoidal {
                base: base.unwrap_or(BASE),
            },
            Self::Rope { base } => Position::Rope {
                base: base.unwrap_or(BASE),
            },
            Self::Learned { table: None } => Position::Learned {
                table: Arc::new(drawn_table(setup, seed)),
            },
            Self::Learned { table: Some(table) } => {
                let table = Arc::new(matrix_of(&table, "position.table")?);
                Position::Learned { table }
            }
            Self::Alibi { slopes: None } => Position::Alibi {
                slopes: Arc::new(default_slopes(setup.heads)),
            },
            Self::Alibi {
                slopes: Some(slopes),
            } => {
                let slopes = Arc::new(Matrix::from_row_slice(1, slopes.len(), &slopes));
                Position::Alibi { slopes }
            }
        })
    }
}

/// The table of `learned` that the seed gives: standard normal, `n` rows as wide as what it is added to.
pub(in crate::state) fn drawn_table(setup: &Setup, seed: u64) -> Matrix {
    let width = setup.d_model().unwrap_or_else(|| setup.d_k());
    Draw::new(seed, "table").matrix(setup.tokens(), width, 1.0)
}

/// ALiBi's slopes of a document that names none: 2^(-8h/H) for h = 1..H (Press et al. 2022, section 3).
pub(in crate::state) fn paper_slopes(heads: usize) -> Matrix {
    Matrix::from_fn(1, heads, |_, head| {
        (-8.0 * (head + 1) as f32 / heads as f32).exp2()
    })
}

/// Slopes that show on a handful of tokens: 1/2, 1/4, 1/8, ...
pub(in crate::state) fn visible_slopes(heads: usize) -> Matrix {
    Matrix::from_fn(1, heads, |_, head| 0.5_f32.powi(head as i32 + 1))
}

/// A matrix from rows, all of the first one's length.
pub(in crate::state) fn matrix_of(rows: &[Vec<f32>], path: &str) -> Result<Matrix, Error> {
    let expected = rows.first().map_or(0, Vec::len);
    if expected == 0 {
        return Err(Error::new(
            path,
            Problem::DoesNotFit(text::e_is_empty_expected_rows().into()),
        ));
    }
    if let Some(row) = rows.iter().position(|row| row.len() != expected) {
        let found = rows[row].len();
        return Err(Error::new(
            path,
            Problem::RowLength {
                row,
                found,
                expected,
            },
        ));
    }
    Ok(Matrix::from_row_iterator(
        rows.len(),
        expected,
        rows.iter().flatten().copied(),
    ))
}

const KEYS: &[&str] = &["kind", "base", "table", "slopes"];

const KIND_NAMES: &[&str] = &["none", "sinusoidal", "learned", "rope", "alibi"];

impl PositionDocument {
    /// Reads an encoding. The keys may stand in any order, so that they are read flat first.
    pub(in crate::state) fn read(reader: &mut Reader<'_>) -> Read<Self> {
        let (mut kind, mut base, mut table, mut slopes) = (None, None, None, None);
        let expected = text::e_an_object_such_as();
        reader.object(expected, KEYS, &mut |reader, place| {
            match KEYS[place] {
                "kind" => kind = Some(KIND_NAMES[reader.name(KIND_NAMES)?]),
                _ if reader.is_null()? => {}
                "base" => base = Some(reader.number()?),
                "table" => table = Some(Rows::read(reader)?.into_vecs()),
                _ => slopes = Some(Rows::read_one(reader)?.into_numbers()),
            }
            Ok(())
        })?;
        let kind = kind.ok_or_else(|| Refusal::missing("kind"))?;
        let foreign = [
            (
                "base",
                base.is_some() && kind != "sinusoidal" && kind != "rope",
            ),
            ("table", table.is_some() && kind != "learned"),
            ("slopes", slopes.is_some() && kind != "alibi"),
        ];
        if let Some((key, _)) = foreign.iter().find(|(_, there)| *there) {
            return Err(Refusal::words(text::e_has_the_key_which(key)));
        }
        Ok(match kind {
            "none" => Self::None,
            "sinusoidal" => Self::Sinusoidal { base },
            "learned" => Self::Learned { table },
            "rope" => Self::Rope { base },
            _ => Self::Alibi { slopes },
        })
    }

    /// Writes the encoding as an action has it: what is left out stays out.
    pub(in crate::state) fn write(&self, w: &mut Writer) {
        let kind = match self {
            Self::None => "none",
            Self::Sinusoidal { .. } => "sinusoidal",
            Self::Learned { .. } => "learned",
            Self::Rope { .. } => "rope",
            Self::Alibi { .. } => "alibi",
        };
        w.object(&mut |w| {
            w.key("kind").string(kind);
            match self {
                Self::Sinusoidal { base: Some(base) } | Self::Rope { base: Some(base) } => {
                    w.key("base").number(*base);
                }
                Self::Learned { table: Some(table) } => rows(w.key("table"), table),
                Self::Alibi {
                    slopes: Some(slopes),
                } => w.key("slopes").numbers(&mut slopes.iter().copied()),
                _ => {}
            }
        });
    }
}

/// Writes rows of numbers.
pub(in crate::state) fn rows(w: &mut Writer, rows: &[Vec<f32>]) {
    w.array(&mut |w| {
        for row in rows {
            w.numbers(&mut row.iter().copied());
        }
    });
}
