//! Below the arithmetic: how the cell answers to the input that was touched last, and what can be done with that one.

use super::symbol_name;
use crate::model::InputNumber;
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
    let name = match input {
        InputNumber::Cell(cell) => symbol_name(scene, cell),
        InputNumber::Temperature => "T".to_owned(),
        InputNumber::Base => text::base().to_owned(),
    };
    let explained = scene.insight.explanation.as_ref().map(|e| e.cell);
    let derivative = explained.and_then(|cell| scene.insight.derivative(cell));
    let (influence, wiggles) = (scene.look.influence, scene.look.wiggling == Some(input));
    html! {
        <div class="foot">
            if let Some(derivative) = derivative {
                <p class="derivative" title={text::derivative_title()}>
                    <span>{ text::derivative(&name) }</span>
                    <strong class="number">{ format::signed(derivative) }</strong>
                </p>
            }
            if scene.marks() {
                <p class="marks">{ text::marks(&name) }</p>
            }
            <div class="toggles" role="group" aria-label={name.clone()}>
                { toggle(text::wiggle(), wiggles, wish(&scene.emit, Intent::Wiggle(input))) }
                { toggle(text::influence(), influence, wish(&scene.emit, Intent::Influence(!influence))) }
            </div>
        </div>
    }
}
