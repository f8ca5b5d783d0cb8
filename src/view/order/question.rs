//! What is guessed before it is measured: a question of each preset of the lab.

use super::insight::Insight;
use super::seen::Wish;
use crate::experiment::orders;
use crate::experiment::{Kind, Outcome};
use crate::view::intent::Intent;
use crate::view::scene::Scene;
use crate::view::tag::{leaf, node};
use crate::view::{format, text};
use yew::prelude::*;

/// A question with three answers.
struct Question {
    ask: &'static str,
    answers: [&'static str; 3],
}

fn question(preset: &str) -> Option<Question> {
    let (ask, answers) = match preset {
        "patient" => (
            text::patient_ask(),
            [text::patient_1(), text::patient_2(), text::patient_3()],
        ),
        "collider" => (
            text::collider_ask(),
            [text::collider_1(), text::collider_2(), text::collider_3()],
        ),
        "pressure" => (
            text::pressure_ask(),
            [text::pressure_1(), text::pressure_2(), text::pressure_3()],
        ),
        _ => return None,
    };
    Some(Question { ask, answers })
}

/// What was measured: which of the answers are right, and the numbers in a sentence.
struct Measured {
    right: [bool; 3],
    told: String,
}

/// The question of a preset, if it has one; once it is answered, what the page measures.
pub(super) fn card(scene: &Scene, preset: &'static str, told: &Insight) -> Html {
    let Some(question) = question(preset) else {
        return Html::default();
    };
    let chosen = scene.look.order.answer(preset);
    let answer = |(place, answer): (usize, &&'static str)| {
        let place = place as u8;
        let choose = scene
            .emit
            .reform(move |_: Event| Intent::Order(Wish::Answer(preset, place)));
        html! {
            <label><input type="radio" name="guess" checked={chosen == Some(place)} onchange={choose} />{ answer }</label>
        }
    };
    let mut choices = vec![leaf("legend", "", question.ask)];
    choices.extend(question.answers.iter().enumerate().map(answer));
    let result = chosen.map(|chosen| result(scene, preset, told, chosen));
    let parts = vec![
        leaf("h2", "", text::guess()),
        node("fieldset", "", choices),
        html! { <div role="status">{ result.unwrap_or_default() }</div> },
    ];
    node("section", "guess", parts)
}

fn result(scene: &Scene, preset: &str, told: &Insight, chosen: u8) -> Html {
    let Some(measured) = measured(scene, preset, told) else {
        return leaf("p", "caption", text::guess_wait());
    };
    let right = measured.right.get(usize::from(chosen)) == Some(&true);
    let (class, verdict) = match right {
        true => ("verdict holds", text::guess_right()),
        false => ("verdict breaks", text::guess_wrong()),
    };
    node(
        "p",
        class,
        vec![leaf("span", "", [verdict, " ", &measured.told].concat())],
    )
}

/// Measured of the state as it is: whoever changed its numbers gets the answer to those.
fn measured(scene: &Scene, preset: &str, told: &Insight) -> Option<Measured> {
    match preset {
        "patient" => rows_that_change(scene, told),
        "collider" => mean_that_stays(outcome(scene)?),
        _ => mean_of_the_reverse(told),
    }
}

fn rows_that_change(scene: &Scene, told: &Insight) -> Option<Measured> {
    let (waves, none) = (
        &told.measured("sinusoidal")?.here,
        &told.measured("none")?.here,
    );
    let order = &scene.model.state.setup.order;
    let moved = order
        .iter()
        .enumerate()
        .filter(|(i, row)| i != *row)
        .count();
    let rows = waves.rows();
    let all = rows > moved || rows == order.len();
    let [changed, n, plain] = [rows, order.len(), none.rows()].map(|count| count.to_string());
    Some(Measured {
        right: [rows == 0, rows > 0 && !all, rows > 0 && all],
        told: text::patient_told(&changed, &n, &told_gap(waves.gap()), &plain),
    })
}

fn mean_that_stays(outcome: &orders::Outcome) -> Option<Measured> {
    let still = outcome.pooled <= outcome.rounding;
    let less = outcome.pooled < outcome.gap / 2.0;
    let [gap, pooled] = [outcome.gap, outcome.pooled].map(format::cell);
    let told = match still {
        true => text::collider_told,
        false => text::collider_broken,
    };
    Some(Measured {
        right: [still, !still && less, !still && !less],
        told: told(&outcome.tried.to_string(), &pooled, &gap),
    })
}

fn mean_of_the_reverse(told: &Insight) -> Option<Measured> {
    let reversed = |name| told.measured(name)?.reversed.as_ref();
    let all = [
        reversed("none")?,
        reversed("alibi")?,
        reversed("sinusoidal")?,
    ];
    let [plain, alibi, waves] = all.map(|difference| told_gap(difference.pooled()));
    Some(Measured {
        right: all.map(|difference| difference.pooled() > difference.rounding),
        told: text::pressure_told(&plain, &alibi, &waves),
    })
}

/// What the experiment found out about the state as it is.
fn outcome(scene: &Scene) -> Option<&orders::Outcome> {
    let run = scene.runs.of(Kind::Orders);
    match run.outcome.as_deref()? {
        Outcome::Orders(outcome) if !run.is_stale(Kind::Orders, &scene.model.state) => {
            Some(outcome)
        }
        _ => None,
    }
}

fn told_gap(gap: f64) -> String {
    format::cell(gap as f32)
}
