//! Writing JSON: a text that grows, and no types in between.

use crate::model::Matrix;
use crate::model::decimal::shortest;
use std::fmt::Write;

/// A JSON text in the making. Who calls makes sure that a key comes before every value of an object.
pub(crate) struct Writer {
    text: String,
    /// Whether what comes next needs no comma before it.
    fresh: bool,
    layout: Option<RowAligned>,
}

/// The layout of a file: objects a key a line; arrays on one line, but an array within an array on a line of its own.
#[derive(Default)]
struct RowAligned {
    objects: usize,
    arrays: usize,
    /// Whether the array that is being left held arrays.
    rows: bool,
}

impl Writer {
    /// A text on one line.
    pub fn on_one_line() -> Self {
        let (text, fresh, layout) = (String::new(), true, None);
        Self {
            text,
            fresh,
            layout,
        }
    }

    /// A text for a file: a key a line, and a row of a matrix a line.
    pub fn row_aligned() -> Self {
        Self {
            layout: Some(RowAligned::default()),
            ..Self::on_one_line()
        }
    }

    /// The text.
    pub fn finish(self) -> String {
        self.text
    }

    /// An object; `fields` writes keys and values.
    pub fn object(&mut self, fields: &mut dyn FnMut(&mut Self)) {
        self.separate();
        self.text.push('{');
        self.fresh = true;
        if let Some(layout) = &mut self.layout {
            layout.objects += 1;
        }
        fields(self);
        if let Some(layout) = &mut self.layout {
            layout.objects -= 1;
            line(&mut self.text, layout.objects);
        }
        self.text.push('}');
        self.fresh = false;
    }

    /// The key of the value that comes next.
    pub fn key(&mut self, key: &str) -> &mut Self {
        self.separate();
        if let Some(layout) = &self.layout {
            line(&mut self.text, layout.objects);
        }
        quote(&mut self.text, key);
        self.text.push(':');
        if self.layout.is_some() {
            self.text.push(' ');
        }
        self.fresh = true;
        self
    }

    /// An array; `entries` writes values.
    pub fn array(&mut self, entries: &mut dyn FnMut(&mut Self)) {
        self.separate();
        if let Some(layout) = &mut self.layout {
            if layout.arrays > 0 {
                line(&mut self.text, layout.objects + layout.arrays);
            }
            layout.arrays += 1;
            layout.rows = false;
        }
        self.text.push('[');
        self.fresh = true;
        entries(self);
        if let Some(layout) = &mut self.layout {
            layout.arrays -= 1;
            if layout.rows {
                line(&mut self.text, layout.objects + layout.arrays);
            }
            layout.rows = layout.arrays > 0;
        }
        self.text.push(']');
        self.fresh = false;
    }

    /// The shortest decimal that reads back to the same f32; `null` for what is not finite.
    pub fn number(&mut self, number: f32) {
        match number.is_finite() {
            true => {
                self.separate();
                self.text.push_str(&shortest(number));
            }
            false => self.null(),
        }
    }

    /// A whole number.
    pub fn whole(&mut self, number: u64) {
        self.separate();
        // A String takes all that is written to it.
        let _ = write!(self.text, "{number}");
    }

    /// true or false.
    pub fn boolean(&mut self, on: bool) {
        self.word(if on { "true" } else { "false" });
    }

    /// null.
    pub fn null(&mut self) {
        self.word("null");
    }

    /// A text.
    pub fn string(&mut self, text: &str) {
        self.separate();
        quote(&mut self.text, text);
    }

    /// An array of numbers.
    pub fn numbers(&mut self, numbers: &mut dyn Iterator<Item = f32>) {
        self.array(&mut |w| numbers.for_each(|number| w.number(number)));
    }

    /// An array of whole numbers.
    pub fn wholes(&mut self, numbers: &[usize]) {
        self.array(&mut |w| numbers.iter().for_each(|number| w.whole(*number as u64)));
    }

    /// A matrix as an array of rows.
    pub fn matrix(&mut self, matrix: &Matrix) {
        self.array(&mut |w| {
            for row in 0..matrix.nrows() {
                w.numbers(&mut (0..matrix.ncols()).map(|column| matrix[(row, column)]));
            }
        });
    }

    fn word(&mut self, word: &str) {
        self.separate();
        self.text.push_str(word);
    }

    fn separate(&mut self) {
        if !self.fresh {
            self.text.push(',');
        }
        self.fresh = false;
    }
}

fn line(text: &mut String, depth: usize) {
    text.push('\n');
    (0..depth).for_each(|_| text.push_str("  "));
}

/// A string of JSON (RFC 8259, section 7): quotes, backslashes and control characters are escaped.
fn quote(text: &mut String, string: &str) {
    text.push('"');
    for character in string.chars() {
        let short = match character {
            '"' => '"',
            '\\' => '\\',
            '\u{8}' => 'b',
            '\u{c}' => 'f',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            '\0'..='\u{1f}' => {
                let _ = write!(text, "\\u{:04x}", u32::from(character));
                continue;
            }
            plain => {
                text.push(plain);
                continue;
            }
        };
        text.push('\\');
        text.push(short);
    }
    text.push('"');
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn strings_as_serde_json_writes_them(text in "(?s).*", control in "[\\x00-\\x20\"\\\\\\x7f]*") {
            for string in [&text, &control] {
                let mut writer = Writer::on_one_line();
                writer.string(string);
                prop_assert_eq!(writer.finish(), serde_json::to_string(string).unwrap());
            }
        }

        #[test]
        fn numbers_as_serde_json_writes_them(bits in any::<u32>(), whole in any::<u64>(), hundredths in any::<i16>()) {
            for number in [f32::from_bits(bits), f32::from(hundredths) / 100.0] {
                let mut writer = Writer::on_one_line();
                writer.number(number);
                prop_assert_eq!(writer.finish(), serde_json::to_string(&number).unwrap());
            }
            let mut writer = Writer::on_one_line();
            writer.whole(whole);
            prop_assert_eq!(writer.finish(), whole.to_string());
        }
    }
}
