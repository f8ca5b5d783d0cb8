//! Every order tried: how many keep f(PX) = P f(X), how far the others part, and what of it is rounding.

use crate::experiment::orders::{Outcome, PER_DECADE, settings::DOUBLE};
use crate::experiment::{self, Kind};
use crate::plot::{Axis, Bars, Figure, Role, Rule};
use crate::state::Action;
use crate::view::intent::{Intent, act, wish};
use crate::view::plot::plot;
use crate::view::runs::{Order, Run, Status};
use crate::view::scene::Scene;
use crate::view::setting::flag;
use crate::view::tag::{button, leaf, math, mi, mn, mo, node, words};
use crate::view::{format, text};
use std::rc::Rc;
use yew::prelude::*;

/// The section.
pub(super) fn every(scene: &Scene) -> Html {
    let run = scene.runs.of(Kind::Orders);
    let found = match run.outcome.as_deref() {
        Some(experiment::Outcome::Orders(outcome)) => Some(outcome),
        _ => None,
    };
    html! {
        <section class="orders" aria-labelledby="orders-title">
            <h2 id="orders-title">{ text::orders() }</h2>
            <div class="orders-bar">
                { flag(scene, &DOUBLE, text::orders_double()) }
                { status(scene, run) }
            </div>
            { for found.map(|found| outcome(scene, run, found)) }
        </section>
    }
}

fn status(scene: &Scene, run: &Run) -> Html {
    match &run.status {
        Status::Failed(why) => {
            let again = wish(&scene.emit, Intent::Experiment(Kind::Orders, Order::Start));
            let again = button("button small", text::orders_again(), false, again);
            node("p", "cell-error", vec![words([why, " "].concat()), again])
        }
        Status::Running | Status::Starting => {
            let [done, of] = [run.progress.done, run.progress.of].map(|count| count.to_string());
            leaf("p", "caption", text::orders_running(&done, &of))
        }
        _ => Html::default(),
    }
}

fn outcome(scene: &Scene, run: &Run, found: &Outcome) -> Html {
    // Of the state that was tried, which while numbers are dragged is not yet the present one.
    let Some(state) = &run.of else {
        return Html::default();
    };
    let name = |order: &[usize]| {
        let tokens = order.iter().filter_map(|row| state.tokens.get(*row));
        text::orders_quoted(&tokens.cloned().collect::<Vec<_>>().join(" "))
    };
    let [tried, kept, exact] = [found.tried, found.kept, found.exact].map(|n| n.to_string());
    let verdict = match found.kept == found.tried {
        true => text::orders_all(&tried, &exact),
        false => text::orders_some(&kept, &tried),
    };
    let others: Vec<_> = found.keeping.iter().map(|order| name(order)).collect();
    let class = match found.kept == found.tried {
        true => "verdict holds",
        false => "verdict breaks",
    };
    let show = Action::SetOrder {
        order: found.widest.clone(),
    };
    let double = state.labs.flag(&DOUBLE);
    html! {
        <>
        { node("p", class, vec![leaf("span", "", verdict)]) }
        <div class="orders-told">
            if !found.every { { leaf("p", "", text::orders_drawn()) } }
            if found.kept < found.tried && !others.is_empty() {
                { leaf("p", "", text::orders_others(&others.join(", "))) }
            }
            <p>{ text::orders_largest(&format::cell(found.gap), &name(&found.widest)) }{ " " }
                { button("link", text::orders_show(), scene.look.readonly, act(&scene.emit, show)) }</p>
            { leaf("p", "", text::orders_pooled(&format::cell(found.pooled))) }
            { for here(scene, run, found).filter(|_| double).map(|said| leaf("p", "", said)) }
        </div>
        { bound(found, double) }
        { for figure(found).map(|figure| plot(&Rc::new(figure), &scene.emit)) }
        </>
    }
}

/// The gap of the order at hand in both formats, where both are known.
fn here(scene: &Scene, run: &Run, found: &Outcome) -> Option<String> {
    let fresh = !run.is_stale(Kind::Orders, &scene.model.state);
    let here = found.here.filter(|_| fresh)?;
    let single = scene.model.trace.permutation.gap;
    Some(text::orders_here(
        &format::cell(single),
        &format::cell(here),
    ))
}

/// What of a gap may be rounding: `3 n 2^-23 max|v|`, and why.
fn bound(found: &Outcome, double: bool) -> Html {
    let power = node(
        "msup",
        "",
        vec![
            mn("2"),
            mn(if double { "\u{2212}52" } else { "\u{2212}23" }),
        ],
    );
    let formula = vec![
        mn("3"),
        mi("n"),
        mo("\u{22c5}"),
        power,
        mo("\u{22c5}"),
        mi("max"),
        mo("|"),
        mi("v"),
        mo("|"),
        mo("="),
        mn(format::cell(found.rounding)),
    ];
    html! {
        <details class="bound">
            <summary>{ text::orders_bound() }{ " " }{ math(formula) }</summary>
            { leaf("p", "caption", text::orders_why()) }
        </details>
    }
}

/// The histogram of the gaps; `None` where no order has any.
fn figure(found: &Outcome) -> Option<Figure> {
    found.counts.first()?;
    let edge = |bin: i32| 10f64.powf(f64::from(bin) / f64::from(PER_DECADE)) as f32;
    let last = found.first + found.counts.len() as i32;
    let bars = Bars {
        name: text::orders_count().into(),
        role: Role::Position,
        edges: (found.first..=last).map(edge).collect(),
        heights: found.counts.iter().map(|count| *count as f32).collect(),
    };
    let summary = match found.exact {
        0 => text::orders_plot_all().to_owned(),
        exact => text::orders_plot_zero(&exact.to_string()),
    };
    let figure = Figure::new("orders", text::orders_plot(), summary)
        .x(Axis::log(text::orders_axis()))
        .y(Axis::linear(text::orders_count()))
        .with(bars)
        .with(Rule::vertical(text::orders_rounding(), found.rounding));
    Some(match found.here.filter(|here| *here > 0.0) {
        Some(here) => figure.with(Rule::vertical(text::orders_this(), here)),
        None => figure,
    })
}
