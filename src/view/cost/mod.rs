//! Lab 8, Cost: time and memory of six ways to compute attention, measured in this browser.

mod figures;
mod tables;
mod units;

use super::intent::{Intent, wish};
use super::plot::plot;
use super::runs::{Order, Run, Status};
use super::scene::Scene;
use super::setting::{Way, choose, slider, typed};
use super::tag::{button, leaf, node};
use super::text;
use crate::experiment::cost::settings::{CHUNK, LARGEST, REPEATS, SHOWN, TOKENS, WIDTH, WINDOW};
use crate::experiment::cost::{
    Build, Fit, Growth, Interval, Outcome, Point, Sizes, Variant, WASM_BYTES, exponent, median,
};
use crate::experiment::{self, Kind};
use figures::Quantity;
use std::rc::Rc;
use yew::prelude::*;

/// Most tokens that are extrapolated to.
const MOST_TOKENS: u32 = 1_000_000;

/// From here on the samples of a point lie so far apart that it is told.
const NOISY: f64 = 0.2;

/// The lab.
pub fn cost(scene: &Scene) -> Html {
    let run = scene.runs.of(Kind::Cost);
    let shown = scene.model.state.labs.whole(&SHOWN);
    let stamp = scene
        .stamp()
        .number(run.edition.into())
        .number(shown.into());
    let chosen = scene.model.state.labs.whole(&TOKENS);
    let known = run.outcome.is_some();
    html! {
        <>
        { setup(scene) }
        { progress(scene, run) }
        if known {
            { scene.still(stamp.clone(), measured) }
            { scene.still(stamp.number(chosen.into()), far) }
        }
        </>
    }
}

/// The name of a way.
fn way(variant: Variant, sizes: Sizes) -> String {
    match variant {
        Variant::Full => text::cost_full().into(),
        Variant::Causal => text::cost_causal().into(),
        Variant::Chunked => text::cost_chunked(&sizes.chunk.to_string()),
        Variant::Windowed => text::cost_windowed(&sizes.window.to_string()),
        Variant::Online => text::cost_online().into(),
        Variant::Linear => text::cost_linear().into(),
    }
}

/// What is known, and what follows from it.
struct Known<'a> {
    outcome: &'a Outcome,
    /// Whether more is to come.
    open: bool,
    /// The largest number of tokens at which full attention was measured, or else any way was.
    largest: Option<u32>,
}

impl<'a> Known<'a> {
    fn of(run: &'a Run) -> Option<Self> {
        let Some(experiment::Outcome::Cost(outcome)) = run.outcome.as_deref() else {
            return None;
        };
        let largest = |variant: Variant| {
            let mut measured = outcome.of(variant).rev();
            measured.find_map(|(n, point)| (!point.samples.is_empty()).then_some(n))
        };
        let any = || Variant::ALL.into_iter().filter_map(largest).max();
        Some(Self {
            outcome,
            open: run.is_open(),
            largest: largest(Variant::Full).or_else(any),
        })
    }

    /// The median of a point's samples between the shortest and the longest, in milliseconds.
    fn time_of(&self, point: &Point) -> Option<Interval> {
        let samples = || point.samples.iter().map(|t| f64::from(*t));
        Some(Interval {
            value: median(&point.samples)?,
            low: samples().min_by(f64::total_cmp)?,
            high: samples().max_by(f64::total_cmp)?,
        })
    }

    /// Operations a nanosecond.
    fn speed(&self, variant: Variant, n: u32, point: &Point) -> Option<f64> {
        let operations = variant.operations(n, self.outcome.sizes);
        Some(operations / (median(&point.samples)? * 1e6))
    }

    fn exponent(&self, variant: Variant) -> Option<Interval> {
        exponent(self.outcome, variant)
    }

    fn fit(&self, variant: Variant) -> Option<Fit> {
        Fit::of(self.outcome, variant)
    }

    fn growth(&self, variant: Variant) -> Option<Growth> {
        Growth::of(self.outcome, variant)
    }

    /// Bytes at which memory ends: where it was refused, if it was.
    fn limit(&self) -> u64 {
        self.outcome.refused.unwrap_or(WASM_BYTES)
    }
}

/// The settings of a measurement.
fn setup(scene: &Scene) -> Html {
    html! {
        <section class="settings cost-setup" aria-label={text::cost_setup()}>
            <div class="settings-group">
                { slider(scene, &LARGEST, text::cost_largest(), Way::Log) }
                { slider(scene, &WIDTH, text::cost_d(), Way::Log) }
            </div>
            <div class="settings-group">
                { slider(scene, &CHUNK, text::cost_chunk(), Way::Log) }
                { slider(scene, &WINDOW, text::cost_window(), Way::Log) }
            </div>
            <div class="settings-group">
                { typed(scene, &REPEATS, text::cost_repeats()) }
            </div>
        </section>
    }
}

/// Buttons, how far it is, and what is measured with.
fn progress(scene: &Scene, run: &Run) -> Html {
    let order = |class, label: &'static str, order| {
        let wish = wish(&scene.emit, Intent::Experiment(Kind::Cost, order));
        button(class, label, false, wish)
    };
    let main = match run.status {
        Status::Starting | Status::Running => order("button", text::cost_pause(), Order::Pause),
        Status::Paused => order("button primary", text::cost_resume(), Order::Resume),
        _ if run.outcome.is_some() => order("button primary", text::cost_again(), Order::Start),
        _ => order("button primary", text::cost_measure(), Order::Start),
    };
    // Always two, so that the first stays the same element and keeps the focus.
    let cancel = match run.is_open() {
        true => order("button", text::cost_cancel(), Order::Cancel),
        false => Html::default(),
    };
    let buttons = vec![main, cancel];
    let (done, of) = (run.progress.done.to_string(), run.progress.of.to_string());
    let told = text::cost_progress(&done, &of);
    let noise = Known::of(run)
        .filter(|known| !known.open)
        .and_then(|known| known.outcome.spread());
    let noisy = noise.filter(|spread| *spread > NOISY);
    let stale = !run.is_open() && run.is_stale(Kind::Cost, &scene.model.state);
    html! {
        <section class="cost-run">
            { node("div", "buttons", buttons) }
            if run.is_open() {
                <progress max={of.clone()} value={done} aria-label={text::cost_running()}></progress>
                { leaf("span", "cost-count", told) }
            }
            <p class="cost-status" role="status">{ status(scene, run) }</p>
            if stale { { leaf("p", "why", text::cost_stale()) } }
            if let Some(spread) = noisy {
                { leaf("p", "why", text::cost_noisy(&units::percent(spread))) }
            }
            if let Some(told) = instrument(run) { { leaf("p", "how", told) } }
        </section>
    }
}

fn status(scene: &Scene, run: &Run) -> String {
    match &run.status {
        Status::Starting => text::cost_starting().into(),
        Status::Running => text::cost_running().into(),
        Status::Paused => text::cost_paused().into(),
        Status::Done => text::cost_finished().into(),
        Status::Failed(why) => text::cost_failed(why),
        Status::Idle if run.outcome.is_some() => text::cost_cancelled().into(),
        Status::Idle => text::cost_intro(&scene.model.state.labs.whole(&LARGEST).to_string()),
    }
}

/// Which build of the kernel runs, and how fine the clock is.
fn instrument(run: &Run) -> Option<String> {
    let outcome = Known::of(run)?.outcome;
    let sample = units::time(f64::from(outcome.sample));
    let tick = units::time(f64::from(outcome.tick?));
    Some(match outcome.build? {
        Build::Relaxed => text::cost_relaxed(&sample, &tick),
        Build::Simd128 => text::cost_simd128(&sample, &tick),
    })
}

fn quantity(scene: &Scene) -> Quantity {
    match scene.model.state.labs.whole(&SHOWN) {
        0 => Quantity::Time,
        _ => Quantity::Memory,
    }
}

/// What was measured: the plot, and what each way saves and changes.
fn measured(scene: &Scene) -> Html {
    let Some(known) = Known::of(scene.runs.of(Kind::Cost)) else {
        return Html::default();
    };
    let figure = Rc::new(figures::measured(&known, quantity(scene)));
    let missing = tables::missing(&known);
    let names = [text::cost_time(), text::cost_memory()];
    let caption = known.largest.map(|n| {
        let mut sizes = known.outcome.tokens.iter().zip(&known.outcome.outputs);
        let size = sizes.find_map(|(other, size)| size.filter(|_| *other == n));
        let size = units::digits(size.unwrap_or_default().into());
        text::cost_table_caption(&n.to_string(), &size)
    });
    html! {
        <section class="cost-measured">
            <h2>{ text::cost_measured() }</h2>
            { choose(scene, &SHOWN, text::cost_shown(), &names) }
            { plot(&figure, &scene.emit) }
            if !missing.is_empty() {
                { node("ul", "why", missing.into_iter().map(|line| leaf("li", "", line)).collect()) }
            }
            <h2>{ text::cost_table() }</h2>
            { tables::compared(&known) }
            if let Some(caption) = caption { { leaf("p", "caption", caption) } }
        </section>
    }
}

/// What it would cost with more tokens.
fn far(scene: &Scene) -> Html {
    let Some(known) = Known::of(scene.runs.of(Kind::Cost)) else {
        return Html::default();
    };
    let chosen = scene.model.state.labs.whole(&TOKENS);
    let figure = Rc::new(figures::far(&known, quantity(scene), chosen));
    let limit = units::bytes(known.limit() as f64);
    let limit = match known.outcome.refused {
        Some(_) => text::cost_refused_at(&limit),
        None => text::cost_limit(&limit),
    };
    let device = known
        .outcome
        .memory
        .map(|memory| text::cost_device(&super::format::exact(memory)));
    let notes = [limit]
        .into_iter()
        .chain(device)
        .collect::<Vec<_>>()
        .join(" ");
    html! {
        <section class="cost-far">
            <h2>{ text::cost_far() }</h2>
            { slider(scene, &TOKENS, text::cost_tokens(), Way::Log) }
            { tables::extrapolated(&known, chosen) }
            { leaf("p", "caption", notes) }
            { plot(&figure, &scene.emit) }
            { leaf("p", "caption", text::cost_far_caption()) }
        </section>
    }
}
