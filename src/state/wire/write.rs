//! From a state to its bytes.

use super::from_hundredths;
use crate::model::{Input, Mask, Matrix, Position};
use crate::state::AppState;
use crate::state::document::BASE;
use std::sync::Arc;

/// The bytes of `state`, which is valid.
pub(in crate::state) fn write(state: &AppState) -> Vec<u8> {
    let setup = &state.setup;
    let mut bytes = Bytes(vec![state.lab as u8]);
    bytes.whole(state.tokens.len());
    for label in &state.tokens {
        bytes.whole(label.len());
        bytes.0.extend_from_slice(label.as_bytes());
    }
    bytes.input(&setup.input);
    bytes.0.extend([setup.heads as u8, u8::from(setup.scale)]);
    bytes.unless(setup.temperature, 1.0);
    bytes.mask(&setup.mask);
    bytes.position(&setup.position);
    bytes.order(&setup.order);
    bytes.varint(state.seed);
    if !state.labs.is_default() {
        state.labs.write_bytes(&mut bytes.0);
    }
    bytes.0
}

struct Bytes(Vec<u8>);

impl Bytes {
    fn varint(&mut self, mut number: u64) {
        while number > 0x7f {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    fn whole(&mut self, number: usize) {
        self.varint(number as u64);
    }

    fn number(&mut self, number: f32) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    /// A number, or nothing where it is `default`.
    fn unless(&mut self, number: f32, default: f32) {
        let is_there = number.to_bits() != default.to_bits();
        self.0.push(u8::from(is_there));
        if is_there {
            self.number(number);
        }
    }

    fn input(&mut self, input: &Input) {
        match input {
            Input::Vectors(vectors) => {
                self.0.push(0);
                self.whole(vectors.q.ncols());
                self.whole(vectors.v.ncols());
                for matrix in [&vectors.q, &vectors.k, &vectors.v] {
                    self.matrix(matrix);
                }
            }
            Input::Embeddings(e) => {
                self.0.push(1);
                for matrix in [&e.x, &e.wq, &e.wv] {
                    self.whole(matrix.ncols());
                }
                for matrix in [&e.x, &e.wq, &e.wk, &e.wv] {
                    self.matrix(matrix);
                }
                for matrix in [&e.wo, &e.bq, &e.bk, &e.bv, &e.bo] {
                    self.optional(matrix.as_ref());
                }
            }
        }
    }

    fn optional(&mut self, matrix: Option<&Arc<Matrix>>) {
        self.0.push(u8::from(matrix.is_some()));
        if let Some(matrix) = matrix {
            self.matrix(matrix);
        }
    }

    fn matrix(&mut self, matrix: &Matrix) {
        let by_rows = matrix.transpose();
        let numbers = by_rows.as_slice();
        let are_hundredths = numbers.iter().all(|number| hundredths(*number).is_some());
        self.0.push(u8::from(are_hundredths));
        self.whole(numbers.len());
        for &number in numbers {
            match hundredths(number) {
                // Zigzag: 0, -1, 1, -2 become 0, 1, 2, 3.
                Some(whole) if are_hundredths => {
                    self.varint(u64::from((whole << 1 ^ whole >> 15) as u16))
                }
                _ => self.number(number),
            }
        }
    }

    fn mask(&mut self, mask: &Mask) {
        match mask {
            Mask::None => self.0.push(0),
            Mask::Causal => self.0.push(1),
            Mask::Custom(allowed) => {
                let by_rows = allowed.transpose();
                let bytes = by_rows.as_slice().chunks(8).map(|entries| {
                    let bits = entries.iter().rev();
                    bits.fold(0, |byte, entry| byte << 1 | u8::from(*entry))
                });
                self.0.push(2);
                self.whole(bytes.len());
                self.0.extend(bytes);
            }
        }
    }

    fn position(&mut self, position: &Position) {
        match position {
            Position::None => self.0.push(0),
            Position::Sinusoidal { base } => {
                self.0.push(1);
                self.unless(*base, BASE);
            }
            Position::Learned { table } => {
                self.0.push(2);
                self.matrix(table);
            }
            Position::Rope { base } => {
                self.0.push(3);
                self.unless(*base, BASE);
            }
            Position::Alibi { slopes } => {
                self.0.push(4);
                self.whole(slopes.len());
                slopes.iter().for_each(|slope| self.number(*slope));
            }
        }
    }

    fn order(&mut self, order: &[usize]) {
        let in_order = order.iter().enumerate().all(|(slot, row)| slot == *row);
        self.0.push(u8::from(!in_order));
        if !in_order {
            self.whole(order.len());
            self.0.extend(order.iter().map(|row| *row as u8));
        }
    }
}

/// The whole number of hundredths that gives back exactly this number (and not the 0 of -0).
fn hundredths(number: f32) -> Option<i16> {
    let hundredths = (number * 100.0).round() as i16;
    (from_hundredths(hundredths).to_bits() == number.to_bits()).then_some(hundredths)
}
