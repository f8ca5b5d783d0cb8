//! From input to paint, in Chromium: the page is dragged and typed into, and Chromium's own trace says what it took.

use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::Bench;
use super::document::{Section, figure};
use super::statistics::{median, quantile};
use super::trace::{Evaluation, Response, Trace, Work};
use crate::process;
use crate::runners::LIMIT;
use crate::server::{Server, Site};

const TOKENS: [usize; 4] = [8, 16, 32, 64];
/// How the driver names a way of input, how the table does, and the DOM event that begins it.
const WAYS: [(&str, &str, &str); 2] = [
    ("scrub", "drag", "pointermove"),
    ("type", "type", "keydown"),
];

const COLUMNS: [(&str, &str); 12] = [
    ("tokens", "tokens"),
    ("input", "input"),
    ("median", "median, ms"),
    ("p95", "95 %, ms"),
    ("processor_p95", "95 % of processor time"),
    ("mathematics", "mathematics"),
    ("yew", "Yew"),
    ("browser", "browser"),
    ("layout", "style, layout"),
    ("paint", "paint"),
    ("commit", "commit"),
    ("samples", "samples"),
];

/// Builds the page with its marks, has it driven, reads the traces.
pub fn measure(bench: &mut Bench) -> Result<Section> {
    let dist = bench.page()?;
    // Each round loads the page anew, hence its own warm-up.
    let (rounds, moves, keys, warm) = if bench.quick {
        (1, 60, 24, 20)
    } else {
        (4, 50, 40, 40)
    };
    let plan =
        json!({ "tokens": TOKENS, "rounds": rounds, "moves": moves, "keys": keys, "warm": warm });
    let mut node = bench.node("paint.mjs")?;
    let server = Server::bind(0)?;
    node.arg(format!("http://127.0.0.1:{}/", server.port()))
        .arg(&bench.folder)
        .arg(plan.to_string());
    server.start(Site::new(dist, "/")?);
    let run = bench.steps.step("drive the page", || {
        Ok((process::tee(&mut node, LIMIT)?, String::new()))
    })?;
    if !run.success {
        bail!("the page could not be driven; the lines above say why.");
    }
    let facts: Value = serde_json::from_str(run.output.trim())
        .context("the driver said nothing of the browser; the lines above say why.")?;
    let mut section = Section::new(
        "paint",
        "From input to paint: milliseconds of the main thread",
        &COLUMNS,
    );
    for tokens in TOKENS {
        for (way, input, event) in WAYS {
            let mut evaluation = Evaluation::default();
            for round in 0..rounds {
                let name = format!("paint-{tokens}-{way}-{round}.json");
                let file = bench.folder.join(name);
                let read = read(&file)?.evaluate(event);
                evaluation.extend(
                    read.with_context(|| format!("{} cannot be evaluated.", file.display()))?,
                );
            }
            section
                .rows
                .extend(row(tokens, input, &evaluation).as_object().cloned());
        }
    }
    section.notes = notes(&facts);
    section.quoted = true;
    Ok(section)
}

fn read(file: &Path) -> Result<Trace> {
    let text = std::fs::read_to_string(file).with_context(|| {
        format!(
            "{} is missing; the page was not driven to its end.",
            file.display()
        )
    })?;
    serde_json::from_str(&text)
        .with_context(|| format!("{} is no trace of Chromium.", file.display()))
}

fn row(tokens: usize, input: &str, evaluation: &Evaluation) -> Value {
    let of = |what: &dyn Fn(&Response) -> f64| -> Vec<f64> {
        evaluation.responses.iter().map(what).collect()
    };
    let part = |work: Work| figure(median(&of(&|r| r.part(work))));
    let total = of(&|r| r.total);
    let processor = of(&|r| r.processor);
    json!({
        "tokens": tokens,
        "input": input,
        "median": figure(median(&total)),
        "p95": figure(quantile(&total, 0.95)),
        "processor_median": figure(median(&processor)),
        "processor_p95": figure(quantile(&processor, 0.95)),
        "mathematics": part(Work::Mathematics),
        "yew": part(Work::Yew),
        "browser": figure(median(&of(&Response::browser))),
        "layout": part(Work::Layout),
        "paint": part(Work::Paint),
        "commit": part(Work::Commit),
        "rest": part(Work::Rest),
        "raster": figure(median(&of(&|r| r.raster))),
        "samples": evaluation.responses.len(),
        "left_out": evaluation.left_out,
    })
}

fn notes(facts: &Value) -> Vec<String> {
    let text = |key: &str| {
        facts[key]
            .as_str()
            .unwrap_or("an unnamed browser")
            .to_owned()
    };
    vec![
        "One head, d_k = d_v = 8. From the start of the first handler of the event (`pointermove`; `keydown`) to the end of \
         the commit of the frame that follows, without the time in which the main thread waits for that frame; the parts \
         are medians too. Of the browser's part, style with layout, paint and commit are shown; its rest is hit tests and \
         the handling of events. Not in it, since they run on other threads: raster and drawing (`raster` in report.json)."
            .into(),
        format!(
            "{}, headless, 1440 x 900 at scale 1, without GPU (`--disable-gpu`: tiles are drawn and composed in software); \
             read from its own trace, whose cost (about a millisecond at most) is in the figures. Processor time leaves out \
             when other programs had the processor and when the compositor was waited for. The page is the shipped one with two marks around the \
             mathematics.",
            text("browser")
        ),
    ]
}
