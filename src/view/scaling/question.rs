//! The question that is asked before anything is shown.

use super::is_open;
use crate::experiment::scaling::settings::{PREDICTION, REVEALED};
use crate::experiment::settings::{Changes, Value};
use crate::state::{Action, parse_number};
use crate::view::controls::Field;
use crate::view::format;
use crate::view::intent::{act, wish};
use crate::view::plot::lettered;
use crate::view::scene::Scene;
use crate::view::setting::set;
use crate::view::tag::{button, leaf, node};
use crate::view::text;
use yew::prelude::*;

/// What is asked, or what is said of the answer.
pub fn question(scene: &Scene) -> Html {
    let guess = scene.model.state.labs.list(&PREDICTION).first().copied();
    match (is_open(scene), guess) {
        (false, _) => ask(scene, guess),
        (true, Some(guess)) => answer(scene, guess),
        (true, None) => Html::default(),
    }
}

fn ask(scene: &Scene, guess: Option<f32>) -> Html {
    let emit = scene.emit.clone();
    let commit = Callback::from(move |(typed, gesture): (String, u32)| {
        let guess = match typed.trim() {
            "" => Vec::new(),
            typed => vec![parse_number(typed).map_err(|_| text::scaling_not_a_guess())?],
        };
        let guess = Value::List(guess);
        PREDICTION
            .check(&guess)
            .map_err(|_| text::scaling_not_a_guess())?;
        emit.emit(set(&PREDICTION, guess, Some(gesture)));
        Ok(())
    });
    let show = wish(&scene.emit, set(&REVEALED, Value::Flag(true), None));
    let entered = guess.map(|_| {
        let emit = scene.emit.clone();
        Callback::from(move |()| emit.emit(set(&REVEALED, Value::Flag(true), None)))
    });
    let (class, label) = match guess {
        Some(_) => ("button primary", text::scaling_check()),
        None => ("button", text::scaling_skip()),
    };
    html! {
        <section class="question" aria-labelledby="question-title">
            <h2 id="question-title">{ text::guess() }</h2>
            { leaf("p", "", text::scaling_question()) }
            <div class="question-answer">
                <label class="control-label" for="scaling-prediction">{ text::scaling_guess() }</label>
                // What is wrong with it is said below it and moves nothing.
                <span class="control"><span class="number-fields">
                    <Field id="scaling-prediction" class="number-field" value={guess.map(format::typed).unwrap_or_default()}
                        live=true readonly={scene.look.readonly} {entered} {commit} />
                </span></span>
                { button(class, label, scene.look.readonly, show) }
            </div>
        </section>
    }
}

/// The standard deviation that is asked for, sqrt(64), and the variance that it is often taken for.
const DEVIATION: f32 = 8.0;
const VARIANCE: f32 = 64.0;

fn answer(scene: &Scene, guess: f32) -> Html {
    let within = |truth: f32, share: f32| (guess - truth).abs() <= share * truth;
    let said = format::exact(guess);
    let (class, told) = if within(DEVIATION, 0.05) {
        ("verdict holds", text::scaling_right(&said))
    } else if within(VARIANCE, 0.25) {
        ("verdict breaks", text::scaling_squared(&said))
    } else {
        ("verdict breaks", text::scaling_wrong(&said))
    };
    let again = Changes::one(&REVEALED, Value::Flag(false))
        .and_then(|changes| changes.and(&PREDICTION, Value::List(Vec::new())));
    html! {
        <section {class} role="status">
            { node("p", "", vec![lettered(&told)]) }
            if let Ok(labs) = again {
                { button("link", text::scaling_again(), scene.look.readonly, act(&scene.emit, Action::SetLabs { labs })) }
            }
        </section>
    }
}
