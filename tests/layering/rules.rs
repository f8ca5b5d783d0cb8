//! The direction of knowledge (ARCHITECTURE.md), as a table.

use super::scan::Names;

/// Which modules of the crate each module may name, besides itself.
const KNOWS: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("kernel", &[]),
    ("model", &["text", "kernel"]),
    ("experiment", &["text", "kernel", "model"]),
    ("plot", &["text", "kernel", "model"]),
    ("export", &["text", "kernel", "model", "plot"]),
    ("lesson", &["text", "kernel", "model"]),
    (
        "state",
        &[
            "text",
            "kernel",
            "model",
            "experiment",
            "plot",
            "export",
            "lesson",
        ],
    ),
    (
        "tutor",
        &[
            "text",
            "kernel",
            "model",
            "experiment",
            "export",
            "plot",
            "lesson",
            "state",
        ],
    ),
    ("protocol", &["text", "state"]),
    (
        "view",
        &[
            "text",
            "kernel",
            "model",
            "experiment",
            "plot",
            "export",
            "lesson",
            "state",
            "tutor",
            "protocol",
        ],
    ),
    (
        "web",
        &[
            "text",
            "kernel",
            "model",
            "experiment",
            "plot",
            "export",
            "lesson",
            "state",
            "tutor",
            "protocol",
            "view",
        ],
    ),
];

/// Modules that may hold `unsafe`: loads and stores of SIMD registers.
const UNSAFE: &[&str] = &["kernel/simd128", "kernel/attention/tile"];

/// Crates of the browser, and what their names begin with.
const BROWSER: &[&str] = &["yew", "web_sys", "js_sys", "gloo", "wasm_bindgen"];

/// What a file at `module` must not name. `lib.rs`, which declares the modules, and `main.rs` are the empty path.
pub fn broken(module: &[String], names: &Names) -> Vec<String> {
    let mut broken = Vec::new();
    let has = |word: &str| names.words.iter().any(|w| w == word);
    if has("unsafe") && !UNSAFE.contains(&module.join("/").as_str()) {
        broken.push(format!("unsafe outside {}", UNSAFE.join(", ")));
    }
    if names.redirects {
        broken.push("a path attribute or extern crate, which the scan does not follow".to_owned());
    }
    let Some(top) = module.first() else {
        return broken;
    };
    let Some((_, known)) = KNOWS.iter().find(|(name, _)| name == top) else {
        broken.push(format!(
            "{top} has no place in the table of tests/layering/rules.rs"
        ));
        return broken;
    };
    // The app, in as many files as it takes.
    let owns_effects = module.starts_with(&["view", "app"].map(str::to_owned));
    for path in &names.paths {
        match path.first() {
            None => broken.push("the crate's root by a glob or a new name".to_owned()),
            Some(name) if name == top || known.contains(&name.as_str()) => {}
            Some(name) if name == "web" && owns_effects => {}
            Some(_) => broken.push(format!("crate::{}", path.join("::"))),
        }
    }
    if top != "view" && top != "web" {
        // What build.rs makes: functions and strings, and a table of the lessons.
        if has("include") && top != "text" && module.join("/") != "lesson/catalogue" {
            broken.push("include!, which the scan does not follow".to_owned());
        }
        let of_browser = |word: &&String| BROWSER.iter().any(|name| is_or_extends(word, name));
        broken.extend(names.words.iter().filter(of_browser).cloned());
    }
    broken
}

/// `gloo`, `gloo_timers`, but not `gloomy`.
fn is_or_extends(word: &str, name: &str) -> bool {
    word.strip_prefix(name)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
}
