//! What is filled in, and which files are refused. Nothing here changes the language: other tests run beside these, and
//! read English (tests/language.rs has a process of its own for that).

use super::{Unspoken, english, fill, languages, read, speak, spoken};

const GERMAN: &str = include_str!("../../static/lang/de.ftl");

/// Where an English message stands.
fn index_of(message: &str) -> usize {
    let mut messages = english().iter();
    let index = messages.position(|known| *known == message);
    index.unwrap_or_else(|| panic!("{message} is no message"))
}

/// The names of the placeholders of a message, sorted.
fn places(message: &str) -> Vec<&str> {
    let parts = message.split("{ $").skip(1);
    let mut names: Vec<_> = parts.filter_map(|p| Some(p.split_once(" }")?.0)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[test]
fn a_placeholder_that_stands_twice_is_filled_twice() {
    assert_eq!(
        super::overview("6"),
        "All 6 by 6 weights as a picture; darker is more. The grid beside it has the numbers."
    );
}

#[test]
fn values_go_where_their_names_stand_and_are_not_read_themselves() {
    assert_eq!(
        super::cell_of_pair("weight", "it", "robot"),
        "weight, it \u{2192} robot"
    );
    // A token can look like a placeholder.
    assert_eq!(
        super::cell_of_pair("{ $row }", "{ $column }", "{ $"),
        "{ $row }, { $column } \u{2192} { $"
    );
}

#[test]
fn a_placeholder_without_a_value_leaves_nothing() {
    let pair = index_of("{ $name }, { $row } \u{2192} { $column }");
    assert_eq!(fill(pair, &["weight", "it"]), "weight, it \u{2192} ");
    assert_eq!(
        fill(index_of("Undo"), &["it"]),
        "Undo",
        "and one that does not stand there is left out"
    );
    assert_eq!(fill(usize::MAX, &[]), "");
}

#[test]
fn no_message_has_a_placeholder_that_is_never_closed() {
    for message in english().iter().chain(read(GERMAN)) {
        let (opened, closed) = (
            message.matches("{ $").count(),
            message.matches(" }").count(),
        );
        assert_eq!(opened, closed, "{message}");
    }
}

#[test]
fn a_file_of_another_version_is_refused() {
    let cut = GERMAN.get(..GERMAN.len() - 2).expect("it ends in ASCII");
    for stale in [
        "",
        "own-name = Deutsch",
        cut,
        &GERMAN.replace("Ausgabe", "Output"),
    ] {
        assert_eq!(speak("de", stale), Err(Unspoken::Stale));
        assert_eq!(spoken(), "en");
    }
}

#[test]
fn an_unknown_language_is_refused() {
    for unknown in ["", "xx", "DE", "de-DE", "deutsch"] {
        assert_eq!(speak(unknown, GERMAN), Err(Unspoken::Unknown));
        assert_eq!(spoken(), "en");
    }
}

#[test]
fn german_is_read_in_the_order_of_english() {
    let german = read(GERMAN);
    // What the page says before its start stands behind the messages of the module.
    assert!(german.len() > english().len());
    assert_eq!(german.first(), Some(&"Deutsch"));
    for (english, german) in english().iter().zip(german) {
        assert_eq!(places(english), places(german), "{english}");
        assert!(!german.is_empty(), "{english}");
    }
    for (english, wanted) in [
        ("Undo", "R\u{fc}ckg\u{e4}ngig"),
        ("weights", "Gewichte"),
        ("an object", "ein Objekt"),
    ] {
        assert_eq!(german.get(index_of(english)), Some(&wanted));
    }
}

#[test]
fn languages_are_listed_by_their_own_names() {
    let all: Vec<_> = languages().collect();
    assert_eq!(all, [("en", "English"), ("de", "Deutsch")]);
}
