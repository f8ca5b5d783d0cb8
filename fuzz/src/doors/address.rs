//! Addresses and languages.

use crate::chance::Chance;
use crate::judge::{can_be_shown, holds};
use crate::{Case, Corpus, Verdict, hostile, sources};
use attention_playground::state::{AppState, codec, link};
use attention_playground::text::{self, Unspoken};

/// The parameters, each with values that it can have.
const PARAMETERS: &[(&str, &[&str])] = &[
    (
        "lab",
        &["attention", "scaling", "order", "learning", "cost", "own"],
    ),
    ("lesson", &["attention", "scaling", "order"]),
    ("preset", &["robot", "library", "random", "collider"]),
    ("scale", &["on", "off"]),
    (
        "position",
        &["none", "sinusoidal", "learned", "rope", "alibi"],
    ),
    ("mask", &["none", "causal"]),
    ("temperature", &["1", "0.5", "1/3", "0,5", "0", "-1"]),
    ("heads", &["1", "2", "3", "16", "17"]),
    ("seed", &["0", "7", "9007199254740991", "9007199254740992"]),
    ("theme", &["light", "dark", "auto"]),
    ("lang", &["en", "de", "fr"]),
    ("hide", &["header,lesson", "tokens", "formula,,explanation"]),
    ("readonly", &["0", "1"]),
    ("embed", &["0", "1"]),
    (
        "origin",
        &["https://course.example", "http://localhost:8080", "null"],
    ),
];

/// A query, perhaps with a hash.
pub fn make(corpus: &Corpus, chance: &mut Chance) -> String {
    if chance.once_in(6) {
        return corpus.changed(chance);
    }
    let mut text = String::from("?");
    for _ in 0..chance.few() {
        let (name, values) = *chance.of(PARAMETERS);
        let value = match chance.below(3) {
            0 => hostile::text(chance),
            1 => hostile::changed(chance.word(values), chance),
            _ => chance.word(values).to_owned(),
        };
        let value = if chance.once_in(3) {
            value
        } else {
            percent(&value)
        };
        text.push_str(&[name, "=", &value, "&"].concat());
    }
    if chance.once_in(3) {
        let state = AppState::default();
        let (name, whole) = if chance.once_in(2) {
            ("#s=", codec::encode(&state))
        } else {
            ("#json=", percent(&state.to_json()))
        };
        let state = if chance.once_in(2) {
            hostile::changed(&whole, chance)
        } else {
            whole
        };
        text.push_str(&[name, &state].concat());
    }
    text
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

/// An address opens a state that holds; what could not be used of it is told by its name.
pub fn judge(case: &mut Case<'_>) -> Verdict {
    let opening = case.read(|address| {
        let (query, hash) = address.split_once('#').unwrap_or((address, ""));
        link::open(query, hash)
    });
    holds(&opening.state)?;
    for notice in &opening.notices {
        can_be_shown(&notice.message)?;
        let known = PARAMETERS.iter().any(|(name, _)| *name == notice.parameter);
        if !known && !["s", "json"].contains(&notice.parameter.as_str()) {
            return Err(format!("a notice about {:?}", notice.parameter));
        }
    }
    let options = &opening.options;
    let is_name = |part: &String| {
        part.len() <= 40
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if !options.hide.iter().all(is_name)
        || options
            .origin
            .as_ref()
            .is_some_and(|origin| !origin.is_ascii() || origin.len() > 310)
    {
        return Err(format!("took {options:?}"));
    }
    let hash = link::hash(&opening.state).unwrap_or_default();
    match link::open("", &hash).state == opening.state || hash.is_empty() {
        true => Ok(opening.notices.is_empty()),
        false => Err("its own hash opens another state".to_owned()),
    }
}

/// A language is spoken from the very file that was built with the page, and from no other.
pub fn language(case: &mut Case<'_>) -> Verdict {
    let spoken = case.read(|file| text::speak("de", file));
    let is_ours = case.text == sources::german();
    let now = text::spoken();
    let _ = text::speak("en", "");
    match (spoken, is_ours, now) {
        (Ok(()), true, "de") => Ok(true),
        (Err(Unspoken::Stale), false, "en") => Ok(false),
        other => Err(format!("{other:?}")),
    }
}
