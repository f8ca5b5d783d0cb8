//! From serde's errors to ours: the path of the field, and words that name what would do.

use crate::model::{Error, Problem};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// How [`number`](super::number) reports a number that f32 cannot hold; turned into [`Problem::NotFinite`] here.
pub(in crate::state) const NOT_FINITE: &str = "is no finite number of f32: ";

/// Reads a JSON text of at most `most` bytes; `root` names the whole in errors.
pub(in crate::state) fn read_text<T: DeserializeOwned>(
    text: &str,
    root: &str,
    most: usize,
) -> Result<T, Error> {
    if text.len() > most {
        let problem = Problem::OutOfRange {
            found: format!("{} bytes long", text.len()),
            expected: format!("at most {most} bytes"),
        };
        return Err(Error::new(root, problem));
    }
    // Some editors begin a file with a byte order mark.
    let text = text.trim_start_matches('\u{feff}');
    let mut json = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| explain(&error.path().to_string(), error.inner(), text, root))?;
    json.end()
        .map_err(|error| explain(".", &error, text, root))?;
    Ok(value)
}

/// Reads a JSON value; `root` names the whole in errors.
pub(in crate::state) fn read_value<T: DeserializeOwned>(
    value: Value,
    root: &str,
) -> Result<T, Error> {
    serde_path_to_error::deserialize(value)
        .map_err(|error| explain(&error.path().to_string(), error.inner(), "", root))
}

fn explain(path: &str, error: &serde_json::Error, text: &str, root: &str) -> Error {
    let message = error.to_string();
    if error.line() > 0 && message.starts_with("number out of range") {
        let found = number_ending_at(text, error.line(), error.column());
        return Error::new(named(path, root), Problem::NotFinite { found });
    }
    if error.is_syntax() || error.is_eof() {
        return Error::new(root, Problem::Syntax(format!("is no JSON: {message}")));
    }
    let message = match message.rfind(" at line ") {
        Some(end) if error.line() > 0 => &message[..end],
        _ => &message,
    };
    explain_data(path, message, root)
}

/// Errors of the content: serde has words for what was found, and Rust's names for what was expected.
fn explain_data(path: &str, message: &str, root: &str) -> Error {
    if let Some(found) = message.strip_prefix(NOT_FINITE) {
        let found = found.to_owned();
        return Error::new(named(path, root), Problem::NotFinite { found });
    }
    if let Some(field) = message.strip_prefix("missing field ") {
        return Error::new(join(path, field), Problem::Syntax("is missing".into()));
    }
    if let Some((field, expected)) = split(message, "unknown field ") {
        let problem = Problem::Syntax(format!("is an unknown key, {expected}"));
        return Error::new(join(path, field), problem);
    }
    if let Some((found, expected)) = split(message, "unknown variant ") {
        let expected = expected.trim_start_matches("expected ").replace('`', "");
        let found = found.trim_matches('`').to_owned();
        return Error::new(named(path, root), Problem::UnknownName { found, expected });
    }
    let message = [
        ("expected u64", "expected a whole number, 0 or more"),
        ("expected usize", "expected a whole number, 0 or more"),
        ("expected a sequence", "expected an array"),
        ("expected a boolean", "expected true or false"),
        ("invalid type: ", "is a value of the wrong type: "),
        ("invalid value: ", "is a wrong value: "),
    ]
    .iter()
    .fold(message.to_owned(), |words, (rust, plain)| {
        words.replace(rust, plain)
    });
    Error::new(named(path, root), Problem::Syntax(message))
}

/// The two halves of "`found`, expected ...".
fn split<'a>(message: &'a str, prefix: &str) -> Option<(&'a str, &'a str)> {
    message
        .strip_prefix(prefix)?
        .split_once("`, ")
        .map(|(found, rest)| (found.trim_matches('`'), rest))
}

/// The path of the key `field` in the object at `path`, where serde already counts an unknown key into the path.
fn join(path: &str, field: &str) -> String {
    let field = field.trim_matches('`');
    match path {
        "." | "" => field.to_owned(),
        path if path == field || path.ends_with(&format!(".{field}")) => path.to_owned(),
        path => format!("{path}.{field}"),
    }
}

fn named<'a>(path: &'a str, root: &'a str) -> &'a str {
    match path {
        "." | "" => root,
        path => path,
    }
}

/// The number as it was written, found backwards from where the reader stopped.
fn number_ending_at(text: &str, line: usize, column: usize) -> String {
    let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
    let begin = match line {
        0 | 1 => 0,
        line => ends
            .map(|(at, _)| at + 1)
            .nth(line - 2)
            .unwrap_or(text.len()),
    };
    let line = &text.as_bytes()[begin..];
    let is_part = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
    let stop = column.min(line.len());
    let start = line[..stop]
        .iter()
        .rposition(|byte| !is_part(byte))
        .map_or(0, |at| at + 1);
    let rest = line[start..]
        .iter()
        .take_while(|byte| is_part(byte))
        .take(40);
    rest.map(|byte| char::from(*byte)).collect()
}
