//! One setting of a lab, and what it can be.

use crate::model::decimal::plain;
use crate::model::{Error, Problem};
use crate::text;

/// A setting that a lab has.
#[derive(Debug, PartialEq)]
pub struct Property {
    /// The lab's name, as in links.
    pub lab: &'static str,
    /// Its own name in documents.
    pub name: &'static str,
    /// What it can be, and what it is unless it is set.
    pub kind: Kind,
    /// Whether the experiment depends on it; else its page alone does (how something is shown, what is asked of it).
    pub works: bool,
}

impl Property {
    /// A setting that the experiment depends on.
    pub const fn new(lab: &'static str, name: &'static str, kind: Kind) -> Self {
        Self {
            lab,
            name,
            kind,
            works: true,
        }
    }

    /// The same, but one that its page alone looks at.
    pub const fn shown(self) -> Self {
        Self {
            works: false,
            ..self
        }
    }
}

/// What a setting can be; limits belong to the range.
#[derive(Debug, PartialEq)]
pub enum Kind {
    /// A whole number.
    Whole {
        /// Smallest.
        from: u32,
        /// Largest.
        to: u32,
        /// Unless it is set.
        default: u32,
    },
    /// A number.
    Number {
        /// Smallest.
        from: f32,
        /// Largest.
        to: f32,
        /// Unless it is set.
        default: f32,
    },
    /// One of several names; held as its place. Append, never reorder.
    Choice {
        /// The names in documents.
        names: &'static [&'static str],
        /// The place of the name that it has unless it is set.
        default: u32,
    },
    /// On or off.
    Flag {
        /// Unless it is set.
        default: bool,
    },
    /// Several numbers.
    List {
        /// Most numbers.
        most: usize,
        /// Smallest.
        from: f32,
        /// Largest.
        to: f32,
        /// Whether they are whole.
        whole: bool,
        /// Unless it is set.
        default: &'static [f32],
    },
}

/// What a setting is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Of a [`Kind::Whole`], or the place of a name of a [`Kind::Choice`].
    Whole(u32),
    /// Of a [`Kind::Number`].
    Number(f32),
    /// Of a [`Kind::Flag`].
    Flag(bool),
    /// Of a [`Kind::List`].
    List(Vec<f32>),
}

impl Property {
    /// What it is unless it is set.
    pub fn default(&self) -> Value {
        match self.kind {
            Kind::Whole { default, .. } | Kind::Choice { default, .. } => Value::Whole(default),
            Kind::Number { default, .. } => Value::Number(default),
            Kind::Flag { default } => Value::Flag(default),
            Kind::List { default, .. } => Value::List(default.to_vec()),
        }
    }

    /// Its path in a state document.
    pub fn path(&self) -> String {
        ["labs.", self.lab, ".", self.name].concat()
    }

    /// Whether it can be `value`.
    ///
    /// # Errors
    /// At [`Property::path`]: what was expected.
    pub fn check(&self, value: &Value) -> Result<(), Error> {
        self.problem(value)
            .map_or(Ok(()), |problem| Err(Error::new(self.path(), problem)))
    }

    /// What is wrong with `value`, if anything is.
    pub(super) fn problem(&self, value: &Value) -> Option<Problem> {
        let outside = |found: String| {
            Some(Problem::OutOfRange {
                found,
                expected: self.expected(),
            })
        };
        match (&self.kind, value) {
            (Kind::Whole { from, to, .. }, Value::Whole(number)) => {
                if (from..=to).contains(&number) {
                    None
                } else {
                    outside(number.to_string())
                }
            }
            (Kind::Number { from, to, .. }, Value::Number(number)) => {
                if (from..=to).contains(&number) {
                    None
                } else {
                    outside(plain(*number))
                }
            }
            (Kind::Choice { names, .. }, Value::Whole(place)) => {
                if (*place as usize) < names.len() {
                    None
                } else {
                    outside(place.to_string())
                }
            }
            (Kind::Flag { .. }, Value::Flag(_)) => None,
            (
                Kind::List {
                    most,
                    from,
                    to,
                    whole,
                    ..
                },
                Value::List(numbers),
            ) => {
                let fits = |number: &f32| {
                    (from..=to).contains(&number) && (!whole || number.trunc() == *number)
                };
                match numbers.iter().find(|number| !fits(number)) {
                    Some(number) => outside(plain(*number)),
                    None if numbers.len() > *most => outside(numbers.len().to_string()),
                    None => None,
                }
            }
            _ => Some(Problem::Syntax(text::e_expected(&self.expected()))),
        }
    }

    /// What it can be, in words.
    pub fn expected(&self) -> String {
        match &self.kind {
            Kind::Whole { from, to, .. } => {
                text::e_a_whole_number_from(&from.to_string(), &to.to_string())
            }
            Kind::Number { from, to, .. } => text::e_a_number_from(&plain(*from), &plain(*to)),
            Kind::Choice { names, .. } => text::e_one_of(&names.join(", ")),
            Kind::Flag { .. } => text::e_true_or_false().into(),
            Kind::List {
                most,
                from,
                to,
                whole,
                ..
            } => {
                let (most, from, to) = (most.to_string(), plain(*from), plain(*to));
                match whole {
                    true => text::e_whole_numbers_from(&most, &from, &to),
                    false => text::e_numbers_from(&most, &from, &to),
                }
            }
        }
    }
}
