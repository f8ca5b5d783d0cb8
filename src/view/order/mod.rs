//! Lab 3, Order: f(PX) beside P f(X), row joined to row; what breaks their equality, and why it holds without that.

mod every;
mod findings;
mod fold;
mod insight;
mod mini;
mod positions;
mod proof;
mod question;
mod seen;

pub use insight::{Encoding, Finding, Insight, Measured};
pub use seen::{Section, Seen, Wish};

use super::attention::settings;
use super::explain::panel;
use super::grid::pager;
use super::part::{Axis, Part};
use super::permutation::shuffle;
use super::scene::{Scene, Shown};
use super::symbols;
use super::text;
use super::tokens::token_row;
use crate::state::MatrixId;
use yew::prelude::*;

/// The lab; `preset` is where the state came from, and `told` what there is to tell of its order.
pub fn order(scene: &Scene, preset: &'static str, told: &Insight) -> Html {
    html! {
        <>
        { token_row(scene) }
        <div class="order-head">
        <section class="permutation" aria-labelledby="slots-title">
            <h2 id="slots-title">{ text::slots() }</h2>
            { shuffle(scene) }
            <p class="said" role="status" aria-live="polite">{ scene.said.clone() }</p>
        </section>
        { question::card(scene, preset, told) }
        </div>
        { comparison(scene) }
        { findings::table(scene, told) }
        { every::every(scene) }
        { fold::fold(scene, Section::Proof, text::proof(), || proof::proof(scene, told)) }
        { fold::fold(scene, Section::Positions, text::positions(), || positions::positions(scene, told)) }
        { inputs(scene) }
        { settings(scene) }
        </>
    }
}

fn comparison(scene: &Scene) -> Html {
    let shape = scene.model.trace.output.shape();
    let side = |part, symbol: Html, title: &'static str| {
        scene.matrix(symbol, title, shape, part, Shown::default())
    };
    html! {
        <section class="comparison" aria-label={text::comparison()}>
            <div class="falk-row">
                { side(Part::Output, symbols::applied(false, false), text::original_output()) }
                { joins(scene, true) }
                { side(Part::Expected, symbols::applied(false, true), text::expected()) }
                { joins(scene, false) }
                { side(Part::Shuffled, symbols::applied(true, false), text::shuffled()) }
                { side(Part::Difference, symbols::compared(), text::difference()) }
            </div>
            { panel(scene) }
            <div class="pagers">
                { pager(scene, Axis::Query, shape.0) }
                { pager(scene, Axis::Slot, shape.0) }
                { pager(scene, Part::Output.axes(&scene.model.state).1, shape.1) }
            </div>
        </section>
    }
}

const ROW: usize = 34;
const WIDE: usize = 64;

/// Lines from each row to where the shuffle puts it; or straight, coloured by whether the two sides agree.
fn joins(scene: &Scene, crossing: bool) -> Html {
    let trace = &scene.model.trace;
    let (n, columns) = trace.output.shape();
    let (rows, slots) = (
        scene.look.scroll.offset(Axis::Query, n),
        scene.look.scroll.offset(Axis::Slot, n),
    );
    let count = n.min(Axis::Slot.window());
    let y = |at: usize| at * ROW + ROW / 2;
    let pointed = scene.look.pointed.and_then(|at| match at.part {
        Part::Output => trace
            .permutation
            .order
            .iter()
            .position(|&row| row == at.row),
        Part::Expected | Part::Shuffled | Part::Difference => Some(at.row),
        _ => None,
    });
    let line = |slot: usize| {
        let row = *trace.permutation.order.get(slot)?;
        let from = if crossing {
            row.checked_sub(rows).filter(|&r| r < count)?
        } else {
            slot - slots
        };
        let to = slot - slots;
        let differs = !crossing
            && (0..columns).any(|c| {
                let p = &trace.permutation;
                (p.shuffled_output[(slot, c)] - p.expected_output[(slot, c)]).abs() > p.rounding
            });
        let mid = WIDE / 2;
        let d = format!(
            "M2 {} C{mid} {} {mid} {} {} {}",
            y(from),
            y(from),
            y(to),
            WIDE - 2,
            y(to)
        );
        let class = classes!(
            "join",
            differs.then_some("differs"),
            (pointed == Some(slot)).then_some("on")
        );
        Some(html! { <path {class} {d} /> })
    };
    html! {
        <svg class="joins" viewBox={format!("0 0 {WIDE} {}", count * ROW)} width={WIDE.to_string()}
            height={(count * ROW).to_string()} aria-hidden="true">
            { for (slots..slots + count).filter_map(line) }
        </svg>
    }
}

/// The learner's own numbers, to be changed here too.
fn inputs(scene: &Scene) -> Html {
    let matrices = if scene.model.state.setup.d_model().is_some() {
        vec![
            (
                MatrixId::X,
                symbols::symbol("role-o", "X", None),
                text::embeddings(),
            ),
            (
                MatrixId::Wq,
                symbols::subscript("role-q", "W", "Q"),
                text::query_projection(),
            ),
            (
                MatrixId::Wk,
                symbols::subscript("role-k", "W", "K"),
                text::key_projection(),
            ),
            (
                MatrixId::Wv,
                symbols::subscript("role-v", "W", "V"),
                text::value_projection(),
            ),
        ]
    } else {
        vec![
            (
                MatrixId::Q,
                symbols::symbol("role-q", "Q", None),
                text::queries(),
            ),
            (
                MatrixId::K,
                symbols::symbol("role-k", "K", None),
                text::keys(),
            ),
            (
                MatrixId::V,
                symbols::symbol("role-v", "V", None),
                text::values(),
            ),
        ]
    };
    let table = (
        MatrixId::Table,
        symbols::symbol("role-p", "P", None),
        text::table(),
    );
    html! {
        <section class="inputs" aria-label={text::inputs()}>
            <h2>{ text::inputs() }</h2>
            <div class="falk-row">
                { for matrices.into_iter().chain([table]).filter_map(|(id, symbol, title)| scene.input(id, symbol, title)) }
            </div>
        </section>
    }
}
