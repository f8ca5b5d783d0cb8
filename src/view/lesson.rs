//! The text beside a lab: what it is about, what to try; and the head of the lab with its presets.

use super::intent::{Intent, act};
use super::scene::Scene;
use super::still::still;
use super::tag::{button, leaf, node, words};
use super::text;
use crate::lesson::Lab;
use crate::lesson::presets::{self, Columns};
use crate::state::Action;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// The narrow column of text.
pub fn lesson_column(scene: &Scene, lab: Lab) -> Html {
    let invited = scene.look.invite.is_some();
    let stamp = scene.stamp().of(&invited);
    still(stamp, move || column(lab, invited))
}

fn column(lab: Lab, invited: bool) -> Html {
    let text::About { about, tries, .. } = text::about(lab);
    // The first of lab 1 speaks of the marked number.
    let tries = if lab == Lab::Attention && !invited {
        &tries[1..]
    } else {
        &tries[..]
    };
    html! {
        <aside class="lesson" aria-label={text::lesson()}>
            { for about.iter().map(|p| leaf("p", "", *p)) }
            { leaf("h2", "", text::try_this()) }
            { node("ol", "tries", tries.iter().map(|t| leaf("li", "", *t)).collect()) }
        </aside>
    }
}

/// The title of the lab, and the preset that its state came from.
pub fn lab_head(scene: &Scene, lab: Lab, preset: &'static str) -> Html {
    let stamp = scene.stamp().of(preset).of(&scene.model.state.tokens);
    let scene = scene.clone();
    still(stamp, move || head(&scene, lab, preset))
}

fn head(scene: &Scene, lab: Lab, preset: &'static str) -> Html {
    let (readonly, emit) = (scene.look.readonly, &scene.emit);
    let title = text::about(lab).title;
    let choose = emit.reform(|event: Event| {
        let preset = event.target_unchecked_into::<HtmlSelectElement>().value();
        Intent::Act(Action::LoadPreset { preset }, None)
    });
    let back = act(
        emit,
        Action::LoadPreset {
            preset: preset.to_owned(),
        },
    );
    html! {
        <div class="lab-head">
            <h1>{ title }</h1>
            if lab.has_matrices() {
            <div class="presets">
                <label for="preset">{ text::preset() }</label>
                <select id="preset" onchange={choose} disabled={readonly}>
                    { for presets::IDS.iter().filter_map(|id| presets::preset(id)).map(|p| html! {
                        <option value={p.id} selected={p.id == preset}>{ p.title }</option>
                    }) }
                </select>
                { button("button", text::back_to_preset(), readonly, back) }
            </div>
            }
            // The note speaks of the preset's own sentence.
            if let Some(p) = presets::preset(preset).filter(|p| lab.has_matrices() && p.tokens == scene.model.state.tokens) {
                <div class="preset-note">
                    <p>{ p.note }</p>
                    { node("div", "meanings", p.columns.iter().flat_map(meanings).collect()) }
                </div>
            }
        </div>
    }
}

/// What the columns of a preset's matrices stand for, a line a role.
fn meanings(columns: &Columns) -> Vec<Html> {
    let line = |class: &'static str, symbol: &'static str, names: &[&'static str]| {
        let names = names
            .iter()
            .enumerate()
            .map(|(i, name)| format!("{i} {name}"));
        let names = names.collect::<Vec<_>>().join(", ");
        node(
            "p",
            "columns",
            vec![
                node("span", class, vec![words(symbol)]),
                words(format!(" {names}")),
            ],
        )
    };
    [
        ("role-o", text::columns_x(), &columns.x),
        ("role-q", text::columns_key(), &columns.key),
        ("role-v", text::columns_value(), &columns.value),
    ]
    .into_iter()
    .filter(|(.., names)| !names.is_empty())
    .map(|(class, symbol, names)| line(class, symbol, names))
    .collect()
}
