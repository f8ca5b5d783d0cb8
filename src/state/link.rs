//! Opening the page from an address, and writing one (protocol, section 5).

use super::AppState;

/// Settings that always come from the query.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Options {
    /// Forced theme.
    pub theme: Theme,
    /// Language of the page (`en`).
    pub lang: Option<String>,
    /// Named parts to hide.
    pub hide: Vec<String>,
    /// Look and hover, no edits.
    pub readonly: bool,
    /// One lab without header.
    pub embed: bool,
    /// The origin that may hear more than the height.
    pub origin: Option<String>,
    /// A lesson's name.
    pub lesson: Option<String>,
}

/// Light, dark, or what the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Follows the system.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Something in the address that could not be used; the rest still applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The parameter (`temperature`, `s`, `json`).
    pub parameter: String,
    /// What was wrong and what is shown instead.
    pub message: String,
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
pub fn open(query: &str, hash: &str) -> Opening {
    let _ = (query, hash);
    todo!()
}

/// The hash (`#s=...`) that opens `state`; `None` where it would be over 8 KB and a file is the way.
pub fn hash(state: &AppState) -> Option<String> {
    let _ = state;
    todo!()
}
