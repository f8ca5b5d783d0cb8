//! The kernels as WebAssembly in Chromium, with and without SIMD, by benches/browser/kernels.mjs.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::Bench;
use super::document::{Section, figure};
use crate::runners::LIMIT;
use crate::{bundle, process, root};

const COLUMNS: [(&str, &str); 6] = [
    ("what", "what"),
    ("tokens", "tokens"),
    ("d", "d"),
    ("simd", "SIMD, \u{b5}s"),
    ("plain", "without, \u{b5}s"),
    ("ratio", "without : SIMD"),
];

/// The exported functions of benches/browser/kernel.rs and what the table calls them.
const NAMES: [(&str, &str); 3] = [
    ("softmax", "softmax of a row"),
    ("softmax_scalar", "the same, plain kernel"),
    ("trace", "all numbers (Trace::of)"),
];

/// Function, tokens, d. A softmax knows no d.
fn cases() -> Vec<(&'static str, usize, usize)> {
    let mut cases = Vec::new();
    for name in ["softmax", "softmax_scalar"] {
        cases.extend([8, 64, 1024].map(|n| (name, n, 1)));
    }
    for d in [8, 64] {
        cases.extend([8, 16, 32, 64].map(|n| ("trace", n, d)));
    }
    cases
}

/// Builds the module twice and has both timed in turns.
pub fn measure(bench: &mut Bench) -> Result<Section> {
    let simd = module(bench, "simd", "-C target-feature=+simd128")?;
    let plain = module(bench, "plain", "-C target-feature=-simd128")?;
    let (rounds, sample) = if bench.quick { (5, 4) } else { (25, 20) };
    let plan = json!({ "cases": cases(), "rounds": rounds, "sample": sample });
    let mut node = bench.node("kernels.mjs")?;
    node.arg(simd).arg(plain).arg(plan.to_string());
    let run = bench.steps.step("time the kernels", || {
        Ok((process::tee(&mut node, LIMIT)?, String::new()))
    })?;
    if !run.success {
        bail!("the kernels could not be timed; the lines above say why.");
    }
    let said: Value = serde_json::from_str(run.output.trim())
        .context("the driver said nothing of the kernels; the lines above say why.")?;
    section(&said)
}

fn section(said: &Value) -> Result<Section> {
    let mut section = Section::new(
        "kernels",
        "In the browser: WebAssembly with and without SIMD",
        &COLUMNS,
    );
    let cases = said["cases"]
        .as_array()
        .context("the driver timed nothing.")?;
    for case in cases {
        let title = NAMES.iter().find(|(name, _)| case["what"] == *name);
        let time = |build: &str| case[build].as_f64().unwrap_or(f64::NAN);
        let row = json!({
            "what": title.map(|(_, title)| title),
            "tokens": case["tokens"],
            "d": if case["what"] == "trace" { case["d"].clone() } else { Value::Null },
            "simd": figure(time("simd")),
            "plain": figure(time("plain")),
            "ratio": figure(time("plain") / time("simd")),
        });
        section.rows.extend(row.as_object().cloned());
    }
    section.quoted = true;
    section.notes.push(format!(
        "{}; compiled and worked over by wasm-opt as the page is; medians of samples taken in turns.",
        said["browser"].as_str().unwrap_or("An unnamed browser")
    ));
    Ok(section)
}

/// benches/browser/kernel.rs as a module. Each set of flags has a target folder, so that neither build undoes the other.
fn module(bench: &mut Bench, name: &str, flags: &str) -> Result<PathBuf> {
    let tools = bench.tools()?;
    let target = bench.folder.join("wasm").join(name);
    let to = bench.folder.join(format!("kernel-{name}.wasm"));
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(root())
        .args([
            "build",
            "--quiet",
            "--release",
            "--package",
            "benches",
            "--lib",
        ])
        .args(["--target", "wasm32-unknown-unknown", "--target-dir"])
        .arg(&target)
        .env("RUSTFLAGS", flags);
    bench.steps.step(&format!("kernels, {name}"), || {
        if !process::run(&mut cargo)? {
            bail!("the kernels could not be built; the lines above say where.");
        }
        let built = target.join("wasm32-unknown-unknown/release/kernel_bench.wasm");
        bundle::wasm_opt(&tools, &built, &to)?;
        Ok(((), String::new()))
    })?;
    Ok(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_is_of_one_run() {
        let said = json!({ "browser": "Chromium 1", "cases": [
            { "what": "softmax", "tokens": 64, "d": 1, "simd": 0.5, "plain": 2.0 },
            { "what": "trace", "tokens": 8, "d": 64, "simd": 4.0, "plain": 6.0 },
        ] });
        let rows = section(&said).unwrap().rows;
        assert_eq!(
            (&rows[0]["d"], &rows[0]["ratio"]),
            (&Value::Null, &json!(4))
        );
        assert_eq!(
            (&rows[1]["d"], &rows[1]["ratio"]),
            (&json!(64), &json!(1.5))
        );
        assert!(section(&json!({})).is_err());
    }

    #[test]
    fn every_case_has_a_name() {
        assert!(
            cases()
                .iter()
                .all(|(what, ..)| NAMES.iter().any(|(name, _)| name == what))
        );
    }
}
