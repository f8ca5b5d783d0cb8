//! Every visible string, by name: a function for each message of static/lang/en.ftl, made at build time. A string that
//! is missing does not compile, one that is not used is refused by clippy, and a language that lacks one is refused by
//! the build.
//!
//! English is part of the module; another language is the text of its own file, given to [`speak`] at run time.

use std::sync::RwLock;

#[cfg_attr(not(feature = "web"), allow(dead_code))]
mod catalogue {
    use super::{fill, say};
    include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));
}

pub(crate) use catalogue::*;

/// Why a language cannot be spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unspoken {
    /// There is no such language.
    Unknown,
    /// The text is not that of this version of the page.
    Stale,
}

/// The language that is spoken now: its code and its messages.
static SPOKEN: RwLock<(&str, &[&str])> = RwLock::new(("en", catalogue::ENGLISH));

/// The languages that the page knows: their codes (BCP 47) and what they call themselves, English first.
pub fn languages() -> impl Iterator<Item = (&'static str, &'static str)> {
    let english = catalogue::ENGLISH.first().copied().unwrap_or_default();
    let others = catalogue::OTHERS
        .iter()
        .map(|(code, name, _)| (*code, *name));
    std::iter::once(("en", english)).chain(others)
}

/// The code of the language that is spoken now.
pub fn spoken() -> &'static str {
    SPOKEN.read().unwrap_or_else(|broken| broken.into_inner()).0
}

/// From now on all strings are those of `language`, whose file (static/lang/de.ftl) has the text `file`. English needs
/// no file.
///
/// # Errors
/// [`Unspoken`]; then the language stays what it was.
pub fn speak(language: &str, file: &str) -> Result<(), Unspoken> {
    let spoken = if language == "en" {
        ("en", catalogue::ENGLISH)
    } else {
        let known = catalogue::OTHERS
            .iter()
            .find(|(code, ..)| *code == language);
        let (code, _, sum) = known.ok_or(Unspoken::Unknown)?;
        let messages = (checksum(file.as_bytes()) == *sum).then(|| read(file));
        (*code, messages.ok_or(Unspoken::Stale)?)
    };
    // A lock that a panic left behind still holds a list.
    *SPOKEN.write().unwrap_or_else(|broken| broken.into_inner()) = spoken;
    Ok(())
}

/// The messages of a file, in its order. They stay for good, like those that are compiled in: a page has few languages.
fn read(file: &str) -> &'static [&'static str] {
    let file: &'static str = Box::leak(file.into());
    let messages = file.lines().filter(|line| !line.starts_with('#'));
    let messages: Vec<_> = messages
        .filter_map(|line| Some(line.split_once(" = ")?.1.trim()))
        .collect();
    Box::leak(messages.into_boxed_slice())
}

/// FNV-1a, as build.rs has it.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |sum, byte| {
        (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}

fn say(index: usize) -> &'static str {
    let spoken = SPOKEN.read().unwrap_or_else(|broken| broken.into_inner());
    spoken.1.get(index).copied().unwrap_or_default()
}

/// The message with its placeholders filled in.
fn fill(index: usize, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = say(index);
    while let Some((before, behind)) = rest.split_once("{ $") {
        filled.push_str(before);
        let (name, after) = behind.split_once(" }").unwrap_or((behind, ""));
        let value = values.iter().find(|(known, _)| *known == name);
        filled.push_str(value.map_or("", |(_, value)| value));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests;
