//! Lab 1, Attention: Q, K, V to scores, logits, weights and output, every number on the page.

mod figure;
mod input;
mod settings;
mod weights;

use super::app::Look;
use super::formula::Formula;
use super::intent::Intent;
use super::part::Model;
use super::permutation::PermutationStrip;
use super::tokens::TokenRow;
use yew::prelude::*;

pub use figure::{Figure, Titled};
pub use settings::Settings;

/// Properties of a lab.
#[derive(Properties, PartialEq, Clone)]
pub struct LabProps {
    /// State and trace.
    pub model: Model,
    /// What is looked at: scrolling, pointed cell, head.
    pub look: Look,
    /// Where wishes go.
    pub emit: Callback<Intent>,
}

/// The lab.
#[component]
pub fn Attention(props: &LabProps) -> Html {
    let LabProps { model, look, emit } = props.clone();
    html! {
        <>
        <TokenRow model={model.clone()} readonly={look.readonly} emit={emit.clone()} />
        <Formula model={model.clone()} pointed={look.pointed} />
        <input::Inputs model={model.clone()} look={look.clone()} emit={emit.clone()} />
        <Figure model={model.clone()} look={look.clone()} emit={emit.clone()} />
        <Settings model={model.clone()} look={look.clone()} emit={emit.clone()} />
        <PermutationStrip {model} {look} {emit} />
        </>
    }
}
