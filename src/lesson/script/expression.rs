//! What a lesson asks of state and trace, as a tree.

use super::read::{expected, tagged};
use crate::model::json::{Read, Reader, Refusal};

/// An expression; `tutor` evaluates it.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// A number.
    Number(f32),
    /// True or false.
    Flag(bool),
    /// A name.
    Text(String),
    /// Something of the state document or of the trace, by its path there, and the indices behind it.
    Path(String, Vec<Index>),
    /// An operator or a function of one or two others.
    Call(Operator, Vec<Expression>),
}

/// An index of a matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Index {
    /// From 0.
    Number(usize),
    /// The row of the token that is called so.
    Token(String),
    /// The row of the cell that is asked about.
    Row,
    /// Its column.
    Column,
}

/// Operators and functions; the names are those of [`Operator::NAMES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Less,
    AtMost,
    Greater,
    AtLeast,
    Equal,
    Unequal,
    And,
    Or,
    Not,
    Sqrt,
    Exp,
    Ln,
    Abs,
    Round,
    Sum,
    Min,
    Max,
    /// The index of the largest number of a list.
    Largest,
    /// -sum w ln w of a list.
    Entropy,
    /// Two numbers or lists are equal but for rounding.
    Same,
    /// What it was when the step began.
    Was,
    /// The row of the cell that is asked about.
    Row,
    /// Its column.
    Column,
}

impl Operator {
    /// All of them.
    const ALL: &'static [Self] = &[
        Self::Add,
        Self::Subtract,
        Self::Multiply,
        Self::Divide,
        Self::Less,
        Self::AtMost,
        Self::Greater,
        Self::AtLeast,
        Self::Equal,
        Self::Unequal,
        Self::And,
        Self::Or,
        Self::Not,
        Self::Sqrt,
        Self::Exp,
        Self::Ln,
        Self::Abs,
        Self::Round,
        Self::Sum,
        Self::Min,
        Self::Max,
        Self::Largest,
        Self::Entropy,
        Self::Same,
        Self::Was,
        Self::Row,
        Self::Column,
    ];

    /// Their names in lessons, in the same order.
    const NAMES: &'static [&'static str] = &[
        "+", "-", "*", "/", "<", "<=", ">", ">=", "==", "!=", "and", "or", "not", "sqrt", "exp",
        "ln", "abs", "round", "sum", "min", "max", "largest", "entropy", "same", "was", "row",
        "column",
    ];

    /// How many others it is of.
    fn arity(self) -> usize {
        match self as usize {
            place if place >= Self::Row as usize => 0,
            place if place < Self::Not as usize => 2,
            _ if self == Self::Same => 2,
            _ => 1,
        }
    }
}

impl Expression {
    /// Reads `[">=", ["@weights", 0, "it", "robot"], 0.9]`.
    pub(super) fn read(reader: &mut Reader<'_>) -> Read<Self> {
        if reader.is_string() {
            return reader.string("").map(Self::Text);
        }
        if !reader.is_array() {
            return match reader.clone().boolean() {
                Ok(_) => reader.boolean().map(Self::Flag),
                Err(_) => reader.number().map(Self::Number),
            };
        }
        let (mut path, mut indices) = (None, Vec::new());
        let (mut operator, mut parts) = (None, Vec::new());
        tagged(reader, &mut |reader, head| match head {
            Some(head) => match head.strip_prefix('@') {
                Some(name) => {
                    path = Some(name.to_owned());
                    Ok(())
                }
                None => {
                    let place = Operator::NAMES.iter().position(|name| *name == head);
                    operator = place.and_then(|place| Operator::ALL.get(place)).copied();
                    operator.map(drop).ok_or_else(expected)
                }
            },
            None if path.is_some() => Index::read(reader).map(|index| indices.push(index)),
            None => Self::read(reader).map(|part| parts.push(part)),
        })?;
        match (path, operator) {
            (Some(path), _) => Ok(Self::Path(path, indices)),
            (None, Some(operator)) if parts.len() == operator.arity() => {
                Ok(Self::Call(operator, parts))
            }
            _ => Err(expected()),
        }
    }
}

impl Index {
    fn read(reader: &mut Reader<'_>) -> Read<Self> {
        if reader.is_string() {
            return reader.string("").map(Self::Token);
        }
        if !reader.is_array() {
            return reader.index().map(Self::Number);
        }
        let mut read = Err(expected());
        tagged(reader, &mut |_, head| {
            read = match head {
                Some("row") => Ok(Self::Row),
                Some("column") => Ok(Self::Column),
                _ => Err(Refusal::words("")),
            };
            Ok(())
        })?;
        read
    }
}
