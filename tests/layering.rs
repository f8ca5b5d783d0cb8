//! The direction of knowledge holds: `kernel <- model <- {experiment, export, lesson} <- state <- view`, `protocol`
//! knows `state` alone, `web` is known by `view::app` and `main` alone, and nothing left of `view` names the browser.
#![cfg(not(target_arch = "wasm32"))]

#[path = "layering/rules.rs"]
mod rules;
#[path = "layering/scan.rs"]
mod scan;

use std::path::{Path, PathBuf};

#[test]
fn every_file_keeps_the_direction_of_knowledge() -> std::io::Result<()> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = sources(&src)?;
    assert!(files.len() > 10, "the scan found only {files:?}");
    let mut broken = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file)?;
        let path = file.strip_prefix(&src).unwrap_or(&file);
        for what in check(path, &text) {
            broken.push(format!("src/{}: {what}", path.display()));
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
    Ok(())
}

fn sources(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(sources(&path)?);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// What the file at `path` below src names and must not.
fn check(path: &Path, text: &str) -> Vec<String> {
    let module = module_of(path);
    match scan::scan(&module, text) {
        Ok(names) => rules::broken(&module, &names),
        Err(why) => vec![format!("is no Rust: {why}")],
    }
}

/// `model/trace.rs` is the module model::trace, `model/mod.rs` is model, `lib.rs` and `main.rs` are the root.
fn module_of(path: &Path) -> Vec<String> {
    let without_extension = path.with_extension("");
    let mut module: Vec<String> = without_extension
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    if matches!(
        module.last().map(String::as_str),
        Some("mod" | "lib" | "main")
    ) {
        module.pop();
    }
    module
}

#[track_caller]
fn refused(path: &str, text: &str, expected: &str) {
    assert_eq!(check(Path::new(path), text), [expected], "{path}: {text}");
}

#[track_caller]
fn allowed(path: &str, text: &str) {
    assert_eq!(check(Path::new(path), text), [""; 0], "{path}: {text}");
}

#[test]
fn knowledge_to_the_right_is_refused() {
    refused(
        "kernel/scalar.rs",
        "use crate::model::Matrix;",
        "crate::model::Matrix",
    );
    refused(
        "model/mask.rs",
        "use crate::state::AppState;",
        "crate::state::AppState",
    );
    refused("lesson/mod.rs", "use crate::export;", "crate::export");
    refused(
        "state/mod.rs",
        "type T = crate::view::App;",
        "crate::view::App",
    );
    refused(
        "protocol/mod.rs",
        "use crate::model::Trace;",
        "crate::model::Trace",
    );
    refused("view/apps/x.rs", "use crate::web;", "crate::web");
    refused(
        "view/heat_map.rs",
        "fn f() { crate::web::now() }",
        "crate::web::now",
    );
}

#[test]
fn knowledge_to_the_left_is_allowed() {
    allowed("model/softmax.rs", "use crate::kernel; use super::Matrix;");
    allowed(
        "state/mod.rs",
        "use crate::{lesson::Lab, model::{Error, Setup}};",
    );
    allowed("view/app.rs", "use crate::web; use yew::prelude::*;");
    allowed("view/app/experiments.rs", "use crate::web::worker;");
    allowed("web/mod.rs", "use crate::view::app; use web_sys::Window;");
    allowed(
        "main.rs",
        "fn main() { attention_playground::web::mount() }",
    );
    allowed("lib.rs", "pub mod kernel; pub mod web;");
}

#[test]
fn no_way_of_writing_a_path_escapes() {
    for text in [
        "use crate::{kernel, view};",
        "use crate::{kernel::{exp}, view as v};",
        "use super::super::view;",
        "use super::{super::view};",
        "mod tests { use super::super::super::view; }",
        "mod tests { fn f() { mod deep { use crate :: /* here */ view; } } }",
        "fn f() { g!(crate::view) }",
        "macro_rules! m { () => { $crate::view } }",
        "fn f() -> Vec<crate::view> {}",
        "use self::super::super::view;",
        "pub(in crate::view) fn f() {}",
    ] {
        refused("model/trace.rs", text, "crate::view");
    }
    let root = "the crate's root by a glob or a new name";
    refused("model/trace.rs", "use crate as root;", root);
    refused("model/trace.rs", "use crate::{self as root};", root);
    refused("model/trace.rs", "use crate::*;", root);
    refused("model/mod.rs", "use super::*;", root);
    refused("model/trace.rs", "use super::super::*;", root);
}

#[test]
fn the_browser_is_refused_left_of_view() {
    for name in [
        "yew",
        "web_sys",
        "js_sys",
        "gloo",
        "gloo_timers",
        "wasm_bindgen",
    ] {
        refused("model/mask.rs", &format!("use {name}::x;"), name);
        refused(
            "protocol/mod.rs",
            &format!("fn f() {{ ::{name}::x() }}"),
            name,
        );
        allowed("view/heat_map.rs", &format!("use {name}::x;"));
    }
    allowed("model/mask.rs", "fn gloomy(yewtree: u8) {}");
}

#[test]
fn unsafe_has_its_places() {
    let text = "fn f() { unsafe { g() } }";
    allowed("kernel/simd128.rs", text);
    allowed("kernel/attention/tile.rs", text);
    let told = "unsafe outside kernel/simd128, kernel/attention/tile";
    refused("kernel/scalar.rs", text, told);
    refused("kernel/attention/fused.rs", text, told);
    refused("main.rs", text, told);
    refused("web/mod.rs", "#[unsafe(no_mangle)] fn f() {}", told);
}

#[test]
fn comments_strings_and_visibility_are_no_knowledge() {
    allowed(
        "model/mask.rs",
        r##"
        //! crate::view, unsafe, yew
        /* unsafe /* crate::web */ */
        /// crate::view
        pub(crate) fn f(self: &Self) -> &'static str { let c = 'u'; "unsafe crate::view" }
        const RAW: &str = r#"use yew::"x";"#;
        fn g() { self.x; super::f(); "\"unsafe" }
        "##,
    );
}

#[test]
fn what_the_scan_could_not_follow_is_refused() {
    let redirect = "a path attribute or extern crate, which the scan does not follow";
    for text in [
        "#[path = \"../view/x.rs\"] mod x;",
        "#[cfg_attr(test, path = \"../view/x.rs\")] mod x;",
        "extern crate attention as root;",
    ] {
        refused("model/mask.rs", text, redirect);
    }
    allowed(
        "model/mask.rs",
        "/// path = \"x\"\nfn f() { let path = \"input.q\"; }",
    );
    let include = "include!, which the scan does not follow";
    refused("model/mask.rs", "include!(\"../view/x.rs\");", include);
    let syntax = "is no Rust: cannot parse string into token stream";
    refused("model/mask.rs", "fn f( {", syntax);
    let place = "helper has no place in the table of tests/layering/rules.rs";
    refused("helper/mod.rs", "", place);
}
