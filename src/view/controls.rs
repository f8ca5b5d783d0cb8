//! Small controls: a choice, a switch, a stepper, a number. What does not apply says why.
//!
//! Most are functions and not components: a component without state of its own would only make the page larger.

use super::text;
use crate::model::decimal::shortest;
use crate::state::parse_number;
use crate::view::format;
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
                { button(down, text::less(name), "\u{2212}") }
                <output>{ count.value }</output>
                { button(up, text::more(name), "+") }
            </span>
        </div>
    }
}

/// A number that is typed, with a logarithmic slider from 10^`from` to 10^`to`.
pub fn number(
    label: Html,
    name: &'static str,
    id: &'static str,
    value: f32,
    (from, to): (f32, f32),
    readonly: bool,
    on_change: &Callback<f32>,
) -> Html {
    let slide = on_change.reform(move |e: InputEvent| {
        let typed = e.target_unchecked_into::<HtmlInputElement>().value();
        let power = parse_number(&typed).unwrap_or(from);
        let value = 10f64.powf(f64::from(power));
        // Two significant digits: what a slider can be meant to say.
        let digits = 10f64.powi(1 - power.floor() as i32);
        ((value * digits).round() / digits) as f32
    });
    let read = on_change.clone();
    let commit = Callback::from(move |typed: String| match parse_number(&typed) {
        Ok(value) => {
            read.emit(value);
            Ok(())
        }
        Err(error) => Err(text::not_a_number(&error)),
    });
    html! {
        <div class="control number">
            <label class="control-label" for={id}>{ label }</label>
            <span class="number-fields">
                <input type="range" min={shortest(from)} max={shortest(to)} step="any"
                    value={shortest(value.log10().clamp(from, to))} aria-label={text::slider(name)}
                    aria-valuetext={format::exact(value)} disabled={readonly} oninput={slide} />
                <Field {id} class="number-field" value={format::typed(value)} live=true {readonly} {commit} />
            </span>
        </div>
    }
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
    /// Whether it is a number.
    #[prop_or_default]
    pub words: bool,
    /// Whether nothing can be changed.
    pub readonly: bool,
    /// Takes what was typed, or says what is wrong with it.
    pub commit: Callback<String, Result<(), String>>,
}

/// A line to type in. What cannot be read is said below it, stays while one types, and changes nothing.
#[component]
pub fn Field(props: &FieldProps) -> Html {
    let draft = use_state(|| None::<String>);
    let error = use_state(|| None::<String>);
    let shown = (*draft).clone().unwrap_or_else(|| props.value.to_string());
    let oninput = {
        let (draft, error, commit, live) = (
            draft.clone(),
            error.clone(),
            props.commit.clone(),
            props.live,
        );
        Callback::from(move |e: InputEvent| {
            let typed = e.target_unchecked_into::<HtmlInputElement>().value();
            if live {
                error.set(commit.emit(typed.clone()).err());
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
        let old = props.value.clone();
        move || {
            if let Some(typed) = (*draft).clone().filter(|typed| !live && **typed != *old) {
                let _ = commit.emit(typed);
            }
            draft.set(None);
            error.set(None);
        }
    };
    let onkeydown = {
        let (draft, finish) = (draft.clone(), finish.clone());
        Callback::from(move |e: KeyboardEvent| match &*e.key() {
            "Enter" => finish(),
            "Escape" => draft.set(None),
            _ => {}
        })
    };
    html! {
        <>
        <input type="text" class={props.class} id={props.id.clone()} aria-label={props.name.clone()} autocomplete="off"
            spellcheck="false" inputmode={(!props.words).then_some("decimal")} size={props.size.map(|s| s.to_string())}
            aria-invalid={error.is_some().to_string()} value={shown} readonly={props.readonly} {oninput} {onkeydown}
            onblur={Callback::from(move |_: FocusEvent| finish())} />
        if let Some(error) = &*error {
            <p class="cell-error" role="alert">{ error }</p>
        }
        </>
    }
}
