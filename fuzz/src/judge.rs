//! What all doors promise.

use attention_playground::model::{Error, Setup};
use attention_playground::state::{AppState, MatrixId, codec};

/// Longest text of an error, in characters: it is shown in a notice.
const MOST_SHOWN: usize = 1_200;

/// The error names a field, in words that can be shown.
pub fn names_its_field(error: &Error) -> Result<(), String> {
    if error.path.is_empty() {
        return Err(format!("an error without a field: {error}"));
    }
    can_be_shown(&error.to_string())
}

/// Nothing in it hides what stands around it, or turns it (what turns stands between isolates), and it is not longer than
/// one reads.
pub fn can_be_shown(words: &str) -> Result<(), String> {
    let mut depth = 0_usize;
    for c in words.chars() {
        let hides = c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
        let turns = matches!(c, '\u{590}'..='\u{8ff}' | '\u{200f}' | '\u{202a}'..='\u{202e}');
        depth = match c {
            '\u{2066}'..='\u{2068}' => depth + 1,
            '\u{2069}' => depth
                .checked_sub(1)
                .ok_or("an error ends an isolate that it did not begin")?,
            _ => depth,
        };
        if hides || (turns && depth == 0) {
            return Err(format!("an error holds U+{:04X}: {words:?}", u32::from(c)));
        }
    }
    match words.chars().count() {
        _ if depth > 0 => Err("an error does not end an isolate".to_owned()),
        0 => Err("an error without words".to_owned()),
        count if count > MOST_SHOWN => Err(format!("an error of {count} characters")),
        _ => Ok(()),
    }
}

/// The state is valid, and what is written of it, as document and as link, gives it back to the bit.
pub fn holds(state: &AppState) -> Result<(), String> {
    state
        .validate()
        .map_err(|error| format!("a state that is not valid was taken: {error}"))?;
    for text in [state.to_json(), state.to_json_pretty()] {
        let again = AppState::from_json(&text)
            .map_err(|error| format!("its own document is refused: {error}"))?;
        is_same(state, &again, "its document")?;
    }
    let again = codec::decode(&codec::encode(state))
        .map_err(|error| format!("its own link is refused: {error}"))?;
    is_same(state, &again, "its link")
}

/// Every number follows from the state, and none of them is no number.
pub fn is_computed(state: &AppState) -> Result<(), String> {
    // What is large takes long and shows nothing else.
    if numbers(state) > 4_000 {
        return Ok(());
    }
    let trace = state
        .trace()
        .map_err(|error| format!("no trace of a valid state: {error}"))?;
    let mut all = trace
        .weights
        .iter()
        .chain([&trace.output])
        .flat_map(|matrix| matrix.iter());
    match all.find(|number| !number.is_finite()) {
        None => Ok(()),
        Some(number) => Err(format!("the trace holds {number}")),
    }
}

/// How many numbers a state holds.
pub fn numbers(state: &AppState) -> usize {
    let matrices = MatrixId::ALL.iter().filter_map(|id| state.matrix(*id));
    matrices.map(|matrix| matrix.len()).sum()
}

fn is_same(a: &AppState, b: &AppState, what: &str) -> Result<(), String> {
    // `==` takes -0 for 0.
    let bits = |state: &AppState| -> Vec<u32> {
        let matrices = MatrixId::ALL.iter().filter_map(|id| state.matrix(*id));
        let numbers =
            matrices.flat_map(|matrix| matrix.iter().map(|x| x.to_bits()).collect::<Vec<_>>());
        numbers.chain([temperature(&state.setup)]).collect()
    };
    match a == b && bits(a) == bits(b) {
        true => Ok(()),
        false => Err(format!("{what} gives another state")),
    }
}

fn temperature(setup: &Setup) -> u32 {
    setup.temperature.to_bits()
}
