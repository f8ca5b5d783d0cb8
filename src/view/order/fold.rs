//! A part of the lab that is folded until it is asked for: what is not seen is not computed.

use super::seen::{Section, Wish};
use crate::view::intent::{Intent, wish};
use crate::view::scene::Scene;
use crate::view::tag::node;
use yew::prelude::*;

/// The section under its title, which is the button that opens it.
pub(super) fn fold(
    scene: &Scene,
    section: Section,
    title: &'static str,
    body: impl FnOnce() -> Vec<Html>,
) -> Html {
    let open = scene.look.order.is_open(section);
    let turn = wish(&scene.emit, Intent::Order(Wish::Open(section, !open)));
    let button = html! {
        <button type="button" aria-expanded={open.to_string()} onclick={turn}>{ title }</button>
    };
    let mut parts = vec![node("h2", "", vec![button])];
    if open {
        parts.extend(body());
    }
    node("section", "fold", parts)
}
