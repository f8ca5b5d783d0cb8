//! Whole numbers of any size, as far as reading a decimal needs them.

use std::cmp::Ordering;

/// Limbs of 32 bits, the lowest first, the highest not 0.
#[derive(Clone)]
pub(super) struct Big(Vec<u32>);

impl Big {
    pub fn new(number: u32) -> Self {
        let mut big = Self(Vec::new());
        big.multiply(0, number);
        big
    }

    /// `self * factor + carry`.
    pub fn multiply(&mut self, factor: u32, mut carry: u32) {
        for limb in &mut self.0 {
            let product = u64::from(*limb) * u64::from(factor) + u64::from(carry);
            *limb = product as u32;
            carry = (product >> 32) as u32;
        }
        if carry > 0 {
            self.0.push(carry);
        }
    }

    /// `self * 10^power`.
    pub fn multiply_by_ten(&mut self, power: u32) {
        (0..power / 9).for_each(|_| self.multiply(1_000_000_000, 0));
        self.multiply(10_u32.pow(power % 9), 0);
    }

    /// `self * 2^bits`.
    pub fn shift(&mut self, bits: u32) {
        let zeros = (0..bits / 32).map(|_| 0);
        self.0.splice(0..0, zeros);
        self.multiply(1 << (bits % 32), 0);
    }

    /// Number of bits.
    pub fn bits(&self) -> i32 {
        let highest = self.0.last().map_or(0, |limb| limb.leading_zeros());
        self.0.len() as i32 * 32 - highest as i32
    }

    pub fn compare(&self, other: &Self) -> Ordering {
        let by_length = self.0.len().cmp(&other.0.len());
        by_length.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    /// Takes `other` away, which is not larger.
    pub fn subtract(&mut self, other: &Self) {
        let mut borrow = 0;
        let others = other.0.iter().copied().chain(std::iter::repeat(0));
        for (limb, other) in self.0.iter_mut().zip(others) {
            let difference = i64::from(*limb) - i64::from(other) - borrow;
            *limb = difference as u32;
            borrow = i64::from(difference < 0);
        }
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }
}
