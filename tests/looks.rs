//! The tokens of the style sheets: nothing beside them holds a colour, a size of type or a duration, both ways to the
//! dark theme say the same, and the colours are readable and stay apart for every common kind of colour vision.
#![cfg(not(target_arch = "wasm32"))]

#[path = "looks/colour.rs"]
mod colour;
#[path = "looks/colours.rs"]
mod colours;
#[path = "looks/literals.rs"]
mod literals;
#[path = "looks/sheet.rs"]
mod sheet;

use sheet::Declaration;
use std::path::Path;

const DARK_BY_SYSTEM: [&str; 2] = [
    "@media screen and (prefers-color-scheme: dark)",
    ":root:not([data-theme=\"light\"])",
];
const DARK_BY_CHOICE: [&str; 2] = ["@media screen", ":root[data-theme=\"dark\"]"];

fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn style(name: &str) -> Vec<Declaration> {
    sheet::read(&file(&format!("static/style/{name}"))).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// All sheets but the tokens.
fn others() -> Vec<(String, Vec<Declaration>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/style");
    let entries =
        std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".css") && name != "tokens.css")
        .collect();
    names.sort();
    names
        .into_iter()
        .map(|name| (name.clone(), style(&name)))
        .collect()
}

#[test]
fn no_sheet_but_the_tokens_holds_a_colour_a_size_of_type_or_a_duration() {
    let mut found = Vec::new();
    let sheets = others();
    assert!(sheets.len() >= 3, "the sheets were not found");
    for (name, sheet) in sheets {
        assert!(
            sheet.len() > 20,
            "{name} was not read: {} declarations",
            sheet.len()
        );
        for d in &sheet {
            for literal in literals::literals(d) {
                found.push(format!(
                    "{name}:{}: {}: {} ({literal})",
                    d.line, d.property, d.value
                ));
            }
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn every_literal_is_seen() {
    let css = ".a { color: #fff; background: color-mix(in oklab, red 20%, transparent); font: 400 13px / 1.3 var(--sans);
        font-size: 1.1em; transition: opacity 200ms linear; box-shadow: 0 0 4px rgb(0 0 0 / 20%); border-radius: 50%;
        font-family: Arial; margin: 3px; width: calc(10px + 2rem); font: 400 var(--size-1) / 1.3rem var(--sans);
        animation: x var(--quick) var(--ease); color: currentColor; border-radius: 0; }";
    let sheet = sheet::read(css).unwrap_or_else(|e| panic!("{e}"));
    let found: Vec<String> = sheet.iter().flat_map(literals::literals).collect();
    let want = [
        "#fff", "red", "13px", "1.1em", "200ms", "linear", "rgb()", "50%", "Arial",
    ];
    assert_eq!(found, want);
}

#[test]
fn dark_by_system_and_dark_by_choice_are_the_same() {
    let tokens = style("tokens.css");
    let of = |around: &[&str]| -> Vec<(String, String)> {
        let inside = tokens.iter().filter(|d| d.around == around);
        inside
            .map(|d| (d.property.clone(), d.value.clone()))
            .collect()
    };
    let dark = of(&DARK_BY_SYSTEM);
    assert!(dark.len() > 20, "the dark theme was not found: {dark:?}");
    assert_eq!(dark, of(&DARK_BY_CHOICE));
}

#[test]
fn the_dark_theme_changes_tokens_that_there_are() {
    let tokens = style("tokens.css");
    let light = sheet::custom(&tokens, &[":root"]);
    for name in sheet::custom(&tokens, &DARK_BY_SYSTEM).keys() {
        assert!(light.contains_key(name), "{name} is dark alone");
    }
}

#[test]
fn every_token_that_is_used_is_defined() {
    let mut sheets = others();
    sheets.push(("tokens.css".into(), style("tokens.css")));
    let defined: Vec<&String> = sheets
        .iter()
        .flat_map(|(_, s)| s)
        .map(|d| &d.property)
        .filter(|p| p.starts_with("--"))
        .collect();
    for (name, sheet) in &sheets {
        for d in sheet {
            for used in d.value.split("var(").skip(1) {
                let token = used
                    .split([',', ')'])
                    .next()
                    .unwrap_or_default()
                    .trim()
                    .to_owned();
                assert!(defined.contains(&&token), "{name}:{}: {token}", d.line);
            }
        }
    }
}

#[test]
fn motion_ends_where_less_of_it_is_asked_for() {
    let tokens = style("tokens.css");
    let is_time = |v: &str| {
        v.ends_with("ms")
            || v.strip_suffix('s')
                .is_some_and(|n| n.parse::<f64>().is_ok())
    };
    let still = sheet::custom(
        &tokens,
        &["@media (prefers-reduced-motion: reduce)", ":root"],
    );
    let moving: Vec<String> = sheet::custom(&tokens, &[":root"])
        .into_iter()
        // After so long something is said that was not: a wait, and no motion.
        .filter(|(name, _)| name != "--late" && name != "--patience")
        .filter_map(|(name, value)| is_time(&value).then_some(name))
        .collect();
    assert!(moving.len() >= 3, "{moving:?}");
    for name in moving {
        assert_eq!(
            still.get(&name).map(String::as_str),
            Some("0s"),
            "{name} goes on"
        );
    }
}

#[test]
fn the_browser_s_own_frame_has_the_colour_of_the_paper() {
    let page = file("index.html");
    for (scheme, theme) in [("light", colours::light()), ("dark", colours::dark())] {
        let paper = &theme.0["--paper"];
        let meta = format!("media=\"(prefers-color-scheme: {scheme})\" content=\"{paper}\"");
        assert!(page.contains(&meta), "index.html has no {meta}");
    }
}
