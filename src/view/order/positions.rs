//! The encodings side by side, on the same Q, K and V.

use super::findings::{gap, mark};
use super::insight::{Encoding, Finding, Insight, Measured};
use super::mini::Mini;
use crate::experiment::orders::settings::SHIFT;
use crate::model::Matrix;
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
pub(super) fn positions(scene: &Scene, told: &Insight) -> Vec<Html> {
    let encodings = || told.findings.iter().filter(|f| f.name != "causal");
    let cards = encodings().map(|finding| card(scene, finding)).collect();
    vec![
        leaf("p", "caption", text::positions_lead()),
        slider(scene, &SHIFT, text::shift(), Way::Linear),
        node("div", "encodings", cards),
        plot(&Rc::new(similarity(encodings())), &scene.emit),
    ]
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
    let mut parts = vec![
        leaf("h3", "", called(finding)),
        leaf("p", "caption", text::encoding_note(finding.name)),
    ];
    match &finding.outcome {
        Ok(measured) => parts.extend(shown(scene, finding.name, measured)),
        Err(error) => parts.push(leaf("p", "why", text::reason(error))),
    }
    node("article", "encoding", parts)
}

fn shown(scene: &Scene, name: &str, measured: &Measured) -> Vec<Html> {
    let Some(encoding) = &measured.encoding else {
        return Vec::new();
    };
    let mut parts: Vec<_> = table(name, encoding).into_iter().collect();
    parts.extend(logits(scene, encoding));
    parts.push(leaf("p", "caption", text::gap()));
    if is_shuffled(scene) {
        parts.push(gap(text::gap_here(), &measured.here));
    }
    let reversed = measured.reversed.iter();
    parts.extend(reversed.map(|reversed| gap(text::gap_reversed(), reversed)));
    parts
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
    Some(picture(mini, title.into(), encoding.table.as_ref()?))
}

fn picture(mini: Mini, title: String, matrix: &Matrix) -> Html {
    let drawn = mini.draw(title.clone(), matrix);
    node(
        "figure",
        "",
        vec![drawn, leaf("figcaption", "caption", title)],
    )
}

/// The logits with all positions moved on, and by how much they moved.
fn logits(scene: &Scene, encoding: &Encoding) -> Vec<Html> {
    let Some(shifted) = &encoding.shifted else {
        return vec![marked("idle", text::shift_nowhere().into())];
    };
    let (class, said) = match shifted.moved {
        0.0 => ("holds", text::shift_still().to_owned()),
        moved if moved <= shifted.rounding => ("holds", text::shift_rounding(&format::cell(moved))),
        moved => ("breaks", text::shift_moves(&format::cell(moved))),
    };
    let by = scene.model.state.labs.whole(&SHIFT).to_string();
    let logits = shifted.logits.first();
    let drawn = logits.map(|logits| {
        picture(
            Mini::pictured(Role::Weight),
            text::shift_logits(&by),
            logits,
        )
    });
    drawn.into_iter().chain([marked(class, said)]).collect()
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
