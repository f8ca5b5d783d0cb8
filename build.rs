//! Makes the catalogue of visible strings: one function for each message of static/lang/en.ftl, and a list of the other
//! languages, each of which must have the same messages in the same order with the same placeholders. And the style of
//! saved plots.

#[path = "build/drawing.rs"]
mod drawing;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

/// Other languages than English, as static/lang has them.
const OTHERS: &[&str] = &["de"];

/// The first message of each: what the language calls itself.
const OWN_NAME: &str = "own-name";

struct Message {
    key: String,
    text: String,
    places: Vec<String>,
    /// Whether only index.html and boot.js show it, which read the file themselves.
    before_start: bool,
}

fn main() {
    println!("cargo::rerun-if-changed=static/lang");
    println!("cargo::rerun-if-changed=build.rs");
    drawing::write_style();
    // The tool that splits the module follows the relocations from one function to the next.
    if env::var_os("CARGO_FEATURE_SPLIT").is_some() {
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
    let english = read("en").0;
    let starts = english
        .iter()
        .position(|m| m.before_start)
        .unwrap_or(english.len());
    assert!(
        english[starts..].iter().all(|m| m.before_start),
        "what is said before the start stands last"
    );
    assert!(english[0].key == OWN_NAME, "{OWN_NAME} stands first");
    // One text, whose lines are found when the page starts: a table of them made the module 1.1 KB larger after gzip.
    // What only the first paint says is not in the module; it stands last.
    let lines: Vec<_> = english[..starts].iter().map(|m| m.text.as_str()).collect();
    let mut code = format!("pub(super) const ENGLISH: &str = {:?};\n", lines.join("\n"));
    code.push_str("/// Codes of the other languages, what they call themselves, and the checksums of their files.\npub const OTHERS: &[(&str, &str, u32)] = &[\n");
    for language in OTHERS {
        let (messages, sum) = read(language);
        compare(language, &english, &messages);
        let own = &messages[0].text;
        writeln!(code, "    ({language:?}, {own:?}, {sum}),").expect("a string takes it");
    }
    code.push_str("];\n");
    for (index, message) in english.iter().enumerate() {
        code.push_str(&function(index, message));
    }
    let out = env::var("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&out).join("catalogue.rs"), code).expect("OUT_DIR can be written");
    fs::write(Path::new(&out).join("lessons.rs"), lessons()).expect("OUT_DIR can be written");
}

/// The table of the lessons, as src/lesson/catalogue.rs has it.
fn lessons() -> String {
    println!("cargo::rerun-if-changed=lessons");
    let lessons = lessons::compile_folder(Path::new("lessons")).unwrap_or_else(|fault| {
        println!("cargo::error={fault}");
        std::process::exit(1)
    });
    let mut code = "const LESSONS: &[Listed] = &[\n".to_owned();
    for lesson in lessons {
        let (name, steps) = (&lesson.name, lesson.steps);
        let (first, rest) = lesson.lab.split_at(1);
        let lab = first.to_uppercase() + rest;
        write!(
            code,
            "    Listed {{ name: {name:?}, lab: Lab::{lab}, steps: {steps}, languages: &["
        )
        .expect("a string takes it");
        for told in &lesson.languages {
            let (language, title, sum) = (&told.language, &told.title, told.sum());
            write!(
                code,
                "Told {{ language: {language:?}, title: {title:?}, sum: {sum} }}, "
            )
            .expect("a string takes it");
        }
        code.push_str("] },\n");
    }
    code.push_str("];\n");
    code
}

fn function(index: usize, message: &Message) -> String {
    if message.before_start || message.key == OWN_NAME {
        return String::new();
    }
    let name = message.key.replace('-', "_");
    let doc = &message.text;
    if message.places.is_empty() {
        return format!(
            "#[doc = {doc:?}]\npub(crate) fn {name}() -> &'static str {{ say({index}) }}\n"
        );
    }
    // src/text finds the place of a value by counting them in English.
    let counted: Vec<_> = message
        .text
        .split("{ $")
        .skip(1)
        .take(message.places.len())
        .collect();
    let mut known = counted.iter().zip(&message.places);
    assert!(
        known.all(|(found, place)| found.starts_with(&format!("{place} }}"))),
        "static/lang/en.ftl: {} has a placeholder again before it has another one",
        message.key
    );
    let arguments: Vec<_> = message
        .places
        .iter()
        .map(|p| format!("{p}: &str"))
        .collect();
    format!(
        "#[doc = {doc:?}]\npub(crate) fn {name}({}) -> String {{ fill({index}, &[{}]) }}\n",
        arguments.join(", "),
        message.places.join(", ")
    )
}

/// The messages of a language and the checksum of its file.
fn read(language: &str) -> (Vec<Message>, u32) {
    let path = format!("static/lang/{language}.ftl");
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let parsed = fluent_syntax::parser::parse(text.as_str());
    let resource = parsed.unwrap_or_else(|(_, errors)| panic!("{path}: {errors:?}"));
    let mut before_start = false;
    let mut messages = Vec::new();
    for entry in resource.body {
        match entry {
            Entry::GroupComment(comment) => {
                before_start = comment
                    .content
                    .iter()
                    .any(|line| line.starts_with("Before the start"))
            }
            Entry::Message(message) => {
                let key = message.id.name.to_owned();
                let pattern = message
                    .value
                    .unwrap_or_else(|| panic!("{path}: {key} says nothing"));
                let (text, places) = flat(&path, &key, &pattern.elements);
                messages.push(Message {
                    key,
                    text,
                    places,
                    before_start,
                });
            }
            Entry::Comment(_) | Entry::ResourceComment(_) => {}
            other => panic!("{path}: only messages and comments are known here, not {other:?}"),
        }
    }
    plain(&path, &text, &messages);
    (messages, checksum(text.as_bytes()))
}

/// The page reads the file line by line (src/text, boot.js), so each message must be written as it is read there.
fn plain(path: &str, text: &str, messages: &[Message]) {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let written: Vec<_> = lines.filter_map(|line| line.split_once(" = ")).collect();
    for (index, message) in messages.iter().enumerate() {
        assert!(
            written.get(index) == Some(&(message.key.as_str(), message.text.as_str())),
            "{path}: {} is to be written `key = text with {{ $name }}`, and nothing else",
            message.key
        );
    }
    assert!(
        written.len() == messages.len(),
        "{path}: a line is no message"
    );
}

/// A message on one line, its placeholders as `{ $name }`.
fn flat(path: &str, key: &str, elements: &[PatternElement<&str>]) -> (String, Vec<String>) {
    let (mut text, mut places) = (String::new(), Vec::new());
    for element in elements {
        match element {
            PatternElement::TextElement { value } => text.push_str(value),
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::VariableReference { id }),
            } => {
                write!(text, "{{ ${} }}", id.name).expect("a string takes it");
                if !places.iter().any(|p| p == id.name) {
                    places.push(id.name.to_owned());
                }
            }
            _ => panic!("{path}: {key} holds something else than text and {{ $names }}"),
        }
    }
    assert!(
        !text.contains('\n'),
        "{path}: {key} is longer than one line"
    );
    (text, places)
}

fn compare(language: &str, english: &[Message], other: &[Message]) {
    for (a, b) in english.iter().zip(other) {
        assert!(
            a.key == b.key,
            "static/lang/{language}.ftl: {} stands where {} should",
            b.key,
            a.key
        );
        let sorted = |m: &Message| {
            let mut places = m.places.clone();
            places.sort();
            places
        };
        assert!(
            sorted(a) == sorted(b),
            "static/lang/{language}.ftl: {} has other placeholders than in English",
            a.key
        );
    }
    let key = |messages: &[Message], index: usize| messages.get(index).map(|m| m.key.clone());
    if let Some(missing) = key(english, other.len()) {
        panic!("static/lang/{language}.ftl: {missing} is missing at the end");
    }
    if let Some(surplus) = key(other, english.len()) {
        panic!("static/lang/{language}.ftl: {surplus} is not in English");
    }
}

/// FNV-1a; src/text computes the same of what it is given.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |sum, byte| {
        (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}
