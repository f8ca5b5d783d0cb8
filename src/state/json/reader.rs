//! The grammar of JSON (RFC 8259).

use super::{Read, Refusal};
use crate::model::Problem;

#[derive(Clone)]
/// Reads a text from its begin to its end; every function reads one value and stands behind it afterwards.
pub(in crate::state) struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u8,
}

/// Deepest nesting that is read: a text of brackets alone must not exhaust the stack.
const DEEPEST: u8 = 127;

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
            Some(_) => Err(self.no_json("trailing characters")),
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
                if self.closes(b']', "expected `,` or `]`")? {
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
                return Err(Refusal::words(format!("has more than {most} {unit}")));
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
                None => Err(unknown_key(keys)),
                Some(place) if seen & (1_u32 << place) != 0 => {
                    Err(Refusal::words("is there twice"))
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
                    return Err(self.no_json("expected a key in quotes"));
                }
                let key = self.quoted()?;
                if !self.take(b':') {
                    return Err(self.no_json("expected `:`"));
                }
                value(self, &key)?;
                if self.closes(b'}', "expected `,` or `}`")? {
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
        let found = self.string("a name in quotes")?;
        let place = names.iter().position(|name| *name == found);
        place.ok_or_else(|| {
            let expected = match names {
                [one, other] => format!("{one} or {other}"),
                names => format!("one of {}", names.join(", ")),
            };
            let found = cut(&found);
            Refusal::new(Problem::UnknownName { found, expected })
        })
    }

    /// A finite number that fits in f32, straight from its decimal.
    pub fn number(&mut self) -> Read<f32> {
        if !self.is_number() {
            return Err(self.wrong_type("a finite number"));
        }
        let text = self.decimal()?;
        match text.parse() {
            Ok(number) if f32::is_finite(number) => Ok(number),
            _ => Err(Refusal::new(Problem::NotFinite { found: cut(text) })),
        }
    }

    /// A whole number, 0 or more.
    pub fn whole(&mut self) -> Read<u64> {
        const EXPECTED: &str = "a whole number, 0 or more";
        if !self.is_number() {
            return Err(self.wrong_type(EXPECTED));
        }
        let start = self.at;
        let text = self.decimal()?;
        text.parse().map_err(|_| match kind_of(text) {
            "integer" => {
                let text = cut(text);
                Refusal::words(format!(
                    "is a wrong value: integer `{text}`, expected {EXPECTED}"
                ))
            }
            _ => {
                self.at = start;
                self.wrong_type(EXPECTED)
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
            _ => Err(self.wrong_type("true or false")),
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
            Some(b'[') => "an array".to_owned(),
            Some(b'{') => "an object".to_owned(),
            _ => match self.scalar() {
                Ok(("string", text)) => format!("string {}", cut(text)),
                Ok(("null", _)) => "null".to_owned(),
                Ok((kind, text)) => format!("{kind} `{}`", cut(text)),
                Err(refusal) => return refusal,
            },
        };
        Refusal::words(format!(
            "is a value of the wrong type: {found}, expected {expected}"
        ))
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
            _ => return Err(self.no_json("expected a value")),
        };
        let start = self.at;
        match kind {
            "string" => self.quoted().map(drop)?,
            "null" => self.word("null")?,
            _ => self.boolean().map(drop)?,
        }
        Ok((kind, self.text.get(start..self.at).unwrap_or_default()))
    }

    /// The next character that is no white space.
    fn peek(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        let skipped = rest.iter().take_while(|byte| is_space(byte)).count();
        self.at += skipped;
        rest.get(skipped).copied()
    }

    /// The next character.
    fn next(&mut self) -> Option<u8> {
        let byte = self.text.as_bytes().get(self.at).copied();
        self.at += usize::from(byte.is_some());
        byte
    }

    /// Whether `sign` comes next, which is read then.
    fn take(&mut self, sign: u8) -> bool {
        let is_next = self.peek() == Some(sign);
        self.at += usize::from(is_next);
        is_next
    }

    fn open(&mut self, sign: u8, expected: &str) -> Read<()> {
        if !self.take(sign) {
            return Err(self.wrong_type(expected));
        }
        if self.depth == DEEPEST {
            return Err(self.no_json("values are nested too deeply"));
        }
        self.depth += 1;
        Ok(())
    }

    /// Behind an entry: whether `sign` closes, and not a comma goes on.
    fn closes(&mut self, sign: u8, expected: &str) -> Read<bool> {
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(false)
            }
            Some(found) if found == sign => {
                self.at += 1;
                Ok(true)
            }
            _ => Err(self.no_json(expected)),
        }
    }

    fn word(&mut self, word: &str) -> Read<()> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if !rest.starts_with(word) {
            return Err(self.no_json("expected a value"));
        }
        self.at += word.len();
        Ok(())
    }

    fn is_number(&mut self) -> bool {
        matches!(self.peek(), Some(b'-' | b'0'..=b'9'))
    }

    /// The text of a number.
    fn decimal(&mut self) -> Read<&'a str> {
        let start = self.at;
        self.sign(b"-");
        if !self.sign(b"0") {
            self.digits()?;
        }
        if self.sign(b".") {
            self.digits()?;
        }
        if self.sign(b"eE") {
            self.sign(b"+-");
            self.digits()?;
        }
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    /// Whether one of `signs` comes next, without a space before it, which is read then.
    fn sign(&mut self, signs: &[u8]) -> bool {
        let next = self.text.as_bytes().get(self.at);
        let is_next = next.is_some_and(|byte| signs.contains(byte));
        self.at += usize::from(is_next);
        is_next
    }

    fn digits(&mut self) -> Read<()> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if count == 0 {
            return Err(self.no_json("expected a digit"));
        }
        self.at += count;
        Ok(())
    }

    /// A string from its quote on.
    fn quoted(&mut self) -> Read<String> {
        self.at += 1;
        let mut string = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let is_special = |byte: u8| matches!(byte, b'"' | b'\\' | 0..=0x1f);
            let plain = rest.bytes().take_while(|byte| !is_special(*byte)).count();
            string.push_str(rest.get(..plain).unwrap_or_default());
            self.at += plain;
            match self.next() {
                Some(b'"') => return Ok(string),
                Some(b'\\') => string.push(self.escape()?),
                Some(_) => return Err(self.no_json("a control character stands in a string")),
                None => return Err(self.no_json("a string has no end")),
            }
        }
    }

    /// A character behind a backslash.
    fn escape(&mut self) -> Read<char> {
        Ok(match self.next() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let mut code = self.hexadecimal()?;
                // A character beyond 16 bits is written as two surrogates.
                if matches!(code, 0xd800..0xdc00) && self.sign(b"\\") && self.sign(b"u") {
                    let low = self.hexadecimal()?.wrapping_sub(0xdc00);
                    let is_pair = low < 0x400;
                    code = if is_pair {
                        0x1_0000 + ((code - 0xd800) << 10) + low
                    } else {
                        code
                    };
                }
                char::from_u32(code).ok_or_else(|| self.no_json("half a surrogate pair"))?
            }
            _ => return Err(self.no_json("an unknown escape")),
        })
    }

    fn hexadecimal(&mut self) -> Read<u32> {
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        (0..4).try_fold(0, |code, _| match digit(self.next()) {
            Some(digit) => Ok(code * 16 + digit),
            None => Err(self.no_json("expected a hexadecimal digit")),
        })
    }

    /// The refusal of a text that is no JSON, at the place that is reached.
    fn no_json(&self, what: &str) -> Box<Refusal> {
        let read = self.text.as_bytes().get(..self.at).unwrap_or_default();
        let line = 1 + read.iter().filter(|byte| **byte == b'\n').count();
        let column = 1 + read.iter().rev().take_while(|byte| **byte != b'\n').count();
        Refusal::no_json(format!("is no JSON: {what} at line {line} column {column}"))
    }
}

fn unknown_key(keys: &[&str]) -> Box<Refusal> {
    Refusal::words(match keys {
        [] => "is an unknown key, there are none here".to_owned(),
        [one] => format!("is an unknown key, expected `{one}`"),
        keys => format!("is an unknown key, expected one of `{}`", keys.join("`, `")),
    })
}

fn kind_of(decimal: &str) -> &'static str {
    match decimal
        .bytes()
        .any(|byte| matches!(byte, b'.' | b'e' | b'E'))
    {
        true => "floating point",
        false => "integer",
    }
}

/// A value as an error shows it.
fn cut(text: &str) -> String {
    text.chars().take(MOST_SHOWN).collect()
}
