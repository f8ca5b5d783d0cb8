//! Reads a trace of Chromium: how long the main thread worked from an input to the end of the paint that follows,
//! and on what.

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::Value;

/// The file that Chromium's tracing writes.
#[derive(Deserialize)]
pub struct Trace {
    #[serde(rename = "traceEvents")]
    events: Vec<Event>,
}

#[derive(Clone, Deserialize)]
struct Event {
    name: String,
    /// Phase: `X` is a span, `I` (or `R`, in older versions) a moment.
    ph: String,
    /// Microseconds.
    #[serde(default)]
    ts: u64,
    #[serde(default)]
    dur: u64,
    pid: i64,
    tid: i64,
    #[serde(default)]
    args: Value,
}

impl Event {
    fn end(&self) -> u64 {
        self.ts + self.dur
    }

    fn is_input(&self, kind: &str) -> bool {
        self.name == "EventDispatch" && self.args["data"]["type"] == kind
    }
}

/// What the main thread was busy with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Between the marks of the page's pure part.
    Mathematics,
    /// The rest of the script, WebAssembly and its calls into the DOM: Yew and the page's own code.
    Yew,
    /// Style and layout.
    Layout,
    /// Pre-paint, paint and the list of layers.
    Paint,
    /// Handing the frame to the compositor, waiting for it included.
    Commit,
    /// Hit tests, the browser's own part in an event, and what it names in no other way.
    Rest,
}

const KINDS: usize = 6;

/// One input and the paint that follows, in milliseconds of the main thread.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// From the start of the first handler to the end of the paint, without idle time.
    pub total: f64,
    /// Of that by [`Work`].
    parts: [f64; KINDS],
    /// Raster of this frame's tiles, on other threads; not in `total`.
    pub raster: f64,
}

impl Response {
    /// Milliseconds spent on one kind of work.
    pub fn part(&self, work: Work) -> f64 {
        self.parts[work as usize]
    }

    /// Everything that is neither mathematics nor Yew.
    pub fn browser(&self) -> f64 {
        self.total - self.part(Work::Mathematics) - self.part(Work::Yew)
    }
}

/// What a trace holds.
#[derive(Debug, PartialEq)]
pub struct Evaluation {
    /// Each input that had a frame of its own.
    pub responses: Vec<Response>,
    /// Inputs that were left out: no frame followed, or the next input came before it.
    pub left_out: usize,
}

impl Trace {
    /// Every input of this kind (the type of its DOM event) and the paint that follows it.
    pub fn evaluate(&self, kind: &str) -> Result<Evaluation> {
        let first = self.events.iter().find(|event| event.is_input(kind));
        let thread = first.map(|event| (event.pid, event.tid)).with_context(|| {
            format!("the trace holds no `{kind}`; the page did not get the input.")
        })?;
        let mut main: Vec<&Event> = self
            .events
            .iter()
            .filter(|event| {
                (event.pid, event.tid) == thread && matches!(&*event.ph, "X" | "I" | "R")
            })
            .collect();
        // A parent before its children.
        main.sort_by_key(|event| (event.ts, u64::MAX - event.dur));
        let tasks: Vec<&Event> = named(&main, "RunTask");
        let commits: Vec<&Event> = named(&main, "Commit");
        let inputs: Vec<&Event> = main.iter().copied().filter(|e| e.is_input(kind)).collect();
        if tasks.is_empty() || commits.is_empty() {
            bail!(
                "the trace holds no tasks or no frames; this version of Chromium may name them otherwise."
            );
        }
        let mut responses = Vec::new();
        for (i, input) in inputs.iter().enumerate() {
            let frame = commits.iter().find(|commit| commit.ts >= input.end());
            let next = inputs.get(i + 1).map_or(u64::MAX, |next| next.ts);
            if let Some(frame) = frame.filter(|frame| frame.ts < next) {
                let span = (input.ts, frame.end());
                let mut response = response(&main, &tasks, span);
                response.raster = self.raster(thread.0, (frame.end(), next));
                responses.push(response);
            }
        }
        Ok(Evaluation {
            left_out: inputs.len() - responses.len(),
            responses,
        })
    }

    fn raster(&self, process: i64, (from, to): (u64, u64)) -> f64 {
        let tiles = self
            .events
            .iter()
            .filter(|e| e.name == "RasterTask" && e.pid == process && (from..to).contains(&e.ts));
        milliseconds(tiles.map(|tile| tile.dur).sum())
    }
}

fn named<'a>(events: &[&'a Event], name: &str) -> Vec<&'a Event> {
    let spans = events.iter().filter(|e| e.ph == "X" && e.name == name);
    spans.copied().collect()
}

fn response(main: &[&Event], tasks: &[&Event], span: (u64, u64)) -> Response {
    let busy: u64 = tasks.iter().map(|task| overlap(task, span)).sum();
    let mut parts = by_kind(main, span);
    let mathematics = mathematics(main, span);
    parts[Work::Mathematics as usize] = mathematics;
    parts[Work::Yew as usize] = parts[Work::Yew as usize].saturating_sub(mathematics);
    let named: u64 = parts.iter().sum();
    parts[Work::Rest as usize] += busy.saturating_sub(named);
    Response {
        total: milliseconds(busy),
        parts: parts.map(milliseconds),
        raster: 0.0,
    }
}

/// The kind of work that a span of Chromium's trace is; `None`: that of the span around it.
fn kind(name: &str) -> Option<Work> {
    Some(match name {
        "FunctionCall" | "RunMicrotasks" | "FireAnimationFrame" | "TimerFire" => Work::Yew,
        "UpdateLayoutTree" | "Layout" => Work::Layout,
        "PrePaint" | "Paint" | "Layerize" => Work::Paint,
        "Commit" => Work::Commit,
        "EventDispatch" | "HitTest" => Work::Rest,
        _ => return None,
    })
}

/// Microseconds by kind: each moment belongs to the innermost span that has a kind, so that a layout which a script asks
/// for is layout.
fn by_kind(main: &[&Event], span: (u64, u64)) -> [u64; KINDS] {
    let mut parts = [0; KINDS];
    let mut open: Vec<(&Event, Work)> = Vec::new();
    for event in main {
        let Some(work) = kind(&event.name).filter(|_| event.ph == "X") else {
            continue;
        };
        while open
            .last()
            .is_some_and(|(outer, _)| outer.end() <= event.ts)
        {
            open.pop();
        }
        let time = overlap(event, span);
        parts[work as usize] += time;
        if let Some((_, outer)) = open.last() {
            parts[*outer as usize] = parts[*outer as usize].saturating_sub(time);
        }
        open.push((event, work));
    }
    parts
}

/// Microseconds between the page's marks.
fn mathematics(main: &[&Event], (from, to): (u64, u64)) -> u64 {
    let mut begun = None;
    let mut sum = 0;
    for event in main.iter().filter(|e| (from..=to).contains(&e.ts)) {
        match &*event.name {
            "pure:begin" => begun = Some(event.ts),
            "pure:end" => sum += begun.take().map_or(0, |begin| event.ts - begin),
            _ => {}
        }
    }
    sum
}

fn overlap(event: &Event, (from, to): (u64, u64)) -> u64 {
    event.end().min(to).saturating_sub(event.ts.max(from))
}

fn milliseconds(microseconds: u64) -> f64 {
    microseconds as f64 / 1000.0
}
