//! How smooth the page stays while the Cost lab measures in its worker, by benches/browser/frames.mjs.

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::Bench;
use super::document::{Section, figure};
use super::statistics::{median, quantile};
use crate::process;
use crate::runners::LIMIT;
use crate::server::{Server, Site};

const COLUMNS: [(&str, &str); 6] = [
    ("when", "when"),
    ("rate", "frames a second"),
    ("median", "median gap, ms"),
    ("p99", "99 %, ms"),
    ("longest", "longest, ms"),
    ("frames", "frames"),
];

/// What the driver calls the two times, and what the table does.
const TIMES: [(&str, &str); 2] = [("idle", "nothing runs"), ("measuring", "the lab measures")];

/// Has the page driven and looks at the gaps between its frames.
pub fn measure(bench: &mut Bench) -> Result<Section> {
    let dist = bench.page()?;
    let mut node = bench.node("frames.mjs")?;
    let server = Server::bind(0)?;
    let largest = if bench.quick { 512 } else { 4096 };
    node.arg(format!("http://127.0.0.1:{}/", server.port()))
        .arg(largest.to_string());
    server.start(Site::new(dist, "/")?);
    let run = bench.steps.step("count the frames", || {
        Ok((process::tee(&mut node, LIMIT)?, String::new()))
    })?;
    if !run.success {
        bail!("the page could not be driven; the lines above say why.");
    }
    let said: Value = serde_json::from_str(run.output.trim())
        .context("the driver said nothing of the frames; the lines above say why.")?;
    section(&said)
}

fn section(said: &Value) -> Result<Section> {
    let title = "The page's frames while the Cost lab measures";
    let mut section = Section::new("frames", title, &COLUMNS);
    for (name, when) in TIMES {
        let gaps = said[name].as_array().context("the driver saw no frames.")?;
        let gaps: Vec<f64> = gaps.iter().filter_map(Value::as_f64).collect();
        let all: f64 = gaps.iter().sum();
        let row = json!({
            "when": when,
            "rate": figure(1000.0 * gaps.len() as f64 / all),
            "median": figure(median(&gaps)),
            "p99": figure(quantile(&gaps, 0.99)),
            "longest": figure(quantile(&gaps, 1.0)),
            "frames": gaps.len(),
        });
        section.rows.extend(row.as_object().cloned());
    }
    section.notes.push(format!(
        "Gaps between calls of requestAnimationFrame on the page's main thread, up to {} tokens, while plot and tables are drawn anew with each outcome. {}, headless.",
        said["largest"], said["browser"].as_str().unwrap_or("An unnamed browser")
    ));
    section.quoted = true;
    Ok(section)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_become_a_rate() {
        let said = json!({ "browser": "Chromium 1", "largest": 512, "idle": [10.0, 20.0, 10.0, 10.0], "measuring": [25.0, 25.0] });
        let rows = section(&said).unwrap().rows;
        assert_eq!(
            (&rows[0]["rate"], &rows[0]["longest"]),
            (&json!(80), &json!(20))
        );
        assert_eq!(
            (&rows[1]["rate"], &rows[1]["median"]),
            (&json!(40), &json!(25))
        );
        assert!(section(&json!({ "idle": [] })).is_err());
    }
}
