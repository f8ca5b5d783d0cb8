//! Small controls: a choice, a switch, a stepper, a number. What does not apply says why.
//!
//! Most are functions and not components: a component without state of its own would only make the page larger.

use super::intent::{Intent, wish};
use super::number::{SLOP, factor, next_gesture, scrubbed, stepped};
use super::scene::Scene;
use super::tag::toggle;
use super::text;
use crate::model::InputNumber;
use crate::model::decimal::shortest;
use crate::state::{Action, parse_number, reduce};
use crate::view::format;
use std::cell::Cell;
use web_sys::{Element, HtmlInputElement};
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
                <p class="why" id={note_id}>{ for why.iter().map(|line| html! { <span>{ line }</span> }) }</p>
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
                { toggle(text::wiggle(), wiggles, wish(&scene.emit, Intent::Wiggle(slid.input))) }
            </span>
        </div>
    }
}

thread_local! {
    /// The gesture of the slider that is held; a new one once it is let go.
    static SLIDE: Cell<u32> = Cell::new(next_gesture());
}

/// Properties of [`Field`].
#[derive(Properties, PartialEq)]
pub struct FieldProps {
    /// Unique on the page, where a label names it.
    #[prop_or_default]
    pub id: Option<AttrValue>,
    /// Its name, where no label names it.
    #[prop_or_default]
    pub name: Option<AttrValue>,
    /// Its class.
    pub class: &'static str,
    /// What it says while nobody types.
    pub value: AttrValue,
    /// Its width in characters.
    #[prop_or_default]
    pub size: Option<usize>,
    /// Whether each keystroke counts; else Enter or leaving does.
    #[prop_or_default]
    pub live: bool,
    /// Whether it is words and no number.
    #[prop_or_default]
    pub words: bool,
    /// Whether it is a whole number.
    #[prop_or_default]
    pub whole: bool,
    /// Whether nothing can be changed.
    pub readonly: bool,
    /// Takes what was typed and the gesture that it belongs to, or says what is wrong with it.
    pub commit: Callback<(String, u32), Result<(), String>>,
}

/// A change by hand that is no typing.
#[derive(Clone, Copy)]
enum Hand {
    /// Up or down, by this many times the step.
    Step(bool, f32),
    /// So many pixels to the right, this many times as fast.
    Scrub(i32, f32),
}

/// What stands there after the change; `None` where there is no number to change.
fn moved(text: &str, whole: bool, hand: Hand) -> Option<String> {
    if !whole {
        let from = parse_number(text).ok()?;
        return Some(format::typed(match hand {
            Hand::Step(up, by) => stepped(from, up, by),
            Hand::Scrub(pixels, by) => scrubbed(from, pixels, by),
        }));
    }
    let from = text.trim().parse::<i64>().ok()?;
    let by = match hand {
        Hand::Step(up, by) => by.max(1.0) as i64 * if up { 1 } else { -1 },
        Hand::Scrub(pixels, by) => (pixels as f32 * by / 4.0) as i64,
    };
    Some(from.saturating_add(by).max(0).to_string())
}

/// A line to type in. What cannot be read is said below it, stays while one types, and changes nothing.
#[component]
pub fn Field(props: &FieldProps) -> Html {
    let draft = use_state(|| None::<String>);
    let error = use_state(|| None::<String>);
    // From the first keystroke to Enter or leaving is one gesture.
    let gesture = use_mut_ref(next_gesture);
    let shown = (*draft).clone().unwrap_or_else(|| props.value.to_string());
    let oninput = {
        let (draft, error, commit, live) = (
            draft.clone(),
            error.clone(),
            props.commit.clone(),
            props.live,
        );
        let gesture = gesture.clone();
        Callback::from(move |e: InputEvent| {
            let typed = e.target_unchecked_into::<HtmlInputElement>().value();
            if live {
                error.set(commit.emit((typed.clone(), *gesture.borrow())).err());
            }
            draft.set(Some(typed));
        })
    };
    let finish = {
        let (draft, error, commit, live) = (
            draft.clone(),
            error.clone(),
            props.commit.clone(),
            props.live,
        );
        let (old, gesture) = (props.value.clone(), gesture.clone());
        move || {
            if let Some(typed) = (*draft).clone().filter(|typed| !live && **typed != *old) {
                let _ = commit.emit((typed, *gesture.borrow()));
            }
            draft.set(None);
            error.set(None);
            *gesture.borrow_mut() = next_gesture();
        }
    };
    // The number and its draft after a change by hand that is no typing.
    let change = {
        let (draft, error, commit) = (draft.clone(), error.clone(), props.commit.clone());
        move |typed: String, gesture: u32| {
            error.set(commit.emit((typed.clone(), gesture)).err());
            draft.set(Some(typed));
        }
    };
    let number = props.live && !props.readonly;
    let whole = props.whole;
    let onkeydown = {
        let (draft, error, finish) = (draft.clone(), error.clone(), finish.clone());
        let (change, gesture, shown) = (change.clone(), gesture.clone(), shown.clone());
        Callback::from(move |e: KeyboardEvent| match &*e.key() {
            "Enter" => finish(),
            "Escape" => {
                draft.set(None);
                error.set(None);
            }
            key @ ("ArrowUp" | "ArrowDown") if number => {
                e.prevent_default();
                let by = factor(e.shift_key(), e.alt_key());
                let hand = Hand::Step(key == "ArrowUp", by);
                if let Some(typed) = moved(&shown, whole, hand) {
                    change(typed, *gesture.borrow());
                }
            }
            _ => {}
        })
    };
    // Pressed and drawn sideways it is scrubbed, as a cell is; pressed alone it is typed into.
    let press = use_mut_ref(|| None::<(i32, AttrValue, bool)>);
    let onpointerdown = {
        let (press, value) = (press.clone(), props.value.clone());
        Callback::from(move |e: PointerEvent| {
            let field = e.target_unchecked_into::<Element>();
            if !number || e.button() != 0 || field.matches(":focus").unwrap_or(true) {
                return;
            }
            e.prevent_default();
            let _ = field.set_pointer_capture(e.pointer_id());
            *press.borrow_mut() = Some((e.client_x(), value.clone(), false));
        })
    };
    let onpointermove = {
        let (press, gesture) = (press.clone(), gesture.clone());
        Callback::from(move |e: PointerEvent| {
            let mut press = press.borrow_mut();
            let Some((start, from, drawn)) = &mut *press else {
                return;
            };
            let pixels = e.client_x() - *start;
            *drawn |= pixels.abs() > SLOP;
            let hand = Hand::Scrub(pixels, factor(e.shift_key(), e.alt_key()));
            if let Some(typed) = moved(from, whole, hand).filter(|_| *drawn) {
                change(typed, *gesture.borrow());
            }
        })
    };
    let onpointerup = {
        let finish = finish.clone();
        Callback::from(move |e: PointerEvent| match press.take() {
            Some((.., false)) if e.type_() == "pointerup" => {
                let field = e.target_unchecked_into::<HtmlInputElement>();
                let _ = field.focus();
                field.select();
            }
            Some(_) => finish(),
            None => {}
        })
    };
    let error_id = props.id.as_ref().map(|id| format!("{id}-error"));
    html! {
        <>
        <input type="text" class={props.class} id={props.id.clone()} aria-label={props.name.clone()} autocomplete="off"
            spellcheck="false" inputmode={(!props.words).then_some("decimal")} size={props.size.map(|s| s.to_string())}
            aria-invalid={error.is_some().to_string()} aria-describedby={error_id.clone().filter(|_| error.is_some())}
            value={shown} readonly={props.readonly} {oninput} {onkeydown}
            {onpointerdown} {onpointermove} onpointerup={onpointerup.clone()} onpointercancel={onpointerup}
            onblur={Callback::from(move |_: FocusEvent| finish())} />
        if let Some(error) = &*error {
            <p class="cell-error" role="alert" id={error_id}>{ error }</p>
        }
        </>
    }
}
