//! What a lesson asks of state and trace: `weights[0][it][robot] >= 0.9`. Read here, typed here, and evaluated by the
//! page, which gets it as JSON in prefix form: `[">=", ["@weights", 0, "it", "robot"], 0.9]`.

use serde_json::{Value, json};

/// What an expression is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// A number.
    Number,
    /// True or false.
    Flag,
    /// A name: of a mask, an encoding, a lab.
    Text,
    /// Numbers in a row: a row of a matrix, or all of it, row by row.
    List,
    /// A setting of a lab, whose type only its own table knows.
    Any,
}

impl Type {
    fn fits(self, wanted: Self) -> bool {
        self == wanted || self == Self::Any || wanted == Self::Any
    }

    fn name(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Flag => "true or false",
            Self::Text => "a name in quotes",
            Self::List => "a list of numbers",
            Self::Any => "a value",
        }
    }
}

/// Names of the state document and of the trace: how many indices each takes, and what it is with all of them.
const NAMES: &[(&str, usize, Type)] = &[
    ("lab", 0, Type::Text),
    ("n", 0, Type::Number),
    ("heads", 0, Type::Number),
    ("scale", 0, Type::Flag),
    ("temperature", 0, Type::Number),
    ("mask", 0, Type::Text),
    ("seed", 0, Type::Number),
    ("order", 1, Type::Number),
    ("position.kind", 0, Type::Text),
    ("position.base", 0, Type::Number),
    ("input.q", 2, Type::Number),
    ("input.k", 2, Type::Number),
    ("input.v", 2, Type::Number),
    ("input.x", 2, Type::Number),
    ("input.wq", 2, Type::Number),
    ("input.wk", 2, Type::Number),
    ("input.wv", 2, Type::Number),
    ("input.wo", 2, Type::Number),
    ("q", 3, Type::Number),
    ("k", 3, Type::Number),
    ("v", 3, Type::Number),
    ("scores", 3, Type::Number),
    ("logits", 3, Type::Number),
    ("weights", 3, Type::Number),
    ("head_outputs", 3, Type::Number),
    ("output", 2, Type::Number),
    ("overflow", 0, Type::Flag),
    ("permutation.gap", 0, Type::Number),
    ("permutation.rounding", 0, Type::Number),
    ("permutation.shuffled_output", 2, Type::Number),
    ("permutation.expected_output", 2, Type::Number),
];

/// Functions of a number.
const OF_NUMBER: &[&str] = &["sqrt", "exp", "ln", "abs", "round"];
/// Functions of a list, each giving a number.
const OF_LIST: &[&str] = &["sum", "min", "max", "largest", "entropy"];

/// Longest expression, in bytes.
const MOST_BYTES: usize = 500;
/// Deepest nesting.
const MOST_DEPTH: u8 = 24;

/// Reads an expression that is to be of type `wanted`; `cells`: whether it is asked of each cell of a grid, so that `row`
/// and `column` have a meaning.
///
/// # Errors
/// What is wrong with it, in words.
pub fn read(text: &str, wanted: Type, cells: bool) -> Result<Value, String> {
    if text.len() > MOST_BYTES {
        return Err(format!("is longer than {MOST_BYTES} bytes"));
    }
    let mut reader = Reader {
        text,
        at: 0,
        depth: 0,
        cells,
    };
    let (value, kind) = reader.either()?;
    reader.space();
    if reader.at < text.len() {
        return Err(format!(
            "`{}` cannot stand behind what comes before it",
            reader.rest_shown()
        ));
    }
    match kind.fits(wanted) {
        true => Ok(value),
        false => Err(format!("is {}, expected {}", kind.name(), wanted.name())),
    }
}

type Read = Result<(Value, Type), String>;

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u8,
    cells: bool,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn rest_shown(&self) -> String {
        let mut shown: String = self.rest().chars().take(20).collect();
        if shown.is_empty() {
            shown.push_str("(nothing)");
        }
        shown
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// Takes a sign, where it comes next.
    fn takes(&mut self, sign: &str) -> bool {
        self.space();
        let comes = self.rest().starts_with(sign);
        if comes {
            self.at += sign.len();
        }
        comes
    }

    /// Takes a word, where it comes next and ends there.
    fn takes_word(&mut self, word: &str) -> bool {
        self.space();
        let rest = self.rest();
        let comes = rest
            .strip_prefix(word)
            .is_some_and(|after| !after.starts_with(is_of_name));
        if comes {
            self.at += word.len();
        }
        comes
    }

    fn needs(&mut self, sign: &str) -> Result<(), String> {
        match self.takes(sign) {
            true => Ok(()),
            false => Err(format!("expected `{sign}` before `{}`", self.rest_shown())),
        }
    }

    fn word(&mut self) -> &'a str {
        self.space();
        let rest = self.rest();
        let end = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// One level deeper; a text that nests without end would need as much stack.
    fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Read) -> Read {
        if self.depth == MOST_DEPTH {
            return Err("nests too deeply".to_owned());
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    fn either(&mut self) -> Read {
        let mut all = self.both()?;
        while self.takes_word("or") {
            all = flags("or", all, self.both()?)?;
        }
        Ok(all)
    }

    fn both(&mut self) -> Read {
        let mut all = self.negation()?;
        while self.takes_word("and") {
            all = flags("and", all, self.negation()?)?;
        }
        Ok(all)
    }

    fn negation(&mut self) -> Read {
        if !self.takes_word("not") {
            return self.comparison();
        }
        self.deeper(|reader| {
            let (value, kind) = reader.negation()?;
            need("not", kind, Type::Flag)?;
            Ok((json!(["not", value]), Type::Flag))
        })
    }

    fn comparison(&mut self) -> Read {
        let (left, kind) = self.sum()?;
        let signs = ["<=", ">=", "==", "!=", "<", ">"];
        let Some(sign) = signs.into_iter().find(|sign| self.takes(sign)) else {
            return Ok((left, kind));
        };
        let (right, other) = self.sum()?;
        if matches!(sign, "==" | "!=") {
            if kind == Type::List || other == Type::List {
                return Err("lists are compared by same(a, b)".to_owned());
            }
            if !kind.fits(other) {
                return Err(format!(
                    "`{sign}` compares {} with {}",
                    kind.name(),
                    other.name()
                ));
            }
        } else {
            need(sign, kind, Type::Number)?;
            need(sign, other, Type::Number)?;
        }
        Ok((json!([sign, left, right]), Type::Flag))
    }

    fn sum(&mut self) -> Read {
        let mut all = self.product()?;
        while let Some(sign) = ["+", "-"].into_iter().find(|sign| self.takes(sign)) {
            all = numbers(sign, all, self.product()?)?;
        }
        Ok(all)
    }

    fn product(&mut self) -> Read {
        let mut all = self.negative()?;
        while let Some(sign) = ["*", "/"].into_iter().find(|sign| self.takes(sign)) {
            all = numbers(sign, all, self.negative()?)?;
        }
        Ok(all)
    }

    fn negative(&mut self) -> Read {
        if !self.takes("-") {
            return self.deeper(Self::single);
        }
        self.deeper(|reader| numbers("-", (json!(0), Type::Number), reader.negative()?))
    }

    fn single(&mut self) -> Read {
        if self.takes("(") {
            let inside = self.either()?;
            self.needs(")")?;
            return Ok(inside);
        }
        self.space();
        match self.rest().chars().next() {
            Some('0'..='9') => Ok((json!(self.number()?), Type::Number)),
            Some('"') => Ok((json!(self.quoted()?), Type::Text)),
            Some(c) if is_of_name(c) => self.named(),
            _ => Err(format!(
                "expected a number, a name or `(` before `{}`",
                self.rest_shown()
            )),
        }
    }

    fn number(&mut self) -> Result<f64, String> {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !(c.is_ascii_digit() || c == '.'))
            .unwrap_or(rest.len());
        self.at += end;
        let text = &rest[..end];
        text.parse()
            .map_err(|_| format!("`{text}` is no number; write it like 0.8"))
    }

    fn quoted(&mut self) -> Result<&'a str, String> {
        self.needs("\"")?;
        let rest = self.rest();
        let end = rest.find('"').ok_or("a quotation is never closed")?;
        self.at += end + 1;
        Ok(&rest[..end])
    }

    fn named(&mut self) -> Read {
        let mut name = self.word().to_owned();
        match name.as_str() {
            "true" | "false" => return Ok((json!(name == "true"), Type::Flag)),
            "row" | "column" if self.cells => return Ok((json!([name]), Type::Number)),
            _ => {}
        }
        if self.takes("(") {
            return self.function(&name);
        }
        while self.rest().starts_with('.') {
            self.at += 1;
            name.push('.');
            name.push_str(self.word());
        }
        let known = NAMES.iter().find(|(known, ..)| *known == name);
        let (most, kind) = match known {
            Some((_, most, kind)) => (*most, *kind),
            None if name.starts_with("labs.") && name.matches('.').count() == 2 => (0, Type::Any),
            None => {
                let names: Vec<_> = NAMES.iter().map(|(name, ..)| *name).collect();
                return Err(format!(
                    "`{name}` is no name of state or trace; these are: {}, labs.<lab>.<setting>",
                    names.join(", ")
                ));
            }
        };
        let mut path = vec![json!(format!("@{name}"))];
        while self.takes("[") {
            path.push(self.index()?);
            self.needs("]")?;
        }
        let found = path.len() - 1;
        if found > most {
            return Err(format!(
                "`{name}` takes {most} indices at most, not {found}"
            ));
        }
        let kind = if found < most { Type::List } else { kind };
        Ok((Value::Array(path), kind))
    }

    /// A number from 0, a token by its label, or the row or column of the cell that is asked about.
    fn index(&mut self) -> Result<Value, String> {
        self.space();
        match self.rest().chars().next() {
            Some('0'..='9') => {
                let word = self.word();
                let number: u16 = word.parse().map_err(|_| {
                    format!("`{word}` is no index; a token that is called so stands in quotes")
                })?;
                Ok(json!(number))
            }
            Some('"') => Ok(json!(self.quoted()?)),
            Some(c) if is_of_name(c) => match self.word() {
                word @ ("row" | "column") if self.cells => Ok(json!([word])),
                label => Ok(json!(label)),
            },
            _ => Err(format!(
                "expected a number or a token before `{}`",
                self.rest_shown()
            )),
        }
    }

    fn function(&mut self, name: &str) -> Read {
        let (value, kind) = self.either()?;
        let read = if OF_NUMBER.contains(&name) {
            need(name, kind, Type::Number)?;
            (json!([name, value]), Type::Number)
        } else if OF_LIST.contains(&name) {
            need(name, kind, Type::List)?;
            (json!([name, value]), Type::Number)
        } else if name == "was" {
            (json!([name, value]), kind)
        } else if name == "same" {
            self.needs(",")?;
            let (other, with) = self.either()?;
            let (_, kind) = numbers(name, (value.clone(), kind), (other.clone(), with))?;
            debug_assert!(matches!(kind, Type::Number | Type::List));
            (json!([name, value, other]), Type::Flag)
        } else {
            return Err(format!(
                "`{name}` is no function; these are: {}, {}, same, was",
                OF_NUMBER.join(", "),
                OF_LIST.join(", ")
            ));
        };
        self.needs(")")?;
        Ok(read)
    }
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn need(what: &str, found: Type, wanted: Type) -> Result<(), String> {
    match found.fits(wanted) {
        true => Ok(()),
        false => Err(format!(
            "`{what}` is asked of {}, expected {}",
            found.name(),
            wanted.name()
        )),
    }
}

fn flags(sign: &str, (left, one): (Value, Type), (right, other): (Value, Type)) -> Read {
    need(sign, one, Type::Flag)?;
    need(sign, other, Type::Flag)?;
    Ok((json!([sign, left, right]), Type::Flag))
}

/// Arithmetic of numbers, or of lists number by number; a number goes with every number of a list.
fn numbers(sign: &str, (left, one): (Value, Type), (right, other): (Value, Type)) -> Read {
    let lists = [one, other].contains(&Type::List);
    for kind in [one, other] {
        if kind != Type::List {
            need(sign, kind, Type::Number)?;
        }
    }
    let kind = if lists { Type::List } else { Type::Number };
    Ok((json!([sign, left, right]), kind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn is(text: &str, wanted: Type, expected: Value) {
        assert_eq!(read(text, wanted, false), Ok(expected), "{text}");
    }

    #[track_caller]
    fn refused(text: &str, wanted: Type, why: &str) {
        let found = read(text, wanted, false).expect_err(text);
        assert!(found.contains(why), "{text}: {found}");
    }

    #[test]
    fn operators_bind_as_in_mathematics() {
        is(
            "1 + 2 * 3",
            Type::Number,
            json!(["+", 1.0, ["*", 2.0, 3.0]]),
        );
        is(
            "1 - 2 - 3",
            Type::Number,
            json!(["-", ["-", 1.0, 2.0], 3.0]),
        );
        is(
            "(1 - 2) / 4",
            Type::Number,
            json!(["/", ["-", 1.0, 2.0], 4.0]),
        );
        is("-2 * 3", Type::Number, json!(["*", ["-", 0, 2.0], 3.0]));
        is(
            "not scale or n > 3 and true",
            Type::Flag,
            json!(["or", ["not", ["@scale"]], ["and", [">", ["@n"], 3.0], true]]),
        );
    }

    #[test]
    fn paths_name_tokens_by_their_labels() {
        is(
            "weights[0][it][\"How do birds fly?\"]",
            Type::Number,
            json!(["@weights", 0, "it", "How do birds fly?"]),
        );
        is("weights[0][it]", Type::List, json!(["@weights", 0, "it"]));
        is(
            "labs.scaling.d_k >= 512",
            Type::Flag,
            json!([">=", ["@labs.scaling.d_k"], 512.0]),
        );
        is(
            "mask == \"causal\"",
            Type::Flag,
            json!(["==", ["@mask"], "causal"]),
        );
        let cells = read("weights[0][row][column] > 0.5", Type::Flag, true);
        assert_eq!(
            cells,
            Ok(json!([">", ["@weights", 0, ["row"], ["column"]], 0.5]))
        );
        is("order[row]", Type::Number, json!(["@order", "row"]));
    }

    #[test]
    fn functions_know_what_they_take() {
        is(
            "sum(weights[0][it])",
            Type::Number,
            json!(["sum", ["@weights", 0, "it"]]),
        );
        is(
            "same(output, 2 * was(output))",
            Type::Flag,
            json!(["same", ["@output"], ["*", 2.0, ["was", ["@output"]]]]),
        );
        refused(
            "sum(3)",
            Type::Number,
            "`sum` is asked of a number, expected a list",
        );
        refused("sqrt(weights)", Type::Number, "`sqrt` is asked of a list");
        refused("cosh(1)", Type::Number, "is no function");
    }

    #[test]
    fn what_is_wrong_is_named() {
        refused(
            "weight[0]",
            Type::Number,
            "`weight` is no name of state or trace",
        );
        refused(
            "weights[0][1][2][3]",
            Type::Number,
            "takes 3 indices at most, not 4",
        );
        refused(
            "weights[0][it]",
            Type::Number,
            "is a list of numbers, expected a number",
        );
        refused(
            "weights[0][it] == 1",
            Type::Flag,
            "lists are compared by same",
        );
        refused(
            "scale == 1",
            Type::Flag,
            "compares true or false with a number",
        );
        refused(
            "1 +",
            Type::Number,
            "expected a number, a name or `(` before `(nothing)`",
        );
        refused("1 2", Type::Number, "`2` cannot stand behind");
        refused("1.2.3", Type::Number, "is no number");
        refused("(1", Type::Number, "expected `)`");
        refused("mask == \"causal", Type::Flag, "never closed");
        refused("1 < 2 < 3", Type::Flag, "cannot stand behind");
        refused("n", Type::Flag, "is a number, expected true or false");
        refused(&"(".repeat(400), Type::Number, "nests too deeply");
        refused(&"-".repeat(400), Type::Number, "nests too deeply");
        refused(&"1+".repeat(400), Type::Number, "longer than 500 bytes");
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in "[-a-z0-9_.\\[\\]()+*/<>=!\" äß→]{0,80}", cells: bool) {
            let _ = read(&text, Type::Flag, cells);
        }

        #[test]
        fn any_text_at_all_is_read_or_refused(text in any::<String>()) {
            let _ = read(&text, Type::Number, false);
        }
    }
}
