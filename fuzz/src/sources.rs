//! Good texts: what the page itself writes, and what is kept in fuzz/corpus.

use attention_playground::experiment::settings::{Kind, SECTIONS};
use attention_playground::experiment::{self, Given};
use attention_playground::lesson::presets;
use attention_playground::state::{AppState, codec};
use std::fs;
use std::path::Path;

/// The texts of a folder of fuzz/corpus, in the order of their names.
pub fn kept(door: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(door);
    texts(&folder, "")
}

/// The texts of a folder whose names end so, in the order of their names.
fn texts(folder: &Path, ending: &str) -> Vec<String> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<_> = files
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect();
    files.sort();
    files
        .iter()
        .filter_map(|file| fs::read_to_string(file).ok())
        .collect()
}

/// Every preset.
pub fn states() -> impl Iterator<Item = AppState> {
    presets::IDS
        .iter()
        .filter_map(|id| AppState::from_preset(id))
}

/// The documents of all presets.
pub fn documents() -> Vec<String> {
    states().map(|state| state.to_json()).collect()
}

/// The links of all presets, and of what is kept as a document.
pub fn links() -> Vec<String> {
    let kept = kept("document")
        .into_iter()
        .filter_map(|text| AppState::from_json(&text).ok());
    states()
        .chain(kept)
        .map(|state| codec::encode(&state))
        .collect()
}

/// Settings at their ends and beyond them, one after the other.
pub fn settings() -> Vec<String> {
    let mut texts = vec!["{}".to_owned()];
    for (lab, properties) in SECTIONS {
        for property in *properties {
            for value in values(&property.kind) {
                texts.push(format!(r#"{{"{lab}":{{"{}":{value}}}}}"#, property.name));
            }
        }
    }
    texts
}

fn values(kind: &Kind) -> Vec<String> {
    match kind {
        Kind::Whole { from, to, .. } => [u64::from(*from), u64::from(*to), u64::from(*to) + 1]
            .iter()
            .map(u64::to_string)
            .collect(),
        Kind::Number { from, to, .. } => [*from, *to, to * 2.0 + 1.0]
            .iter()
            .map(f32::to_string)
            .collect(),
        Kind::Choice { names, .. } => names.iter().map(|name| format!("{name:?}")).collect(),
        Kind::Flag { .. } => vec!["true".to_owned(), "false".to_owned()],
        Kind::List { most, from, to, .. } => {
            let list = |count| format!("[{}]", vec![to.to_string(); count].join(","));
            vec![format!("[{from},{to}]"), list(*most), list(most + 1)]
        }
    }
}

/// What the labs that need no clock find out of the first screen, after a few steps and after some more.
pub fn outcomes() -> Vec<String> {
    let state = AppState::default();
    let given = Given {
        setup: &state.setup,
        settings: &state.labs,
        seed: state.seed,
    };
    let mut texts = Vec::new();
    for kind in experiment::Kind::ALL {
        let Ok(mut running) = experiment::begin(*kind, &given) else {
            continue;
        };
        for _ in 0..2 {
            texts.push(running.outcome());
            let _ = (0..3).all(|_| running.step());
        }
        texts.push(running.outcome());
    }
    texts
}

/// What the page reads of every lesson, in every language.
pub fn lessons() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lessons");
    let lessons = lessons::compile_folder(&folder).unwrap_or_default();
    lessons
        .into_iter()
        .flat_map(|lesson| lesson.languages)
        .map(|told| told.json)
        .collect()
}

/// The lessons as their authors write them.
pub fn markdown() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lessons");
    texts(&folder, ".en.md")
}

/// The catalogue of the other language.
pub fn german() -> &'static str {
    include_str!("../../static/lang/de.ftl")
}
