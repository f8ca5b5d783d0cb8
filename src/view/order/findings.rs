//! What breaks f(PX) = P f(X): a table of encodings and masks.

use super::insight::{Finding, Insight};
use crate::model::Difference;
use crate::view::intent::Intent;
use crate::view::number::next_gesture;
use crate::view::permutation::is_shuffled;
use crate::view::scene::Scene;
use crate::view::tag::{button, leaf, node, words};
use crate::view::{format, text};
use yew::prelude::*;

/// The gap of this very shuffle under each encoding, and under a causal mask.
pub(super) fn table(scene: &Scene, told: &Insight) -> Html {
    let caption = if is_shuffled(scene) {
        text::findings_caption()
    } else {
        text::not_shuffled()
    };
    let heads = [text::with(), text::gap(), text::means()].map(|title| leaf("th", "", title));
    let heads = heads
        .into_iter()
        .chain([node("td", "", Vec::new())])
        .collect();
    let rows = told.findings.iter().map(|finding| outcome(scene, finding));
    html! {
        <section class="findings" aria-labelledby="findings-title">
            <h2 id="findings-title">{ text::findings() }</h2>
            { leaf("p", "caption", caption) }
            <table>
                { node("thead", "", vec![node("tr", "", heads)]) }
                { node("tbody", "", rows.collect()) }
            </table>
        </section>
    }
}

fn outcome(scene: &Scene, finding: &Finding) -> Html {
    let (gap, means, class) = match &finding.outcome {
        Ok(measured) => {
            let (means, class) = verdict(&measured.here);
            (told(&measured.here), means.to_owned(), class)
        }
        Err(error) => ("\u{2013}".to_owned(), text::reason(error), "idle"),
    };
    let (emit, actions) = (scene.emit.clone(), finding.actions.clone());
    let take = Callback::from(move |_: MouseEvent| {
        let gesture = next_gesture();
        for action in &actions {
            emit.emit(Intent::Act(action.clone(), Some(gesture)));
        }
    });
    let usable = finding.outcome.is_ok() && !scene.look.readonly && !finding.holds_now;
    let label = if finding.holds_now {
        text::in_use()
    } else {
        text::use_it()
    };
    let cells = vec![
        leaf("th", "", text::breaker(finding.name)),
        leaf("td", "gap", gap),
        node("td", "", vec![mark(), words(means)]),
        node("td", "", vec![button("button small", label, !usable, take)]),
    ];
    node("tr", class, cells)
}

/// One gap in a line: `reversed: 0.00, order is not seen`.
pub(super) fn gap(of: &str, difference: &Difference) -> Html {
    let (means, class) = verdict(difference);
    let said = [of, ": ", &told(difference), ", ", means].concat();
    node("p", class, vec![mark(), words(said)])
}

/// The mark beside what holds or breaks.
pub(super) fn mark() -> Html {
    node("span", "mark", Vec::new())
}

fn verdict(difference: &Difference) -> (&'static str, &'static str) {
    match difference.is_rounding() {
        true => (text::agrees(), "holds"),
        false => (text::differs(), "breaks"),
    }
}

fn told(difference: &Difference) -> String {
    format::cell(difference.gap() as f32)
}
