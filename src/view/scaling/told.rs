//! What is seen, in words.

use super::outcome;
use crate::experiment::Kind;
use crate::experiment::scaling::{Law, Outcome};
use crate::view::format::cell;
use crate::view::plot::lettered;
use crate::view::runs::Status;
use crate::view::scene::Scene;
use crate::view::tag::{leaf, node};
use crate::view::text;
use yew::prelude::*;

/// Sentences on what was drawn at the chosen width, and how far the drawing is.
pub fn seen(scene: &Scene) -> Html {
    let run = scene.runs.of(Kind::Scaling);
    let told = outcome(scene).map(sentences).unwrap_or_default();
    let told = told.iter().map(|told| node("p", "", vec![lettered(told)]));
    let progress = match &run.status {
        Status::Failed(why) => Some(text::scaling_failed(why)),
        _ if run.is_open() => {
            let share = (run.share() * 100.0) as u32;
            Some(text::scaling_drawing(&share.to_string()))
        }
        _ => None,
    };
    html! {
        <section class="scaling-seen" aria-labelledby="seen-title">
            <h2 id="seen-title">{ text::scaling_seen_title() }</h2>
            // Read out once all is drawn, and not ten times a second.
            <div role="status" aria-busy={run.is_open().to_string()}>{ for told }</div>
            { leaf("p", "caption", progress.unwrap_or_default()) }
        </section>
    }
}

fn sentences(outcome: &Outcome) -> Vec<String> {
    let at = &outcome.here;
    let [unscaled, scaled] = at.sides(outcome.law);
    let (Some(variance), Some(remaining)) = (unscaled.variance, scaled.variance) else {
        return Vec::new();
    };
    let mut told = vec![text::scaling_seen(
        &at.d_k.to_string(),
        &cell(variance.sqrt()),
        &at.pairs.to_string(),
        &cell(unscaled.of_law.sqrt()),
        &cell(at.divisor()),
        &cell(remaining.sqrt()),
    )];
    if at.queries > 0 {
        let [unscaled, scaled] = [unscaled, scaled].map(|side| side.softmax);
        told.push(text::scaling_seen_weights(
            &outcome.keys.to_string(),
            &cell(unscaled.largest.median),
            &cell(unscaled.gradient.median),
            &cell(scaled.largest.median),
            &cell(scaled.gradient.median),
        ));
    }
    told.push(match outcome.law {
        Law::Equicorrelated { .. } => text::scaling_shared().to_owned(),
        _ => text::scaling_adds_up().to_owned(),
    });
    told
}
