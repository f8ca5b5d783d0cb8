//! What the page says: the messages of the catalogue, chosen and filled in.

use super::format;
use super::part::Axis;
use crate::lesson::Lab;
use crate::model::{Error, MatrixId, Part, What};
use crate::state::link::Theme;
use crate::text;
pub(crate) use crate::text::*;

/// Name of a lab in the navigation.
pub fn lab(lab: Lab) -> &'static str {
    match lab {
        Lab::Attention => text::lab_attention(),
        Lab::Scaling => text::lab_scaling(),
        Lab::Order => text::lab_order(),
        Lab::Learning => text::lab_learning(),
        Lab::Heads => text::lab_heads(),
        Lab::Block => text::lab_block(),
        Lab::Memory => text::lab_memory(),
        Lab::Cost => text::lab_cost(),
        Lab::Explanation => text::lab_explanation(),
        Lab::Own => text::lab_own(),
    }
}

/// What a lab is about, and what to try in it.
pub struct About {
    /// Its question.
    pub title: &'static str,
    /// Paragraphs.
    pub about: Vec<&'static str>,
    /// What to try, in this order.
    pub tries: Vec<&'static str>,
}

/// What a lab is about, and what to try in it.
pub fn about(lab: Lab) -> About {
    match lab {
        Lab::Scaling => About {
            title: text::scaling_title(),
            about: vec![text::scaling_about_1(), text::scaling_about_2()],
            tries: vec![
                text::scaling_try_1(),
                text::scaling_try_2(),
                text::scaling_try_3(),
                text::scaling_try_4(),
                text::scaling_try_5(),
            ],
        },
        Lab::Order => About {
            title: text::order_title(),
            about: vec![text::order_about_1(), text::order_about_2()],
            tries: vec![
                text::order_try_1(),
                text::order_try_2(),
                text::order_try_3(),
                text::order_try_4(),
                text::order_try_5(),
            ],
        },
        Lab::Cost => About {
            title: text::cost_title(),
            about: vec![
                text::cost_about_1(),
                text::cost_about_2(),
                text::cost_about_3(),
            ],
            tries: vec![
                text::cost_try_1(),
                text::cost_try_2(),
                text::cost_try_3(),
                text::cost_try_4(),
            ],
        },
        _ => About {
            title: text::attention_title(),
            about: vec![text::attention_about_1(), text::attention_about_2()],
            tries: vec![
                text::attention_try_1(),
                text::attention_try_5(),
                text::attention_try_2(),
                text::attention_try_3(),
                text::attention_try_4(),
            ],
        },
    }
}

/// The reason of an error, without the path, which the control beside it makes plain.
pub fn reason(error: &Error) -> String {
    error.problem.to_string()
}

/// An error for the notice bar: names the field.
pub fn refused(error: &Error) -> String {
    text::refused(&error.to_string())
}

/// What is wrong with what was pasted; the place of a number in it is known to the hand that pasted it.
pub fn not_read(error: &Error) -> String {
    text::refused(&error.problem.to_string())
}

/// What is wrong with a typed number.
pub fn not_a_number(error: &Error) -> String {
    text::not_a_number(&capital(&error.problem.to_string()))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        std::iter::once(first.to_ascii_uppercase())
            .chain(letters)
            .collect()
    })
}

/// Name of the edit field of a cell.
pub fn edit_cell(name: &str, (row, column): (usize, usize)) -> String {
    text::edit_cell(name, &row.to_string(), &column.to_string())
}

/// Name of a token's field.
pub fn token(row: usize) -> String {
    text::token(&row.to_string())
}

/// Name of a slot in the shuffled order.
pub fn slot(token: &str, slot: usize, count: usize) -> String {
    text::slot(&slot.to_string(), token, &count.to_string())
}

/// Tab of a head.
pub fn head(index: usize) -> String {
    text::head(&index.to_string())
}

/// A shape.
pub fn shape(rows: usize, columns: usize) -> String {
    format!("{rows}\u{2009}\u{d7}\u{2009}{columns}")
}

/// What a pager moves.
pub fn pager_label(axis: Axis) -> String {
    text::pager_label(axis_name(axis))
}

/// The button back.
pub fn pager_back(axis: Axis) -> String {
    text::pager_back(axis_name(axis))
}

/// The button on.
pub fn pager_on(axis: Axis) -> String {
    text::pager_on(axis_name(axis))
}

/// What is shown of an axis.
pub fn pager(axis: Axis, from: usize, to: usize, count: usize) -> String {
    let [from, to, count] = [from, to - 1, count].map(|number| number.to_string());
    text::pager(axis_name(axis), &from, &to, &count)
}

fn axis_name(axis: Axis) -> &'static str {
    match axis {
        Axis::Query => text::axis_queries(),
        Axis::Key => text::axis_keys(),
        Axis::Slot => text::axis_slots(),
        Axis::Dk => text::axis_dk(),
        Axis::Dv => text::axis_dv(),
        Axis::Dmodel => text::axis_dmodel(),
        Axis::Heads => text::axis_heads(),
        Axis::One => text::axis_rows(),
    }
}

/// Name of the picture of a large matrix.
pub fn overview(n: usize) -> String {
    text::overview(&n.to_string())
}

/// The formula in words.
pub fn formula_label(width: Option<usize>, temperature: f32) -> String {
    let scale = width.map_or_else(String::new, |w| {
        format!(" {}", text::formula_scale(&w.to_string()))
    });
    let cooled = if temperature == 1.0 {
        String::new()
    } else {
        format!(", {}", text::formula_cooled(&format::exact(temperature)))
    };
    text::formula_label(&scale, &cooled)
}

/// What an encoding does, in one sentence.
pub fn encoding_note(kind: &str) -> &'static str {
    match kind {
        "sinusoidal" => text::about_sinusoidal(),
        "learned" => text::about_learned(),
        "rope" => text::about_rope(),
        "alibi" => text::about_alibi(),
        _ => text::about_none(),
    }
}

/// Name of a row in the table of what breaks equivariance.
pub fn breaker(name: &str) -> &'static str {
    match name {
        "sinusoidal" => text::with_sinusoidal(),
        "learned" => text::table(),
        "rope" => text::rope(),
        "alibi" => text::alibi(),
        "causal" => text::with_causal(),
        _ => text::with_none(),
    }
}

/// f(PX) = P f(X) holds.
pub fn equivariant(gap: f32) -> String {
    if gap == 0.0 {
        return text::equivariant_exactly().into();
    }
    text::equivariant(&format::cell(gap))
}

/// f(PX) = P f(X) does not hold.
pub fn broken(gap: f32) -> String {
    text::broken(&format::cell(gap))
}

/// What an edit did, in one sentence, for a screen reader.
pub fn announce(token: &str, strongest: &str, weight: f32) -> String {
    text::announce(token, strongest, &format::cell(weight))
}

/// What the theme button says: the theme that holds.
pub fn theme(theme: Theme) -> &'static str {
    match theme {
        Theme::Auto => text::theme_auto(),
        Theme::Light => text::theme_light(),
        Theme::Dark => text::theme_dark(),
    }
}

/// A part named in `hide=` that does not exist.
pub fn no_such_part(part: &str) -> String {
    text::no_such_part(part, &PARTS.join(", "))
}

/// Parts that `hide=` can take away.
pub const PARTS: &[&str] = &[
    "header",
    "lesson",
    "tokens",
    "formula",
    "explanation",
    "settings",
    "permutation",
    "findings",
];

/// What a single number of a matrix is called.
pub fn part(part: Part) -> &'static str {
    use MatrixId::{Bk, Bo, Bq, Bv, K, Q, Slopes, Table, V, Wk, Wo, Wq, Wv, X};
    match part {
        Part::Input(Q) | Part::Query(_) => text::cell_query(),
        Part::Input(K) | Part::Key(_) => text::cell_key(),
        Part::Input(V) | Part::Value(_) => text::cell_value(),
        Part::Input(X) | Part::Embedded => text::cell_embedding(),
        Part::Input(Wq | Wk | Wv | Wo) => text::cell_projection(),
        Part::Input(Bq | Bk | Bv | Bo) | Part::Bias(_) => text::cell_bias(),
        Part::Input(Table) | Part::Encoding => text::cell_position(),
        Part::Input(Slopes) => text::cell_slope(),
        Part::Scores(_) => text::cell_score(),
        Part::Scaled(_) => text::cell_scaled(),
        Part::Mask => text::cell_mask(),
        Part::Logits(_) => text::cell_logit(),
        Part::Weights(_) => text::cell_weight(),
        Part::Head(_) => text::cell_head(),
        Part::Output => text::cell_output(),
        Part::Shuffled => text::cell_shuffled(),
        Part::Expected => text::cell_expected(),
        Part::Difference => text::cell_difference(),
    }
}

/// What a line of an arithmetic computes.
pub fn line(what: What) -> &'static str {
    match what {
        What::Taken => text::line_taken(),
        What::Angle => text::line_angle(),
        What::Encoding => text::line_encoding(),
        What::Encoded => text::line_encoded(),
        What::Projected => text::line_projected(),
        What::Turned => text::line_turned(),
        What::Score => text::cell_score(),
        What::Scaled => text::cell_scaled(),
        What::Bias => text::line_bias(),
        What::Mask => text::cell_mask(),
        What::Logit => text::cell_logit(),
        What::Largest => text::line_largest(),
        What::Total => text::line_total(),
        What::Weight => text::cell_weight(),
        What::Mean | What::Output => text::cell_output(),
        What::Moved => text::line_moved(),
        What::Difference => text::cell_difference(),
    }
}
