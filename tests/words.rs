//! The catalogues of static/lang. That they have the same messages and placeholders is the build's own check; here is
//! what it cannot see: whether German is German, and whether each language is known wherever languages are listed.
#![cfg(not(target_arch = "wasm32"))]

use attention_playground::text;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Messages that are the same in German: names, terms, signs, and what is written in documents and links.
const SAME: &[&str] = &[
    "brand",
    "alibi-step",
    "rope",
    "alibi",
    "vectors",
    "lab-attention",
    "lab-block",
    "does-not-apply",
    "cell-of-pair",
    "plot-at",
    "plot-value",
    "cost-chosen",
    "cost-linear",
    "cost-speed",
    "scaling-normal",
    "scaling-normal-curve",
];

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Keys and messages of a catalogue, in its order.
fn all(language: &str) -> Vec<(String, String)> {
    let text = file(&format!("static/lang/{language}.ftl"));
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(" = "))
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}

#[test]
fn german_is_another_language() {
    let (english, german) = (all("en"), all("de"));
    assert!(english.len() > 300, "only {} messages", english.len());
    let same: BTreeSet<&str> = english
        .iter()
        .zip(&german)
        .filter(|((_, english), (_, german))| english == german)
        .map(|((key, _), _)| key.as_str())
        .collect();
    assert_eq!(same, SAME.iter().copied().collect::<BTreeSet<_>>());
}

/// A message without its placeholders, whose names are English.
fn without_places(message: &str) -> String {
    let parts = message.split("{ $");
    parts
        .enumerate()
        .map(|(i, part)| match part.split_once(" }") {
            Some((_, rest)) if i > 0 => rest,
            _ => part,
        })
        .collect()
}

#[test]
fn german_is_set_as_german() {
    // Straight quotes stand where a document or a call has them.
    const AS_WRITTEN: &[&str] = &[
        "\"set-cell\"",
        "\"vectors\"",
        "\"embeddings\"",
        "\"none\"",
        "\"causal\"",
    ];
    for (key, value) in all("de") {
        let prose = AS_WRITTEN
            .iter()
            .fold(without_places(&value), |text, word| text.replace(word, ""));
        assert!(
            !prose.contains('"') && !prose.contains('\''),
            "{key}: {value}"
        );
        assert_eq!(
            prose.matches('„').count(),
            prose.matches('“').count(),
            "{key}: {value}"
        );
        assert!(
            !prose.contains('”') && !prose.contains(" - "),
            "{key}: {value}"
        );
        let words = prose.split(|c: char| !c.is_alphabetic());
        let foreign = [
            "the", "of", "and", "with", "is", "to", "expected", "rows", "columns",
        ];
        let left: Vec<_> = words.filter(|word| foreign.contains(word)).collect();
        assert!(left.is_empty(), "{key}: {value}");
        let formal = ["Sie", "Ihr", "Ihre", "Ihnen"];
        // „Sie“ after a colon is the number of which the sentence speaks.
        let spoken_to = value.replace(": Sie ", " ");
        let formal = spoken_to.split(' ').any(|word| formal.contains(&word));
        assert!(!formal, "{key}: {value}");
    }
}

#[test]
fn columns_of_presets_have_as_many_names_in_each_language() {
    let german: BTreeMap<_, _> = all("de").into_iter().collect();
    for (key, english) in all("en") {
        let count = |text: &str| text.split(" | ").count();
        assert_eq!(count(&english), count(&german[&key]), "{key}");
    }
}

#[test]
fn every_catalogue_is_known_to_build_and_boot() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/lang");
    let files = std::fs::read_dir(folder).expect("static/lang");
    let there: BTreeSet<String> = files
        .filter_map(|file| Some(file.ok()?.path().file_stem()?.to_str()?.to_owned()))
        .collect();
    let known: BTreeSet<String> = text::languages().map(|(code, _)| code.to_owned()).collect();
    assert_eq!(known, there);
    let others: Vec<_> = text::languages()
        .skip(1)
        .map(|(code, _)| format!("'{code}'"))
        .collect();
    let line = format!("const LANGUAGES = [{}];", others.join(", "));
    assert!(
        file("static/boot.js").contains(&line),
        "boot.js has not: {line}"
    );
    // What an embedded page may be asked to speak.
    let line = format!("const LANGUAGES = ['en', {}];", others.join(", "));
    assert!(
        file("static/embed.mjs").contains(&line),
        "embed.mjs has not: {line}"
    );
}
