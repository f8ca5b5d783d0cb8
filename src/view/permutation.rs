//! The permutation check in one strip: shuffle, and whether f(PX) and P f(X) still agree.

use super::intent::act;
use super::scene::Scene;
use super::slots::Slots;
use super::text;
use crate::lesson::Lab;
use crate::state::Action;
use yew::prelude::*;

/// The strip below lab 1; lab 3 shows the same at length.
pub fn permutation_strip(scene: &Scene) -> Html {
    html! {
        <section class="permutation" aria-labelledby="permutation-title">
            <h2 id="permutation-title">{ text::PERMUTATION_TITLE }</h2>
            <p class="caption">{ text::PERMUTATION_CAPTION }</p>
            { shuffle(scene) }
            <button type="button" class="link" onclick={act(&scene.emit, Action::SetLab { lab: Lab::Order })}>{ text::OPEN_ORDER }</button>
        </section>
    }
}

/// The slots to drag, the buttons, and what the comparison says.
pub fn shuffle(scene: &Scene) -> Html {
    let n = scene.model.state.setup.tokens();
    let button = |label: &'static str, action: Action| {
        html! {
            <button type="button" class="button" disabled={scene.look.readonly} onclick={act(&scene.emit, action)}>{ label }</button>
        }
    };
    html! {
        <>
        <Slots model={scene.model.clone()} readonly={scene.look.readonly} emit={scene.emit.clone()} />
        <div class="buttons">
            { button(text::SHUFFLE, Action::Shuffle) }
            { button(text::REVERSE, Action::SetOrder { order: (0..n).rev().collect() }) }
            { button(text::ORIGINAL, Action::SetOrder { order: (0..n).collect() }) }
        </div>
        { verdict(scene) }
        </>
    }
}

/// Whether any token stands in another slot than its own.
pub fn is_shuffled(scene: &Scene) -> bool {
    scene
        .model
        .state
        .setup
        .order
        .iter()
        .enumerate()
        .any(|(slot, &row)| slot != row)
}

/// What the comparison says, in one sentence, with its number.
fn verdict(scene: &Scene) -> Html {
    let p = &scene.model.trace.permutation;
    let (class, sentence) = if !is_shuffled(scene) {
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
