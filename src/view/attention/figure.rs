//! The figure of lab 1 in Falk's scheme: the left factor at the left, the right factor above, the product where
//! their row and column cross; a query's row runs from Q to its output on one line.

use super::weights::weights_panel;
use crate::model::{Mask, Position};
use crate::state::MatrixId;
use crate::view::explain::panel;
use crate::view::grid::pager;
use crate::view::intent::{Intent, wish};
use crate::view::joins;
use crate::view::part::{Axis, Part, is_direct, projects};
use crate::view::scene::{Scene, Shown};
use crate::view::symbols;
use crate::view::tag::{leaf, node, toggle, words};
use crate::view::text;
use yew::prelude::*;

/// The figure for the head that is looked at.
pub fn figure(scene: &Scene) -> Html {
    let state = &scene.model.state;
    let setup = &state.setup;
    let (n, h) = (setup.tokens(), scene.look.head.min(setup.heads - 1));
    let (dk, dv) = (setup.d_k() / setup.heads, setup.d_v() / setup.heads);
    let index = (setup.heads > 1).then_some(h);
    // The learner's own matrix, its head's columns, where attention multiplies just that; else the derived one.
    let side =
        |symbol: Html, title, id: MatrixId, derived: Part, width: usize, transposed: bool| {
            let direct = is_direct(state);
            let part = if direct { Part::Input(id) } else { derived };
            let block = direct.then_some((h * width, (h + 1) * width));
            let shape = if transposed { (width, n) } else { (n, width) };
            scene.matrix(symbol, title, shape, part, Shown { transposed, block })
        };
    let plain = |symbol: Html, title, columns: usize, part: Part| {
        scene.matrix(symbol, title, (n, columns), part, Shown::default())
    };
    let whole = setup.heads == 1 && !projects(state);
    let last = if whole {
        plain(symbols::weighted(index), text::output(), dv, Part::Output)
    } else {
        plain(
            symbols::weighted(index),
            text::head_output(),
            dv,
            Part::Head(h),
        )
    };
    let q = side(
        symbols::symbol("role-q", "Q", index),
        text::queries(),
        MatrixId::Q,
        Part::Query(h),
        dk,
        false,
    );
    let k = side(
        symbols::transposed("role-k", "K", index),
        text::keys(),
        MatrixId::K,
        Part::Key(h),
        dk,
        true,
    );
    let v = side(
        symbols::symbol("role-v", "V", index),
        text::values(),
        MatrixId::V,
        Part::Value(h),
        dv,
        false,
    );
    // What the last edit led to stands where the hand is; before the first one, the invitation to it.
    let invited = scene.look.invite.map(|_| text::invitation().into());
    let note = html! {
        <>
        <p class="said note" role="status" aria-live="polite">{ invited.unwrap_or_else(|| scene.said.clone()) }</p>
        if let Some(marks) = scene.marks_note() {
            <p class="note marks-note">{ marks }</p>
        }
        </>
    };
    // What may be missing leaves an empty place: a list that grew shorter would have its grids made anew, with what is
    // being typed or dragged in them.
    let mut columns = vec![
        node("div", "factor", vec![q, note]),
        node(
            "div",
            "cross",
            vec![
                k,
                plain(symbols::product(index), text::scores(), n, Part::Scores(h)),
            ],
        ),
        node(
            "div",
            "step",
            vec![
                node("div", "operation", operations(scene, dk)),
                plain(
                    symbols::symbol("role-w", "L", index),
                    text::logits(),
                    n,
                    Part::Logits(h),
                ),
            ],
        ),
        node(
            "div",
            "step",
            vec![
                leaf("div", "operation", text::softmax()),
                weights_panel(scene, h),
            ],
        ),
        node("div", "cross", vec![v, last]),
    ];
    if !whole {
        let projection = scene.input(
            MatrixId::Wo,
            symbols::subscript("role-o", "W", "O"),
            text::output_projection(),
        );
        let width = scene.model.trace.output.ncols();
        let output = plain(
            symbols::symbol("role-o", "O", None),
            text::output(),
            width,
            Part::Output,
        );
        columns.push(node(
            "div",
            "cross",
            vec![projection.unwrap_or_default(), output],
        ));
    } else {
        columns.push(Html::default());
    }
    columns.push(panel(scene));
    columns.push(joins::layer(scene));
    let pagers = [
        (Axis::Query, n),
        (Axis::Key, n),
        (Axis::Dk, dk),
        (Axis::Dv, if whole { dv } else { setup.d_v() }),
    ]
    .map(|(axis, count)| pager(scene, axis, count));
    html! {
        <section class={classes!("falk", need(scene), scene.look.influence.then_some("influence-on"))} aria-label={text::figure()}>
            { head_tabs(scene, h) }
            { node("div", "falk-row", columns) }
            { node("div", "pagers", pagers.into()) }
            if scene.model.trace.overflow {
                <p class="notice" role="status">{ text::overflow() }</p>
            }
        </section>
    }
}

/// What happens between scores and logits, as the switches stand.
fn operations(scene: &Scene, dk: usize) -> Vec<Html> {
    let setup = &scene.model.state.setup;
    let alibi = matches!(setup.position, Position::Alibi { .. });
    let steps: Vec<_> = [
        setup.scale.then(|| symbols::scaling(dk)),
        (setup.temperature != 1.0).then(|| symbols::cooling(setup.temperature)),
        alibi.then(|| leaf("span", "role-p", text::alibi_step())),
        (setup.mask != Mask::None).then(|| leaf("span", "", text::mask_step())),
    ]
    .into_iter()
    .flatten()
    .collect();
    if steps.is_empty() {
        vec![words(text::unchanged())]
    } else {
        steps
    }
}

/// The stages between scores and logits of the head that is looked at. They stand below the switches that bring them
/// about, so that these stay where they are.
pub fn stages(scene: &Scene) -> Html {
    between(
        scene,
        scene.look.head.min(scene.model.state.setup.heads - 1),
    )
}

/// The stages between scores and logits, where there is more than one: what is divided, what is added, what is masked.
fn between(scene: &Scene, head: usize) -> Html {
    let setup = &scene.model.state.setup;
    let (biased, masked) = (scene.model.trace.bias.is_some(), setup.mask != Mask::None);
    if !biased && !masked {
        return Html::default();
    }
    let shape = (setup.tokens(), setup.tokens());
    let stage = |on: bool, symbol: Html, title, part| {
        if !on {
            return Html::default();
        }
        scene.matrix(symbol, title, shape, part, Shown::default())
    };
    let stages = vec![
        stage(
            true,
            symbols::symbol("role-w", "S", None),
            text::scaled(),
            Part::Scaled(head),
        ),
        stage(
            biased,
            symbols::symbol("role-p", "B", None),
            text::distance_bias(),
            Part::Bias(head),
        ),
        stage(
            masked,
            symbols::symbol("role-w", "M", None),
            text::mask(),
            Part::Mask,
        ),
    ];
    html! {
        <section class="stages" aria-label={text::stages()}>
            { leaf("h2", "", text::stages()) }
            { node("div", "falk-row", stages) }
        </section>
    }
}

fn head_tabs(scene: &Scene, head: usize) -> Html {
    let heads = scene.model.state.setup.heads;
    if heads == 1 {
        return Html::default();
    }
    html! {
        <div class="head-tabs" role="group" aria-label={text::heads()}>
        { for (0..heads).map(|h| toggle(text::head(h), h == head, wish(&scene.emit, Intent::Head(h)))) }
        </div>
    }
}

/// The width that the whole figure needs on one line, in steps of 20 pixels, as a class that the style sheet compares
/// with what there is: cells of 37, the labels of the tokens, gaps of 14.
fn need(scene: &Scene) -> String {
    let setup = &scene.model.state.setup;
    let shown = |axis: Axis, count: usize| (count.min(axis.window()) * 37 + 1).max(104);
    let tokens = scene.model.state.tokens.iter();
    let label = tokens
        .map(|token| token.chars().count().min(12))
        .max()
        .unwrap_or(0)
        * 7
        + 14;
    let n = shown(Axis::Key, setup.tokens());
    let (dk, dv) = (setup.d_k() / setup.heads, setup.d_v() / setup.heads);
    let weights = if scene.look.arcs { n.max(220) } else { n };
    // Logits and weights are as wide as the panel above them wants to be (explain.css, `--least`).
    let steps = (n + 14 + weights).max(336);
    let mut width = label + shown(Axis::Dk, dk) + n + steps + shown(Axis::Dv, dv) + 3 * 14;
    if setup.heads > 1 || projects(&scene.model.state) {
        width += 14 + shown(Axis::Dmodel, scene.model.trace.output.ncols());
    }
    format!("need-{}", width.div_ceil(20).max(20))
}
