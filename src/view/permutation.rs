//! The permutation check in one strip: shuffle, and whether f(PX) and P f(X) still agree.

use super::intent::act;
use super::scene::Scene;
use super::slots::Slots;
use super::tag::{button, math, mi, mo, row};
use super::text;
use crate::lesson::Lab;
use crate::state::Action;
use yew::prelude::*;

/// The strip below lab 1; lab 3 shows the same at length.
pub fn permutation_strip(scene: &Scene) -> Html {
    let p = &scene.model.trace.permutation;
    let (gap, rounding) = (p.gap.to_bits(), p.is_rounding());
    let stamp = scene.stamp().of(&scene.model.state.tokens);
    scene.still(stamp.of(&(&p.order, gap, rounding)), strip)
}

fn strip(scene: &Scene) -> Html {
    html! {
        <section class="permutation" aria-labelledby="permutation-title">
            <h2 id="permutation-title">{ text::permutation_title() }</h2>
            <p class="caption">{ text::permutation_caption() }</p>
            { shuffle(scene) }
            { button("link", text::open_order(), false, act(&scene.emit, Action::SetLab { lab: Lab::Order })) }
        </section>
    }
}

/// The slots to drag, the buttons, and what the comparison says.
pub fn shuffle(scene: &Scene) -> Html {
    let n = scene.model.state.setup.tokens();
    let choice = |label: &'static str, action: Action| {
        button(
            "button",
            label,
            scene.look.readonly,
            act(&scene.emit, action),
        )
    };
    html! {
        <>
        <Slots model={scene.model.clone()} readonly={scene.look.readonly}
            language={scene.look.language} emit={scene.emit.clone()} />
        <div class="buttons">
            { choice(text::shuffle(), Action::Shuffle) }
            { choice(text::reverse(), Action::SetOrder { order: (0..n).rev().collect() }) }
            { choice(text::original(), Action::SetOrder { order: (0..n).collect() }) }
        </div>
        { verdict(scene) }
        </>
    }
}

/// Whether any token stands in another slot than its own.
pub fn is_shuffled(scene: &Scene) -> bool {
    !scene.model.state.setup.is_unshuffled()
}

/// What the comparison says, in one sentence, with its number.
fn verdict(scene: &Scene) -> Html {
    let p = &scene.model.trace.permutation;
    let (class, sentence) = if !is_shuffled(scene) {
        ("idle", text::not_shuffled().to_owned())
    } else if p.is_rounding() {
        ("holds", text::equivariant(p.gap))
    } else {
        ("breaks", text::broken(p.gap))
    };
    html! {
        <p class={classes!("verdict", class)} role="status">
            { sides(class == "breaks") }
            <span>{ sentence }</span>
        </p>
    }
}

/// f(PX) = P f(X), or not.
fn sides(differ: bool) -> Html {
    let p = || row("role-p", vec![mi("P")]);
    math(vec![
        mi("f"),
        mo("("),
        p(),
        mi("X"),
        mo(")"),
        mo(if differ { "\u{2260}" } else { "=" }),
        p(),
        mi("f"),
        mo("("),
        mi("X"),
        mo(")"),
    ])
}
