//! The benches of benches/native.rs, by criterion, outside of a browser.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::Bench;
use super::document::{Section, figure};
use crate::{process, root};

/// The names in benches/native.rs and what the table calls them.
const NAMES: [(&str, &str); 5] = [
    ("trace", "all numbers (Trace::of)"),
    ("softmax", "softmax of a row"),
    ("set-cell", "one number changed (reduce)"),
    ("link-write", "state to link"),
    ("link-read", "link to state"),
];

const COLUMNS: [(&str, &str); 5] = [
    ("what", "what"),
    ("tokens", "tokens"),
    ("d", "d"),
    ("median", "median, \u{b5}s"),
    ("ratio", "times the first"),
];

/// Runs criterion and reads what it found.
pub fn measure(bench: &mut Bench) -> Result<Section> {
    let home = bench.folder.join("criterion");
    let _ = std::fs::remove_dir_all(&home);
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(root())
        .args([
            "bench",
            "--quiet",
            "--package",
            "benches",
            "--bench",
            "native",
            "--",
        ])
        .args(["--noplot", "--quiet"])
        .env("CRITERION_HOME", &home);
    if bench.quick {
        cargo.args([
            "--sample-size",
            "10",
            "--warm-up-time",
            "0.1",
            "--measurement-time",
            "0.2",
        ]);
    } else {
        cargo.args([
            "--sample-size",
            "50",
            "--warm-up-time",
            "1",
            "--measurement-time",
            "2",
        ]);
    }
    bench
        .steps
        .step("criterion", || match process::run(&mut cargo)? {
            true => Ok(((), String::new())),
            false => bail!("the native benches did not run to their end; the lines above say why."),
        })?;
    let title = "Outside of a browser: one step of the page";
    let mut section = Section::new("native", title, &COLUMNS);
    section.rows = rows(&read(&home)?)
        .into_iter()
        .filter_map(|row| row.as_object().cloned())
        .collect();
    section.notes.push(
        "By criterion, compiled for speed; the plain (scalar) kernel, which is what a build without WASM SIMD uses.".into(),
    );
    Ok(section)
}

/// A bench by its name, its sizes and its median in nanoseconds.
struct Found {
    name: String,
    sizes: Vec<u64>,
    median: f64,
}

fn read(home: &Path) -> Result<Vec<Found>> {
    let folders = std::fs::read_dir(home)
        .with_context(|| format!("{} is missing: criterion wrote nothing.", home.display()))?;
    let mut found = Vec::new();
    for folder in folders.flatten() {
        let path = folder.path().join("new");
        if !path.is_dir() {
            continue;
        }
        let id = document(&path.join("benchmark.json"))?["full_id"].take();
        let mut parts = id.as_str().unwrap_or_default().split('/');
        let median = document(&path.join("estimates.json"))?["median"]["point_estimate"].as_f64();
        found.push(Found {
            name: parts.next().unwrap_or_default().to_owned(),
            sizes: parts.filter_map(|size| size.parse().ok()).collect(),
            median: median.with_context(|| format!("{} names no median.", path.display()))?,
        });
    }
    Ok(found)
}

fn document(path: &Path) -> Result<Value> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{} is missing: criterion wrote nothing.", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no JSON.", path.display()))
}

/// In the order of [`NAMES`]; each beside the smallest of its kind (of the same d).
fn rows(found: &[Found]) -> Vec<Value> {
    let mut rows = Vec::new();
    for (name, title) in NAMES {
        let mut group: Vec<&Found> = found.iter().filter(|found| found.name == name).collect();
        // By d, then by tokens.
        group.sort_by_key(|found| (found.sizes.get(1).copied(), found.sizes.first().copied()));
        for bench in &group {
            let first = group
                .iter()
                .find(|other| other.sizes.get(1) == bench.sizes.get(1));
            let ratio = first.map_or(f64::NAN, |first| bench.median / first.median);
            rows.push(json!({
                "what": title,
                "tokens": bench.sizes.first(),
                "d": bench.sizes.get(1),
                "median": figure(bench.median / 1000.0),
                "ratio": figure(ratio),
            }));
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, sizes: &[u64], median: f64) -> Found {
        Found {
            name: name.into(),
            sizes: sizes.into(),
            median,
        }
    }

    #[test]
    fn a_group_begins_with_its_smallest() {
        let rows = rows(&[
            found("softmax", &[64], 300.0),
            found("trace", &[16, 8], 3000.0),
            found("trace", &[8, 64], 5000.0),
            found("trace", &[8, 8], 1500.0),
            found("unknown", &[1], 1.0),
        ]);
        let line = |row: &Value| {
            [&row["tokens"], &row["d"], &row["median"], &row["ratio"]].map(Value::to_string)
        };
        let lines: Vec<_> = rows.iter().map(line).collect();
        assert_eq!(
            lines,
            [
                ["8", "8", "1.5", "1"],
                ["16", "8", "3", "2"],
                ["8", "64", "5", "1"],
                ["64", "null", "0.3", "1"],
            ]
        );
    }

    #[test]
    fn what_criterion_wrote_is_read() {
        let home = std::env::temp_dir().join(format!("xtask-criterion-{}", std::process::id()));
        let new = home.join("trace_8_64/new");
        std::fs::create_dir_all(&new).unwrap();
        std::fs::create_dir_all(home.join("report")).unwrap();
        std::fs::write(new.join("benchmark.json"), r#"{"full_id":"trace/8/64"}"#).unwrap();
        let estimates = r#"{"median":{"point_estimate":1234.5,"standard_error":1}}"#;
        std::fs::write(new.join("estimates.json"), estimates).unwrap();
        let read = read(&home).unwrap();
        assert_eq!(read.len(), 1);
        assert_eq!(
            (&*read[0].name, &*read[0].sizes, read[0].median),
            ("trace", &[8, 64][..], 1234.5)
        );
    }
}
