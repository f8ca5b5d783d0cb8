//! What stands below a grid: what its colours mean, and how a long axis is moved through.

use crate::model::Matrix;
use crate::view::format;
use crate::view::intent::{Intent, wish};
use crate::view::part::{Axis, Role};
use crate::view::scene::Scene;
use crate::view::text;
use yew::prelude::*;

/// Which numbers the colours stand for.
pub fn legend(role: Role, influence: bool, unit: bool, most: f32, matrix: &Matrix) -> Html {
    let (from, to) = if unit {
        ("0".to_owned(), "1".to_owned())
    } else {
        let least = matrix
            .iter()
            .copied()
            .filter(|x| x.is_finite())
            .fold(0.0, f32::min);
        let from = if least < 0.0 {
            format::cell(-most)
        } else {
            "0".to_owned()
        };
        (from, format::cell(most))
    };
    let class = if from == "0" { "ramp" } else { "ramp both" };
    html! {
        <p class={classes!("legend", role.class(), influence.then_some("influence"))} aria-hidden="true"><span>{ from }</span><span {class}></span><span>{ to }</span></p>
    }
}

/// Two buttons and "1 to 10 of 64", for an axis longer than its window.
pub fn pager(scene: &Scene, axis: Axis, count: usize) -> Html {
    let window = axis.window();
    if count <= window {
        return Html::default();
    }
    let from = scene.look.scroll.offset(axis, count);
    let to = (from + window).min(count);
    let go = |offset: usize| wish(&scene.emit, Intent::Scroll(axis, offset));
    html! {
        <div class="pager" role="group" aria-label={text::pager_label(axis)}>
            <button type="button" disabled={from == 0} onclick={go(from.saturating_sub(window))}
                aria-label={text::pager_back(axis)}>{ "\u{2039}" }</button>
            <span>{ text::pager(axis, from, to, count) }</span>
            <button type="button" disabled={to == count} onclick={go((from + window).min(count - window))}
                aria-label={text::pager_on(axis)}>{ "\u{203a}" }</button>
        </div>
    }
}
