//! Turns the lessons of this folder, which are Markdown with a small table a step, into what the page reads: JSON of
//! known elements, formulae as MathML, questions to state and trace as expressions that are typed already. How a lesson is
//! written stands in docs/lessons.md.
//!
//! It runs when the page is built and never in it. What is wrong with a lesson is told with its file, its line and its
//! step; no text, however hostile, makes it panic.

mod content;
mod expression;
mod formula;
mod source;
mod table;

use serde_json::{Map, Value, json};
use source::{Source, Step};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// The labs, by their names in links.
pub const LABS: &[&str] = &[
    "attention",
    "scaling",
    "order",
    "learning",
    "heads",
    "block",
    "memory",
    "cost",
    "explanation",
    "own",
];

/// What a lesson may hold at most.
pub mod limits {
    /// Bytes of a file.
    pub const BYTES: usize = 100_000;
    /// Steps of a lesson.
    pub const STEPS: usize = 30;
}

/// A lesson as the page finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// Its name: the file's, without language and ending.
    pub name: String,
    /// The name of its lab.
    pub lab: String,
    /// How many steps it has.
    pub steps: usize,
    /// What it is in each language: the code, English first.
    pub languages: Vec<Told>,
}

/// A lesson in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The language's code.
    pub language: String,
    /// Its title.
    pub title: String,
    /// What the page reads.
    pub json: String,
}

impl Told {
    /// FNV-1a of what the page reads, by which it knows that it read what was built with it.
    pub fn sum(&self) -> u32 {
        let step = |sum: u32, byte: u8| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        self.json.bytes().fold(0x811c_9dc5, step)
    }
}

/// What is wrong with a lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The step, where it is one's fault.
    pub step: Option<String>,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "lessons/{}:{}: ", self.file, self.line)?;
        if let Some(step) = &self.step {
            write!(f, "step `{step}` ")?;
        }
        f.write_str(&self.what)
    }
}

impl std::error::Error for Fault {}

/// Reads every `NAME.LANGUAGE.md` of a folder, in the order of the names.
///
/// # Errors
/// The first fault; a file that cannot be read is one.
pub fn compile_folder(folder: &Path) -> Result<Vec<Lesson>, Fault> {
    let unreadable = |file: &str, error: std::io::Error| Fault {
        file: file.to_owned(),
        line: 1,
        step: None,
        what: format!("cannot be read: {error}"),
    };
    let mut found: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(|error| unreadable("", error))? {
        let path = entry.map_err(|error| unreadable("", error))?.path();
        let file = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let Some((name, language)) = file
            .strip_suffix(".md")
            .and_then(|file| file.split_once('.'))
        else {
            continue;
        };
        let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&file, error))?;
        found
            .entry(name.to_owned())
            .or_default()
            .push((language.to_owned(), text));
    }
    found
        .into_iter()
        .map(|(name, mut texts)| {
            // English is what the others are held against.
            texts.sort_by_key(|(language, _)| (language != "en", language.clone()));
            compile(&name, &texts)
        })
        .collect()
}

/// Reads a lesson in its languages, each a code and a text; the first is the one whose tables count.
///
/// # Errors
/// The first fault.
pub fn compile(name: &str, texts: &[(String, String)]) -> Result<Lesson, Fault> {
    let file = |language: &str| format!("{name}.{language}.md");
    let fault = |language: &str, line, step: Option<&str>, what: String| Fault {
        file: file(language),
        line,
        step: step.map(str::to_owned),
        what,
    };
    let of_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !name.chars().all(of_name) {
        return Err(fault(
            "en",
            1,
            None,
            "has a name of other signs than a-z, 0-9 and -".to_owned(),
        ));
    }
    let Some(((language, text), others)) = texts.split_first().filter(|((l, _), _)| l == "en")
    else {
        return Err(fault(
            "en",
            1,
            None,
            "is missing: a lesson is written in English first".to_owned(),
        ));
    };
    let english = source::read(&file(language), text)?;
    english
        .table
        .only(&["lab"])
        .map_err(|(line, what)| fault("en", line, None, what))?;
    let lab = english.table.get("lab");
    let Some((lab, _)) = lab.filter(|(lab, _)| LABS.contains(lab)) else {
        let what = format!(
            "names no lab below its title, expected one of {}",
            LABS.join(", ")
        );
        return Err(fault("en", lab.map_or(1, |(_, line)| line), None, what));
    };
    let mut languages = vec![told(name, lab, language, &english, &english)?];
    for (language, text) in others {
        let other = source::read(&file(language), text)?;
        other
            .table
            .only(&["lab"])
            .map_err(|(line, what)| fault(language, line, None, what))?;
        agree(&english, &other)
            .map_err(|(step, line, what)| fault(language, line, step.as_deref(), what))?;
        languages.push(told(name, lab, language, &english, &other)?);
    }
    Ok(Lesson {
        name: name.to_owned(),
        lab: lab.to_owned(),
        steps: english.steps.len(),
        languages,
    })
}

/// What the page reads: the tables of `english` with the words of `spoken`.
fn told(
    name: &str,
    lab: &str,
    language: &str,
    english: &Source,
    spoken: &Source,
) -> Result<Told, Fault> {
    let mut steps = Vec::new();
    for (one, words) in english.steps.iter().zip(&spoken.steps) {
        let fault = |line, what: String| Fault {
            file: format!("{name}.{language}.md"),
            line,
            step: Some(words.id.clone()),
            what,
        };
        let mut step = one.table.step().map_err(|(line, what)| fault(line, what))?;
        whole(&step, &words.parts).map_err(|what| fault(words.line, what.to_owned()))?;
        step.insert("id".to_owned(), json!(words.id));
        step.insert("title".to_owned(), json!(words.title));
        for (key, part) in &words.parts {
            // `answer` is what is right in the table and what is said then in the text.
            let key = if key == "answer" { "answered" } else { key };
            step.insert(key.to_owned(), part.clone());
        }
        steps.push(Value::Object(step));
    }
    let document = json!({ "name": name, "lab": lab, "title": spoken.title, "steps": steps });
    Ok(Told {
        language: language.to_owned(),
        title: spoken.title.clone(),
        json: document.to_string(),
    })
}

/// Whether a step says all that it asks for, and nothing beside.
fn whole(table: &Map<String, Value>, parts: &Map<String, Value>) -> Result<(), &'static str> {
    let (asks, checks) = (table.get("ask"), table.contains_key("check"));
    let has = |part: &str| {
        let part = parts.get(part).and_then(Value::as_array);
        part.is_some_and(|part| !part.is_empty())
    };
    let choices = parts.get("choices").and_then(Value::as_array);
    let right = choices.map_or(0, |choices| {
        choices
            .iter()
            .filter(|choice| choice["right"] == json!(true))
            .count()
    });
    match asks {
        Some(ask) if ask == "choice" && choices.is_none_or(|choices| choices.len() < 2) => {
            Err("asks for a choice and has fewer than two")
        }
        Some(ask) if ask == "choice" && right != 1 => {
            Err("has not exactly one choice that is right ([x])")
        }
        Some(ask) if ask != "choice" && choices.is_some() => Err("has choices, and asks for none"),
        None if choices.is_some() => Err("has choices, and asks for none"),
        _ if !has("text") => Err("says nothing"),
        Some(_) if !has("answer") => Err("asks something and has no `### answer`"),
        None if has("answer") => Err("has an `### answer`, and asks nothing"),
        _ if checks != has("try") => Err("needs both `check` and `### try`, or neither"),
        None if has("hint") && !checks => Err("has a hint, and nothing is to be found"),
        None if has("after") && !checks => Err("has an `### after`, and nothing comes before it"),
        _ => Ok(()),
    }
}

/// Where a translation is built otherwise than English: the step, the line and what is wrong.
fn agree(english: &Source, other: &Source) -> Result<(), (Option<String>, usize, String)> {
    for (one, two) in english.steps.iter().zip(&other.steps) {
        let fault = |what: String| Err((Some(two.id.clone()), two.line, what));
        if one.id != two.id {
            return fault(format!("stands where English has `{}`", one.id));
        }
        if let Err((line, what)) = two.table.only(&["step"]) {
            let what = format!("{what}; all else stands in the English file");
            return Err((Some(two.id.clone()), line, what));
        }
        if let Some(part) = differs(one, two) {
            return fault(format!(
                "has another `{part}` than English: other parts, marks or placeholders"
            ));
        }
    }
    let (found, wanted) = (other.steps.len(), english.steps.len());
    match found == wanted {
        true => Ok(()),
        false => Err((None, 1, format!("has {found} steps, English has {wanted}"))),
    }
}

/// The part that one of two steps has and the other has not, or has with other marks or numbers.
fn differs(one: &Step, two: &Step) -> Option<String> {
    let names = one.parts.keys().chain(two.parts.keys());
    let mut names = names.filter(|name| match (one.parts.get(*name), two.parts.get(*name)) {
        (Some(a), Some(b)) => skeleton(a) != skeleton(b),
        _ => true,
    });
    names.next().cloned()
}

/// What two languages have in common: right and wrong choices in their order; numbers out of the trace, in any order.
fn skeleton(part: &Value) -> (Vec<bool>, Vec<String>) {
    fn walk(value: &Value, marks: &mut Vec<bool>, places: &mut Vec<String>) {
        match value {
            Value::Bool(mark) => marks.push(*mark),
            Value::Array(parts) => parts.iter().for_each(|part| walk(part, marks, places)),
            Value::Object(object) => match object.get("=") {
                Some(place) => places.push(place.to_string()),
                None => object.values().for_each(|part| walk(part, marks, places)),
            },
            _ => {}
        }
    }
    let (mut marks, mut places) = (Vec::new(), Vec::new());
    walk(part, &mut marks, &mut places);
    places.sort_unstable();
    (marks, places)
}

#[cfg(test)]
mod tests;
