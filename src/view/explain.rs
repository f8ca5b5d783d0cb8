//! The panel that writes a cell's arithmetic out with the learner's own numbers. What it writes is data of the model;
//! here it only gets its look.

mod foot;
mod table;

use super::format;
use super::intent::{Intent, wish};
use super::part::CellRef;
use super::scene::Scene;
use super::tag::{leaf, node, words};
use super::text;
use crate::model::InputNumber;
use crate::model::{Constant, Explanation, Expression, Line};
use yew::prelude::*;

/// The panel: what the cell is, its arithmetic, and what it depends on.
pub fn panel(scene: &Scene) -> Html {
    let body = match scene.insight.explanation.as_deref() {
        None => vec![leaf("p", "hint", text::explain_hint())],
        Some(explanation) => vec![headline(scene, explanation), arithmetic(scene, explanation)],
    };
    let class = if scene.look.unfolded {
        "explain unfolded"
    } else {
        "explain"
    };
    html! {
        <section {class} aria-label={text::explain_title()}>
            <div class="sheet">
            { for body }
            { foot::foot(scene) }
            </div>
        </section>
    }
}

/// What is explained and its value; where room is short, it opens and folds the rest.
fn headline(scene: &Scene, explanation: &Explanation) -> Html {
    let name = cell_name(scene, explanation.cell);
    let unfolded = scene.look.unfolded;
    let pin = if scene.look.pinned {
        Intent::Unpin
    } else {
        Intent::Pin(explanation.cell)
    };
    html! {
        <div class="headline">
            <h2 id="explained" class={explanation.cell.part.role().class()}>
                <span class="what">{ name }</span>
                <span class="value">{ format!(" = {}", format::precise(explanation.value)) }</span>
            </h2>
            <button type="button" class="pin" aria-pressed={scene.look.pinned.to_string()} title={text::pin_title()}
                onclick={wish(&scene.emit, pin)}>{ text::pin() }</button>
            <button type="button" class="unfold" aria-expanded={unfolded.to_string()} aria-controls="arithmetic"
                onclick={wish(&scene.emit, Intent::Unfold(!unfolded))}>
                { if unfolded { text::explain_fold() } else { text::explain_unfold() } }</button>
            <button type="button" class="copy" onclick={wish(&scene.emit, Intent::CopyArithmetic)}>{ text::copy_arithmetic() }</button>
        </div>
    }
}

fn arithmetic(scene: &Scene, explanation: &Explanation) -> Html {
    let last = explanation.lines.len().saturating_sub(1);
    let lines = explanation.lines.iter().enumerate();
    html! {
        <div class="arithmetic" id="arithmetic">
            { for lines.map(|(index, line)| written(scene, line, (index == last).then_some(explanation.value))) }
            if explanation.held { { leaf("p", "why", text::overflow()) } }
        </div>
    }
}

/// A line: a long sum as a table with aligned terms, anything else in one line.
fn written(scene: &Scene, line: &Line, cell: Option<f32>) -> Html {
    let result = format::precise(cell.unwrap_or(line.value as f32));
    let name = leaf("span", "what", text::line(line.what));
    match &line.expression {
        Expression::Sum(terms) if terms.len() > 2 || table::is_aligned(terms) => {
            table::table(scene, name, terms, result)
        }
        expression => {
            let mut parts = vec![name];
            write(scene, expression, &mut parts);
            // A number that is only taken over is its own result.
            if !matches!(expression, Expression::Cell(..) | Expression::Largest(_)) {
                parts.push(leaf("span", "result", format!("= {result}")));
            }
            node("p", "line", parts)
        }
    }
}

/// An expression in one line.
fn write(scene: &Scene, expression: &Expression, out: &mut Vec<Html>) {
    let mut around = |before: &'static str, inner: &Expression, after: &'static str| {
        out.push(words(before));
        write(scene, inner, out);
        out.push(words(after));
    };
    match expression {
        Expression::Root(inner) => around("\u{221a}", inner, ""),
        Expression::Exp(inner) => around("exp(", inner, ")"),
        Expression::Sine(inner) => around("sin(", inner, ")"),
        Expression::Cosine(inner) => around("cos(", inner, ")"),
        Expression::Negative(inner) => around("\u{2212}", inner, ""),
        Expression::Sum(terms) => between(scene, terms, " + ", out),
        Expression::Product(factors) => between(scene, factors, " \u{d7} ", out),
        Expression::Difference(two) => between(scene, &two[..], " \u{2212} ", out),
        Expression::Quotient(two) => between(scene, &two[..], " \u{f7} ", out),
        Expression::Power(two) => between(scene, &two[..], "^", out),
        Expression::Largest(terms) => largest(scene, terms, out),
        number => out.push(figure(scene, number)),
    }
}

fn between(scene: &Scene, terms: &[Expression], sign: &'static str, out: &mut Vec<Html>) {
    for (index, term) in terms.iter().enumerate() {
        if index > 0 {
            out.push(words(sign));
        }
        // What begins with a minus, or binds less, stands in parentheses behind a sign.
        let open = index > 0 && term.value() < 0.0 || matches!(term, Expression::Sum(_));
        if open {
            out.push(words("("));
        }
        write(scene, term, out);
        if open {
            out.push(words(")"));
        }
    }
}

/// The largest of some numbers: of many, only the largest is written.
fn largest(scene: &Scene, terms: &[Expression], out: &mut Vec<Html>) {
    let best = terms.iter().max_by(|a, b| a.value().total_cmp(&b.value()));
    if let Some(best) = best {
        write(scene, best, out);
    }
}

/// A single number. One that the page derived leads to its own arithmetic.
fn figure(scene: &Scene, number: &Expression) -> Html {
    let Expression::Cell(cell, value) = number else {
        let value = number.value() as f32;
        return leaf(
            "span",
            "number",
            match number {
                Expression::Constant(Constant::Masked, _) => format::cell(f32::NEG_INFINITY),
                Expression::Constant(..) => format::exact(value),
                _ => format::precise(value),
            },
        );
    };
    let class = classes!("number", cell.part.role().class());
    if cell.part.is_input() {
        return html! { <span {class}>{ format::exact(*value) }</span> };
    }
    html! {
        // The cell itself is the way there by keyboard.
        <button type="button" tabindex="-1" {class} title={text::explain_this(&cell_name(scene, *cell))}
            onclick={wish(&scene.emit, Intent::Explain(*cell))}>{ format::precise(*value) }</button>
    }
}

/// "weight, it → robot": a cell by the name of its matrix and the tokens that it stands for.
pub fn cell_name(scene: &Scene, cell: CellRef) -> String {
    let state = &scene.model.state;
    let (rows, columns) = cell.part.axes(state);
    let row = super::part::label(state, rows, cell.row);
    let column = super::part::label(state, columns, cell.column);
    let name = text::part(cell.part);
    if columns.is_tokens() {
        text::cell_of_pair(name, &row, &column)
    } else if rows == super::part::Axis::One {
        text::cell_of_bias(name, &column)
    } else {
        text::cell_of_row(name, &row, &column)
    }
}

/// An input number as it stands in a formula.
pub fn input_name(scene: &Scene, input: InputNumber) -> String {
    match input {
        InputNumber::Cell(cell) => symbol_name(scene, cell),
        InputNumber::Temperature => "T".to_owned(),
        InputNumber::Base => text::base().to_owned(),
    }
}

/// "Q[it, 0]": a cell as it stands in a formula.
pub fn symbol_name(scene: &Scene, cell: CellRef) -> String {
    let state = &scene.model.state;
    let (rows, columns) = cell.part.axes(state);
    let column = super::part::label(state, columns, cell.column);
    let letter = cell.part.letter();
    if rows == super::part::Axis::One {
        return format!("{letter}[{column}]");
    }
    let row = super::part::label(state, rows, cell.row);
    format!("{letter}[{row}, {column}]")
}
