//! The signs of JSON (RFC 8259): white space, words, numbers and strings.

use super::{Read, Reader, Refusal};
use crate::text;

/// Deepest nesting that is read: a text of brackets alone must not exhaust the stack.
const DEEPEST: u8 = 127;

impl<'a> Reader<'a> {
    /// The next character that is no white space.
    pub(super) fn peek(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        let skipped = rest.iter().take_while(|byte| is_space(byte)).count();
        self.at += skipped;
        rest.get(skipped).copied()
    }

    /// The next character.
    pub(super) fn next(&mut self) -> Option<u8> {
        let byte = self.text.as_bytes().get(self.at).copied();
        self.at += usize::from(byte.is_some());
        byte
    }

    /// Whether `sign` comes next, which is read then.
    pub(super) fn take(&mut self, sign: u8) -> bool {
        let is_next = self.peek() == Some(sign);
        self.at += usize::from(is_next);
        is_next
    }

    pub(super) fn open(&mut self, sign: u8, expected: &str) -> Read<()> {
        if !self.take(sign) {
            return Err(self.wrong_type(expected));
        }
        if self.depth == DEEPEST {
            return Err(self.no_json(text::e_values_are_nested_too()));
        }
        self.depth += 1;
        Ok(())
    }

    /// Behind an entry: whether `sign` closes, and not a comma goes on.
    pub(super) fn closes(&mut self, sign: u8) -> Read<bool> {
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                Ok(false)
            }
            Some(found) if found == sign => {
                self.at += 1;
                Ok(true)
            }
            _ => {
                let sign = if sign == b']' { "`]`" } else { "`}`" };
                Err(self.no_json(&text::e_expected(&text::e_or("`,`", sign))))
            }
        }
    }

    pub(super) fn word(&mut self, word: &str) -> Read<()> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if !rest.starts_with(word) {
            return Err(self.no_json(text::e_expected_a_value()));
        }
        self.at += word.len();
        Ok(())
    }

    pub(super) fn is_number(&mut self) -> bool {
        matches!(self.peek(), Some(b'-' | b'0'..=b'9'))
    }

    /// The text of a number.
    pub(super) fn decimal(&mut self) -> Read<&'a str> {
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
    pub(super) fn sign(&mut self, signs: &[u8]) -> bool {
        let next = self.text.as_bytes().get(self.at);
        let is_next = next.is_some_and(|byte| signs.contains(byte));
        self.at += usize::from(is_next);
        is_next
    }

    pub(super) fn digits(&mut self) -> Read<()> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if count == 0 {
            return Err(self.no_json(text::e_expected_a_digit()));
        }
        self.at += count;
        Ok(())
    }

    /// A string from its quote on.
    pub(super) fn quoted(&mut self) -> Read<String> {
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
                Some(_) => return Err(self.no_json(text::e_a_control_character_stands())),
                None => return Err(self.no_json(text::e_a_string_has_no())),
            }
        }
    }

    /// A character behind a backslash.
    pub(super) fn escape(&mut self) -> Read<char> {
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
                char::from_u32(code).ok_or_else(|| self.no_json(text::e_half_a_surrogate_pair()))?
            }
            _ => return Err(self.no_json(text::e_an_unknown_escape())),
        })
    }

    pub(super) fn hexadecimal(&mut self) -> Read<u32> {
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        (0..4).try_fold(0, |code, _| match digit(self.next()) {
            Some(digit) => Ok(code * 16 + digit),
            None => Err(self.no_json(text::e_expected_a_hexadecimal_digit())),
        })
    }

    /// The refusal of a text that is no JSON, at the place that is reached.
    pub(super) fn no_json(&self, what: &str) -> Box<Refusal> {
        let read = self.text.as_bytes().get(..self.at).unwrap_or_default();
        let line = 1 + read.iter().filter(|byte| **byte == b'\n').count();
        let column = 1 + read.iter().rev().take_while(|byte| **byte != b'\n').count();
        Refusal::no_json(text::e_is_no_json_at(
            what,
            &line.to_string(),
            &column.to_string(),
        ))
    }
}
