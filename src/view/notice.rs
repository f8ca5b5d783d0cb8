//! What is to be told: of a link, of a refusal, of something done.

use super::intent::{Intent, wish};
use super::text;
use crate::state::link::Notice;
use yew::prelude::*;

/// A notice with the name of its parameter, where it does not begin with it anyway.
pub fn told(notice: &Notice) -> String {
    let Notice { parameter, message } = notice;
    let named = message
        .strip_prefix(parameter.as_str())
        .is_some_and(|rest| rest.starts_with([':', '.', '[']));
    if named {
        message.clone()
    } else {
        format!("{parameter}: {message}")
    }
}

/// The notices, each with a button that closes it.
pub fn notice_bar(notices: &[String], emit: &Callback<Intent>) -> Html {
    html! {
        <div class="notices" role="alert" aria-label={text::notices()}>
        { for notices.iter().enumerate().map(|(index, notice)| html! {
            <p class="notice" key={notice.clone()}><span>{ notice }</span>
                <button type="button" aria-label={text::dismiss()} title={text::dismiss()}
                    onclick={wish(emit, Intent::Dismiss(index))}>{ "\u{d7}" }</button>
            </p>
        }) }
        </div>
    }
}
