//! Small controls: a choice, a switch, a stepper, a number. What does not apply says why.
//!
//! Most are functions and not components: a component without state of its own would only make the page larger.

mod field;

use super::intent::{Intent, wish};
use super::number::next_gesture;
use super::scene::Scene;
use super::tag::toggle;
use super::text;
use crate::model::InputNumber;
use crate::model::decimal::shortest;
use crate::state::{Action, parse_number, reduce};
use crate::view::format;
pub use field::Field;
use std::cell::Cell;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// One option of a [`choice`].
#[derive(Clone, PartialEq)]
pub struct Choose {
    /// Its value.
    pub value: String,
    /// What stands on it.
    pub label: String,
    /// Why it does not apply now.
    pub refused: Option<String>,
}

/// A row of options of which one holds: radio buttons, so that a keyboard and a screen reader know them. `name` is
/// unique on the page; `on_change` gets the new value.
pub fn choice(
    label: &'static str,
    name: &'static str,
    options: &[Choose],
    value: &str,
    readonly: bool,
    on_change: &Callback<String>,
) -> Html {
    let why: Vec<_> = options
        .iter()
        .filter_map(|o| Some(text::does_not_apply(&o.label, o.refused.as_ref()?)))
        .collect();
    let note_id = format!("{name}-note");
    html! {
        <fieldset class="control choice" aria-describedby={(!why.is_empty()).then(|| note_id.clone())}>
            <legend>{ label }</legend>
            <div class="segments">
            { for options.iter().map(|option| {
                let id = format!("{name}-{}", option.value);
                let chosen = option.value.clone();
                html! {
                    <span class="segment">
                    <input type="radio" id={id.clone()} {name} value={option.value.clone()}
                        checked={option.value == value} disabled={option.refused.is_some() || readonly}
                        onchange={on_change.reform(move |_: Event| chosen.clone())} />
                    <label for={id} title={option.refused.clone()}>{ &option.label }</label>
                    </span>
                }
            }) }
            </div>
            if !why.is_empty() {
                <p class="why" id={note_id}>{ for why.iter().map(|line| html! { <span>{ line }{ " " }</span> }) }</p>
            }
        </fieldset>
    }
}

/// A switch; `name` is what a screen reader hears.
pub fn switch(
    label: Html,
    name: &'static str,
    on: bool,
    disabled: bool,
    on_change: &Callback<bool>,
) -> Html {
    html! {
        <button type="button" class="switch" role="switch" aria-checked={on.to_string()} aria-label={name} {disabled}
            onclick={on_change.reform(move |_: MouseEvent| !on)}>
            <span class="knob" aria-hidden="true"></span>
            <span class="switch-label">{ label }</span>
        </button>
    }
}

/// What a [`stepper`] counts: from `step` to `most`, in steps of `step` (widths go in steps of h, which divides them).
pub struct Count {
    /// The count.
    pub value: usize,
    /// The largest.
    pub most: usize,
    /// The step, and the smallest.
    pub step: usize,
}

/// A count with a button on each side.
pub fn stepper(
    label: Html,
    name: &'static str,
    count: &Count,
    readonly: bool,
    on_change: &Callback<usize>,
) -> Html {
    let button = |to: Option<usize>, label: String, sign: &'static str| {
        let value = count.value;
        html! {
            <button type="button" disabled={to.is_none() || readonly} aria-label={label}
                onclick={on_change.reform(move |_: MouseEvent| to.unwrap_or(value))}>{ sign }</button>
        }
    };
    let down = count
        .value
        .checked_sub(count.step)
        .filter(|&v| v >= count.step);
    let up = Some(count.value + count.step).filter(|&v| v <= count.most);
    html! {
        <div class="control stepper" role="group" aria-label={name}>
            <span class="control-label">{ label }</span>
            <span class="steps">
                { button(down, text::fewer(name), "\u{2212}") }
                <output>{ count.value }</output>
                { button(up, text::more(name), "+") }
            </span>
        </div>
    }
}

/// What a [`number`] is.
pub struct Slid {
    /// Its label.
    pub label: &'static str,
    /// Unique on the page.
    pub id: &'static str,
    /// Which number it is.
    pub input: InputNumber,
    /// Its value.
    pub value: f32,
    /// Where the slider begins and ends, as powers of ten.
    pub decades: (f32, f32),
}

/// A number that is typed, with a logarithmic slider; `action` sets it. One slide is one undo step, and so is one edit.
pub fn number(
    scene: &Scene,
    slid: &Slid,
    action: impl Fn(f32) -> Action + Clone + 'static,
) -> Html {
    let (from, to) = slid.decades;
    let readonly = scene.look.readonly;
    let (emit, by_slider) = (scene.emit.clone(), action.clone());
    let slide = Callback::from(move |e: InputEvent| {
        let typed = e.target_unchecked_into::<HtmlInputElement>().value();
        let power = parse_number(&typed).unwrap_or(from);
        let value = 10f64.powf(f64::from(power));
        // Two significant digits: what a slider can be meant to say.
        let digits = 10f64.powi(1 - power.floor() as i32);
        let value = ((value * digits).round() / digits) as f32;
        emit.emit(Intent::Act(by_slider(value), Some(SLIDE.get())));
    });
    let let_go = Callback::from(|_: Event| SLIDE.set(next_gesture()));
    let (emit, state) = (scene.emit.clone(), scene.model.state.clone());
    let commit = Callback::from(move |(typed, gesture): (String, u32)| {
        let action = action(parse_number(&typed).map_err(|e| text::not_a_number(&e))?);
        // Asked first, so that what is refused is told here and not in a notice at each keystroke.
        reduce(&state, &action).map_err(|e| text::not_a_number(&e))?;
        emit.emit(Intent::Act(action, Some(gesture)));
        Ok(())
    });
    let touch = {
        let (emit, input) = (scene.emit.clone(), slid.input);
        emit.reform(move |()| Intent::Touch(input))
    };
    let wiggles = scene.look.wiggling == Some(slid.input);
    html! {
        <div class="control number">
            <label class="control-label" for={slid.id}>{ slid.label }</label>
            <span class="number-fields" onfocusin={touch.reform(|_: FocusEvent| ())} onpointerdown={touch.reform(|_: PointerEvent| ())}>
                <input type="range" min={shortest(from)} max={shortest(to)} step="any"
                    value={shortest(slid.value.log10().max(from).min(to))} aria-label={text::slider(slid.label)}
                    aria-valuetext={format::exact(slid.value)} disabled={readonly} oninput={slide} onchange={let_go} />
                <Field id={slid.id} class="number-field" value={format::typed(slid.value)} live=true {readonly} {commit} />
                if !readonly {
                    { toggle(text::wiggle(), wiggles, wish(&scene.emit, Intent::Wiggle(slid.input))) }
                }
            </span>
        </div>
    }
}

thread_local! {
    /// The gesture of the slider that is held; a new one once it is let go.
    static SLIDE: Cell<u32> = Cell::new(next_gesture());
}
