//! Controls of a lab's settings: each is bound to a [`Property`], whose limits it shows and keeps.

use super::controls::{Choose, Field, choice, switch};
use super::format;
use super::intent::Intent;
use super::number::next_gesture;
use super::scene::Scene;
use super::tag::words;
use super::text;
use crate::experiment::settings::{Changes, Kind, Property, Value};
use crate::model::decimal::shortest;
use crate::model::{Error, Problem};
use crate::state::{Action, parse_number};
use std::cell::Cell;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The wish to set `property` to `value`; `gesture` joins changes to one undo step.
pub fn set(property: &'static Property, value: Value, gesture: Option<u32>) -> Intent {
    match Changes::one(property, value) {
        Ok(labs) => Intent::Act(Action::SetLabs { labs }, gesture),
        Err(error) => Intent::Refuse(error),
    }
}

/// How a slider's way is divided.
#[derive(Clone, Copy, PartialEq)]
pub enum Way {
    /// Evenly.
    Linear,
    /// By powers of two: each step of the way is a factor.
    Log,
}

/// A number with a slider and a field to type in. One slide is one undo step, and so is one edit.
pub fn slider(scene: &Scene, property: &'static Property, label: &'static str, way: Way) -> Html {
    let (from, to) = limits(property);
    let whole = matches!(property.kind, Kind::Whole { .. });
    let value = number(scene, property);
    let place = |value: f32| match way {
        Way::Linear => value,
        Way::Log => value.max(f32::MIN_POSITIVE).log2(),
    };
    let emit = scene.emit.clone();
    let slide = Callback::from(move |e: InputEvent| {
        let typed = e.target_unchecked_into::<HtmlInputElement>().value();
        let place = parse_number(&typed).unwrap_or(from);
        let value = match way {
            Way::Linear => place,
            Way::Log => place.exp2(),
        };
        emit.emit(set(property, of_number(property, value), Some(SLIDE.get())));
    });
    let let_go = Callback::from(|_: Event| SLIDE.set(next_gesture()));
    let (emit, by_powers) = (scene.emit.clone(), whole && way == Way::Log);
    // A step of the browser's own is a hundredth of the way: among small whole numbers it leads nowhere.
    let step_by_key = Callback::from(move |e: KeyboardEvent| {
        let next = match &*e.key() {
            "ArrowRight" | "ArrowUp" => (value * KEY).ceil(),
            "ArrowLeft" | "ArrowDown" => (value / KEY).floor(),
            _ => return,
        };
        if by_powers {
            e.prevent_default();
            emit.emit(set(property, of_number(property, next), Some(SLIDE.get())));
        }
    });
    let key_up = Callback::from(|_: KeyboardEvent| SLIDE.set(next_gesture()));
    let step = match (whole, way) {
        (true, Way::Linear) => "1",
        _ => "any",
    };
    let id = id(property);
    let readonly = scene.look.readonly;
    html! {
        <div class="control number">
            <label class="control-label" for={id.clone()}>{ label }</label>
            <span class="number-fields">
                <input type="range" min={shortest(place(from))} max={shortest(place(to))} {step} value={shortest(place(value))}
                    aria-label={text::slider(label)} aria-valuetext={format::exact(value)} disabled={readonly}
                    oninput={slide} onchange={let_go} onkeydown={step_by_key} onkeyup={key_up} />
                { field(scene, property, id) }
            </span>
        </div>
    }
}

/// What a key on a slider by powers of two multiplies a whole number by, at least to the next one.
const KEY: f32 = 1.07;

/// A number to type, to step and to scrub.
pub fn typed(scene: &Scene, property: &'static Property, label: &'static str) -> Html {
    let id = id(property);
    html! {
        <div class="control number">
            <label class="control-label" for={id.clone()}>{ label }</label>
            { field(scene, property, id) }
        </div>
    }
}

fn field(scene: &Scene, property: &'static Property, id: String) -> Html {
    let emit = scene.emit.clone();
    let commit = Callback::from(move |(typed, gesture): (String, u32)| {
        let typed = parse_number(&typed).map_err(|e| text::not_a_number(&e))?;
        if matches!(property.kind, Kind::Whole { .. }) && typed.fract() != 0.0 {
            let problem = Problem::Syntax(text::e_expected(&property.expected()));
            return Err(text::not_a_number(&Error::new("value", problem)));
        }
        let value = exact(property, typed);
        property.check(&value).map_err(|e| text::not_a_number(&e))?;
        emit.emit(set(property, value, Some(gesture)));
        Ok(())
    });
    let whole = matches!(property.kind, Kind::Whole { .. });
    let value = number(scene, property);
    let value = if whole {
        format::exact(value)
    } else {
        format::typed(value)
    };
    html! {
        <Field {id} class="number-field" {value} {whole} live=true readonly={scene.look.readonly} {commit} />
    }
}

/// A choice between the names of a [`Kind::Choice`]; `labels` are what stands on them, in the same order.
pub fn choose(
    scene: &Scene,
    property: &'static Property,
    label: &'static str,
    labels: &[&str],
) -> Html {
    let Kind::Choice { names, .. } = property.kind else {
        return Html::default();
    };
    let options: Vec<_> = names
        .iter()
        .zip(labels)
        .map(|(name, label)| Choose {
            value: (*name).to_owned(),
            label: (*label).to_owned(),
            refused: None,
        })
        .collect();
    let chosen = scene.model.state.labs.whole(property) as usize;
    let change = scene.emit.reform(move |name: String| {
        let place = names.iter().position(|other| *other == name);
        set(
            property,
            Value::Whole(place.unwrap_or_default() as u32),
            None,
        )
    });
    let value = names.get(chosen).copied().unwrap_or_default();
    choice(
        label,
        property.name,
        &options,
        value,
        scene.look.readonly,
        &change,
    )
}

/// A switch of a [`Kind::Flag`].
pub fn flag(scene: &Scene, property: &'static Property, label: &'static str) -> Html {
    let on = scene.model.state.labs.flag(property);
    let change = scene
        .emit
        .reform(move |on| set(property, Value::Flag(on), None));
    html! {
        <div class="control">{ switch(words(label), label, on, scene.look.readonly, &change) }</div>
    }
}

fn id(property: &Property) -> String {
    [property.lab, "-", property.name].concat()
}

fn number(scene: &Scene, property: &'static Property) -> f32 {
    match scene.model.state.labs.get(property) {
        Value::Whole(number) => number as f32,
        Value::Number(number) => number,
        _ => 0.0,
    }
}

fn limits(property: &Property) -> (f32, f32) {
    match property.kind {
        Kind::Whole { from, to, .. } => (from as f32, to as f32),
        Kind::Number { from, to, .. } => (from, to),
        _ => (0.0, 1.0),
    }
}

/// A slider's number: within the limits, and with no more digits than its place can mean.
fn of_number(property: &Property, number: f32) -> Value {
    let (from, to) = limits(property);
    // A limit has as many digits as it has.
    let within = |tidy: f32| match number >= to {
        true => to,
        false => tidy.max(from).min(to),
    };
    match property.kind {
        Kind::Whole { .. } => Value::Whole(within(tidy(number, 1.0)).round() as u32),
        _ => Value::Number(within(tidy(number, 0.0))),
    }
}

/// Three significant digits, and no fraction of `unit` where there is one.
fn tidy(number: f32, unit: f32) -> f32 {
    let size = f64::from(number.abs().max(f32::MIN_POSITIVE))
        .log10()
        .floor() as i32;
    let digits = 10f64.powi(2 - size);
    let tidy = ((f64::from(number) * digits).round() / digits) as f32;
    if unit > 0.0 {
        (tidy / unit).round() * unit
    } else {
        tidy
    }
}

/// A typed number as it stands.
fn exact(property: &Property, number: f32) -> Value {
    match property.kind {
        // What is below 0 is out of every range.
        Kind::Whole { .. } if number < 0.0 => Value::Whole(u32::MAX),
        Kind::Whole { .. } => Value::Whole(number as u32),
        _ => Value::Number(number),
    }
}

thread_local! {
    /// The gesture of the slider that is held; a new one once it is let go.
    static SLIDE: Cell<u32> = Cell::new(next_gesture());
}
