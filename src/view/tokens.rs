//! The sequence as a line of words: each can be renamed, removed, and joined by another.

use super::intent::Intent;
use super::part::Model;
use super::text;
use crate::model::limits;
use crate::state::Action;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Properties of [`TokenRow`].
#[derive(Properties, PartialEq)]
pub struct TokenRowProps {
    /// State and trace.
    pub model: Model,
    /// Whether nothing can be changed.
    pub readonly: bool,
    /// Where wishes go.
    pub emit: Callback<Intent>,
}

/// The tokens of the sequence, in their original order.
#[component]
pub fn TokenRow(props: &TokenRowProps) -> Html {
    let tokens = &props.model.state.tokens;
    let n = tokens.len();
    let add = {
        let emit = props.emit.clone();
        Callback::from(move |_: MouseEvent| {
            emit.emit(Intent::Act(Action::AddToken { at: n, label: None }, None))
        })
    };
    html! {
        <div class="tokens" role="group" aria-label={text::SEQUENCE}>
            { for tokens.iter().enumerate().map(|(row, label)| html! {
                <Token {row} label={label.clone()} only={n == 1} readonly={props.readonly} emit={props.emit.clone()} />
            }) }
            if n < limits::TOKENS && !props.readonly {
                <button type="button" class="add" onclick={add} aria-label={text::ADD_TOKEN} title={text::ADD_TOKEN}>{ "+" }</button>
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct TokenProps {
    row: usize,
    label: AttrValue,
    only: bool,
    readonly: bool,
    emit: Callback<Intent>,
}

#[component]
fn Token(props: &TokenProps) -> Html {
    let TokenProps {
        row,
        only,
        readonly,
        ..
    } = *props;
    let draft = use_state(|| None::<String>);
    let shown = (*draft).clone().unwrap_or_else(|| props.label.to_string());
    let oninput = {
        let draft = draft.clone();
        Callback::from(move |e: InputEvent| {
            draft.set(Some(e.target_unchecked_into::<HtmlInputElement>().value()))
        })
    };
    let finish = {
        let (draft, emit, old) = (draft.clone(), props.emit.clone(), props.label.clone());
        move || {
            if let Some(label) = (*draft).clone().filter(|new| **new != *old) {
                emit.emit(Intent::Act(Action::RenameToken { row, label }, None));
            }
            draft.set(None);
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
    let remove = {
        let emit = props.emit.clone();
        Callback::from(move |_: MouseEvent| {
            emit.emit(Intent::Act(Action::RemoveToken { row }, None))
        })
    };
    let width = shown.chars().count().clamp(2, 18);
    html! {
        <span class="token-word">
            <input value={shown} size={width.to_string()} readonly={readonly} aria-label={text::token(row)} autocomplete="off"
                spellcheck="false" {oninput} {onkeydown} onblur={Callback::from(move |_: FocusEvent| finish())} />
            if !only && !readonly {
                <button type="button" onclick={remove} aria-label={text::remove_token(&props.label)}>{ "\u{d7}" }</button>
            }
        </span>
    }
}
