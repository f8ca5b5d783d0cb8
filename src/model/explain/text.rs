//! An arithmetic as plain text.

use super::{Constant, Explanation, Expression, What};
use crate::model::CellRef;
use crate::model::decimal::shortest;

/// Terms of a sum that are written; the middle of a longer one is left out.
const MOST: usize = 12;

pub(super) fn write(explanation: &Explanation) -> String {
    let mut text = String::new();
    let last = explanation.lines.len().saturating_sub(1);
    for (index, line) in explanation.lines.iter().enumerate() {
        let (name, value) = if index == last {
            (symbol(explanation.cell), f64::from(explanation.value))
        } else {
            (name(line.what, index), line.value)
        };
        let mut symbols = String::new();
        spell(&line.expression, explanation, true, &mut symbols);
        let mut numbers = String::new();
        spell(&line.expression, explanation, false, &mut numbers);
        for part in [&name, " = ", &symbols, "\n"] {
            text.push_str(part);
        }
        // What is only taken over needs no numbers of its own.
        let parts: &[&str] = if line.expression.is_number() {
            &["  = ", &number(value), "\n"]
        } else {
            &["  = ", &numbers, "\n  = ", &number(value), "\n"]
        };
        for part in parts {
            text.push_str(part);
        }
    }
    text
}

/// `Q[4,0]`.
fn symbol(cell: CellRef) -> String {
    format!("{}[{},{}]", cell.part.letter(), cell.row, cell.column)
}

/// The letter of a line that is no cell.
fn name(what: What, index: usize) -> String {
    match what {
        What::Largest => "m".into(),
        What::Total => "s".into(),
        _ => format!("({})", index + 1),
    }
}

fn spell(expression: &Expression, all: &Explanation, symbols: bool, out: &mut String) {
    let (before, between, after) = match expression {
        Expression::Sum(_) => ("", " + ", ""),
        Expression::Product(_) => ("", " \u{d7} ", ""),
        Expression::Difference(_) => ("", " \u{2212} ", ""),
        Expression::Quotient(_) => ("", " \u{f7} ", ""),
        Expression::Power(_) => ("", "^", ""),
        Expression::Root(_) => ("sqrt(", "", ")"),
        Expression::Exp(_) => ("exp(", "", ")"),
        Expression::Sine(_) => ("sin(", "", ")"),
        Expression::Cosine(_) => ("cos(", "", ")"),
        Expression::Negative(_) => ("\u{2212}", "", ""),
        Expression::Largest(_) => ("max(", ", ", ")"),
        one => return out.push_str(&leaf(one, all, symbols)),
    };
    let parts = expression.parts();
    let folded = super::fold(parts, MOST);
    out.push_str(before);
    for (index, part) in parts.iter().enumerate() {
        if folded.is_some_and(|f| (f.from + 1..f.to).contains(&index)) {
            continue;
        }
        if index > 0 {
            out.push_str(between);
        }
        if folded.is_some_and(|f| f.from == index) {
            out.push('\u{2026}');
            continue;
        }
        // A quotient by a quotient, a product with a sum: what binds less stands in parentheses, as does a minus.
        let signed =
            between != ", " && !symbols && part.is_number() && part.value() < 0.0 && index > 0;
        let open =
            signed || !between.is_empty() && between != ", " && between != " + " && is_loose(part);
        if open {
            out.push('(');
        }
        spell(part, all, symbols, out);
        if open {
            out.push(')');
        }
    }
    out.push_str(after);
}

fn is_loose(expression: &Expression) -> bool {
    matches!(
        expression,
        Expression::Sum(_) | Expression::Difference(_) | Expression::Negative(_)
    )
}

fn leaf(expression: &Expression, all: &Explanation, symbols: bool) -> String {
    match expression {
        Expression::Cell(cell, _) if symbols => symbol(*cell),
        // The run on the shuffled rows has the same matrices, with a dash.
        Expression::Shuffled(cell, _) if symbols => format!("{}\u{2032}", symbol(*cell)),
        Expression::Line(index, _) if symbols => {
            let what = all.lines.get(*index).map_or(What::Taken, |line| line.what);
            name(what, *index)
        }
        Expression::Constant(constant, _) if symbols && *constant == Constant::Temperature => {
            "T".into()
        }
        number_of => number(number_of.value()),
    }
}

/// The shortest decimal of the number rounded to f32. An angle can be too large for f32, with a base near 0; it is
/// written as a product then, so that no finite number reads as an infinite one.
fn number(value: f64) -> String {
    if value == f64::NEG_INFINITY {
        return "\u{2212}\u{221e}".into();
    }
    if value.is_finite() && (value as f32).is_infinite() {
        return number(value / 1e30) + " \u{d7} 1e+30";
    }
    let text = shortest(value as f32);
    let text = text.strip_suffix(".0").unwrap_or(&text);
    text.replace('-', "\u{2212}")
}
