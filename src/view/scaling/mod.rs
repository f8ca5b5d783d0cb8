//! Lab 2, Scaling: what q . k does as d_k grows, and what softmax makes of it with and without the division.

mod controls;
mod curves;
mod here;
mod question;
mod told;

use super::plot::plot;
use super::scene::Scene;
use super::tag::node;
use super::text;
use crate::experiment::scaling::{self, settings};
use crate::experiment::{Kind, Outcome};
use crate::plot::{Figure, Role};
use std::rc::Rc;
use yew::prelude::*;

/// The lab.
pub fn scaling(scene: &Scene) -> Html {
    let run = scene.runs.of(Kind::Scaling);
    let stamp = scene.stamp().of(&run.edition);
    html! {
        <>
        { question::question(scene) }
        if is_open(scene) {
            { controls::controls(scene) }
            { scene.still(stamp, findings) }
        }
        </>
    }
}

/// The colours of what is told without scaling, and with it: the weights of attention are those of scaled scores.
const ROLES: [Role; 2] = [Role::Output, Role::Weight];

/// What the two are called.
fn names() -> [&'static str; 2] {
    [text::scaling_without(), text::scaling_with()]
}

/// Whether what is drawn is shown: once the question was answered, and where it cannot be.
fn is_open(scene: &Scene) -> bool {
    scene.look.readonly || scene.model.state.labs.flag(&settings::REVEALED)
}

/// What is known so far.
fn outcome(scene: &Scene) -> Option<&scaling::Outcome> {
    match scene.runs.of(Kind::Scaling).outcome.as_deref() {
        Some(Outcome::Scaling(outcome)) => Some(outcome),
        _ => None,
    }
}

fn findings(scene: &Scene) -> Html {
    let figures = match outcome(scene) {
        Some(outcome) => [here::figures(outcome), curves::figures(outcome)].concat(),
        None => Vec::new(),
    };
    let draw = |figure: Figure| plot(&Rc::new(figure), &scene.emit);
    html! {
        <>
        { told::seen(scene) }
        { node("div", "scaling-plots", figures.into_iter().map(draw).collect()) }
        </>
    }
}
