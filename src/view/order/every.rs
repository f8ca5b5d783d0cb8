//! Every order tried: how many keep f(PX) = P f(X), how far the others part, and what of it is rounding.

use crate::experiment::orders::{Outcome, PER_DECADE, settings::DOUBLE};
use crate::experiment::{self, Kind};
use crate::model::limits::LABEL;
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
    let mut parts = vec![
        leaf("h2", "", text::orders()),
        node(
            "div",
            "orders-bar",
            vec![
                flag(scene, &DOUBLE, text::orders_double()),
                status(scene, run),
            ],
        ),
    ];
    if let Some(found) = found {
        parts.extend(outcome(scene, run, found));
    }
    node("section", "orders", parts)
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

fn outcome(scene: &Scene, run: &Run, found: &Outcome) -> Vec<Html> {
    // Of the state that was tried, which while numbers are dragged is not yet the present one.
    let Some(state) = &run.of else {
        return Vec::new();
    };
    let name = |order: &[usize]| {
        let tokens = order.iter().filter_map(|row| state.tokens.get(*row));
        let tokens: Vec<_> = tokens.map(|token| text::outside(token, LABEL)).collect();
        text::orders_quoted(&tokens.join(" "))
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
    let order = found.widest.clone();
    let show = act(&scene.emit, Action::SetOrder { order });
    let show = button("link", text::orders_show(), scene.look.readonly, show);
    let largest = text::orders_largest(&written(found.gap), &name(&found.widest));
    let double = state.labs.flag(&DOUBLE);
    let lines = [
        (!found.every).then(|| text::orders_drawn().to_owned()),
        (found.kept < found.tried && !others.is_empty())
            .then(|| text::orders_others(&others.join(", "))),
        Some(text::orders_pooled(&written(found.pooled))),
        here(scene, run, found).filter(|_| double),
    ];
    let mut told = vec![node("p", "", vec![words(largest), words(" "), show])];
    told.extend(lines.into_iter().flatten().map(|line| leaf("p", "", line)));
    let mut parts = vec![
        leaf("p", class, verdict),
        node("div", "orders-told", told),
        bound(found, double),
    ];
    let figure = figure(found).map(|figure| plot(&Rc::new(figure), &scene.emit));
    parts.extend(figure);
    parts
}

/// A gap; with two more digits where it is so small that only they tell it from others.
fn written(gap: f32) -> String {
    match gap {
        0.0 => "0".into(),
        gap if gap < 0.0005 => format::precise(gap),
        gap => format::cell(gap),
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
        mn(written(found.rounding)),
    ];
    let summary = vec![words([text::orders_bound(), " "].concat()), math(formula)];
    node(
        "details",
        "bound",
        vec![
            node("summary", "", summary),
            leaf("p", "caption", text::orders_why()),
        ],
    )
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
    let mut figure = Figure::new("orders", text::orders_plot(), summary)
        .x(Axis::log(text::orders_axis()))
        .y(Axis::linear(text::orders_count()))
        .with(bars);
    // Where all gaps lie far above it, the bars would be squeezed into a corner beside it.
    if found.rounding * NEAR > edge(found.first) {
        figure = figure.with(Rule::vertical(text::orders_rounding(), found.rounding));
    }
    Some(match found.here.filter(|here| *here > 0.0) {
        Some(here) => figure.with(Rule::vertical(text::orders_this(), here)),
        None => figure,
    })
}

/// How far above the rounding the smallest gap may lie for both to be shown.
const NEAR: f32 = 1e3;
