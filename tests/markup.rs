//! Nothing that is shown becomes markup: no source of the page has a way to make elements, scripts or styles of a text.
//! (tests/e2e/40-markup.test.mjs shows hostile texts to the built page.)
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::{Path, PathBuf};

/// What turns a text into markup or code, in Rust (web-sys, Yew) and in JavaScript.
const SINKS: &[&str] = &[
    "innerHTML",
    "inner_html",
    "outerHTML",
    "outer_html",
    "insertAdjacentHTML",
    "insert_adjacent_html",
    "setHTMLUnsafe",
    "createContextualFragment",
    "create_contextual_fragment",
    "parse_from_string",
    "parseFromString",
    "document.write",
    "from_html_unchecked",
    "srcdoc",
    "eval(",
    "new Function",
    "js_sys::eval",
    "Function::new_no_args",
    "Function::new_with_args",
    "javascript:",
];

/// The files of a folder and of those below it that end in one of `endings`.
fn files(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder)
        .expect("a folder of the repository")
        .flatten()
    {
        let path = entry.path();
        let ends = |ending: &&str| path.extension().is_some_and(|found| found == *ending);
        if path.is_dir() {
            files(&path, endings, found);
        } else if endings.iter().any(ends) {
            found.push(path);
        }
    }
}

#[test]
fn no_source_makes_markup_of_a_text() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = vec![root.join("index.html")];
    files(&root.join("src"), &["rs"], &mut sources);
    files(&root.join("static"), &["js", "mjs"], &mut sources);
    assert!(sources.len() > 100, "{} files were found", sources.len());
    for source in sources {
        let text = fs::read_to_string(&source).expect("a text");
        for sink in SINKS {
            assert!(!text.contains(sink), "{} has {sink}", source.display());
        }
    }
}
