//! The weights: a heat map with its numbers, or arcs between the tokens; two views of the same matrix.

use crate::view::format;
use crate::view::intent::{Intent, wish};
use crate::view::overview::overview;
use crate::view::part::{Axis, CellRef, Part};
use crate::view::scene::{Scene, Shown, titled};
use crate::view::symbols;
use crate::view::tag::toggle;
use crate::view::text;
use yew::prelude::*;

/// The weights of one head, with the switch between the two views, and the whole matrix where only a part fits.
pub fn weights_panel(scene: &Scene, head: usize) -> Html {
    let n = scene.model.state.setup.tokens();
    let arcs = scene.look.arcs;
    let view = |on: bool, label: &'static str| {
        toggle(label, arcs == on, wish(&scene.emit, Intent::Arcs(on)))
    };
    let symbol = symbols::symbol(
        "role-w",
        "A",
        (scene.model.state.setup.heads > 1).then_some(head),
    );
    let views = html! {
        <span class="views" role="group" aria-label={text::weight_views()}>
            { view(false, text::as_heat_map()) }{ view(true, text::as_arcs()) }
        </span>
    };
    let content = if arcs {
        arc_diagram(scene, head)
    } else {
        scene.grid(Part::Weights(head), text::weights(), Shown::default())
    };
    html! {
        <>
        if n > Axis::Key.window() {
            { overview(scene) }
        }
        { titled(
            symbol,
            scene.title(Part::Weights(head), text::weights()),
            (n, n),
            views,
            content
        ) }
        </>
    }
}

const ROW: usize = 34;

/// Tokens at both sides, joined by lines as thick as the weight; the row that is pointed at has its numbers.
fn arc_diagram(scene: &Scene, head: usize) -> Html {
    let model = &scene.model;
    let Some(weights) = model.trace.weights.get(head) else {
        return Html::default();
    };
    let n = weights.nrows();
    let (from, key) = (
        scene.look.scroll.offset(Axis::Query, n),
        scene.look.scroll.offset(Axis::Key, n),
    );
    let count = n.min(Axis::Query.window());
    let pointed = scene.look.pointed.and_then(|at| match at.part {
        Part::Weights(_)
        | Part::Logits(_)
        | Part::Scores(_)
        | Part::Output
        | Part::Head(_)
        | Part::Query(_) => Some(at.row),
        Part::Input(crate::state::MatrixId::Q) => Some(at.row),
        _ => None,
    });
    // Without a pointed row: the one whose attention is the most decided.
    let row = pointed
        .filter(|&i| i < n)
        .unwrap_or_else(|| model.trace.most_decided_row(head));
    // With the tokens at both sides as wide as the grid, so that nothing moves when one view takes the other's place.
    let wide = (count * 37).saturating_sub(130).max(90);
    let y = |slot: usize| slot * ROW + ROW / 2;
    let token = |i: usize| {
        model
            .state
            .tokens
            .get(i)
            .map(|t| format::label(t, 12))
            .unwrap_or_default()
    };
    let point = move |i: usize| {
        Intent::Point(Some(CellRef {
            part: Part::Weights(head),
            row: i,
            column: i,
        }))
    };
    let on = |i: usize| scene.emit.reform(move |()| point(i));
    let line = |i: usize, j: usize| {
        let w = weights[(from + i, key + j)];
        let mid = wide / 2;
        let path = format!("M0 {} C{mid} {} {mid} {} {wide} {}", y(i), y(i), y(j), y(j));
        let class = if from + i == row { "arc on" } else { "arc" };
        html! { <path {class} d={path} stroke-width={format::fixed(0.2 + 11.0 * w, 2)} /> }
    };
    let number = |j: usize| {
        let w = weights[(row, key + j)];
        html! { <text class="arc-number" x={(wide - 6).to_string()} y={(y(j) + 5).to_string()}>{ format::cell(w) }</text> }
    };
    html! {
        <div class="arcs role-w">
            <ul class="arc-tokens from">{ for (from..from + count).map(|i| html! {
                <li><button type="button" aria-pressed={(i == row).to_string()} onpointerenter={on(i).reform(|_: PointerEvent| ())}
                    onfocus={on(i).reform(|_: FocusEvent| ())} onclick={on(i).reform(|_: MouseEvent| ())}>{ token(i) }</button></li>
            }) }</ul>
            <svg viewBox={format!("0 0 {wide} {}", count * ROW)} width={wide.to_string()} height={(count * ROW).to_string()}
                role="img" aria-label={text::arcs_label(&token(row), &strongest(scene, head, row))}>
                { for (0..count).flat_map(|i| (0..count).map(move |j| (i, j))).map(|(i, j)| line(i, j)) }
                { for (0..count).map(number) }
            </svg>
            <ul class="arc-tokens to">{ for (key..key + count).map(|j| html! { <li>{ token(j) }</li> }) }</ul>
        </div>
    }
}

/// The weights of a row in words, those of at least a tenth.
fn strongest(scene: &Scene, head: usize, row: usize) -> String {
    let Some(weights) = scene.model.trace.weights.get(head) else {
        return String::new();
    };
    let name = |j: usize| {
        Some(format!(
            "{} {}",
            scene.model.state.tokens.get(j)?,
            format::cell(weights[(row, j)])
        ))
    };
    let large = (0..weights.ncols()).filter(|&j| weights[(row, j)] >= 0.1);
    large.filter_map(name).collect::<Vec<_>>().join(", ")
}
