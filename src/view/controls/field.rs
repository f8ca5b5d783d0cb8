//! A line to type in, whose number can be scrubbed and stepped as that of a cell can.

use crate::state::parse_number;
use crate::view::format;
use crate::view::number::{SLOP, factor, next_gesture, scrubbed, stepped};
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

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
    /// What Enter does besides, once what was typed is taken.
    #[prop_or_default]
    pub entered: Option<Callback<()>>,
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
        let entered = props.entered.clone();
        Callback::from(move |e: KeyboardEvent| match &*e.key() {
            // What is wrong stays, with what is said of it.
            "Enter" if error.is_some() => {}
            "Enter" => {
                finish();
                if let Some(entered) = &entered {
                    entered.emit(());
                }
            }
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
            // Not `:focus`: the press may be what gives the focus to the window.
            let open = field.owner_document().and_then(|d| d.active_element());
            if !number || e.button() != 0 || open.as_ref() == Some(&field) {
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
