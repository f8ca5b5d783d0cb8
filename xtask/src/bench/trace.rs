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
    /// The thread's own clock, which stands while the thread does not run; not on every system.
    tts: Option<u64>,
    tdur: Option<u64>,
    pid: i64,
    tid: i64,
    #[serde(default)]
    args: Value,
}

impl Event {
    fn end(&self) -> u64 {
        self.ts + self.dur
    }

    /// What a `console.timeStamp` says; of anything else the name.
    fn says(&self) -> &str {
        self.args["data"]["message"].as_str().unwrap_or(&self.name)
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
    /// The part of `total` in which the thread ran: less than that where it waited for the compositor or where other
    /// programs had the processor. NaN where the system does not count it.
    pub processor: f64,
    /// `total` by [`Work`].
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
#[derive(Debug, Default, PartialEq)]
pub struct Evaluation {
    /// Each input that had a frame of its own.
    pub responses: Vec<Response>,
    /// Inputs that were left out: no frame followed, or the next input came before it.
    pub left_out: usize,
}

impl Evaluation {
    /// Takes in another trace's.
    pub fn extend(&mut self, other: Evaluation) {
        self.responses.extend(other.responses);
        self.left_out += other.left_out;
    }
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
                let mut response = response(&main, &tasks, (input.ts, frame.end()));
                response.processor = processor(&tasks, input, frame).map_or(f64::NAN, milliseconds);
                response.raster = self.raster(thread.0, (frame.ts, next));
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
        processor: f64::NAN,
        parts: parts.map(milliseconds),
        raster: 0.0,
    }
}

/// Microseconds of the thread's own clock from the start of `input` to the end of `frame`, between tasks left out.
fn processor(tasks: &[&Event], input: &Event, frame: &Event) -> Option<u64> {
    let (from, to) = (input.tts?, frame.tts? + frame.tdur?);
    let mut sum = 0;
    for task in tasks {
        let (begin, end) = (task.tts?, task.tts? + task.tdur?);
        sum += end.min(to).saturating_sub(begin.max(from));
    }
    Some(sum)
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
        match event.says() {
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn trace(events: Value) -> Trace {
        serde_json::from_value(json!({ "traceEvents": events })).unwrap()
    }

    fn span(name: &str, ts: u64, dur: u64) -> Value {
        json!({ "name": name, "ph": "X", "pid": 1, "tid": 1, "ts": ts, "dur": dur })
    }

    fn input(kind: &str, ts: u64, dur: u64) -> Value {
        let mut event = span("EventDispatch", ts, dur);
        event["args"] = json!({ "data": { "type": kind } });
        event
    }

    fn mark(name: &str, ts: u64) -> Value {
        let args = json!({ "data": { "message": name } });
        json!({ "name": "TimeStamp", "ph": "I", "pid": 1, "tid": 1, "ts": ts, "args": args })
    }

    /// total, mathematics, Yew, layout, paint, commit, rest, raster, processor; in microseconds.
    fn figures(response: &Response) -> [u64; 9] {
        let micro = |ms: f64| (ms * 1000.0).round() as u64;
        [
            micro(response.total),
            micro(response.part(Work::Mathematics)),
            micro(response.part(Work::Yew)),
            micro(response.part(Work::Layout)),
            micro(response.part(Work::Paint)),
            micro(response.part(Work::Commit)),
            micro(response.part(Work::Rest)),
            micro(response.raster),
            micro(response.processor),
        ]
    }

    /// Recorded with Chromium 156 on the page with 8 tokens and shortened to two inputs and one. The expected figures
    /// were found in another way: by asking for each microsecond which span it belongs to.
    #[test]
    fn recorded_traces() {
        let scrub: Trace = serde_json::from_str(include_str!("fixtures/scrub.json")).unwrap();
        let read = scrub.evaluate("pointermove").unwrap();
        let found: Vec<_> = read.responses.iter().map(figures).collect();
        assert_eq!(found, SCRUB);
        assert_eq!(read.left_out, 0);
        let typed: Trace = serde_json::from_str(include_str!("fixtures/type.json")).unwrap();
        let read = typed.evaluate("keydown").unwrap();
        let found: Vec<_> = read.responses.iter().map(figures).collect();
        assert_eq!(found, TYPED);
    }

    #[test]
    fn waiting_is_left_out_and_a_layout_that_the_script_asks_for_is_layout() {
        let read = trace(json!([
            span("RunTask", 0, 1000),
            input("keydown", 100, 800),
            span("FunctionCall", 150, 700),
            mark("pure:begin", 200),
            mark("pure:end", 300),
            span("Layout", 400, 50),
            // Ten milliseconds later the frame.
            span("RunTask", 11_000, 500),
            span("Paint", 11_050, 200),
            span("Paint", 11_100, 10),
            span("Commit", 11_300, 100),
            span("RunTask", 12_000, 5000),
        ]))
        .evaluate("keydown")
        .unwrap();
        // 900 of the first task; 400 of the second until the commit's end, of which 100 have no name.
        let rest = 100 + 100 + 100;
        assert_eq!(
            figures(&read.responses[0]),
            [1300, 100, 550, 50, 200, 100, rest, 0, 0]
        );
        assert!((read.responses[0].browser() - 0.65).abs() < 1e-9);
    }

    #[test]
    fn inputs_without_a_frame_of_their_own_are_counted_and_left_out() {
        let read = trace(json!([
            span("RunTask", 0, 1000),
            input("pointermove", 100, 10),
            input("pointermove", 200, 10),
            span("Commit", 300, 100),
            input("pointermove", 600, 10),
        ]))
        .evaluate("pointermove")
        .unwrap();
        assert_eq!((read.responses.len(), read.left_out), (1, 2));
        assert_eq!(read.responses[0].total, 0.2);
    }

    #[test]
    fn another_thread_is_not_the_page() {
        let mut elsewhere = span("RunTask", 0, 9000);
        elsewhere["tid"] = json!(2);
        let events = json!([elsewhere, input("keydown", 0, 1), span("Commit", 5, 1)]);
        let error = trace(events).evaluate("keydown").unwrap_err().to_string();
        assert!(error.starts_with("the trace holds no tasks"), "{error}");
        let error = trace(json!([]))
            .evaluate("keydown")
            .unwrap_err()
            .to_string();
        assert!(error.contains("the page did not get the input"), "{error}");
    }

    const SCRUB: [[u64; 9]; 2] = [
        [9137, 102, 2420, 2318, 3020, 539, 738, 1125, 8526],
        [11694, 102, 2426, 3232, 4386, 597, 951, 1099, 10952],
    ];
    const TYPED: [[u64; 9]; 1] = [[9385, 99, 2238, 1850, 3343, 617, 1238, 1053, 8668]];
}
