//! From the bytes of a state to the state.

use super::from_hundredths;
use crate::experiment::Settings;
use crate::lesson::Lab;
use crate::model::limits::{HEADS, TOKENS};
use crate::model::{Embeddings, Error, Input, Mask, Matrix, Position, Problem, Setup, Vectors};
use crate::state::AppState;
use crate::state::document::BASE;
use crate::text;
use std::sync::Arc;

/// The state, if the bytes are one and it is valid.
pub(in crate::state) fn read(bytes: &[u8], has_settings: bool) -> Result<AppState, Error> {
    let state = Source(bytes).state(has_settings);
    let state = state.ok_or_else(|| {
        let words = text::e_the_link_is_newer();
        Error::new("s", Problem::Syntax(words.into()))
    })?;
    state.validate()?;
    Ok(state)
}

/// The bytes that are still to be read. Nothing takes more memory than a few times the bytes that it was read from.
struct Source<'a>(&'a [u8]);

/// What is read; `None`: nothing of this form is there.
impl<'a> Source<'a> {
    /// All of the bytes; since version 2 they end in the settings of the labs.
    fn state(mut self, has_settings: bool) -> Option<AppState> {
        let lab = *Lab::ALL.get(usize::from(self.byte()?))?;
        let tokens = self.labels()?;
        let n = tokens.len();
        let mut setup = Setup {
            input: self.input(n)?,
            heads: self.byte()?.into(),
            scale: self.is_there()?,
            temperature: self.number_or(1.0)?,
            mask: self.mask(n)?,
            position: Position::None,
            order: Vec::new(),
        };
        setup.position = self.position(&setup)?;
        setup.order = self.order(n)?;
        let seed = self.varint()?;
        let labs = match has_settings {
            true => Settings::from_bytes(std::mem::take(&mut self.0))?,
            false => Settings::default(),
        };
        let state = AppState {
            lab,
            tokens,
            setup,
            seed,
            labs,
        };
        self.0.is_empty().then_some(state)
    }

    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(bytes)
    }

    fn byte(&mut self) -> Option<u8> {
        Some(self.bytes(1)?.first().copied().unwrap_or_default())
    }

    /// A byte that is below `end`.
    fn below(&mut self, end: u8) -> Option<u8> {
        self.byte().filter(|byte| *byte < end)
    }

    fn is_there(&mut self) -> Option<bool> {
        Some(self.below(2)? == 1)
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if bits << shift >> shift != bits {
                break;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// A whole number, `most` at most.
    fn whole(&mut self, most: usize) -> Option<usize> {
        let number = usize::try_from(self.varint()?).ok()?;
        (number <= most).then_some(number)
    }

    fn number(&mut self) -> Option<f32> {
        let bytes = self.bytes(4)?.try_into().unwrap_or_default();
        Some(f32::from_le_bytes(bytes))
    }

    fn number_or(&mut self, default: f32) -> Option<f32> {
        match self.is_there()? {
            true => self.number(),
            false => Some(default),
        }
    }

    fn labels(&mut self) -> Option<Vec<String>> {
        let mut labels = Vec::new();
        for _ in 0..self.whole(TOKENS)? {
            let length = self.whole(usize::MAX)?;
            let label = std::str::from_utf8(self.bytes(length)?).ok()?;
            labels.push(label.to_owned());
        }
        Some(labels)
    }

    fn input(&mut self, n: usize) -> Option<Input> {
        let is_embeddings = self.is_there()?;
        let d_model = if is_embeddings { self.width()? } else { 0 };
        let (d_k, d_v) = (self.width()?, self.width()?);
        if !is_embeddings {
            return Some(Input::Vectors(Vectors {
                q: self.matrix(n, d_k)?,
                k: self.matrix(n, d_k)?,
                v: self.matrix(n, d_v)?,
            }));
        }
        Some(Input::Embeddings(Embeddings {
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

    fn width(&mut self) -> Option<usize> {
        self.whole(u16::MAX.into())
    }

    fn optional(&mut self, rows: usize, columns: usize) -> Option<Option<Arc<Matrix>>> {
        match self.is_there()? {
            true => self.matrix(rows, columns).map(Some),
            false => Some(None),
        }
    }

    fn matrix(&mut self, rows: usize, columns: usize) -> Option<Arc<Matrix>> {
        let are_hundredths = self.is_there()?;
        let count = self.whole(usize::MAX)?;
        if count != rows * columns {
            return None;
        }
        let mut numbers = Vec::new();
        for _ in 0..count {
            numbers.push(match are_hundredths {
                true => from_hundredths(self.hundredths()?),
                false => self.number()?,
            });
        }
        Some(Arc::new(Matrix::from_row_slice(rows, columns, &numbers)))
    }

    fn hundredths(&mut self) -> Option<i16> {
        let folded = self.width()? as u16;
        Some((folded >> 1) as i16 ^ -((folded & 1) as i16))
    }

    fn mask(&mut self, n: usize) -> Option<Mask> {
        match self.below(3)? {
            0 => return Some(Mask::None),
            1 => return Some(Mask::Causal),
            _ => {}
        }
        let entries = n * n;
        if self.whole(usize::MAX)? != entries.div_ceil(8) {
            return None;
        }
        let bytes = self.bytes(entries.div_ceil(8))?;
        let bits = bytes
            .iter()
            .flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1));
        let allowed = nalgebra::DMatrix::from_row_iterator(n, n, bits.take(entries));
        Some(Mask::Custom(Arc::new(allowed)))
    }

    fn position(&mut self, setup: &Setup) -> Option<Position> {
        Some(match self.below(5)? {
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

    fn order(&mut self, n: usize) -> Option<Vec<usize>> {
        if !self.is_there()? {
            return Some((0..n).collect());
        }
        let count = self.whole(TOKENS)?;
        Some(
            self.bytes(count)?
                .iter()
                .copied()
                .map(usize::from)
                .collect(),
        )
    }
}
