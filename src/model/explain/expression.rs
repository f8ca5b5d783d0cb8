//! Arithmetic as data.

use crate::model::CellRef;

/// Arithmetic over numbers that say where they stand.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// A number on the page.
    Cell(CellRef, f32),
    /// A number of the run on the shuffled input, which the page does not show.
    Shuffled(CellRef, f32),
    /// A number that is in no matrix.
    Constant(Constant, f64),
    /// The result of an earlier line, by its index.
    Line(usize, f64),
    /// The sum of all.
    Sum(Vec<Self>),
    /// The product of all.
    Product(Vec<Self>),
    /// The first less the second.
    Difference(Box<[Self; 2]>),
    /// The first by the second.
    Quotient(Box<[Self; 2]>),
    /// The first to the power of the second.
    Power(Box<[Self; 2]>),
    /// The square root.
    Root(Box<Self>),
    /// e to its power.
    Exp(Box<Self>),
    /// The sine, of radians.
    Sine(Box<Self>),
    /// The cosine, of radians.
    Cosine(Box<Self>),
    /// With the other sign.
    Negative(Box<Self>),
    /// The largest of all.
    Largest(Vec<Self>),
}

/// What a number that is in no matrix stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constant {
    /// The width of one head's keys.
    Width,
    /// The temperature.
    Temperature,
    /// The distance of two slots.
    Distance,
    /// The position of a slot.
    Position,
    /// The base of the wavelengths.
    Base,
    /// The exponent of a pair of components.
    Exponent,
    /// Minus infinity: this query may not attend to this key.
    Masked,
    /// 0: it may.
    Allowed,
    /// 0: this query may attend to no key at all.
    NoKey,
}

impl Expression {
    /// The result, worked out in f64.
    pub fn value(&self) -> f64 {
        match self {
            Self::Cell(_, value) | Self::Shuffled(_, value) => f64::from(*value),
            Self::Constant(_, value) | Self::Line(_, value) => *value,
            Self::Sum(terms) => terms.iter().map(Self::value).sum(),
            Self::Product(factors) => factors.iter().map(Self::value).product(),
            Self::Difference(two) => two[0].value() - two[1].value(),
            Self::Quotient(two) => two[0].value() / two[1].value(),
            Self::Power(two) => two[0].value().powf(two[1].value()),
            Self::Root(inner) => inner.value().sqrt(),
            Self::Exp(inner) => inner.value().exp(),
            Self::Sine(inner) => inner.value().sin(),
            Self::Cosine(inner) => inner.value().cos(),
            Self::Negative(inner) => -inner.value(),
            Self::Largest(terms) => terms
                .iter()
                .map(Self::value)
                .fold(f64::NEG_INFINITY, f64::max),
        }
    }

    /// What this is made of.
    pub fn parts(&self) -> &[Self] {
        match self {
            Self::Cell(..) | Self::Shuffled(..) | Self::Constant(..) | Self::Line(..) => &[],
            Self::Sum(parts) | Self::Product(parts) | Self::Largest(parts) => parts,
            Self::Difference(two) | Self::Quotient(two) | Self::Power(two) => &two[..],
            Self::Root(one)
            | Self::Exp(one)
            | Self::Sine(one)
            | Self::Cosine(one)
            | Self::Negative(one) => std::slice::from_ref(one),
        }
    }

    /// Whether it is a single number.
    pub fn is_number(&self) -> bool {
        self.parts().is_empty()
    }

    /// Calls back with this and everything in it, from left to right.
    pub fn visit(&self, see: &mut dyn FnMut(&Self)) {
        see(self);
        for part in self.parts() {
            part.visit(see);
        }
    }
}

/// The middle of a long list of terms, left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fold {
    /// The first term that is left out.
    pub from: usize,
    /// The first one after them that is written.
    pub to: usize,
    /// What those that are left out add up to.
    pub value: f64,
}

/// How a sum is shown in `most` lines: `None` where all its terms fit, else the first and the last terms and between
/// them one line for the rest.
pub fn fold(terms: &[Expression], most: usize) -> Option<Fold> {
    if terms.len() <= most.max(3) {
        return None;
    }
    let shown = most.max(3) - 1;
    let from = shown.div_ceil(2);
    let to = terms.len() - shown / 2;
    let value = terms[from..to].iter().map(Expression::value).sum();
    Some(Fold { from, to, value })
}
