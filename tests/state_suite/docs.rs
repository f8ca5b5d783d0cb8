//! docs/actions.md: every example is an action that applies, and no action is missing.

use attention_playground::experiment::settings::{Kind, SECTIONS, Settings, Value};
use attention_playground::state::{Action, AppState, reduce};
use std::collections::BTreeSet;

const PAGE: &str = include_str!("../../docs/actions.md");

/// The examples with the preset they are for.
fn examples() -> Vec<(&'static str, &'static str)> {
    PAGE.split("```json")
        .skip(1)
        .filter_map(|part| part.split_once('\n'))
        .filter_map(|(info, rest)| {
            let preset = info.trim().strip_prefix("preset=").unwrap_or("robot");
            rest.split_once("```").map(|(body, _)| (preset, body))
        })
        .collect()
}

#[test]
fn every_example_applies_and_reads_back() {
    for (preset, text) in examples() {
        let action = Action::from_json(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let state = AppState::from_preset(preset).unwrap_or_else(|| panic!("no preset {preset}"));
        let next = reduce(&state, &action).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_ne!(next, state, "the example {text} shows nothing");
        let written = action.to_json();
        assert_eq!(Action::from_json(&written).unwrap(), action);
    }
}

#[test]
fn every_action_is_documented() {
    // The error for an unknown action lists the names of all.
    let error = Action::from_json(r#"{"type": "?", "x": 1}"#)
        .unwrap_err()
        .to_string();
    let listed = error.split_once("expected one of ").unwrap().1;
    let all: BTreeSet<_> = listed.split(", ").map(str::to_owned).collect();
    let documented: BTreeSet<_> = examples()
        .into_iter()
        .map(|(_, text)| {
            serde_json::from_str::<serde_json::Value>(text).unwrap()["type"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert!(all.len() > 15, "{error}");
    assert_eq!(documented, all);
}

/// docs/labs.md: a line for each setting, with what it can be and its default as the table of settings has them.
#[test]
fn every_setting_is_documented() {
    let page = include_str!("../../docs/labs.md");
    let mut expected = Vec::new();
    for (lab, properties) in SECTIONS {
        assert!(page.contains(&format!("\n## `{lab}`\n")), "{lab}");
        for property in *properties {
            let mut settings = Settings::default();
            let default = property.default();
            settings.set(property, default.clone()).unwrap();
            let default = match (default, &property.kind) {
                (Value::Whole(place), Kind::Choice { names, .. }) => {
                    names[place as usize].to_owned()
                }
                (Value::Whole(number), _) => number.to_string(),
                (Value::Number(number), _) => format!("{number}"),
                (Value::Flag(on), _) => on.to_string(),
                (Value::List(numbers), _) => format!("{numbers:?}"),
            };
            expected.push(format!(
                "| `{}` | {} | {default} | ",
                property.name,
                property.expected()
            ));
        }
    }
    let missing: Vec<_> = expected
        .iter()
        .filter(|line| !page.contains(*line))
        .collect();
    assert!(
        missing.is_empty(),
        "docs/labs.md lacks or says otherwise:\n{missing:#?}"
    );
    let lines = page.lines().filter(|line| line.starts_with("| `")).count();
    assert_eq!(
        lines,
        expected.len(),
        "docs/labs.md has lines of no setting"
    );
}
