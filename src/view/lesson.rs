//! The text beside a lab: the open lesson, or what the lab is about and what to try; and the head of the lab with its
//! presets.

pub mod course;
pub mod question;
pub mod step;
pub mod words;

use self::course::{Course, Move};
use super::intent::{Intent, act, wish};
use super::scene::Scene;
use super::still::still;
use super::tag::{button, leaf, node, words};
use super::text;
use crate::lesson::presets::{self, Columns};
use crate::lesson::{Lab, Listed};
use crate::state::Action;
use crate::tutor::Session;
use std::rc::Rc;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// The narrow column of text where no lesson is open: what the lab is about, and what to try.
pub fn lesson_column(scene: &Scene, lab: Lab) -> Html {
    let invited = scene.look.invite.is_some();
    let emit = scene.emit.clone();
    still(scene.stamp().of(&invited), move || {
        column(lab, invited, &emit)
    })
}

/// The narrow column of text where a lesson is open.
pub fn session_column(scene: &Scene, course: &Course, session: &Rc<Session>) -> Html {
    // The way back to the step's beginning comes and goes with the state; numbers come and go with the trace.
    let (state, trace) = (
        Rc::as_ptr(&scene.model.state),
        Rc::as_ptr(&scene.model.trace),
    );
    let elsewhere = session
        .stage()
        .is_some_and(|stage| stage.start.state != scene.model.state);
    let live = step::is_live(session).then_some((state as usize, trace as usize));
    let stamp = scene.stamp().number(course.version);
    let (scene, course, session) = (scene.clone(), course.clone(), session.clone());
    still(stamp.of(&elsewhere).of(&live), move || {
        step::lesson(&scene, &course, &session)
    })
}

fn column(lab: Lab, invited: bool, emit: &Callback<Intent>) -> Html {
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
            { for Listed::of_lab(lab).map(|listed| opener(listed, emit)) }
            { leaf("h2", "", text::try_this()) }
            { node("ol", "tries", tries.iter().map(|t| leaf("li", "", *t)).collect()) }
        </aside>
    }
}

/// The title of a lesson and the way into it.
fn opener(listed: &Listed, emit: &Callback<Intent>) -> Html {
    let told = listed.told(crate::text::spoken());
    let start = text::lesson_start(&listed.steps.to_string());
    let open = wish(emit, Intent::Lesson(Move::Open(listed.name)));
    html! {
        <p class="lesson-opener"><span class="lesson-title" lang={told.language}>{ told.title }</span>
            { button("button", start, false, open) }</p>
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
            // The note speaks of the preset's own sentence and, mostly, of what there is to do in its lab.
            if let Some(p) = presets::preset(preset).filter(|p| lab.has_matrices() && p.lab == lab && p.tokens == scene.model.state.tokens) {
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
