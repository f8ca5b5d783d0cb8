//! The style of saved plots: the rules of static/style/plot.css that are about the drawing, with the light theme's tokens
//! put in, since a file stands alone and most drawing programs know no variables.

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

/// Where the rules about the drawing end.
const END: &str = "/* Around the drawing";

/// Writes `drawing.css` to OUT_DIR.
pub fn write_style() {
    let [plot, tokens] = ["plot", "tokens"].map(|name| {
        let path = format!("static/style/{name}.css");
        println!("cargo::rerun-if-changed={path}");
        fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"))
    });
    let drawing = plot
        .split_once(END)
        .map(|(drawing, _)| drawing.lines().filter(|line| line.starts_with('.')))
        .expect("static/style/plot.css says where the drawing ends");
    let light = light(&tokens);
    let mut style = String::new();
    for (class, role, below) in roles(&tokens) {
        style += &format!(".{class} {{ color: {}; }}\n", light[&role]);
        style += &format!(".{class}.below {{ color: {}; }}\n", light[&below]);
    }
    for rule in drawing {
        style += &resolved(rule, &light);
        style.push('\n');
    }
    let out = env::var("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&out).join("drawing.css"), style).expect("OUT_DIR can be written");
}

/// The tokens of the first block: light, the default.
fn light(tokens: &str) -> BTreeMap<String, String> {
    let block = tokens
        .split_once(":root {")
        .and_then(|(_, rest)| rest.split_once('}'))
        .map(|(block, _)| block)
        .expect("static/style/tokens.css begins with the light theme");
    let pair = |line: &str| {
        let (name, value) = line.trim().strip_suffix(';')?.split_once(": ")?;
        Some((name.to_owned(), value.to_owned()))
    };
    block.lines().filter_map(pair).collect()
}

/// Class, token of the colour, and token of the colour below zero, of each role.
fn roles(tokens: &str) -> Vec<(String, String, String)> {
    let role = |line: &str| {
        let (class, rest) = line.strip_prefix('.')?.split_once(" { --role: var(")?;
        let (role, rest) = rest.split_once("); --below: var(")?;
        let (below, _) = rest.split_once(')')?;
        Some((class.to_owned(), role.to_owned(), below.to_owned()))
    };
    let roles: Vec<_> = tokens.lines().filter_map(role).collect();
    assert!(
        roles.len() == 6,
        "static/style/tokens.css has other roles than a plot: {roles:?}"
    );
    roles
}

/// A rule with the values of its tokens.
fn resolved(rule: &str, light: &BTreeMap<String, String>) -> String {
    let mut parts = rule.split("var(");
    let mut written = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (token, rest) = part
            .split_once(')')
            .expect("static/style/plot.css: var( is closed");
        let value = light
            .get(token)
            .unwrap_or_else(|| panic!("static/style/tokens.css has no {token}"));
        written += value;
        written += rest;
    }
    written
}
