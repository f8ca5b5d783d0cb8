//! The figure of lab 1 in Falk's scheme: the left factor at the left, the right factor above, the product where
//! their row and column cross; a query's row runs from Q to its output on one line.

use super::LabProps;
use super::weights::WeightsPanel;
use crate::model::{Mask, Position};
use crate::state::MatrixId;
use crate::view::grid::{Grid, Pager};
use crate::view::part::{Axis, Part, is_direct, projects};
use crate::view::text;
use yew::prelude::*;

/// Properties of [`Titled`].
#[derive(Properties, PartialEq)]
pub struct TitledProps {
    /// The symbol, with its role's class.
    pub symbol: Html,
    /// What it is, in words.
    pub title: AttrValue,
    /// Its shape.
    pub shape: AttrValue,
    /// The matrix.
    pub children: Html,
}

/// A matrix with its symbol, its name and its shape.
#[component]
pub fn Titled(props: &TitledProps) -> Html {
    html! {
        <figure class="matrix">
            <figcaption>
                <span class="symbol">{ props.symbol.clone() }</span>
                <span class="title">{ &props.title }</span>
                <span class="shape">{ &props.shape }</span>
            </figcaption>
            { props.children.clone() }
        </figure>
    }
}

/// The figure for the head that is looked at.
#[component]
pub fn Figure(props: &LabProps) -> Html {
    let LabProps { model, look, emit } = props.clone();
    let state = &model.state;
    let setup = &state.setup;
    let (n, h) = (setup.tokens(), look.head.min(setup.heads - 1));
    let (dk, dv) = (setup.d_k() / setup.heads, setup.d_v() / setup.heads);
    let direct = is_direct(state);
    let one = setup.heads == 1;
    // The learner's own matrix, its head's columns, where attention multiplies just that; else the derived one.
    let side = |id: MatrixId, derived: Part, width: usize| {
        if direct {
            (Part::Input(id), Some((h * width, (h + 1) * width)))
        } else {
            (derived, None)
        }
    };
    let grid = |(part, block): (Part, Option<(usize, usize)>), name: String, transposed: bool| {
        let invite = look
            .invite
            .filter(|(id, ..)| part == Part::Input(*id))
            .map(|(_, r, c)| (r, c));
        html! {
            <Grid model={model.clone()} {part} {block} {name} {transposed} scroll={look.scroll}
                pointed={look.pointed} {invite} readonly={look.readonly} emit={emit.clone()} />
        }
    };
    let shape = |rows: usize, columns: usize| text::shape(rows, columns);
    let symbol =
        |class: &'static str, name: &'static str| text::symbol(class, name, (!one).then_some(h));
    let last = if one && !projects(state) {
        Part::Output
    } else {
        Part::Head(h)
    };
    html! {
        <section class={classes!("falk", need(dk, dv, n))} aria-label={text::FIGURE}>
            { head_tabs(props, h) }
            <div class="falk-row">
            <div class="factor">
                <Titled symbol={symbol("role-q", "Q")} title={text::QUERIES} shape={shape(n, dk)}>
                    { grid(side(MatrixId::Q, Part::Query(h), dk), text::QUERIES.into(), false) }
                </Titled>
            </div>
            <div class="cross">
                <Titled symbol={text::transposed("role-k", "K", (!one).then_some(h))} title={text::KEYS} shape={shape(dk, n)}>
                    { grid(side(MatrixId::K, Part::Key(h), dk), text::KEYS.into(), true) }
                </Titled>
                <Titled symbol={text::product((!one).then_some(h))} title={text::SCORES} shape={shape(n, n)}>
                    { grid((Part::Scores(h), None), text::SCORES.into(), false) }
                </Titled>
            </div>
            <div class="step">
                <div class="operation">{ operations(props, dk) }</div>
                <Titled symbol={symbol("role-w", "L")} title={text::LOGITS} shape={shape(n, n)}>
                    { grid((Part::Logits(h), None), text::LOGITS.into(), false) }
                </Titled>
            </div>
            <div class="step">
                <div class="operation"><span>{ text::SOFTMAX }</span></div>
                <WeightsPanel model={model.clone()} look={look.clone()} head={h} emit={emit.clone()} />
            </div>
            <div class="cross">
                <Titled symbol={symbol("role-v", "V")} title={text::VALUES} shape={shape(n, dv)}>
                    { grid(side(MatrixId::V, Part::Value(h), dv), text::VALUES.into(), false) }
                </Titled>
                <Titled symbol={text::weighted((!one).then_some(h))} title={if last == Part::Output { text::OUTPUT } else { text::HEAD_OUTPUT }}
                    shape={shape(n, dv)}>
                    { grid((last, None), text::OUTPUT.into(), false) }
                </Titled>
            </div>
            if last != Part::Output {
                <div class="cross">
                    if projects(state) {
                        <Titled symbol={text::subscript("role-o", "W", "O")} title={text::OUTPUT_PROJECTION}
                            shape={shape(setup.d_v(), setup.d_model().unwrap_or(0))}>
                            { grid((Part::Input(MatrixId::Wo), None), text::OUTPUT_PROJECTION.into(), false) }
                        </Titled>
                    }
                    <Titled symbol={text::symbol("role-o", "O", None)} title={text::OUTPUT}
                        shape={shape(n, model.trace.output.ncols())}>
                        { grid((Part::Output, None), text::OUTPUT.into(), false) }
                    </Titled>
                </div>
            }
            </div>
            <div class="pagers">
                <Pager axis={Axis::Query} count={n} scroll={look.scroll} emit={emit.clone()} />
                <Pager axis={Axis::Key} count={n} scroll={look.scroll} emit={emit.clone()} />
                <Pager axis={Axis::Dk} count={dk} scroll={look.scroll} emit={emit.clone()} />
                <Pager axis={Axis::Dv} count={dv.max(if projects(state) { setup.d_v() } else { 0 })} scroll={look.scroll} emit={emit.clone()} />
                <Pager axis={Axis::Dmodel} count={setup.d_model().unwrap_or(0)} scroll={look.scroll} emit={emit.clone()} />
            </div>
            if model.trace.overflow {
                <p class="notice" role="status">{ text::OVERFLOW }</p>
            }
        </section>
    }
}

/// What happens between scores and logits, as the switches stand.
fn operations(props: &LabProps, dk: usize) -> Html {
    let setup = &props.model.state.setup;
    let scale = setup.scale.then(|| text::scaling(dk));
    let temperature = (setup.temperature != 1.0).then(|| text::cooling(setup.temperature));
    let bias = matches!(setup.position, Position::Alibi { .. }).then_some(text::ALIBI_STEP);
    let mask = (setup.mask != Mask::None).then_some(text::MASK_STEP);
    let none = scale.is_none() && temperature.is_none() && bias.is_none() && mask.is_none();
    html! {
        <>
        { scale }{ temperature }
        { bias.map(|t| html! { <span class="role-p">{ t }</span> }) }
        { mask.map(|t| html! { <span>{ t }</span> }) }
        if none { <span>{ text::UNCHANGED }</span> }
        </>
    }
}

fn head_tabs(props: &LabProps, head: usize) -> Html {
    let heads = props.model.state.setup.heads;
    if heads == 1 {
        return Html::default();
    }
    html! {
        <div class="head-tabs" role="group" aria-label={text::HEADS}>
        { for (0..heads).map(|h| {
            let emit = props.emit.clone();
            html! {
                <button type="button" aria-pressed={(h == head).to_string()}
                    onclick={Callback::from(move |_: MouseEvent| emit.emit(crate::view::intent::Intent::Head(h)))}>
                    { text::head(h) }
                </button>
            }
        }) }
        </div>
    }
}

/// The width that the whole figure needs on one line, as a class that the style sheet compares with what there is.
fn need(dk: usize, dv: usize, n: usize) -> &'static str {
    let columns =
        dk.min(Axis::Dk.window()) + dv.min(Axis::Dv.window()) + 3 * n.min(Axis::Key.window());
    match columns {
        0..=12 => "need-1",
        13..=18 => "need-2",
        19..=25 => "need-3",
        26..=33 => "need-4",
        _ => "need-5",
    }
}
