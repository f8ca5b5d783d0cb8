//! The narrow column of text beside a lab: what it is about, what to try, and the presets.

use super::intent::Intent;
use super::text;
use crate::lesson::{Lab, presets};
use crate::state::Action;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Properties of [`LessonColumn`].
#[derive(Properties, PartialEq)]
pub struct LessonProps {
    /// The open lab.
    pub lab: Lab,
}

/// Properties of [`LabHead`].
#[derive(Properties, PartialEq)]
pub struct LabHeadProps {
    /// The open lab.
    pub lab: Lab,
    /// The preset that the state came from.
    pub preset: &'static str,
    /// Whether nothing can be changed.
    pub readonly: bool,
    /// Where wishes go.
    pub emit: Callback<Intent>,
}

/// The column.
#[component]
pub fn LessonColumn(props: &LessonProps) -> Html {
    let (_, paragraphs, tries) = text::about(props.lab);
    html! {
        <aside class="lesson" aria-label={text::LESSON}>
            { for paragraphs.iter().map(|p| html! { <p>{ *p }</p> }) }
            <h2>{ text::TRY }</h2>
            <ol class="tries">{ for tries.iter().map(|t| html! { <li>{ *t }</li> }) }</ol>
        </aside>
    }
}

/// The title of the lab, and what it starts from.
#[component]
pub fn LabHead(props: &LabHeadProps) -> Html {
    let (title, ..) = text::about(props.lab);
    let preset = presets::preset(props.preset);
    let choose = {
        let emit = props.emit.clone();
        Callback::from(move |event: Event| {
            let preset = event.target_unchecked_into::<HtmlSelectElement>().value();
            emit.emit(Intent::Act(Action::LoadPreset { preset }, None));
        })
    };
    let back = {
        let (emit, preset) = (props.emit.clone(), props.preset.to_owned());
        Callback::from(move |_: MouseEvent| {
            emit.emit(Intent::Act(
                Action::LoadPreset {
                    preset: preset.clone(),
                },
                None,
            ))
        })
    };
    html! {
        <div class="lab-head">
            <h1>{ title }</h1>
            <div class="presets">
                <label for="preset">{ text::PRESET }</label>
                <select id="preset" onchange={choose} disabled={props.readonly}>
                    { for presets::IDS.iter().filter_map(|id| presets::preset(id)).map(|p| html! {
                        <option value={p.id} selected={p.id == props.preset}>{ p.title }</option>
                    }) }
                </select>
                <button type="button" class="button" onclick={back} disabled={props.readonly}>{ text::BACK_TO_PRESET }</button>
            </div>
            { preset.map(|p| html! { <p class="preset-note">{ p.note }</p> }) }
        </div>
    }
}
