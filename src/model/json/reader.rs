//! The values of JSON (RFC 8259), as documents have them.

use super::{Read, Refusal};
use crate::model::Problem;
use crate::model::decimal::read_f32;
use crate::text;

#[derive(Clone)]
/// Reads a text from its begin to its end; every function reads one value and stands behind it afterwards.
pub(crate) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) depth: u8,
}

/// Most characters of a value that an error repeats.
const MOST_SHOWN: usize = 40;

impl<'a> Reader<'a> {
    pub fn new(text: &'a str) -> Self {
        let (at, depth) = (0, 0);
        Self { text, at, depth }
    }

    /// Refuses what comes behind the value.
    pub fn end(&mut self) -> Read<()> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.no_json(text::e_trailing_characters())),
        }
    }

    /// An array; `entry` reads the one of the index that it is given. `expected` is the array in words.
    pub fn array(
        &mut self,
        expected: &str,
        entry: &mut dyn FnMut(&mut Self, usize) -> Read<()>,
    ) -> Read<()> {
        self.open(b'[', expected)?;
        if !self.take(b']') {
            let mut index = 0;
            loop {
                entry(self, index)?;
                index += 1;
                if self.closes(b']')? {
                    break;
                }
            }
        }
        self.depth -= 1;
        Ok(())
    }

    /// An array of at most `most` entries (called `unit`), each read by `entry`.
    pub fn list(
        &mut self,
        expected: &str,
        (most, unit): (usize, &str),
        entry: &mut dyn FnMut(&mut Self) -> Read<()>,
    ) -> Read<()> {
        self.array(expected, &mut |reader, index| {
            if index == most {
                return Err(Refusal::words(text::e_has_more_than(
                    &most.to_string(),
                    unit,
                )));
            }
            entry(reader).map_err(|refusal| refusal.at_index(index))
        })
    }

    /// An object of the keys `keys`, each once at most; `value` reads the one of the key that it is given.
    pub fn object(
        &mut self,
        expected: &str,
        keys: &[&str],
        value: &mut dyn FnMut(&mut Self, usize) -> Read<()>,
    ) -> Read<()> {
        let mut seen = 0_u32;
        self.entries(expected, &mut |reader, key| {
            let read = match keys.iter().position(|other| *other == key) {
                None => return Err(unknown_key(keys).at_key(&cut(key))),
                Some(place) if seen & (1_u32 << place) != 0 => {
                    Err(Refusal::words(text::e_is_there_twice()))
                }
                Some(place) => {
                    seen |= 1_u32 << place;
                    value(reader, place)
                }
            };
            read.map_err(|refusal| refusal.at_key(key))
        })
    }

    /// An object of any keys; `value` reads the one of the key that it is given.
    pub fn entries(
        &mut self,
        expected: &str,
        value: &mut dyn FnMut(&mut Self, &str) -> Read<()>,
    ) -> Read<()> {
        self.open(b'{', expected)?;
        if !self.take(b'}') {
            loop {
                if self.peek() != Some(b'"') {
                    return Err(self.no_json(&text::e_expected(text::e_a_key_in_quotes())));
                }
                let key = self.quoted()?;
                if !self.take(b':') {
                    return Err(self.no_json(&text::e_expected("`:`")));
                }
                value(self, &key)?;
                if self.closes(b'}')? {
                    break;
                }
            }
        }
        self.depth -= 1;
        Ok(())
    }

    /// A text; `expected` is it in words.
    pub fn string(&mut self, expected: &str) -> Read<String> {
        match self.peek() {
            Some(b'"') => self.quoted(),
            _ => Err(self.wrong_type(expected)),
        }
    }

    /// One of `names`, by its place.
    pub fn name(&mut self, names: &[&str]) -> Read<usize> {
        let found = self.string(text::e_a_name_in_quotes())?;
        let place = names.iter().position(|name| *name == found);
        place.ok_or_else(|| {
            let expected = match names {
                [one, other] => text::e_or(one, other),
                names => text::e_one_of(&(names.join(", ")).to_string()),
            };
            let found = cut(&found);
            Refusal::new(Problem::UnknownName { found, expected })
        })
    }

    /// A finite number that fits in f32, straight from its decimal.
    pub fn number(&mut self) -> Read<f32> {
        if !self.is_number() {
            return Err(self.wrong_type(text::e_a_finite_number()));
        }
        let text = self.decimal()?;
        match read_f32(text) {
            Some(number) if number.is_finite() => Ok(number),
            _ => Err(Refusal::new(Problem::NotFinite { found: cut(text) })),
        }
    }

    /// A whole number, 0 or more.
    pub fn whole(&mut self) -> Read<u64> {
        let expected = text::e_a_whole_number_or();
        if !self.is_number() {
            return Err(self.wrong_type(expected));
        }
        let start = self.at;
        let text = self.decimal()?;
        text.parse().map_err(|_| match is_whole(text) {
            true => {
                let text = cut(text);
                Refusal::words(text::e_is_a_wrong_value(&text.to_string(), expected))
            }
            false => {
                self.at = start;
                self.wrong_type(expected)
            }
        })
    }

    /// A whole number of things in memory.
    pub fn index(&mut self) -> Read<usize> {
        // What is beyond all that there is is out of every range that is checked later.
        Ok(usize::try_from(self.whole()?).unwrap_or(usize::MAX))
    }

    /// true or false.
    pub fn boolean(&mut self) -> Read<bool> {
        match self.peek() {
            Some(b't') => self.word("true").map(|()| true),
            Some(b'f') => self.word("false").map(|()| false),
            _ => Err(self.wrong_type(text::e_true_or_false())),
        }
    }

    /// Whether null comes next, which is read then.
    pub fn is_null(&mut self) -> Read<bool> {
        match self.peek() {
            Some(b'n') => self.word("null").map(|()| true),
            _ => Ok(false),
        }
    }

    /// Whether a text in quotes comes next.
    pub fn is_string(&mut self) -> bool {
        self.peek() == Some(b'"')
    }

    /// Whether an array comes next.
    pub fn is_array(&mut self) -> bool {
        self.peek() == Some(b'[')
    }

    /// Any value, as it is written.
    pub fn raw(&mut self) -> Read<&'a str> {
        self.peek();
        let start = self.at;
        self.skip()?;
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    /// Reads any value and forgets it.
    pub fn skip(&mut self) -> Read<()> {
        match self.peek() {
            Some(b'[') => self.array("", &mut |reader, _| reader.skip()),
            Some(b'{') => self.entries("", &mut |reader, _| reader.skip()),
            _ => self.scalar().map(drop),
        }
    }

    /// The refusal of the value that comes next: `expected` is what should stand there.
    pub fn wrong_type(&mut self, expected: &str) -> Box<Refusal> {
        let found = match self.peek() {
            Some(b'[') => text::e_an_array().to_owned(),
            Some(b'{') => text::e_an_object().to_owned(),
            _ => match self.scalar() {
                Ok(("string", text)) => text::e_string(&cut(text)),
                Ok(("null", _)) => "null".to_owned(),
                Ok((kind, text)) => {
                    let kind = match kind {
                        "boolean" => text::e_boolean(),
                        kind => kind,
                    };
                    [kind, " `", &cut(text), "`"].concat()
                }
                Err(refusal) => return refusal,
            },
        };
        Refusal::words(text::e_is_a_value_of(&found.to_string(), expected))
    }

    /// Reads a value that holds no others: its kind, and how it is written.
    fn scalar(&mut self) -> Read<(&'static str, &'a str)> {
        let kind = match self.peek() {
            Some(b'"') => "string",
            Some(b'n') => "null",
            Some(b't' | b'f') => "boolean",
            Some(b'-' | b'0'..=b'9') => {
                let text = self.decimal()?;
                return Ok((kind_of(text), text));
            }
            _ => return Err(self.no_json(text::e_expected_a_value())),
        };
        let start = self.at;
        match kind {
            "string" => self.quoted().map(drop)?,
            "null" => self.word("null")?,
            _ => self.boolean().map(drop)?,
        }
        Ok((kind, self.text.get(start..self.at).unwrap_or_default()))
    }
}

fn unknown_key(keys: &[&str]) -> Box<Refusal> {
    Refusal::words(match keys {
        [] => text::e_no_keys_here().to_owned(),
        [one] => text::e_is_an_unknown_key(one),
        keys => text::e_is_an_unknown_key_of(&(keys.join("`, `")).to_string()),
    })
}

fn kind_of(decimal: &str) -> &'static str {
    match is_whole(decimal) {
        true => text::e_integer(),
        false => text::e_floating_point(),
    }
}

fn is_whole(decimal: &str) -> bool {
    !decimal.contains(['.', 'e', 'E'])
}

/// A value as an error shows it.
fn cut(text: &str) -> String {
    text::outside(text, MOST_SHOWN)
}
