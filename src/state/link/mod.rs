//! Opening the page from an address, and writing one (protocol, section 5).

mod options;
mod query;

use super::{AppState, MatrixId, codec};
use crate::text;
use percent_encoding::percent_decode_str;

pub use options::{Options, Theme};

/// Longest hash that is written, in bytes: what mail and chat programs still pass on.
pub const MOST_BYTES: usize = 8 << 10;

/// Something in the address that could not be used; the rest still applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The parameter (`temperature`, `s`, `json`).
    pub parameter: String,
    /// What was wrong and what is shown instead.
    pub message: String,
}

impl Notice {
    fn new(parameter: &str, message: impl Into<String>) -> Self {
        let parameter = parameter.to_owned();
        let message = message.into();
        Self { parameter, message }
    }
}

/// What an address opens.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The state to show.
    pub state: AppState,
    /// Settings outside the state.
    pub options: Options,
    /// What could not be used.
    pub notices: Vec<Notice>,
}

/// Reads an address: `query` as `location.search`, `hash` as `location.hash` (both with or without their mark).
///
/// Where the hash holds a good state, it is shown, and the query's state parameters are not looked at. A hash that
/// is broken leaves what the query says, and a notice. A hash that is something else (`#main`) and parameters that are
/// not ours (`utm_source`) are passed over in silence. Of a parameter that is given twice, the last counts.
pub fn open(query: &str, hash: &str) -> Opening {
    let parameters = query::Parameters::read(query.strip_prefix('?').unwrap_or(query));
    let mut notices = Vec::new();
    let options = options::read(&parameters, &mut notices);
    let state = match in_hash(hash.strip_prefix('#').unwrap_or(hash)) {
        Some(Ok(state)) => state,
        Some(Err(notice)) => {
            notices.push(notice);
            query::state(&parameters, &mut notices)
        }
        None => query::state(&parameters, &mut notices),
    };
    Opening {
        state,
        options,
        notices,
    }
}

/// The state that the hash holds; `None`: it does not try to hold one.
fn in_hash(hash: &str) -> Option<Result<AppState, Notice>> {
    let (name, text) = hash.split_once('=')?;
    let read = match name {
        "s" => |text: &str| codec::decode(text.trim()),
        "json" => AppState::from_json,
        _ => return None,
    };
    let broken = |why: String| Notice::new(name, text::e_the_link_s_state(&why.to_string()));
    Some(match percent_decode_str(text).decode_utf8() {
        Err(_) => Err(broken(text::e_the_link_is_no_text().into())),
        Ok(text) => read(&text).map_err(|error| broken(error.to_string())),
    })
}

/// The hash (`#s=...`) that opens `state`; `None` where it would be over 8 KB and a file is the way.
pub fn hash(state: &AppState) -> Option<String> {
    // A number takes a byte at least: what cannot fit is not written out at every edit to see that it does not.
    let matrices = MatrixId::ALL.iter().filter_map(|id| state.matrix(*id));
    if matrices.map(|matrix| matrix.len()).sum::<usize>() > MOST_BYTES {
        return None;
    }
    let hash = format!("#s={}", codec::encode(state));
    (hash.len() <= MOST_BYTES).then_some(hash)
}
