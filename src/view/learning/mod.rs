//! Lab 4, Learning order: a model with positions and one without, trained in the browser on the same data.

mod figures;
mod typed;

use super::intent::{Intent, wish};
use super::plot::plot;
use super::runs::{Order, Run, Status};
use super::scene::Scene;
use super::setting::{Way, choose, slider, typed as number};
use super::tag::{button, leaf, node};
use super::text;
use crate::experiment::learning::settings::{
    BATCH, D_FF, ENCODING, HEADS, LENGTH, RATE, SEEDS, STEPS, TASK, WIDTH,
};
use crate::experiment::learning::{Curve, Outcome, Reason, Spread, Status as Ended, bands};
use crate::experiment::{self, Kind};
use std::rc::Rc;
use yew::prelude::*;

pub use typed::question;

/// The lab.
pub fn learning(scene: &Scene) -> Html {
    let run = scene.runs.of(Kind::Learning);
    let stamp = scene.stamp().number(run.edition.into());
    html! {
        <>
        { settings(scene) }
        { progress(scene, run) }
        if outcome(run).is_some() {
            { scene.still(stamp, findings) }
            { typed::sequence(scene) }
        }
        </>
    }
}

fn outcome(run: &Run) -> Option<&Outcome> {
    match run.outcome.as_deref() {
        Some(experiment::Outcome::Learning(outcome)) => Some(outcome),
        _ => None,
    }
}

fn settings(scene: &Scene) -> Html {
    let tasks = [text::learning_increasing(), text::learning_repeat()];
    let encodings = [
        text::sinusoidal(),
        text::learned(),
        text::rope(),
        text::alibi(),
    ];
    html! {
        <section class="settings learning-setup" aria-label={text::learning_setup()}>
            <div class="settings-group">
                { choose(scene, &TASK, text::learning_task(), &tasks) }
                { choose(scene, &ENCODING, text::learning_encoding(), &encodings) }
                { slider(scene, &LENGTH, text::learning_length(), Way::Linear) }
            </div>
            <div class="settings-group">
                { slider(scene, &WIDTH, text::learning_width(), Way::Log) }
                { number(scene, &HEADS, text::learning_heads()) }
                { number(scene, &D_FF, text::learning_d_ff()) }
            </div>
            <div class="settings-group">
                { slider(scene, &STEPS, text::learning_steps(), Way::Log) }
                { slider(scene, &RATE, text::learning_rate(), Way::Log) }
                { number(scene, &BATCH, text::learning_batch()) }
                { number(scene, &SEEDS, text::learning_seeds()) }
            </div>
        </section>
    }
}

/// Buttons, how far it is, and what there is to say of the run.
fn progress(scene: &Scene, run: &Run) -> Html {
    let order = |class, label: &'static str, order| {
        let wish = wish(&scene.emit, Intent::Experiment(Kind::Learning, order));
        button(class, label, false, wish)
    };
    let cancel = || order("button", text::cost_cancel(), Order::Cancel);
    let buttons = match run.status {
        Status::Starting | Status::Running => {
            vec![order("button", text::cost_pause(), Order::Pause), cancel()]
        }
        Status::Paused => vec![
            order("button primary", text::cost_resume(), Order::Resume),
            cancel(),
        ],
        _ if run.outcome.is_some() => vec![
            order("button primary", text::learning_again(), Order::Start),
            another_seed(scene),
        ],
        // Always two, so that the first stays the one that has the focus.
        _ => vec![
            order("button primary", text::learning_train(), Order::Start),
            Html::default(),
        ],
    };
    let (done, of) = (run.progress.done.to_string(), run.progress.of.to_string());
    let told = text::learning_progress(&done, &of);
    let stale = !run.is_open() && run.is_stale(Kind::Learning, &scene.model.state);
    html! {
        <section class="cost-run">
            { node("div", "buttons", buttons) }
            if run.is_open() {
                <progress max={of.clone()} value={done} aria-label={text::learning_running()}></progress>
                { leaf("span", "cost-count", told) }
            }
            <p class="cost-status" role="status">{ status(run) }</p>
            if stale { { leaf("p", "why", text::learning_stale()) } }
        </section>
    }
}

/// The next seed, trained at once.
fn another_seed(scene: &Scene) -> Html {
    let seed = scene.model.state.seed + 1;
    let wish = wish(&scene.emit, Intent::TrainAnew(seed));
    let label = text::learning_another(&seed.to_string());
    button("button", label, scene.look.readonly, wish)
}

fn status(run: &Run) -> String {
    match &run.status {
        Status::Starting => text::learning_starting().into(),
        Status::Running => text::learning_running().into(),
        Status::Paused => text::cost_paused().into(),
        Status::Done => text::learning_finished().into(),
        Status::Failed(why) => text::learning_failed(why),
        Status::Idle if run.outcome.is_some() => text::learning_cancelled().into(),
        Status::Idle => text::learning_intro().into(),
    }
}

/// What is known: a sentence, what went astray, the curves, the runs.
fn findings(scene: &Scene) -> Html {
    let Some(outcome) = outcome(scene.runs.of(Kind::Learning)) else {
        return Html::default();
    };
    let figures = [figures::accuracy(outcome), figures::loss(outcome)];
    let draw = |figure| plot(&Rc::new(figure), &scene.emit);
    html! {
        <section class="learning-found" aria-labelledby="learning-found">
            <h2 id="learning-found">{ text::learning_found() }</h2>
            <div class="scaling-seen">
                { node("div", "", seen(outcome).into_iter().map(|line| leaf("p", "", line)).collect()) }
            </div>
            if let Some(lines) = astray(outcome) {
                { node("ul", "why", lines.into_iter().map(|line| leaf("li", "", line)).collect()) }
            }
            { node("div", "scaling-plots", figures.into_iter().map(draw).collect()) }
            if outcome.with.len() > 1 { { runs(outcome) } }
        </section>
    }
}

/// The share of right answers at the last step that was asked at, over all runs.
fn last(curves: &[Curve]) -> Option<(usize, Spread)> {
    let ended = curves.iter().filter(|curve| curve.status == Ended::Done);
    let shares: Vec<_> = ended
        .filter_map(|curve| Some(curve.points.last()?.accuracy))
        .collect();
    if shares.is_empty() {
        // Still at the first: where it is now.
        let band = bands(curves).pop()?;
        return Some((band.runs, band.accuracy));
    }
    Some((shares.len(), Spread::of(&shares)?))
}

fn seen(outcome: &Outcome) -> Vec<String> {
    let said = |curves: &[Curve]| {
        let (runs, spread) = last(curves)?;
        let share = percent(spread.median);
        Some(match runs {
            1 => share,
            _ => text::learning_median(
                &share,
                &runs.to_string(),
                &percent(spread.low),
                &percent(spread.high),
                &percent(spread.coverage),
            ),
        })
    };
    let mut lines = Vec::new();
    if let (Some(with), Some(without)) = (said(&outcome.with), said(&outcome.without)) {
        let held_out = outcome.held_out.to_string();
        lines.push(text::learning_seen(&held_out, &with, &without));
    }
    let ceiling = percent(outcome.ceiling);
    lines.push(match outcome.ceiling < 0.75 {
        true => text::learning_ceiling_low(&ceiling),
        false => text::learning_ceiling_high(&ceiling),
    });
    lines
}

/// The runs that went astray, in words.
fn astray(outcome: &Outcome) -> Option<Vec<String>> {
    let with = outcome
        .with
        .iter()
        .map(|curve| (text::learning_with(), curve));
    let without = outcome
        .without
        .iter()
        .map(|curve| (text::learning_without(), curve));
    let lines: Vec<_> = with
        .chain(without)
        .filter_map(|(name, curve)| {
            let Ended::Diverged(at) = curve.status else {
                return None;
            };
            let (seed, step) = (curve.seed.to_string(), at.step.to_string());
            Some(match at.reason {
                Reason::NotFinite => text::learning_not_finite(name, &seed, &step),
                Reason::Grew(loss) => {
                    text::learning_grew(name, &seed, &step, &super::format::exact(loss.round()))
                }
            })
        })
        .collect();
    (!lines.is_empty()).then_some(lines)
}

/// A line a seed.
fn runs(outcome: &Outcome) -> Html {
    let share = |curve: Option<&Curve>| {
        let point = curve.and_then(|curve| curve.points.last());
        point.map_or_else(|| "\u{2013}".to_owned(), |point| percent(point.accuracy))
    };
    let heads = [
        text::learning_seed(),
        text::learning_with(),
        text::learning_without(),
    ];
    let heads = heads
        .into_iter()
        .map(|head| html! { <th scope="col">{ head }</th> });
    let rows = outcome.with.iter().enumerate().map(|(place, with)| {
        html! {
            <tr>
                <th scope="row">{ with.seed }</th>
                { leaf("td", "", share(Some(with))) }
                { leaf("td", "", share(outcome.without.get(place))) }
            </tr>
        }
    });
    html! {
        <div class="cost-table">
            <table>
                <thead><tr>{ for heads }</tr></thead>
                <tbody>{ for rows }</tbody>
            </table>
        </div>
    }
}

/// A share as a person writes it: `98.6 %`.
fn percent(share: f32) -> String {
    [&super::format::fixed(share * 100.0, 1), "\u{a0}%"].concat()
}
