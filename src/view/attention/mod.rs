//! Lab 1, Attention: Q, K, V to scores, logits, weights and output, every number on the page.

mod figure;
mod input;
mod settings;
mod weights;

use super::formula::formula;
use super::permutation::permutation_strip;
use super::scene::Scene;
use super::tag::node;
use super::tokens::token_row;
use yew::prelude::*;

pub use settings::settings;

/// The lab.
pub fn attention(scene: &Scene) -> Html {
    html! {
        <>
        { node("div", "sentence", vec![token_row(scene), formula(scene)]) }
        { input::inputs(scene) }
        { figure::figure(scene) }
        { settings(scene) }
        { figure::stages(scene) }
        { permutation_strip(scene) }
        </>
    }
}
