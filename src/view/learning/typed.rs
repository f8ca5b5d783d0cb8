//! A sequence that the learner types: what both models say to it, now.

use super::percent;
use crate::experiment::Kind;
use crate::experiment::learning::settings::{LENGTH, TYPED};
use crate::experiment::learning::{NUMBERS, Question, Task, Verdict};
use crate::experiment::settings::Value;
use crate::state::AppState;
use crate::view::controls::Field;
use crate::view::intent::{Intent, wish};
use crate::view::runs::Order;
use crate::view::scene::Scene;
use crate::view::setting::set;
use crate::view::tag::{button, leaf, node};
use crate::view::text;
use yew::prelude::*;

/// The sequence in the field: what was typed, if it has the models' length, or else one that increases.
fn numbers(state: &AppState) -> Vec<u8> {
    let length = state.labs.whole(&LENGTH) as usize;
    let typed = state.labs.list(&TYPED);
    if typed.len() == length {
        return typed.into_iter().map(|number| number as u8).collect();
    }
    (0..length as u8).map(|place| 2 * place + 3).collect()
}

/// What the models are asked while the lab is open.
pub fn question(state: &AppState) -> String {
    Question::Classify(numbers(state)).to_json()
}

/// The field and the verdicts.
pub fn sequence(scene: &Scene) -> Html {
    let state = &scene.model.state;
    let sequence = numbers(state);
    let length = sequence.len();
    let emit = scene.emit.clone();
    let commit = Callback::from(move |(typed, gesture): (String, u32)| {
        let numbers = read(&typed, length)?;
        emit.emit(set(&TYPED, Value::List(numbers), Some(gesture)));
        Ok(())
    });
    let shown: Vec<_> = sequence.iter().map(u8::to_string).collect();
    let open = |label: &'static str, question: Question| {
        let ask = Order::Ask(question.to_json());
        let wish = wish(&scene.emit, Intent::Experiment(Kind::Learning, ask));
        button("button", label, scene.look.readonly, wish)
    };
    html! {
        <section class="learning-typed" aria-label={text::learning_try()}>
            <h2>{ text::learning_try() }</h2>
            <div class="question-answer">
                <label class="control-label" for="learning-typed">{ text::learning_sequence(&length.to_string()) }</label>
                <Field id="learning-typed" class="number-field" size={24} value={shown.join(" ")} live=true words=true
                    readonly={scene.look.readonly} {commit} />
            </div>
            { verdicts(scene, &sequence) }
            <div class="buttons">
                { open(text::learning_open(), Question::Open(sequence.clone())) }
                { open(text::learning_open_without(), Question::OpenWithout(sequence.clone())) }
            </div>
        </section>
    }
}

fn verdicts(scene: &Scene, sequence: &[u8]) -> Html {
    let answer = scene.runs.of(Kind::Learning).answer.as_deref();
    let Some(Verdict { with, without }) = answer.and_then(Verdict::from_json) else {
        return leaf("p", "caption", text::learning_no_verdict());
    };
    let task = Task::of(&scene.model.state.labs);
    let (yes, truth) = match (task, task.holds(sequence)) {
        (Task::Increasing, true) => (
            text::learning_says_increasing(),
            text::learning_is_increasing(),
        ),
        (Task::Increasing, false) => (
            text::learning_says_increasing(),
            text::learning_is_not_increasing(),
        ),
        (Task::Repeat, true) => (text::learning_says_repeat(), text::learning_is_repeat()),
        (Task::Repeat, false) => (text::learning_says_repeat(), text::learning_is_not_repeat()),
    };
    let line = |name: &'static str, share: f32| {
        node(
            "tr",
            "",
            vec![leaf("th", "", name), leaf("td", "", percent(share))],
        )
    };
    html! {
        <>
        <div class="cost-table" aria-live="polite">
            <table>
                <thead><tr><th scope="col">{ text::learning_model() }</th><th scope="col">{ yes }</th></tr></thead>
                <tbody>
                    { line(text::learning_with(), with) }
                    { line(text::learning_without(), without) }
                </tbody>
            </table>
        </div>
        { leaf("p", "caption", truth) }
        </>
    }
}

/// The numbers of a text, whatever stands between them.
fn read(typed: &str, length: usize) -> Result<Vec<f32>, String> {
    let parts = typed
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty());
    let numbers: Vec<u8> = parts.map(|part| part.parse().unwrap_or(u8::MAX)).collect();
    let fits = numbers.len() == length && numbers.iter().all(|number| *number < NUMBERS);
    match fits && !typed.contains(['-', '.']) {
        true => Ok(numbers.into_iter().map(f32::from).collect()),
        false => {
            let most = (NUMBERS - 1).to_string();
            Err(text::learning_not_a_sequence(&length.to_string(), &most))
        }
    }
}
