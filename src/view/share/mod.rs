//! The dialog that writes what a teacher pastes: a frame, the element of embed.mjs, an address, or a picture; with a
//! live preview, which is that element itself.

mod snippet;

use super::controls::{Choose, choice, switch};
use super::intent::{Intent, wish};
use super::tag::{button, leaf, node, words};
use super::text;
use crate::export::Format;
use crate::plot::Figure;
use crate::state::link::Theme;
pub use snippet::{Shared, Snippet};
use std::rc::Rc;
use yew::prelude::*;

/// The id of the dialog.
pub const DIALOG: &str = "share";
/// The id of the text to paste.
pub const CODE: &str = "share-code";
/// As wide as the preview, in CSS pixels: the height in the snippet belongs to this width (`--share-width`).
const WIDTH: u32 = 720;

/// What is pasted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Form {
    /// A plain frame.
    #[default]
    Frame,
    /// The element of embed.mjs.
    Element,
    /// An address.
    Link,
    /// A picture of the weights.
    Picture,
}

impl Form {
    const ALL: [Self; 4] = [Self::Frame, Self::Element, Self::Link, Self::Picture];

    fn name(self) -> &'static str {
        match self {
            Self::Frame => "frame",
            Self::Element => "element",
            Self::Link => "link",
            Self::Picture => "picture",
        }
    }
}

/// What was chosen in the dialog.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chosen {
    /// What is pasted.
    pub form: Form,
    /// The theme that the page is asked for.
    pub theme: Theme,
    /// Look and hover, no edits.
    pub readonly: bool,
    /// Parts that are left out, as `hide=` names them.
    pub hidden: Vec<&'static str>,
    /// The height of the preview, in CSS pixels, as soon as it is known.
    pub height: Option<u32>,
    /// What is said of copying.
    pub told: &'static str,
}

/// What the dialog asks of the app.
#[derive(Debug, Clone, PartialEq)]
pub enum Wish {
    /// Open it.
    Open,
    /// Close it.
    Close,
    /// Another form.
    Form(Form),
    /// Another theme.
    Theme(Theme),
    /// Look only, or not.
    Readonly(bool),
    /// Leave a part out, or not.
    Hide(&'static str, bool),
    /// Copy the text.
    Copy,
}

impl Chosen {
    /// Takes a choice. What is said of copying belongs to what was chosen before.
    pub fn take(&mut self, wish: &Wish) {
        self.told = "";
        match wish {
            Wish::Form(form) => self.form = *form,
            Wish::Theme(theme) => self.theme = *theme,
            Wish::Readonly(on) => self.readonly = *on,
            Wish::Hide(part, on) => {
                self.hidden.retain(|other| other != part);
                self.hidden.extend(on.then_some(*part));
            }
            Wish::Open | Wish::Close | Wish::Copy => {}
        }
    }
}

/// The dialog; `figure` is the picture of the weights with its address.
pub fn share(
    chosen: &Chosen,
    shared: &Shared<'_>,
    (figure, address): (&Rc<Figure>, String),
    preview: &NodeRef,
    emit: &Callback<Intent>,
) -> Html {
    let snippet = Snippet::of(chosen, shared);
    let keys = emit.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        // What the page does by keys, it does behind the dialog.
        event.stop_propagation();
        if event.key() == "Escape" {
            event.prevent_default();
            keys.emit(Intent::Share(Wish::Close));
        }
    });
    html! {
        <dialog id={DIALOG} class="share" aria-labelledby="share-title" {onkeydown}>
            <div class="share-head">
                <h2 id="share-title">{ text::share_title() }</h2>
                { button("button", text::share_close(), false, wish(emit, Intent::Share(Wish::Close))) }
            </div>
            { options(chosen, emit) }
            { code(chosen, &snippet, figure, emit) }
            { match chosen.form {
                Form::Picture => html! { <img class="share-picture" src={address} alt={snippet.alt.clone()} /> },
                _ => live(&snippet, preview),
            } }
        </dialog>
    }
}

fn options(chosen: &Chosen, emit: &Callback<Intent>) -> Html {
    let option = |value: &str, label: &str| Choose {
        value: value.to_owned(),
        label: label.to_owned(),
        refused: None,
    };
    let forms = Form::ALL.map(|form| option(form.name(), text::share_form(form)));
    let pick = emit.reform(|name: String| {
        let form = Form::ALL.into_iter().find(|form| form.name() == name);
        Intent::Share(Wish::Form(form.unwrap_or_default()))
    });
    let mut parts = vec![choice(
        text::share_as(),
        "share-form",
        &forms,
        chosen.form.name(),
        false,
        &pick,
    )];
    if chosen.form != Form::Picture {
        parts.push(theme(chosen.theme, &option, emit));
        let readonly = emit.reform(|on| Intent::Share(Wish::Readonly(on)));
        let label = text::share_readonly();
        parts.push(switch(
            words(label),
            label,
            chosen.readonly,
            false,
            &readonly,
        ));
        parts.push(hidden(chosen, emit));
    }
    node("div", "share-options", parts)
}

fn theme(chosen: Theme, option: &impl Fn(&str, &str) -> Choose, emit: &Callback<Intent>) -> Html {
    let themes = [Theme::Auto, Theme::Light, Theme::Dark]
        .map(|theme| option(theme.name(), text::share_theme(theme)));
    let pick = emit.reform(|name: String| {
        Intent::Share(Wish::Theme(match name.as_str() {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::Auto,
        }))
    });
    choice(
        text::share_colours(),
        "share-theme",
        &themes,
        chosen.name(),
        false,
        &pick,
    )
}

/// Every part that can be left out. The header is none of them: in a course page there is none.
fn hidden(chosen: &Chosen, emit: &Callback<Intent>) -> Html {
    let parts = text::PARTS.iter().filter(|part| **part != "header");
    let switches = parts.map(|&part| {
        let change = emit.reform(move |on| Intent::Share(Wish::Hide(part, on)));
        let label = text::share_part(part);
        switch(
            words(label),
            label,
            chosen.hidden.contains(&part),
            false,
            &change,
        )
    });
    html! {
        <fieldset class="control">
            <legend class="control-label">{ text::share_hide() }</legend>
            { node("div", "switches", switches.collect()) }
        </fieldset>
    }
}

/// The text to paste, and what is said of it.
fn code(chosen: &Chosen, snippet: &Snippet, figure: &Rc<Figure>, emit: &Callback<Intent>) -> Html {
    let note = match chosen.form {
        Form::Frame if snippet.is_too_large => text::share_large().to_owned(),
        Form::Link if snippet.is_too_large => text::share_large().to_owned(),
        Form::Frame => text::share_frame_note(&WIDTH.to_string()),
        Form::Element => text::share_element_note().to_owned(),
        Form::Link => text::share_link_note().to_owned(),
        Form::Picture => text::share_picture_note().to_owned(),
    };
    let save = [Format::Svg, Format::Png].map(|format| {
        let intent = Intent::SavePlot(figure.clone(), format);
        button(
            "button",
            text::share_save(format.name()),
            false,
            wish(emit, intent),
        )
    });
    let copy = wish(emit, Intent::Share(Wish::Copy));
    let mut buttons = vec![button(
        "button primary",
        text::copy_arithmetic(),
        snippet.is_too_large,
        copy,
    )];
    buttons.extend(save.into_iter().filter(|_| chosen.form == Form::Picture));
    html! {
        <div class="share-text">
            <label class="control-label" for={CODE}>{ text::share_code() }</label>
            <textarea id={CODE} class="share-code" readonly=true rows="4" spellcheck="false" aria-describedby="share-note"
                value={snippet.text.clone()} />
            <p class="caption" id="share-note">{ note }</p>
            { node("div", "buttons", buttons) }
            <p class="caption" role="status">{ chosen.told }</p>
        </div>
    }
}

/// The lab as it will stand in the course.
fn live(snippet: &Snippet, preview: &NodeRef) -> Html {
    let mut element = yew::virtual_dom::VTag::new("attention-playground");
    for (name, value) in &snippet.attributes {
        element.add_attribute(name, value.clone());
    }
    element.node_ref = preview.clone();
    html! {
        <section class="share-live" tabindex="0" aria-label={text::share_preview()}>
            { leaf("h3", "", text::share_preview()) }
            <script type="module" src="embed.mjs"></script>
            { Html::from(element) }
        </section>
    }
}
