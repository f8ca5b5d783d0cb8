//! The kernel beside other libraries, by ../shared/peers where that folder is there: all in one page, on the same data, in
//! turns. Its figures are ratios; a result that is wrong is rejected there.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::Bench;
use super::document::{Section, figure};
use crate::runners::LIMIT;
use crate::{bundle, process, root};

const COLUMNS: [(&str, &str); 9] = [
    ("heads", "heads"),
    ("tokens", "tokens"),
    ("relaxed", "relaxed, \u{b5}s"),
    ("simd", "simd128, \u{b5}s"),
    ("other", "fastest other library"),
    ("time", "its time, \u{b5}s"),
    ("by_relaxed", "it : relaxed"),
    ("by_simd", "it : simd128"),
    ("speed", "relaxed, GFLOP/s"),
];

/// Our two builds as the candidates in benches/ call them.
const OURS: [&str; 2] = ["ours relaxed", "ours simd128"];

/// Runs the comparison, or says that there is nothing to compare with.
pub fn measure(bench: &mut Bench) -> Result<Section> {
    let script = root().join("../shared/peers/run.sh");
    if !script.is_file() {
        let mut section = Section::new("peers", "Beside other libraries", &COLUMNS);
        let note = "Not compared: there is no ../shared/peers here.";
        section.notes.push(note.into());
        return Ok(section);
    }
    let tools = bench.tools()?;
    bundle::build(&tools, &mut bench.steps)?;
    let out = bench.folder.join("peers.json");
    let mut run = command(script, &out);
    if bench.quick {
        run.args(["--quick", "--sizes", "8,64,512", "--heads", "0"]);
    }
    let finished = bench.steps.step("time the peers", || {
        Ok((process::tee(&mut run, LIMIT)?, String::new()))
    })?;
    if !finished.success {
        bail!("../shared/peers could not be run; the lines above say why.");
    }
    let text =
        std::fs::read_to_string(&out).with_context(|| format!("{} is missing.", out.display()))?;
    section(&serde_json::from_str(&text)?)
}

fn command(script: PathBuf, out: &PathBuf) -> Command {
    let mut run = Command::new(script);
    run.current_dir(root());
    for build in ["relaxed", "simd128"] {
        let candidate = root().join("benches").join(format!("peer-{build}.mjs"));
        run.arg("--candidate").arg(candidate);
    }
    run.arg("--out").arg(out);
    run
}

fn section(said: &Value) -> Result<Section> {
    let title = "Beside other libraries: attention with all weights, d = 64, one thread";
    let mut section = Section::new("peers", title, &COLUMNS);
    let rows = said["rows"].as_array().context("nothing was timed.")?;
    let place = |row: &Value| (row["heads"].as_u64(), row["n"].as_u64());
    let mut places: Vec<_> = rows.iter().map(place).collect();
    places.dedup();
    for at in places {
        let here = || rows.iter().filter(|row| place(row) == at);
        let time = |row: &Value| row["median_us"].as_f64().unwrap_or(f64::NAN);
        let ours = OURS.map(|name| {
            here()
                .find(|row| row["peer"] == name)
                .map_or(f64::NAN, time)
        });
        // What gives no weights does less.
        let others = here().filter(|row| {
            let name = row["peer"].as_str().unwrap_or_default();
            !OURS.contains(&name) && row["noW"] != true
        });
        let best = others.min_by(|a, b| time(a).total_cmp(&time(b)));
        let best_time = best.map_or(f64::NAN, time);
        let (heads, tokens) = at;
        let pairs = heads
            .zip(tokens)
            .map_or(f64::NAN, |(h, n)| (h * n * n) as f64);
        let row = json!({
            "heads": heads,
            "tokens": tokens,
            "relaxed": figure(ours[0]),
            "simd": figure(ours[1]),
            "other": best.map(|row| row["peer"].clone()),
            "time": figure(best_time),
            "by_relaxed": figure(best_time / ours[0]),
            "by_simd": figure(best_time / ours[1]),
            "speed": figure(4.0 * 64.0 * pairs / (ours[0] * 1e3)),
        });
        section.rows.extend(row.as_object().cloned());
    }
    section.notes.extend(notes(said));
    section.quoted = true;
    Ok(section)
}

fn notes(said: &Value) -> Vec<String> {
    let libraries = said["rows"].as_array().into_iter().flatten();
    let mut names: Vec<_> = libraries
        .filter_map(|row| row["peer"].as_str())
        .filter(|name| !OURS.contains(name))
        .collect();
    names.sort_unstable();
    names.dedup();
    let mut notes = vec![format!(
        "Through the public interface of static/fused.js, copies in and out counted; medians of samples taken in turns. The others: {}.",
        names.join(", ")
    )];
    let peak = |kind: &str| {
        let peaks = said["peaks"].as_array().into_iter().flatten();
        let probes = peaks.filter_map(|peak| peak[kind].as_object());
        let best = probes.flat_map(|probes| probes.values().filter_map(|probe| probe[1].as_f64()));
        best.fold(f64::NAN, f64::max)
    };
    let (relaxed, plain) = (peak("fma"), peak("ma"));
    if relaxed.is_finite() {
        notes.push(format!(
            "Peak of f32x4 arithmetic in registers: {} GFLOP/s with relaxed multiply-add, {} with multiply and add.",
            figure(relaxed), figure(plain)
        ));
    }
    let errors = said["errors"].as_array().into_iter().flatten();
    notes.extend(
        errors
            .filter_map(Value::as_str)
            .map(|error| format!("Left out: {error}.")),
    );
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(peer: &str, n: u64, heads: u64, time: f64) -> Value {
        json!({ "peer": peer, "n": n, "heads": heads, "d": 64, "median_us": time, "noW": peer == "no weights" })
    }

    #[test]
    fn ratios_are_to_the_fastest_that_gives_weights() {
        let said = json!({
            "rows": [
                row("ours relaxed", 8, 1, 1.0), row("ours simd128", 8, 1, 2.0), row("slow", 8, 1, 30.0),
                row("quick", 8, 1, 12.0), row("no weights", 8, 1, 0.5),
                row("ours simd128", 64, 8, 4.0), row("slow", 64, 8, 6.0),
            ],
            "peaks": [{ "fma": { "fma8": [90.0, 100.0] }, "ma": { "ma8": [40.0, 50.0] } }],
            "errors": ["quick n=64: too slow"],
        });
        let section = section(&said).unwrap();
        let rows = &section.rows;
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0]["other"], "quick");
        assert_eq!(
            (&rows[0]["by_relaxed"], &rows[0]["by_simd"]),
            (&json!(12), &json!(6))
        );
        assert_eq!(rows[0]["speed"], json!(16.4));
        assert_eq!(
            (&rows[1]["heads"], &rows[1]["by_simd"]),
            (&json!(8), &json!(1.5))
        );
        assert_eq!(rows[1]["by_relaxed"], Value::Null);
        assert!(section.notes[0].contains("no weights, quick, slow"));
        assert!(section.notes[1].contains("100 GFLOP/s") && section.notes[1].contains("50 with"));
        assert_eq!(section.notes[2], "Left out: quick n=64: too slow.");
    }
}
