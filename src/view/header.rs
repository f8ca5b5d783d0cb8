//! The bar at the top: labs, undo and redo, link, file, theme.

use super::intent::{Intent, wish};
use super::share::Wish;
use super::still::{Stamp, still};
use super::tag::push;
use super::text;
use crate::lesson::Lab;
use crate::state::Action;
use crate::state::link::Theme;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// What the bar shows.
pub struct Bar {
    /// The open lab.
    pub lab: Lab,
    /// Whether there is a step back.
    pub can_undo: bool,
    /// Whether there is a step forward.
    pub can_redo: bool,
    /// The theme that holds.
    pub theme: Theme,
    /// The language that is spoken.
    pub language: &'static str,
}

/// The bar.
pub fn header(bar: Bar, emit: &Callback<Intent>) -> Html {
    let stamp = Stamp::default().of(bar.language).of(bar.lab.name()).of(&(
        bar.can_undo,
        bar.can_redo,
        bar.theme as u8,
    ));
    let emit = emit.clone();
    still(stamp, move || draw(&bar, &emit))
}

fn draw(bar: &Bar, emit: &Callback<Intent>) -> Html {
    let tool = |label: &'static str, icon: Html, intent: Intent, disabled: bool| {
        push(
            "tool",
            icon,
            Some(label.into()),
            disabled,
            wish(emit, intent),
        )
    };
    let open = {
        let emit = emit.clone();
        Callback::from(move |event: Event| {
            let field: HtmlInputElement = event.target_unchecked_into();
            if let Some(file) = field.files().and_then(|files| files.get(0)) {
                emit.emit(Intent::OpenFile(file));
            }
            // So that the same file can be opened again.
            field.set_value("");
        })
    };
    html! {
        <header class="bar">
            <a class="brand" href="?"><img src="icons/icon.svg" alt="" width="22" height="22" />{ text::brand() }</a>
            <nav aria-label={text::labs()}>
            { for Lab::BUILT.iter().map(|&lab| {
                let emit = emit.clone();
                html! {
                    <a href={format!("?lab={}", lab.name())} aria-current={(lab == bar.lab).then_some("page")}
                        onclick={Callback::from(move |event: MouseEvent| {
                            if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                                event.prevent_default();
                                emit.emit(Intent::Act(Action::SetLab { lab }, None));
                            }
                        })}>{ text::lab(lab) }</a>
                }
            }) }
            </nav>
            <div class="tools">
                { tool(text::undo(), icon("M9 14 4 9l5-5M4 9h9a6 6 0 0 1 0 12h-3"), Intent::Undo, !bar.can_undo) }
                { tool(text::redo(), icon("m15 14 5-5-5-5M20 9h-9a6 6 0 0 0 0 12h3"), Intent::Redo, !bar.can_redo) }
                <button type="button" class="button primary copy-link" aria-label={text::copy_link()} onclick={wish(emit, Intent::CopyLink)}>
                    { icon("M10 14a4 4 0 0 0 6 0l4-4a4.2 4.2 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-4 4a4.2 4.2 0 0 0 6 6l1-1") }
                    <span>{ text::copy_link() }</span>
                </button>
                { tool(text::share(), icon("m9 8-5 4 5 4m6-8 5 4-5 4M13.500 5l-3 14"), Intent::Share(Wish::Open), false) }
                { tool(text::save(), icon("M12 4v11m-5-5 5 5 5-5M5 20h14"), Intent::SaveFile, false) }
                <label class="tool file" title={text::open()}>
                    { icon("M12 15V4m-5 5 5-5 5 5M5 20h14") }
                    <input type="file" accept="application/json,.json" aria-label={text::open()} onchange={open} />
                </label>
                { languages(bar, emit) }
                { tool(text::theme(bar.theme), theme_icon(bar.theme), Intent::Theme, false) }
            </div>
        </header>
    }
}

/// The languages by their own names.
fn languages(bar: &Bar, emit: &Callback<Intent>) -> Html {
    let choose = emit.reform(|event: Event| {
        let code = event.target_unchecked_into::<HtmlSelectElement>().value();
        let known = text::languages().find(|(known, _)| *known == code);
        Intent::Language(known.map_or("en", |(known, _)| known))
    });
    html! {
        <select class="language" aria-label={text::language()} onchange={choose}>
            { for text::languages().map(|(code, name)| html! {
                <option value={code} lang={code} selected={code == bar.language}>{ name }</option>
            }) }
        </select>
    }
}

fn icon(path: &'static str) -> Html {
    html! { <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d={path} /></svg> }
}

fn theme_icon(theme: Theme) -> Html {
    match theme {
        Theme::Light => icon(
            "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2m0 16v2M2 12h2m16 0h2M5 5l1.4 1.4m11.2 11.2L19 19M5 19l1.4-1.4M17.6 6.4 19 5",
        ),
        Theme::Dark => icon("M20 14.5A8 8 0 0 1 9.500 4 8 8 0 1 0 20 14.500z"),
        Theme::Auto => html! {
            <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="8" /><path class="filled" d="M12 4a8 8 0 0 1 0 16z" /></svg>
        },
    }
}
