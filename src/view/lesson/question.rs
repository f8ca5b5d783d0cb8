//! What a step asks: a number, a choice, or cells to mark.

use super::super::format;
use super::super::intent::{Intent, wish};
use super::super::tag::{button, leaf, node};
use super::super::text;
use super::course::Move;
use super::words::texts;
use crate::lesson::script::{Ask, Choice};
use crate::tutor::{CELLS, Record, Scope, Session, Stage, Verdict};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

/// What a question is drawn from.
pub struct Asked<'a> {
    /// The lesson.
    pub session: &'a Session,
    /// What was done in its step.
    pub record: &'a Record,
    /// What the step began with.
    pub stage: &'a Stage,
    /// The cell that the arrow keys are at.
    pub cursor: (usize, usize),
    /// Where wishes go.
    pub emit: &'a Callback<Intent>,
}

/// The question with its buttons, and what was wrong with a choice.
pub fn question(asked: &Asked<'_>, ask: &Ask) -> Html {
    let Asked { record, emit, .. } = asked;
    let open = !record.answered();
    let onsubmit = emit.reform(|event: SubmitEvent| {
        event.prevent_default();
        let form = event.target_unchecked_into::<Element>();
        let field = form.query_selector(".lesson-number").ok().flatten();
        let typed = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
        Intent::Lesson(Move::Answer(
            typed.map_or_else(String::new, |field| field.value()),
        ))
    });
    html! {
        <form class="question" {onsubmit}>
            { leaf("h3", "", text::lesson_predict()) }
            { match ask {
                Ask::Number { .. } => number(record),
                Ask::Choice(choices) => choice(asked, choices),
                Ask::Cells { .. } => cells(asked),
            } }
            if open {
                <div class="buttons">
                    <button type="submit" class="button">{ text::lesson_check() }</button>
                    if record.tries > 0 {
                        { button("link", text::lesson_show(), false, wish(emit, Intent::Lesson(Move::Show))) }
                    }
                </div>
            }
        </form>
    }
}

fn number(record: &Record) -> Html {
    let wrong = matches!(
        record.verdict,
        Some(Verdict::TooSmall | Verdict::TooLarge | Verdict::Unread)
    );
    html! {
        <label class="lesson-field"><span>{ text::lesson_your_number() }</span>
            <input type="text" class="number-field lesson-number" inputmode="decimal" autocomplete="off"
                value={record.typed.clone()} readonly={record.answered()} aria-invalid={wrong.to_string()} /></label>
    }
}

fn choice(asked: &Asked<'_>, choices: &[Choice]) -> Html {
    let Asked {
        record,
        stage,
        emit,
        ..
    } = asked;
    let scope = Scope {
        now: &stage.outcome,
        was: &stage.start,
        cell: None,
    };
    let told = record.verdict == Some(Verdict::Other);
    let one = |(index, choice): (usize, &Choice)| {
        let chosen = record.chosen == Some(index);
        let right = record.answered() && choice.right;
        // A wrong choice says why it is wrong, at once; the right one why it is right, once it is known.
        let why = right || told && chosen;
        let class = match (right, told && chosen) {
            (true, _) => "choice-row right",
            (false, true) => "choice-row wrong",
            _ => "choice-row",
        };
        html! {
            <div {class}>
                <label>
                    <input type="radio" name="lesson-choice" checked={chosen} disabled={record.answered()}
                        onchange={emit.reform(move |_: Event| Intent::Lesson(Move::Choose(index)))} />
                    { node("span", "", texts(&choice.label, scope)) }
                </label>
                if why { { node("div", "choice-why", texts(&choice.why, scope)) } }
            </div>
        }
    };
    html! {
        <fieldset class="choices"><legend class="unseen">{ text::lesson_predict() }</legend>
            { for choices.iter().enumerate().map(one) }
        </fieldset>
    }
}

/// The small grid of weights: a row a query, a column a key.
fn cells(asked: &Asked<'_>) -> Html {
    let Asked {
        session,
        record,
        stage,
        cursor,
        emit,
    } = asked;
    let tokens = &stage.start.state.tokens;
    let n = tokens.len().min(CELLS);
    let token = |index: usize| tokens.get(index).map_or("", String::as_str);
    let walk = |row: usize, column: usize| {
        let emit = (*emit).clone();
        Callback::from(move |event: KeyboardEvent| {
            let to = match &*event.key() {
                "ArrowUp" => (row.saturating_sub(1), column),
                "ArrowDown" => (row + 1, column),
                "ArrowLeft" => (row, column.saturating_sub(1)),
                "ArrowRight" => (row, column + 1),
                _ => return,
            };
            event.prevent_default();
            emit.emit(Intent::Lesson(Move::Walk(to.0.min(n - 1), to.1.min(n - 1))));
        })
    };
    let cell = |row: usize, column: usize| {
        let marked = record.marks.contains(&(row, column));
        let wanted = record.answered() && session.wanted((row, column)) == Some(true);
        let tab = if *cursor == (row, column) { "0" } else { "-1" };
        html! {
            <td><button type="button" id={mark_id((row, column))} class={classes!(wanted.then_some("wanted"))} tabindex={tab}
                aria-pressed={marked.to_string()} aria-label={text::lesson_mark(token(row), token(column))}
                disabled={record.answered()} onkeydown={walk(row, column)}
                onclick={wish(emit, Intent::Lesson(Move::Mark(row, column)))}></button></td>
        }
    };
    html! {
        <div class="mask-grid-box"><table class="mask-grid marks" aria-label={text::lesson_marks()}>
            <thead><tr><td></td>{ for (0..n).map(|j| leaf("th", "", format::label(token(j), 7))) }</tr></thead>
            <tbody>{ for (0..n).map(|i| html! {
                <tr>{ leaf("th", "", format::label(token(i), 8)) }{ for (0..n).map(|j| cell(i, j)) }</tr>
            }) }</tbody>
        </table></div>
    }
}

/// The id of a cell to mark, to give it the focus.
pub fn mark_id((row, column): (usize, usize)) -> String {
    format!("mark-{row}-{column}")
}
