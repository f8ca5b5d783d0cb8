//! The small table of a lesson or of a step: a key and its value a row, the first row being the table's head.

use crate::expression::{self, Type};
use serde_json::{Value, json};

/// Rows of a table as they were written, each with its line in the source.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table(Vec<(String, String, usize)>);

/// Keys of a step besides its own name, in the order in which the page gets them.
const KEYS: &[&str] = &[
    "begin", "ask", "answer", "within", "then", "holds", "check", "solve",
];

impl Table {
    /// Reads the source of a table that begins at the byte `start`, in line `line`; a refusal names the byte.
    pub fn read(source: &str, start: usize, line: usize) -> Result<Self, (usize, String)> {
        let mut rows: Vec<(String, String, usize)> = Vec::new();
        let mut at = start;
        for (index, row) in source.split_inclusive('\n').enumerate() {
            let here = at;
            at += row.len();
            if index == 1 {
                continue;
            }
            let cells = cells(row.trim());
            let [key, value] = cells.as_slice() else {
                let why = format!(
                    "has a row of {} cells, expected a key and a value",
                    cells.len()
                );
                return Err((here, why));
            };
            if rows.iter().any(|(other, ..)| other == key) {
                return Err((here, format!("has the key `{key}` twice")));
            }
            rows.push((key.clone(), value.clone(), line + index));
        }
        Ok(Self(rows))
    }

    pub fn get(&self, key: &str) -> Option<(&str, usize)> {
        let row = self.0.iter().find(|(other, ..)| other == key)?;
        Some((row.1.as_str(), row.2))
    }

    /// Refuses (with the line) rows whose key is none of `keys`.
    pub fn only(&self, keys: &[&str]) -> Result<(), (usize, String)> {
        match self
            .0
            .iter()
            .find(|(key, ..)| !keys.contains(&key.as_str()))
        {
            None => Ok(()),
            Some((key, _, at)) => Err((
                *at,
                format!(
                    "has the unknown key `{key}`, expected one of {}",
                    keys.join(", ")
                ),
            )),
        }
    }

    /// What a step asks of the page, as the page reads it: an object of the keys that are there. A refusal names the
    /// line.
    pub fn step(&self) -> Result<serde_json::Map<String, Value>, (usize, String)> {
        let keys: Vec<_> = std::iter::once("step")
            .chain(KEYS.iter().copied())
            .collect();
        self.only(&keys)?;
        let ask = self.get("ask").map(|(ask, _)| ask);
        let mut step = serde_json::Map::new();
        for key in KEYS {
            let Some((value, at)) = self.get(key) else {
                continue;
            };
            let read = field(key, value, ask).map_err(|why| (at, format!("`{key}` {why}")))?;
            step.insert((*key).to_owned(), read);
        }
        self.consistent(ask).map_err(|(key, why)| {
            let at = self.get(key).map_or(0, |(_, at)| at);
            (at, why.to_owned())
        })?;
        Ok(step)
    }

    /// Whether what is there goes together: the key to point at, and what is wrong.
    fn consistent(&self, ask: Option<&str>) -> Result<(), (&'static str, &'static str)> {
        let has = |key| self.get(key).is_some();
        match ask {
            Some("number") if !(has("answer") && has("within")) => Err((
                "ask",
                "a number that is asked for needs `answer` and `within`",
            )),
            Some("cells") if !has("answer") => {
                Err(("ask", "cells that are asked for need `answer`"))
            }
            Some("choice") | None if has("answer") => Err((
                "answer",
                "`answer` is for numbers and cells; the right choice is marked [x]",
            )),
            _ if has("within") && ask != Some("number") => {
                Err(("within", "`within` is for numbers"))
            }
            None if has("then") => Err(("then", "`then` follows an answer, and nothing is asked")),
            _ if has("solve") != has("check") => Err((
                if has("check") { "check" } else { "solve" },
                "`check` and `solve` go together",
            )),
            _ => Ok(()),
        }
    }
}

fn field(key: &str, value: &str, ask: Option<&str>) -> Result<Value, String> {
    match key {
        "ask" => match value {
            "number" | "choice" | "cells" => Ok(json!(value)),
            other => Err(format!("is `{other}`, expected number, choice or cells")),
        },
        "answer" if ask == Some("cells") => expression::read(value, Type::Flag, true),
        "answer" | "within" => expression::read(value, Type::Number, false),
        "holds" | "check" => expression::read(value, Type::Flag, false),
        _ => actions(value),
    }
}

/// An action, or several in an array: each as the text that the page's reader of actions takes.
fn actions(value: &str) -> Result<Value, String> {
    let parsed: Value =
        serde_json::from_str(value).map_err(|error| format!("is no JSON: {error}"))?;
    let list = match parsed {
        Value::Array(list) => list,
        one => vec![one],
    };
    let is_action = |action: &Value| action.get("type").is_some_and(Value::is_string);
    match list.iter().all(is_action) {
        true => Ok(list
            .iter()
            .map(|action| json!(action.to_string()))
            .collect()),
        false => Err("holds something that is no action (docs/actions.md)".to_owned()),
    }
}

/// The cells of a row. `\|` is a bar within a cell; a value may stand between backticks.
fn cells(line: &str) -> Vec<String> {
    let inner = line.strip_prefix('|').unwrap_or(line);
    let inner = match inner.strip_suffix('|') {
        Some(rest) if !rest.ends_with('\\') => rest,
        _ => inner,
    };
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for c in inner.chars() {
        match (c, escaped) {
            ('|', false) => cells.push(String::new()),
            ('|', true) => {
                let cell = cells.last_mut();
                if let Some(cell) = cell {
                    cell.pop();
                    cell.push('|');
                }
            }
            _ => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(c);
                }
            }
        }
        escaped = c == '\\';
    }
    let bare = |cell: &String| {
        let cell = cell.trim();
        let inside = cell
            .strip_prefix('`')
            .and_then(|cell| cell.strip_suffix('`'));
        inside.unwrap_or(cell).trim().to_owned()
    };
    cells.iter().map(bare).collect()
}
