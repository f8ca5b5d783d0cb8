//! The encodings side by side, on the same Q, K and V.

use super::findings::{gap, mark};
use super::insight::{Encoding, Finding, Insight, Measured};
use super::mini::Mini;
use crate::experiment::orders::settings::SHIFT;
use crate::plot::{self, Axis, Figure, Point, Series};
use crate::view::part::Role;
use crate::view::permutation::is_shuffled;
use crate::view::plot::plot;
use crate::view::scene::Scene;
use crate::view::setting::{Way, slider};
use crate::view::tag::{leaf, node, words};
use crate::view::{format, text};
use std::f32::consts::PI;
use std::rc::Rc;
use yew::prelude::*;

/// What each encoding is, and what a shift and a reversal do to it.
pub(super) fn positions(scene: &Scene, told: &Insight) -> Html {
    let encodings = || told.findings.iter().filter(|f| f.name != "causal");
    html! {
        <>
        { leaf("p", "caption", text::positions_lead()) }
        { slider(scene, &SHIFT, text::shift(), Way::Linear) }
        <div class="encodings">{ for encodings().map(|finding| card(scene, finding)) }</div>
        { plot(&Rc::new(similarity(encodings())), &scene.emit) }
        </>
    }
}

/// What an encoding is called.
fn called(finding: &Finding) -> &'static str {
    match finding.name {
        "none" => text::none(),
        "sinusoidal" => text::sinusoidal(),
        "learned" => text::learned(),
        "rope" => text::rope(),
        _ => text::alibi(),
    }
}

fn card(scene: &Scene, finding: &Finding) -> Html {
    let body = match &finding.outcome {
        Ok(measured) => shown(scene, finding.name, measured),
        Err(error) => leaf("p", "why", text::reason(error)),
    };
    html! {
        <article class="encoding">
            { leaf("h3", "", called(finding)) }
            { leaf("p", "caption", text::encoding_note(finding.name)) }
            { body }
        </article>
    }
}

fn shown(scene: &Scene, name: &str, measured: &Measured) -> Html {
    let Some(encoding) = &measured.encoding else {
        return Html::default();
    };
    let reversed = measured.reversed.as_ref();
    html! {
        <>
        { table(name, encoding).unwrap_or_default() }
        { logits(scene, encoding) }
        { leaf("p", "caption", text::gap()) }
        if is_shuffled(scene) { { gap(text::gap_here(), &measured.here) } }
        { reversed.map(|reversed| gap(text::gap_reversed(), reversed)).unwrap_or_default() }
        </>
    }
}

/// What it adds, or turns by.
fn table(name: &str, encoding: &Encoding) -> Option<Html> {
    let (title, most) = match name {
        "rope" => (text::table_angles(), Some(PI)),
        "alibi" => (text::table_bias(), None),
        _ => (text::table_added(), None),
    };
    let mini = Mini {
        most,
        ..Mini::pictured(Role::Position)
    };
    let drawn = mini.draw(title.into(), encoding.table.as_ref()?);
    Some(node(
        "figure",
        "",
        vec![drawn, leaf("figcaption", "caption", title)],
    ))
}

/// The logits with all positions moved on, and by how much they moved.
fn logits(scene: &Scene, encoding: &Encoding) -> Html {
    let Some(shifted) = &encoding.shifted else {
        return marked("idle", text::shift_nowhere().into());
    };
    let (class, said) = match shifted.moved {
        0.0 => ("holds", text::shift_still().to_owned()),
        moved if moved <= shifted.rounding => ("holds", text::shift_rounding(&format::cell(moved))),
        moved => ("breaks", text::shift_moves(&format::cell(moved))),
    };
    let by = scene.model.state.labs.whole(&SHIFT).to_string();
    let title = text::shift_logits(&by);
    let drawn = shifted.logits.first().map(|logits| {
        let picture = Mini::pictured(Role::Weight).draw(title.clone(), logits);
        node(
            "figure",
            "",
            vec![picture, leaf("figcaption", "caption", title)],
        )
    });
    html! { <>{ drawn.unwrap_or_default() }{ marked(class, said) }</> }
}

fn marked(class: &'static str, said: String) -> Html {
    node("p", class, vec![mark(), words(said)])
}

/// How alike two positions are, by their distance.
fn similarity<'a>(findings: impl Iterator<Item = &'a Finding>) -> Figure {
    let lines = findings.filter_map(|finding| {
        let encoding = finding.outcome.as_ref().ok()?.encoding.as_ref()?;
        let points = encoding
            .similarity
            .iter()
            .enumerate()
            .map(|(distance, alike)| {
                let point = Point::at(distance as f32, alike.mean);
                match alike.least < alike.most - BAND {
                    true => point.between(alike.least, alike.most),
                    false => point,
                }
            });
        let role = match finding.name {
            "none" => plot::Role::Output,
            "sinusoidal" => plot::Role::Position,
            "learned" => plot::Role::Value,
            "rope" => plot::Role::Query,
            _ => plot::Role::Key,
        };
        Some(Series::line(called(finding), role, points))
    });
    let figure = Figure::new(
        "similarity",
        text::similarity_title(),
        text::similarity_summary(),
    );
    let figure = figure
        .x(Axis::linear(text::distance()))
        .y(Axis::linear(text::similarity()));
    lines.fold(figure, Figure::with)
}

/// A band narrower than this is rounding.
const BAND: f32 = 1e-4;
