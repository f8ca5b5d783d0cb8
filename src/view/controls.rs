//! Small controls: a choice, a switch, a stepper, a number. What does not apply says why.

use super::text;
use crate::state::parse_number;
use crate::view::format;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// One option of a [`Choice`].
#[derive(Clone, PartialEq)]
pub struct Choose {
    /// Its value.
    pub value: AttrValue,
    /// What stands on it.
    pub label: AttrValue,
    /// Why it does not apply now.
    pub refused: Option<AttrValue>,
}

/// Properties of [`Choice`].
#[derive(Properties, PartialEq)]
pub struct ChoiceProps {
    /// What is chosen.
    pub label: AttrValue,
    /// Unique on the page: names the radio group.
    pub name: AttrValue,
    /// The options.
    pub options: Vec<Choose>,
    /// The value that holds.
    pub value: AttrValue,
    /// Called with the new value.
    pub on_change: Callback<AttrValue>,
    /// Whether nothing can be changed.
    #[prop_or_default]
    pub readonly: bool,
}

/// A row of options of which one holds: radio buttons, so that a keyboard and a screen reader know them.
#[component]
pub fn Choice(props: &ChoiceProps) -> Html {
    let why: Vec<_> = props
        .options
        .iter()
        .filter_map(|o| o.refused.clone().map(|r| (o.label.clone(), r)))
        .collect();
    let note_id = format!("{}-note", props.name);
    html! {
        <fieldset class="control choice" aria-describedby={(!why.is_empty()).then(|| note_id.clone())}>
            <legend>{ &props.label }</legend>
            <div class="segments">
            { for props.options.iter().map(|option| {
                let id = format!("{}-{}", props.name, option.value);
                let value = option.value.clone();
                let on_change = props.on_change.clone();
                html! {
                    <span class="segment">
                    <input type="radio" id={id.clone()} name={props.name.clone()} value={option.value.clone()}
                        checked={option.value == props.value}
                        disabled={option.refused.is_some() || props.readonly}
                        onchange={Callback::from(move |_| on_change.emit(value.clone()))} />
                    <label for={id} title={option.refused.clone()}>{ &option.label }</label>
                    </span>
                }
            }) }
            </div>
            if !why.is_empty() {
                <p class="why" id={note_id}>{ for why.iter().map(|(label, reason)| html! {
                    <span>{ text::does_not_apply(label, reason) }</span>
                }) }</p>
            }
        </fieldset>
    }
}

/// Properties of [`Switch`].
#[derive(Properties, PartialEq)]
pub struct SwitchProps {
    /// What is switched.
    pub label: Html,
    /// Its name for a screen reader and for tests.
    pub name: AttrValue,
    /// Whether it is on.
    pub on: bool,
    /// Called with the new value.
    pub on_change: Callback<bool>,
    /// Whether it can be changed.
    #[prop_or_default]
    pub readonly: bool,
}

/// A switch.
#[component]
pub fn Switch(props: &SwitchProps) -> Html {
    let (on, on_change) = (props.on, props.on_change.clone());
    html! {
        <button type="button" class="switch" role="switch" aria-checked={on.to_string()} aria-label={&props.name}
            disabled={props.readonly} onclick={Callback::from(move |_: MouseEvent| on_change.emit(!on))}>
            <span class="knob" aria-hidden="true"></span>
            <span class="switch-label">{ props.label.clone() }</span>
        </button>
    }
}

/// Properties of [`Stepper`].
#[derive(Properties, PartialEq)]
pub struct StepperProps {
    /// What is counted, as it is written.
    pub label: Html,
    /// Its name for a screen reader.
    pub name: AttrValue,
    /// The count.
    pub value: usize,
    /// The smallest.
    pub least: usize,
    /// The largest.
    pub most: usize,
    /// The step; heads must divide a width, so widths go in steps of h.
    #[prop_or(1)]
    pub step: usize,
    /// Called with the new count.
    pub on_change: Callback<usize>,
    /// Whether it can be changed.
    #[prop_or_default]
    pub readonly: bool,
}

/// A count with a button on each side.
#[component]
pub fn Stepper(props: &StepperProps) -> Html {
    let go = |to: Option<usize>| {
        let on_change = props.on_change.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(to) = to {
                on_change.emit(to);
            }
        })
    };
    let down = props
        .value
        .checked_sub(props.step)
        .filter(|&v| v >= props.least);
    let up = Some(props.value + props.step).filter(|&v| v <= props.most);
    html! {
        <div class="control stepper" role="group" aria-label={&props.name}>
            <span class="control-label">{ props.label.clone() }</span>
            <span class="steps">
            <button type="button" disabled={down.is_none() || props.readonly} onclick={go(down)}
                aria-label={text::less(&props.name)}>{ "\u{2212}" }</button>
            <output>{ props.value }</output>
            <button type="button" disabled={up.is_none() || props.readonly} onclick={go(up)}
                aria-label={text::more(&props.name)}>{ "+" }</button>
            </span>
        </div>
    }
}

/// Properties of [`Number`].
#[derive(Properties, PartialEq)]
pub struct NumberProps {
    /// What it is.
    pub label: Html,
    /// Its name for a screen reader.
    pub name: AttrValue,
    /// Unique on the page.
    pub id: AttrValue,
    /// Its value.
    pub value: f64,
    /// Where the slider begins and ends: powers of ten. No slider where left out.
    #[prop_or_default]
    pub decades: Option<(f64, f64)>,
    /// Whether only whole numbers do.
    #[prop_or_default]
    pub whole: bool,
    /// Called with the new value, and whether the change goes on (a slider that is still held).
    pub on_change: Callback<f64>,
    /// Whether it can be changed.
    #[prop_or_default]
    pub readonly: bool,
}

/// A number that is typed, or slid on a logarithmic scale. What cannot be read is said beside it, and changes nothing.
#[component]
pub fn Number(props: &NumberProps) -> Html {
    let draft = use_state(|| None::<String>);
    let error = use_state(|| None::<String>);
    let oninput = {
        let (draft, error, on_change, whole) = (
            draft.clone(),
            error.clone(),
            props.on_change.clone(),
            props.whole,
        );
        Callback::from(move |e: InputEvent| {
            let typed = e.target_unchecked_into::<HtmlInputElement>().value();
            match read(&typed, whole) {
                Ok(value) => {
                    error.set(None);
                    on_change.emit(value);
                }
                Err(why) => error.set(Some(why)),
            }
            draft.set(Some(typed));
        })
    };
    let leave = {
        let (draft, error) = (draft.clone(), error.clone());
        Callback::from(move |_: FocusEvent| {
            draft.set(None);
            error.set(None);
        })
    };
    let slide = {
        let on_change = props.on_change.clone();
        Callback::from(move |e: InputEvent| {
            let power: f64 = e
                .target_unchecked_into::<HtmlInputElement>()
                .value()
                .parse()
                .unwrap_or(0.0);
            let value = 10f64.powf(power);
            // Two significant digits: what a slider can be meant to say.
            let digits = 10f64.powf(1.0 - value.log10().floor());
            on_change.emit((value * digits).round() / digits);
        })
    };
    let shown = (*draft)
        .clone()
        .unwrap_or_else(|| written(props.value, props.whole));
    let error_id = format!("{}-error", props.id);
    html! {
        <div class="control number">
            <label class="control-label" for={props.id.clone()}>{ props.label.clone() }</label>
            <span class="number-fields">
            if let Some((from, to)) = props.decades {
                <input type="range" min={from.to_string()} max={to.to_string()} step="any"
                    value={props.value.log10().clamp(from, to).to_string()} aria-label={text::slider(&props.name)}
                    aria-valuetext={written(props.value, props.whole)} disabled={props.readonly} oninput={slide} />
            }
            <input type="text" class="number-field" inputmode="decimal" autocomplete="off" id={props.id.clone()}
                aria-invalid={error.is_some().to_string()}
                aria-describedby={error.is_some().then(|| error_id.clone())}
                value={shown} readonly={props.readonly} {oninput} onblur={leave} />
            </span>
            if let Some(error) = &*error {
                <p class="cell-error" role="alert" id={error_id}>{ error }</p>
            }
        </div>
    }
}

fn read(typed: &str, whole: bool) -> Result<f64, String> {
    if whole {
        let limit = crate::model::limits::SEED;
        return typed
            .trim()
            .parse::<u64>()
            .ok()
            .filter(|&n| n < limit)
            .map(|n| n as f64)
            .ok_or_else(text::not_a_seed);
    }
    parse_number(typed)
        .map(f64::from)
        .map_err(|e| text::not_a_number(&e))
}

fn written(value: f64, whole: bool) -> String {
    if whole {
        format!("{value:.0}")
    } else {
        format::typed(value as f32)
    }
}
