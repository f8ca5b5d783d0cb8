//! From the bytes of a state to the state.

use super::from_hundredths;
use crate::lesson::Lab;
use crate::model::limits::{HEADS, TOKENS};
use crate::model::{Embeddings, Error, Input, Mask, Matrix, Position, Problem, Setup, Vectors};
use crate::state::AppState;
use crate::state::document::BASE;
use std::sync::Arc;

/// The state, if the bytes are one and it is valid.
pub(in crate::state) fn read(bytes: &[u8]) -> Result<AppState, Error> {
    let mut source = Source(bytes);
    let lab = Lab::ALL.get(usize::from(source.byte()?));
    let lab = *lab.ok_or_else(|| damaged("it names a lab that this page does not know"))?;
    let tokens = source.labels()?;
    let n = tokens.len();
    let mut setup = Setup {
        input: source.input(n)?,
        heads: source.byte()?.into(),
        scale: source.is_there()?,
        temperature: source.number_or(1.0)?,
        mask: source.mask(n)?,
        position: Position::None,
        order: Vec::new(),
    };
    setup.position = source.position(&setup)?;
    setup.order = source.order(n)?;
    let seed = source.varint()?;
    if !source.0.is_empty() {
        return Err(damaged("the link is damaged: there is more behind its end"));
    }
    let state = AppState {
        lab,
        tokens,
        setup,
        seed,
    };
    state.validate()?;
    Ok(state)
}

fn damaged(why: &str) -> Error {
    Error::new("s", Problem::Syntax(why.into()))
}

fn changed() -> Error {
    damaged("the link is damaged: a part of it is missing or changed")
}

/// The bytes that are still to be read. Nothing takes more memory than a few times the bytes that it was read from.
struct Source<'a>(&'a [u8]);

impl<'a> Source<'a> {
    fn bytes(&mut self, count: usize) -> Result<&'a [u8], Error> {
        let (bytes, rest) = self.0.split_at_checked(count).ok_or_else(changed)?;
        self.0 = rest;
        Ok(bytes)
    }

    fn byte(&mut self) -> Result<u8, Error> {
        Ok(self.bytes(1)?.first().copied().unwrap_or_default())
    }

    /// A byte that is below `end`.
    fn below(&mut self, end: u8) -> Result<u8, Error> {
        match self.byte()? {
            byte if byte < end => Ok(byte),
            _ => Err(changed()),
        }
    }

    fn is_there(&mut self) -> Result<bool, Error> {
        Ok(self.below(2)? == 1)
    }

    fn varint(&mut self) -> Result<u64, Error> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if bits << shift >> shift != bits {
                break;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(changed())
    }

    /// A whole number, `most` at most.
    fn whole(&mut self, most: usize) -> Result<usize, Error> {
        match usize::try_from(self.varint()?) {
            Ok(number) if number <= most => Ok(number),
            _ => Err(changed()),
        }
    }

    fn number(&mut self) -> Result<f32, Error> {
        let bytes = self.bytes(4)?.try_into().unwrap_or_default();
        Ok(f32::from_le_bytes(bytes))
    }

    fn number_or(&mut self, default: f32) -> Result<f32, Error> {
        match self.is_there()? {
            true => self.number(),
            false => Ok(default),
        }
    }

    fn labels(&mut self) -> Result<Vec<String>, Error> {
        let mut labels = Vec::new();
        for _ in 0..self.whole(TOKENS)? {
            let length = self.whole(usize::MAX)?;
            let label = std::str::from_utf8(self.bytes(length)?).map_err(|_| changed())?;
            labels.push(label.to_owned());
        }
        Ok(labels)
    }

    fn input(&mut self, n: usize) -> Result<Input, Error> {
        let is_embeddings = self.is_there()?;
        let d_model = if is_embeddings { self.width()? } else { 0 };
        let (d_k, d_v) = (self.width()?, self.width()?);
        if !is_embeddings {
            return Ok(Input::Vectors(Vectors {
                q: self.matrix(n, d_k)?,
                k: self.matrix(n, d_k)?,
                v: self.matrix(n, d_v)?,
            }));
        }
        Ok(Input::Embeddings(Embeddings {
            x: self.matrix(n, d_model)?,
            wq: self.matrix(d_model, d_k)?,
            wk: self.matrix(d_model, d_k)?,
            wv: self.matrix(d_model, d_v)?,
            wo: self.optional(d_v, d_model)?,
            bq: self.optional(1, d_k)?,
            bk: self.optional(1, d_k)?,
            bv: self.optional(1, d_v)?,
            bo: self.optional(1, d_model)?,
        }))
    }

    fn width(&mut self) -> Result<usize, Error> {
        self.whole(u16::MAX.into())
    }

    fn optional(&mut self, rows: usize, columns: usize) -> Result<Option<Arc<Matrix>>, Error> {
        match self.is_there()? {
            true => self.matrix(rows, columns).map(Some),
            false => Ok(None),
        }
    }

    fn matrix(&mut self, rows: usize, columns: usize) -> Result<Arc<Matrix>, Error> {
        let are_hundredths = self.is_there()?;
        let count = self.whole(usize::MAX)?;
        if count != rows * columns {
            let problem = format!("a matrix has {count} numbers, expected {rows} x {columns}");
            return Err(damaged(&problem));
        }
        let mut numbers = Vec::new();
        for _ in 0..count {
            numbers.push(match are_hundredths {
                true => from_hundredths(self.hundredths()?),
                false => self.number()?,
            });
        }
        Ok(Arc::new(Matrix::from_row_slice(rows, columns, &numbers)))
    }

    fn hundredths(&mut self) -> Result<i16, Error> {
        let folded = self.width()? as u16;
        Ok((folded >> 1) as i16 ^ -((folded & 1) as i16))
    }

    fn mask(&mut self, n: usize) -> Result<Mask, Error> {
        match self.below(3)? {
            0 => return Ok(Mask::None),
            1 => return Ok(Mask::Causal),
            _ => {}
        }
        let entries = n * n;
        if self.whole(usize::MAX)? != entries.div_ceil(8) {
            return Err(damaged("its mask has the wrong size"));
        }
        let bytes = self.bytes(entries.div_ceil(8))?;
        let bits = bytes
            .iter()
            .flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1));
        let allowed = nalgebra::DMatrix::from_row_iterator(n, n, bits.take(entries));
        Ok(Mask::Custom(Arc::new(allowed)))
    }

    fn position(&mut self, setup: &Setup) -> Result<Position, Error> {
        Ok(match self.below(5)? {
            0 => Position::None,
            1 => Position::Sinusoidal {
                base: self.number_or(BASE)?,
            },
            2 => {
                let width = setup.d_model().unwrap_or_else(|| setup.d_k());
                let table = self.matrix(setup.tokens(), width)?;
                Position::Learned { table }
            }
            3 => Position::Rope {
                base: self.number_or(BASE)?,
            },
            _ => {
                let count = self.whole(HEADS)?;
                let mut slopes = Matrix::zeros(1, count);
                for slope in slopes.iter_mut() {
                    *slope = self.number()?;
                }
                let slopes = Arc::new(slopes);
                Position::Alibi { slopes }
            }
        })
    }

    fn order(&mut self, n: usize) -> Result<Vec<usize>, Error> {
        if !self.is_there()? {
            return Ok((0..n).collect());
        }
        let count = self.whole(TOKENS)?;
        Ok(self
            .bytes(count)?
            .iter()
            .copied()
            .map(usize::from)
            .collect())
    }
}
