//! JSON as a tree that may be written in ways in which no program writes it: keys twice, numbers of a thousand digits.

use crate::chance::Chance;
use crate::hostile;
use serde_json::Value;

/// A JSON value; scalars that are no texts are kept as they are written.
#[derive(Debug, Clone)]
pub enum Tree {
    /// A number, `true`, `null`, or what stands in their place.
    Sign(String),
    /// A text.
    Text(String),
    /// An array.
    List(Vec<Tree>),
    /// An object; a key may be there twice.
    Object(Vec<(String, Tree)>),
}

/// Names of the settings' limits and one beyond, and what number types end at.
const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "1",
    "2",
    "-1",
    "0.5",
    "1.0",
    "1e0",
    "3",
    "15",
    "16",
    "17",
    "63",
    "64",
    "65",
    "1023",
    "1024",
    "1025",
    "4096",
    "65536",
    "4294967295",
    "4294967296",
    "9007199254740991",
    "9007199254740992",
    "18446744073709551615",
    "18446744073709551616",
    "1e38",
    "3.4028235e38",
    "3.4028236e38",
    "1e39",
    "1e-45",
    "1e-46",
    "1e999",
    "-1e999",
    "1e-999",
    "0.1e1",
    "00",
    "01",
    "1.",
    ".5",
    "+1",
    "1e",
    "-",
    "NaN",
    "Infinity",
    "0x10",
    "1_000",
    "null",
    "true",
    "false",
    "nul",
];

impl Tree {
    /// The tree of a JSON text, if it is one.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().map(Self::of)
    }

    fn of(value: Value) -> Self {
        match value {
            Value::String(text) => Self::Text(text),
            Value::Array(entries) => Self::List(entries.into_iter().map(Self::of).collect()),
            Value::Object(entries) => Self::Object(
                entries
                    .into_iter()
                    .map(|(key, value)| (key, Self::of(value)))
                    .collect(),
            ),
            sign => Self::Sign(sign.to_string()),
        }
    }

    /// Writes it, with white space in places where `chance` wants it.
    pub fn write(&self, chance: &mut Chance) -> String {
        let mut text = String::new();
        let spaces = chance.once_in(8);
        self.append(&mut text, spaces.then_some(chance));
        text
    }

    fn append(&self, text: &mut String, mut spaces: Option<&mut Chance>) {
        let space = |text: &mut String, spaces: &mut Option<&mut Chance>| {
            if let Some(chance) = spaces {
                text.push_str(chance.word(&["", " ", "\n", "\t\r\n "]));
            }
        };
        match self {
            Self::Sign(sign) => text.push_str(sign),
            Self::Text(string) => text.push_str(&quoted(string)),
            Self::List(entries) => {
                text.push('[');
                for (index, entry) in entries.iter().enumerate() {
                    text.push_str(if index > 0 { "," } else { "" });
                    space(text, &mut spaces);
                    entry.append(text, spaces.as_deref_mut());
                }
                text.push(']');
            }
            Self::Object(entries) => {
                text.push('{');
                for (index, (key, value)) in entries.iter().enumerate() {
                    text.push_str(if index > 0 { "," } else { "" });
                    space(text, &mut spaces);
                    text.push_str(&quoted(key));
                    text.push(':');
                    value.append(text, spaces.as_deref_mut());
                }
                text.push('}');
            }
        }
    }

    /// A node of the tree, the deeper the seldomer.
    fn any(&self, chance: &mut Chance) -> &Self {
        let inside = match self {
            Self::List(entries) if !entries.is_empty() => &entries[chance.below(entries.len())],
            Self::Object(entries) if !entries.is_empty() => &entries[chance.below(entries.len())].1,
            _ => return self,
        };
        if chance.once_in(4) {
            self
        } else {
            inside.any(chance)
        }
    }

    fn any_mut(&mut self, chance: &mut Chance) -> &mut Self {
        let is_leaf = match self {
            Self::List(entries) => entries.is_empty(),
            Self::Object(entries) => entries.is_empty(),
            _ => true,
        };
        if is_leaf || chance.once_in(4) {
            return self;
        }
        match self {
            Self::List(entries) => {
                let at = chance.below(entries.len());
                entries[at].any_mut(chance)
            }
            Self::Object(entries) => {
                let at = chance.below(entries.len());
                entries[at].1.any_mut(chance)
            }
            leaf => leaf,
        }
    }

    /// Changes one node; `others` are trees that parts are taken from.
    pub fn change(&mut self, others: &[Self], chance: &mut Chance) {
        let node = self.any_mut(chance);
        match chance.below(8) {
            0 => *node = Self::Sign(chance.word(NUMBERS).to_owned()),
            1 => *node = Self::Text(hostile::text(chance)),
            2 if !others.is_empty() => *node = chance.of(others).any(chance).clone(),
            3 => node.wrap(chance),
            4 => *node = Self::Sign(hostile::decimal(chance)),
            _ => node.reshape(others, chance),
        }
    }

    fn wrap(&mut self, chance: &mut Chance) {
        let times = if chance.once_in(20) {
            100 + chance.below(60)
        } else {
            1
        };
        for _ in 0..times {
            let inner = std::mem::replace(self, Self::List(Vec::new()));
            *self = match chance.below(3) {
                0 => Self::Object(vec![(hostile::key(chance), inner)]),
                _ => Self::List(vec![inner]),
            };
        }
    }

    /// Takes entries away, moves them, doubles them, or makes far too many.
    fn reshape(&mut self, others: &[Self], chance: &mut Chance) {
        match self {
            Self::List(entries) => reshape(entries, chance),
            Self::Object(entries) if !entries.is_empty() && chance.once_in(3) => {
                let at = chance.below(entries.len());
                entries[at].0 = match chance.of(others).any(chance) {
                    Self::Object(known) if !known.is_empty() => chance.of(known).0.clone(),
                    _ => hostile::key(chance),
                };
            }
            Self::Object(entries) => reshape(entries, chance),
            Self::Text(text) => *text = hostile::changed(text, chance),
            Self::Sign(sign) => *sign = hostile::changed(sign, chance),
        }
    }
}

fn reshape<T: Clone>(entries: &mut Vec<T>, chance: &mut Chance) {
    let count = entries.len();
    if count == 0 {
        return;
    }
    let (a, b) = (chance.below(count), chance.below(count));
    match chance.below(6) {
        0 => drop(entries.remove(a)),
        1 => entries.truncate(a),
        2 => entries.swap(a, b),
        3 => entries.insert(b, entries[a].clone()),
        4 if chance.once_in(10) => {
            let many = *chance.of(&[65, 101, 129, 1025]);
            let copy = entries[a].clone();
            entries.resize(many.max(count), copy);
        }
        _ => entries[a] = entries[b].clone(),
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
