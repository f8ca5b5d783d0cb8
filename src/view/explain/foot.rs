//! Below the arithmetic: how the cell answers to the input that was touched last, and what can be done with that one.

use super::input_name;
use crate::view::format;
use crate::view::intent::{Intent, wish};
use crate::view::scene::Scene;
use crate::view::tag::toggle;
use crate::view::text;
use yew::prelude::*;

/// The derivative, and the switches that show all derivatives and let the input wiggle.
pub fn foot(scene: &Scene) -> Html {
    let Some(input) = scene
        .look
        .touched
        .filter(|_| scene.insight.tangent.is_some())
    else {
        return html! { <p class="foot hint">{ text::touch_hint() }</p> };
    };
    let name = input_name(scene, input);
    let explained = scene.insight.explanation.as_ref().map(|e| e.cell);
    let derivative = explained.and_then(|cell| scene.insight.derivative(cell));
    let (influence, wiggling) = (scene.look.influence, scene.look.wiggling);
    // What wiggles is stopped here, whatever was touched since.
    let wiggle = Intent::Wiggle(wiggling.unwrap_or(input));
    html! {
        <div class="foot">
            if let Some(derivative) = derivative {
                <p class="derivative" title={text::derivative_title()}>
                    <span>{ text::derivative(&name) }</span>
                    <strong class="number">{ format::signed(derivative) }</strong>
                </p>
            }
            <div class="toggles" role="group" aria-label={name.clone()}>
                { toggle(text::wiggle(), wiggling.is_some(), wish(&scene.emit, wiggle)) }
                { toggle(text::influence(), influence, wish(&scene.emit, Intent::Influence(!influence))) }
            </div>
        </div>
    }
}
