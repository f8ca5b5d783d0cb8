//! The open lesson: its steps, the present one, and its end.

use super::super::intent::{Intent, wish};
use super::super::scene::Scene;
use super::super::tag::{button, leaf, node};
use super::super::text;
use super::course::{Course, Move};
use super::question::{Asked, question};
use super::words::{has_places, number, texts};
use crate::lesson::Listed;
use crate::lesson::script::{Goal, Step};
use crate::tutor::{Moment, Record, Scope, Session, Stage};
use yew::prelude::*;

/// The id of the title of the present step, which gets the focus when another one is opened.
pub const TITLE: &str = "step-title";

/// Whether the present step speaks of numbers as they are now.
pub fn is_live(session: &Session) -> bool {
    let goal = session.step().and_then(|(step, _)| step.goal.as_ref());
    goal.is_some_and(|goal| has_places(&goal.text))
}

/// The lesson.
pub fn lesson(scene: &Scene, course: &Course, session: &Session) -> Html {
    let emit = &scene.emit;
    let lesson = session.lesson();
    let count = lesson.steps.len();
    let leave = wish(emit, Intent::Lesson(Move::Leave));
    html! {
        <aside class="lesson tutor" aria-label={lesson.title.clone()} lang={course.language}>
            <div class="lesson-head">
                { leaf("p", "lesson-title", lesson.title.clone()) }
                <button type="button" class="tool" aria-label={text::lesson_leave()} title={text::lesson_leave()} onclick={leave}>{ "\u{d7}" }</button>
            </div>
            { steps(session, emit) }
            { match (session.step(), session.stage()) {
                (Some((step, record)), Some(stage)) => present(scene, course, session, (step, record, stage)),
                _ => end(session, emit),
            } }
            <p class="lesson-said" role="status" aria-live="polite">{ &course.said }</p>
            { turn(session.at(), count, emit) }
            <div class="lesson-foot">
                { again(scene, session) }
                <label class="keep"><input type="checkbox" checked={course.keeps}
                    onchange={emit.reform({ let keep = !course.keeps; move |_: Event| Intent::Lesson(Move::Keep(keep)) })} />
                    { text::lesson_keep() }</label>
            </div>
        </aside>
    }
}

/// The steps by number, each with whether it is done.
fn steps(session: &Session, emit: &Callback<Intent>) -> Html {
    let one = |(index, (step, record)): (usize, (&Step, &Record))| {
        let done = record.done(step.ask.is_some(), step.goal.is_some());
        let asks = step.ask.is_some() || step.goal.is_some();
        let number = (index + 1).to_string();
        let name = match done && asks {
            true => text::lesson_step_done(&number, &step.title),
            false => text::lesson_step_open(&number, &step.title),
        };
        let present = (index == session.at()).then_some("step");
        html! {
            <li><button type="button" class={classes!((done && asks).then_some("done"))} aria-current={present} aria-label={name.clone()} title={name}
                onclick={wish(emit, Intent::Lesson(Move::Go(index)))}>{ number }</button></li>
        }
    };
    html! { <ol class="lesson-steps">{ for session.steps().enumerate().map(one) }</ol> }
}

fn present(
    scene: &Scene,
    course: &Course,
    session: &Session,
    (step, record, stage): (&Step, &Record, &Stage),
) -> Html {
    let at = |now| Scope {
        now,
        was: &stage.start,
        cell: None,
    };
    let emit = &scene.emit;
    let asked = Asked {
        session,
        record,
        stage,
        cursor: course.cursor,
        emit,
    };
    let aims = step
        .goal
        .as_ref()
        .filter(|_| step.ask.is_none() || record.answered());
    let open = !record.done(step.ask.is_some(), step.goal.is_some());
    html! {
        <div class="step" key={step.id.clone()}>
            <h2 id={TITLE} tabindex="-1">{ step.title.clone() }</h2>
            { for texts(&step.text, at(&stage.start)) }
            if let Some(ask) = &step.ask { { question(&asked, ask) } }
            if record.answered() { { node("div", "answered", texts(&step.answered, at(&stage.outcome))) } }
            if let Some(goal) = aims { { self::goal(scene, goal, record, stage) } }
            if !step.hint.is_empty() && record.hinted {
                { node("div", "hint", texts(&step.hint, at(&stage.start))) }
            } else if !step.hint.is_empty() && open {
                <p>{ button("link", text::lesson_hint(), false, wish(emit, Intent::Lesson(Move::Hint))) }</p>
            }
        </div>
    }
}

fn goal(scene: &Scene, goal: &Goal, record: &Record, stage: &Stage) -> Html {
    let was = &stage.start;
    let shown = Moment {
        state: scene.model.state.clone(),
        trace: scene.model.trace.clone(),
    };
    let at = |now| Scope {
        now,
        was,
        cell: None,
    };
    let solve = wish(&scene.emit, Intent::Lesson(Move::Solve));
    html! {
        <>
        <div class={if record.met { "goal met" } else { "goal" }}>
            { leaf("h3", "", text::lesson_try()) }
            { for texts(&goal.text, at(&shown)) }
            if !record.met { <p>{ button("link", text::lesson_solve(), false, solve) }</p> }
        </div>
        if record.met {
            { node("div", "answered", texts(&goal.after, at(stage.met.as_ref().unwrap_or(&shown)))) }
        }
        </>
    }
}

/// Back and on.
fn turn(at: usize, count: usize, emit: &Callback<Intent>) -> Html {
    let key = |back: bool| if back { "Alt+PageUp" } else { "Alt+PageDown" };
    let one = |back: bool, label: &'static str, class: &'static str, disabled: bool| {
        let to = if back { Move::Back } else { Move::On };
        html! {
            <button type="button" class={classes!("button", class)} {disabled} aria-keyshortcuts={key(back)} title={key(back)}
                onclick={wish(emit, Intent::Lesson(to))}>{ label }</button>
        }
    };
    let on = if at + 1 == count {
        text::lesson_finish()
    } else {
        text::lesson_next()
    };
    html! {
        <div class="buttons turn">
            { one(true, text::lesson_back(), "", at == 0) }
            if at < count { { one(false, on, "primary", false) } }
        </div>
    }
}

/// The way back to the state that the step began with, where the learner is elsewhere.
fn again(scene: &Scene, session: &Session) -> Html {
    let elsewhere = session
        .stage()
        .is_some_and(|stage| stage.start.state != scene.model.state);
    let begins = session
        .step()
        .is_some_and(|(step, _)| !step.begin.is_empty());
    if !(elsewhere && begins) {
        return Html::default();
    }
    let again = wish(&scene.emit, Intent::Lesson(Move::Again));
    html! { <p>{ button("link", text::lesson_again(), false, again) }</p> }
}

/// What came of the lesson.
fn end(session: &Session, emit: &Callback<Intent>) -> Html {
    let (points, count) = session.points();
    let (points, most) = (number(f64::from(points)), count.to_string());
    let here = session.lesson().name.as_str();
    let one = |(step, record): (&Step, &Record)| {
        let points = record.points(step.ask.is_some(), step.goal.is_some())?;
        Some(
            html! { <li><span>{ step.title.clone() }</span><span class="worth">{ number(f64::from(points)) }</span></li> },
        )
    };
    let others = Listed::all().filter(|other| other.name != here);
    html! {
        <div class="step" key="end">
            <h2 id={TITLE} tabindex="-1">{ text::lesson_end() }</h2>
            { leaf("p", "", text::lesson_points(&points, &most)) }
            <ol class="lesson-worth">{ for session.steps().filter_map(one) }</ol>
            { leaf("p", "how", text::lesson_points_how()) }
            <p>{ button("link", text::lesson_restart(), false, wish(emit, Intent::Lesson(Move::Restart))) }</p>
            { leaf("h3", "", text::lesson_others()) }
            { for others.map(|other| super::opener(other, emit)) }
        </div>
    }
}
