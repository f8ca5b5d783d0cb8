//! Chance that can be had again: a case is nothing but its door, its seed and its number.

use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// The draws of one case.
#[derive(Debug)]
pub struct Chance(Xoshiro256PlusPlus);

impl Chance {
    /// The draws of case `number` of what is called `name`.
    pub fn new(seed: u64, name: &str, number: u64) -> Self {
        let mix = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        let name = name.bytes().fold(0xcbf2_9ce4_8422_2325, mix);
        let number = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self(Xoshiro256PlusPlus::seed_from_u64(seed ^ name ^ number))
    }

    /// A whole number below `end`; 0 where there is none.
    pub fn below(&mut self, end: usize) -> usize {
        self.0.random_range(0..end.max(1))
    }

    /// True once in `times`.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of `choices`, which are not none.
    pub fn of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    /// One of `words`, which are not none.
    pub fn word<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }

    /// How often something is done: mostly once, seldom many times.
    pub fn few(&mut self) -> usize {
        let bits: u32 = self.0.random();
        1 + (bits.trailing_ones() as usize).min(9)
    }

    /// Any byte.
    pub fn byte(&mut self) -> u8 {
        self.0.random()
    }

    /// Any f32, bit by bit: what is no number is among them.
    pub fn float(&mut self) -> f32 {
        f32::from_bits(self.0.random())
    }

    /// Any whole number of 64 bits.
    pub fn whole(&mut self) -> u64 {
        self.0.random()
    }
}
