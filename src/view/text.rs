//! Every visible string, in one place, so that another language is another copy of this file's content.

use super::format;
use super::part::Axis;
use crate::lesson::Lab;
use crate::model::Error;

macro_rules! strings {
    ($($name:ident = $text:literal;)*) => {
        $(#[doc = $text] pub const $name: &str = $text;)*
    };
}

strings! {
    BRAND = "attention playground";
    TAGLINE = "Edit the numbers. See what they do.";
    LABS = "Labs";
    UNDO = "Undo";
    REDO = "Redo";
    COPY_LINK = "Copy link";
    COPIED = "The link is copied. It holds every number on this page.";
    COPY_BY_HAND = "The browser did not let the page copy. The link is in the address bar, whole.";
    LINK_TOO_LONG = "This state is too large for a link (over 8 KB). It was saved as a file instead: send that.";
    SAVE = "Save as JSON";
    OPEN = "Open JSON";
    FILE_READ = "Opened. Undo brings back what was here before.";
    PRESET = "Start from";
    BACK_TO_PRESET = "Back to the preset";
    COLUMNS_X = "Columns of X: ";
    COLUMNS_KEY = "Columns of q and k: ";
    COLUMNS_VALUE = "Columns of v: ";
    BETWEEN = ", ";
    NOTICES = "Notices";
    DISMISS = "Close this notice";
    SKIP = "Skip to the lab";
    LESSON = "About this lab";
    TRY = "Try this";
    READONLY = "This page is set to look only: numbers cannot be changed here.";

    SEQUENCE = "The sequence, a token a word";
    ADD_TOKEN = "Add a token";
    FIGURE = "From queries, keys and values to the output";
    INPUTS = "The input numbers";
    QUERIES = "queries";
    KEYS = "keys";
    VALUES = "values";
    SCORES = "scores";
    LOGITS = "logits";
    WEIGHTS = "weights";
    OUTPUT = "output";
    HEAD_OUTPUT = "output of this head";
    OUTPUT_PROJECTION = "output projection";
    EMBEDDINGS = "embeddings";
    QUERY_PROJECTION = "query projection";
    KEY_PROJECTION = "key projection";
    VALUE_PROJECTION = "value projection";
    BIAS = "bias";
    QUERY_BIAS = "query bias";
    KEY_BIAS = "key bias";
    VALUE_BIAS = "value bias";
    OUTPUT_BIAS = "output bias";
    TABLE = "learned positions";
    QUERIES_BEFORE = "queries before their position";
    KEYS_BEFORE = "keys before their position";
    VALUES_BEFORE = "values before their position";
    BEFORE_ENCODING = "These are your numbers. The figure below shows them with their position worked in.";
    UNCHANGED = "nothing changes";
    ALIBI_STEP = "\u{2212} m |i \u{2212} j|";
    MASK_STEP = "mask: \u{2212}\u{221e}";
    SOFTMAX = "softmax, row by row";
    WEIGHT_VIEWS = "How the weights are shown";
    AS_HEAT_MAP = "grid";
    AS_ARCS = "arcs";
    OVERVIEW_HINT = "All weights at once. Click to move the window.";
    OVERFLOW = "Some product is larger than f32 can hold. It is held at the largest number that f32 has (3.4e38), so that nothing after it breaks; smaller inputs bring exact numbers back.";

    SETTINGS = "Settings";
    GROUP_LOGITS = "From scores to weights";
    GROUP_POSITION = "Positions";
    GROUP_SHAPE = "Shape";
    GROUP_NUMBERS = "Numbers";
    SCALE = "divide by the root of d_k";
    DIVIDE_BY = "divide by ";
    TEMPERATURE = "temperature";
    MASK = "mask";
    MASK_GRID = "A row for each query, a column for each key; filled: may attend.";
    NONE = "none";
    CAUSAL = "causal";
    CUSTOM = "custom";
    POSITION = "position encoding";
    SINUSOIDAL = "sinusoidal";
    LEARNED = "learned";
    ROPE = "RoPE";
    ALIBI = "ALiBi";
    BASE = "base";
    SLOPES = "slopes m, one a head";
    TOKENS = "tokens";
    INVITATION = "\u{2194} drag the marked number";
    OUTPUT_LABEL = "output equals A times V, heads side by side, times the output projection where there is one";
    HEADS = "heads";
    INPUT_KIND = "input";
    VECTORS = "Q, K, V";
    PROJECTED = "X and projections";
    SEED = "seed";
    FILL_RANDOM = "Draw random numbers";

    PERMUTATION_TITLE = "Does order matter?";
    PERMUTATION_CAPTION = "Put the tokens in another order. Without positions and mask, attention gives the same rows, only shuffled.";
    OPEN_ORDER = "Open the Order lab \u{2192}";
    SLOTS = "The shuffled order";
    SLOTS_HOW = "Drag a token to another slot; or press Space to take it up, arrows to carry it, Space to set it down.";
    SHUFFLE = "Shuffle";
    REVERSE = "Reverse";
    ORIGINAL = "Original order";
    NOT_SHUFFLED = "Nothing is shuffled yet: move a token first.";
    COMPARISON = "f(PX) beside P f(X)";
    ORIGINAL_OUTPUT = "output, original order";
    EXPECTED = "that output, shuffled";
    SHUFFLED = "output of the shuffled tokens";
    DIFFERENCE = "their difference";
    FINDINGS = "What breaks it";
    FINDINGS_CAPTION = "The same shuffle of the same numbers, once with each encoding and once with a causal mask.";
    WITH = "with";
    GAP = "largest difference";
    MEANS = "so";
    AGREES = "order is not seen";
    DIFFERS = "order matters";
    USE_IT = "Use it";
    IN_USE = "In use";
}

/// Name of a lab in the navigation.
pub fn lab(lab: Lab) -> &'static str {
    match lab {
        Lab::Attention => "Attention",
        Lab::Scaling => "Scaling",
        Lab::Order => "Order",
        Lab::Learning => "Learning order",
        Lab::Heads => "Heads",
        Lab::Block => "Block",
        Lab::Memory => "Memory",
        Lab::Cost => "Cost",
        Lab::Explanation => "Not an explanation",
        Lab::Own => "Your own",
    }
}

/// What a lab is about, and what to try in it.
pub fn about(
    lab: Lab,
) -> (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
) {
    match lab {
        Lab::Order => (
            "Does attention know what comes first?",
            &[
                "Each output row is a weighted sum over all tokens, and a sum does not care about the order of its terms. \
                 So if the tokens are shuffled, the outputs are shuffled along and nothing else changes: attention is \
                 permutation equivariant.",
                "For the particles of a collision that is just right: there is no first particle. For a sentence or a \
                 series of readings it is a flaw, and a position encoding or a mask is what mends it.",
            ],
            &[
                "Drag a token and follow its line: the rows move, their numbers stay.",
                "Use an encoding from the table below, and see the joined rows part.",
                "Choose ALiBi and press Reverse: distances stay the same, so it does not notice.",
            ],
        ),
        _ => (
            "Who listens to whom?",
            &[
                "Every token asks a question, its query, and wears a label, its key. Where the two point the same way, their \
                 product is large; softmax turns a row of such scores into shares that add up to 1.",
                "The output of a token is the mean of all values, weighted by these shares. Read one row from left to right: \
                 query, scores, logits, weights, output.",
            ],
            &[
                "Drag the marked number sideways: it is what \u{201c}it\u{201d} asks for. Watch where its attention goes.",
                "Switch the division by \u{221a}d\u{2096} off: the larger logits make softmax more decided.",
                "Set a causal mask. No token hears a later one any more.",
                "Shuffle the tokens at the bottom: the same numbers come out, in another order.",
            ],
        ),
    }
}

/// Notice that one option does not apply.
pub fn does_not_apply(label: &str, reason: &str) -> String {
    format!("{label}: {reason}. ")
}

/// The reason of an error, without the path, which the control beside it makes plain.
pub fn reason(error: &Error) -> String {
    error.problem.to_string()
}

/// An error for the notice bar: names the field.
pub fn refused(error: &Error) -> String {
    format!("Not changed. {error}.")
}

/// What is wrong with a typed number.
pub fn not_a_number(error: &Error) -> String {
    format!(
        "{}. The last good number stands.",
        capital(&error.problem.to_string())
    )
}

/// What is wrong with a typed seed.
pub fn not_a_seed() -> String {
    "Expected a whole number from 0 to 9007199254740991. The last good one stands.".into()
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
    format!("{name}, row {row}, column {column}")
}

/// Name of a slider.
pub fn slider(name: &str) -> String {
    format!("{name}, slider")
}

/// Name of a stepper's left button.
pub fn less(name: &str) -> String {
    format!("fewer: {name}")
}

/// Name of a stepper's right button.
pub fn more(name: &str) -> String {
    format!("more: {name}")
}

/// Name of a token's field.
pub fn token(row: usize) -> String {
    format!("token {row}")
}

/// Name of the button that removes a token.
pub fn remove_token(label: &str) -> String {
    format!("remove the token {label}")
}

/// Name of a slot in the shuffled order.
pub fn slot(token: &str, slot: usize, count: usize) -> String {
    format!("{slot} {token}, of {count} slots")
}

/// An entry of the mask.
pub fn may_attend(query: &str, key: &str) -> String {
    format!("{query} may attend to {key}")
}

/// Tab of a head.
pub fn head(index: usize) -> String {
    format!("head {index}")
}

/// A shape.
pub fn shape(rows: usize, columns: usize) -> String {
    format!("{rows}\u{2009}\u{d7}\u{2009}{columns}")
}

/// What a pager moves.
pub fn pager_label(axis: Axis) -> String {
    format!("shown {}", axis_name(axis))
}

/// The button back.
pub fn pager_back(axis: Axis) -> String {
    format!("earlier {}", axis_name(axis))
}

/// The button on.
pub fn pager_on(axis: Axis) -> String {
    format!("later {}", axis_name(axis))
}

/// What is shown of an axis.
pub fn pager(axis: Axis, from: usize, to: usize, count: usize) -> String {
    format!("{} {from} to {} of {count}", axis_name(axis), to - 1)
}

fn axis_name(axis: Axis) -> &'static str {
    match axis {
        Axis::Query => "queries",
        Axis::Key => "keys",
        Axis::Slot => "slots",
        Axis::Dk => "components of q and k",
        Axis::Dv => "components of v",
        Axis::Dmodel => "components of x",
        Axis::Heads => "heads",
        Axis::One => "rows",
    }
}

/// Name of the picture of a large matrix.
pub fn overview(n: usize) -> String {
    format!(
        "All {n} by {n} weights as a picture; darker is more. The grid beside it has the numbers."
    )
}

/// Name of the arcs: whose attention, and to what.
pub fn arcs_label(token: &str, strongest: &str) -> String {
    format!("Attention of {token}: {strongest}")
}

/// The formula in words.
pub fn formula_label(width: Option<usize>, temperature: f32) -> String {
    let scale = width.map_or_else(String::new, |w| format!(" divided by the root of {w}"));
    let cooled = if temperature == 1.0 {
        String::new()
    } else {
        format!(", divided by {}", format::exact(temperature))
    };
    format!("A equals softmax of Q times K transposed{scale}{cooled}")
}

/// What an encoding does, in one sentence.
pub fn encoding_note(kind: &str) -> &'static str {
    match kind {
        "sinusoidal" => {
            "Sines and cosines of the position are added to every row (Vaswani et al. 2017)."
        }
        "learned" => {
            "A table of numbers, one row a position, is added; here you are the one who learns it."
        }
        "rope" => {
            "Each pair of components of q and k is turned by an angle that grows with the position; scores then depend on distances alone (Su et al. 2021)."
        }
        "alibi" => {
            "Each logit loses m times the distance of its two tokens; nothing is added to the vectors (Press et al. 2022)."
        }
        _ => "Attention sees a set of tokens: no first, no last.",
    }
}

/// Name of a row in the table of what breaks equivariance.
pub fn breaker(name: &str) -> &'static str {
    match name {
        "sinusoidal" => "sinusoidal positions",
        "learned" => "learned positions",
        "rope" => "RoPE",
        "alibi" => "ALiBi",
        "causal" => "a causal mask",
        _ => "no positions, no mask",
    }
}

/// f(PX) = P f(X) holds.
pub fn equivariant(gap: f32) -> String {
    if gap == 0.0 {
        return "The same rows, only shuffled: not one number differs.".into();
    }
    format!(
        "The same rows, only shuffled. What differs, {} at the most, is rounding.",
        format::cell(gap)
    )
}

/// f(PX) = P f(X) does not hold.
pub fn broken(gap: f32) -> String {
    format!(
        "Order matters now: the two differ by up to {}.",
        format::cell(gap)
    )
}

/// What an edit did, in one sentence, for a screen reader.
pub fn announce(token: &str, strongest: &str, weight: f32) -> String {
    format!(
        "{token} now attends most to {strongest}, with weight {}.",
        format::cell(weight)
    )
}

/// What the theme button says: the theme that holds.
pub fn theme(theme: crate::state::link::Theme) -> &'static str {
    use crate::state::link::Theme;
    match theme {
        Theme::Auto => "Theme: as the system",
        Theme::Light => "Theme: light",
        Theme::Dark => "Theme: dark",
    }
}

/// A part named in `hide=` that does not exist.
pub fn no_such_part(part: &str) -> String {
    format!(
        "hide: there is no part \u{201c}{part}\u{201d}; there are {}.",
        PARTS.join(", ")
    )
}

/// Parts that `hide=` can take away.
pub const PARTS: &[&str] = &[
    "header",
    "lesson",
    "tokens",
    "formula",
    "settings",
    "permutation",
    "findings",
];

// TEMPORARY until the catalogue has them.
#[allow(missing_docs)]
mod new {
    use crate::model::{Part, What};
    use crate::state::MatrixId;
    macro_rules! f { ($($n:ident = $t:literal;)*) => { $(pub fn $n() -> &'static str { $t })* } }
    f! {
        explain_title = "How this number comes about";
        explain_hint = "Point at any derived number to see how it comes about.";
        explain_unfold = "Show how";
        copy_arithmetic = "Copy";
        overflow = "Held at the largest number that f32 has.";
        touch_hint = "Touch an input number to see what depends on it.";
        derivative_title = "By how much this cell changes for each unit of the input, exactly (forward mode)";
        scaled = "scaled scores";
        bias = "bias of the distance";
        mask = "mask";
        stages = "From scores to logits";
    }
    pub const ARITHMETIC_COPIED: &str = "The arithmetic is copied.";
    pub fn of_numbers(n: usize) -> String {
        format!(" of {n}")
    }
    pub fn explain_this(name: &str) -> String {
        format!("explain {name}")
    }
    pub fn cell_of_pair(name: &str, row: &str, column: &str) -> String {
        format!("{name}, {row} \u{2192} {column}")
    }
    pub fn cell_of_bias(name: &str, column: &str) -> String {
        format!("{name}, {column}")
    }
    pub fn cell_of_row(name: &str, row: &str, column: &str) -> String {
        format!("{name} of {row}, component {column}")
    }
    pub fn more_terms(n: usize) -> String {
        format!("{n} more terms")
    }
    pub fn derivative(name: &str) -> String {
        format!("for each 1 more in {name}:")
    }
    pub fn wiggle(_: &str) -> &'static str {
        "\u{223f} wiggle it"
    }
    pub fn influence(_: &str) -> &'static str {
        "what depends on it"
    }
    pub fn line(what: What) -> &'static str {
        match what {
            What::Score => "score",
            What::Largest => "largest logit",
            What::Total => "sum",
            What::Weight => "weight",
            What::Mean => "output",
            _ => "result",
        }
    }
    pub fn part(part: Part) -> &'static str {
        match part {
            Part::Weights(_) => "weight",
            Part::Scores(_) => "score",
            Part::Logits(_) => "logit",
            Part::Output => "output",
            Part::Input(MatrixId::Q) => "query",
            Part::Input(MatrixId::K) => "key",
            _ => "value",
        }
    }
}
pub use new::*;
