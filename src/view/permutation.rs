//! The permutation check in one strip: shuffle, and whether f(PX) and P f(X) still agree.

use super::app::Look;
use super::intent::Intent;
use super::part::Model;
use super::slots::Slots;
use super::text;
use crate::lesson::Lab;
use crate::state::Action;
use yew::prelude::*;

/// Properties of [`PermutationStrip`].
#[derive(Properties, PartialEq)]
pub struct PermutationProps {
    /// State and trace.
    pub model: Model,
    /// What is looked at.
    pub look: Look,
    /// Where wishes go.
    pub emit: Callback<Intent>,
}

/// The strip below lab 1; lab 3 shows the same at length.
#[component]
pub fn PermutationStrip(props: &PermutationProps) -> Html {
    let emit = props.emit.clone();
    html! {
        <section class="permutation" aria-labelledby="permutation-title">
            <h2 id="permutation-title">{ text::PERMUTATION_TITLE }</h2>
            <p class="caption">{ text::PERMUTATION_CAPTION }</p>
            <Slots model={props.model.clone()} readonly={props.look.readonly} emit={props.emit.clone()} />
            <OrderButtons model={props.model.clone()} readonly={props.look.readonly} emit={props.emit.clone()} />
            <Verdict model={props.model.clone()} />
            <button type="button" class="link" onclick={Callback::from(move |_: MouseEvent| {
                emit.emit(Intent::Act(Action::SetLab { lab: Lab::Order }, None));
            })}>{ text::OPEN_ORDER }</button>
        </section>
    }
}

/// Properties of [`OrderButtons`].
#[derive(Properties, PartialEq)]
pub struct OrderButtonsProps {
    /// State and trace.
    pub model: Model,
    /// Whether nothing can be changed.
    pub readonly: bool,
    /// Where wishes go.
    pub emit: Callback<Intent>,
}

/// Shuffle, reverse, and back.
#[component]
pub fn OrderButtons(props: &OrderButtonsProps) -> Html {
    let n = props.model.state.setup.tokens();
    let button = |label: &'static str, action: Action| {
        let emit = props.emit.clone();
        html! {
            <button type="button" class="button" disabled={props.readonly}
                onclick={Callback::from(move |_: MouseEvent| emit.emit(Intent::Act(action.clone(), None)))}>{ label }</button>
        }
    };
    html! {
        <div class="buttons">
            { button(text::SHUFFLE, Action::Shuffle) }
            { button(text::REVERSE, Action::SetOrder { order: (0..n).rev().collect() }) }
            { button(text::ORIGINAL, Action::SetOrder { order: (0..n).collect() }) }
        </div>
    }
}

/// Properties of [`Verdict`].
#[derive(Properties, PartialEq)]
pub struct VerdictProps {
    /// State and trace.
    pub model: Model,
}

/// What the comparison says, in one sentence, with its number.
#[component]
pub fn Verdict(props: &VerdictProps) -> Html {
    let p = &props.model.trace.permutation;
    let identity = p.order.iter().enumerate().all(|(slot, &row)| slot == row);
    let (class, sentence) = if identity {
        ("idle", text::NOT_SHUFFLED.to_owned())
    } else if p.is_rounding() {
        ("holds", text::equivariant(p.gap))
    } else {
        ("breaks", text::broken(p.gap))
    };
    html! {
        <p class={classes!("verdict", class)} role="status">
            <math aria-hidden="true"><mrow>
                <mi>{ "f" }</mi><mo>{ "(" }</mo><mi class="role-p">{ "P" }</mi><mi>{ "X" }</mi><mo>{ ")" }</mo>
                <mo>{ if class == "breaks" { "\u{2260}" } else { "=" } }</mo>
                <mi class="role-p">{ "P" }</mi><mi>{ "f" }</mi><mo>{ "(" }</mo><mi>{ "X" }</mi><mo>{ ")" }</mo>
            </mrow></math>
            <span>{ sentence }</span>
        </p>
    }
}
