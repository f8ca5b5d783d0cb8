//! The weights: a heat map with its numbers, or arcs between the tokens; two views of the same matrix.

use crate::view::app::Look;
use crate::view::attention::Titled;
use crate::view::format;
use crate::view::grid::Grid;
use crate::view::intent::Intent;
use crate::view::overview::Overview;
use crate::view::part::{Axis, CellRef, Model, Part};
use crate::view::text;
use yew::prelude::*;

/// Properties of [`WeightsPanel`].
#[derive(Properties, PartialEq, Clone)]
pub struct WeightsProps {
    /// State and trace.
    pub model: Model,
    /// What is looked at.
    pub look: Look,
    /// Which head.
    pub head: usize,
    /// Where wishes go.
    pub emit: Callback<Intent>,
}

/// The weights of one head, with the switch between the two views, and the whole matrix where only a part fits.
#[component]
pub fn WeightsPanel(props: &WeightsProps) -> Html {
    let WeightsProps {
        model,
        look,
        head,
        emit,
    } = props.clone();
    let n = model.state.setup.tokens();
    let part = Part::Weights(head);
    let view = |arcs: bool, label: &'static str| {
        let emit = emit.clone();
        html! {
            <button type="button" aria-pressed={(look.arcs == arcs).to_string()}
                onclick={Callback::from(move |_: MouseEvent| emit.emit(Intent::Arcs(arcs)))}>{ label }</button>
        }
    };
    html! {
        <>
        if n > Axis::Key.window() {
            <Overview model={model.clone()} {head} scroll={look.scroll} emit={emit.clone()} />
        }
        <Titled symbol={text::symbol("role-w", "A", (model.state.setup.heads > 1).then_some(head))}
            title={text::WEIGHTS} shape={text::shape(n, n)}>
            <div class="views" role="group" aria-label={text::WEIGHT_VIEWS}>
                { view(false, text::AS_HEAT_MAP) }{ view(true, text::AS_ARCS) }
            </div>
            if look.arcs {
                <Arcs ..props.clone() />
            } else {
                <Grid model={model.clone()} {part} name={text::WEIGHTS} scroll={look.scroll} pointed={look.pointed}
                    readonly={look.readonly} emit={emit.clone()} />
            }
        </Titled>
        </>
    }
}

const ROW: usize = 34;
const WIDE: usize = 220;

/// Tokens at both sides, joined by lines as thick as the weight; the row that is pointed at has its numbers.
#[component]
fn Arcs(props: &WeightsProps) -> Html {
    let model = &props.model;
    let Some(weights) = model.trace.weights.get(props.head) else {
        return Html::default();
    };
    let n = weights.nrows();
    let (from, key) = (
        props.look.scroll.offset(Axis::Query, n),
        props.look.scroll.offset(Axis::Key, n),
    );
    let count = n.min(Axis::Query.window());
    let pointed = props.look.pointed.and_then(|at| match at.part {
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
        .unwrap_or_else(|| model.trace.most_decided_row(props.head));
    let y = |slot: usize| slot * ROW + ROW / 2;
    let token = |i: usize| {
        model
            .state
            .tokens
            .get(i)
            .map(|t| format::label(t, 12))
            .unwrap_or_default()
    };
    let point = |i: usize| {
        let (emit, head) = (props.emit.clone(), props.head);
        Callback::from(move |_| {
            emit.emit(Intent::Point(Some(CellRef {
                part: Part::Weights(head),
                row: i,
                column: i,
            })))
        })
    };
    let line = |i: usize, j: usize| {
        let w = weights[(from + i, key + j)];
        let mid = WIDE / 2;
        let path = format!("M0 {} C{mid} {} {mid} {} {WIDE} {}", y(i), y(i), y(j), y(j));
        let class = if from + i == row { "arc on" } else { "arc" };
        html! { <path {class} d={path} stroke-width={format!("{:.2}", 0.2 + 11.0 * w)} /> }
    };
    let number = |j: usize| {
        let w = weights[(row, key + j)];
        html! { <text class="arc-number" x={(WIDE - 6).to_string()} y={(y(j) + 5).to_string()}>{ format::cell(w) }</text> }
    };
    html! {
        <div class="arcs role-w">
            <ul class="arc-tokens from">{ for (from..from + count).map(|i| html! {
                <li><button type="button" aria-pressed={(i == row).to_string()} onpointerenter={point(i).reform(|_: PointerEvent| ())}
                    onfocus={point(i).reform(|_: FocusEvent| ())} onclick={point(i).reform(|_: MouseEvent| ())}>{ token(i) }</button></li>
            }) }</ul>
            <svg viewBox={format!("0 0 {WIDE} {}", count * ROW)} width={WIDE.to_string()} height={(count * ROW).to_string()}
                role="img" aria-label={text::arcs_label(&token(row), &strongest(props, row))}>
                { for (0..count).flat_map(|i| (0..count).map(move |j| (i, j))).map(|(i, j)| line(i, j)) }
                { for (0..count).map(number) }
            </svg>
            <ul class="arc-tokens to">{ for (key..key + count).map(|j| html! { <li>{ token(j) }</li> }) }</ul>
        </div>
    }
}

/// The weights of a row in words, the largest first, three at the most.
fn strongest(props: &WeightsProps, row: usize) -> String {
    let Some(weights) = props.model.trace.weights.get(props.head) else {
        return String::new();
    };
    let mut order: Vec<usize> = (0..weights.ncols()).collect();
    order.sort_by(|&a, &b| weights[(row, b)].total_cmp(&weights[(row, a)]));
    let name = |&j: &usize| {
        Some(format!(
            "{} {}",
            props.model.state.tokens.get(j)?,
            format::cell(weights[(row, j)])
        ))
    };
    order
        .iter()
        .take(3)
        .filter_map(name)
        .collect::<Vec<_>>()
        .join(", ")
}
