//! Every visible string, by name: a function for each message of static/lang/en.ftl, made at build time. A string that
//! is missing does not compile, one that is not used is refused by clippy, and a language that lacks one is refused by
//! the build.
//!
//! English is part of the module; another language is the text of its own file, given to [`speak`] at run time.

mod outside;

use std::sync::{OnceLock, RwLock};

#[cfg_attr(not(feature = "web"), allow(dead_code))]
mod catalogue {
    use super::{fill, say};
    include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));
}

pub(crate) use catalogue::*;
use outside::isolated;
pub(crate) use outside::outside;

/// Why a language cannot be spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unspoken {
    /// There is no such language.
    Unknown,
    /// The text is not that of this version of the page.
    Stale,
}

/// The language that is spoken now, where it is not English: its code and its messages.
static SPOKEN: RwLock<Option<(&str, &[&str])>> = RwLock::new(None);

/// The messages of English.
fn english() -> &'static [&'static str] {
    static LINES: OnceLock<Vec<&str>> = OnceLock::new();
    LINES.get_or_init(|| catalogue::ENGLISH.lines().collect())
}

/// The languages that the page knows: their codes (BCP 47) and what they call themselves, English first.
pub fn languages() -> impl Iterator<Item = (&'static str, &'static str)> {
    let english = english().first().copied().unwrap_or_default();
    let others = catalogue::OTHERS
        .iter()
        .map(|(code, name, _)| (*code, *name));
    std::iter::once(("en", english)).chain(others)
}

/// The code of the language that is spoken now.
pub fn spoken() -> &'static str {
    let spoken = SPOKEN.read().unwrap_or_else(|broken| broken.into_inner());
    spoken.map_or("en", |(code, _)| code)
}

/// From now on all strings are those of `language`, whose file (static/lang/de.ftl) has the text `file`. English needs
/// no file.
///
/// # Errors
/// [`Unspoken`]; then the language stays what it was.
pub fn speak(language: &str, file: &str) -> Result<(), Unspoken> {
    let spoken = if language == "en" {
        None
    } else {
        let known = catalogue::OTHERS
            .iter()
            .find(|(code, ..)| *code == language);
        let (code, _, sum) = known.ok_or(Unspoken::Unknown)?;
        let messages = (checksum(file.as_bytes()) == *sum).then(|| read(file));
        Some((*code, messages.ok_or(Unspoken::Stale)?))
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
pub(crate) fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |sum, byte| {
        (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}

fn say(index: usize) -> &'static str {
    let spoken = SPOKEN.read().unwrap_or_else(|broken| broken.into_inner());
    let messages = spoken.map_or_else(english, |(_, messages)| messages);
    messages.get(index).copied().unwrap_or_default()
}

/// The message with its placeholders filled in: `values` in the order in which English has them. What reads from right to
/// left turns nothing but itself.
fn fill(index: usize, values: &[&str]) -> String {
    let english = english().get(index).copied().unwrap_or_default();
    let mut filled = String::new();
    let mut rest = say(index);
    while let Some((before, name, after)) = place(rest) {
        filled.push_str(before);
        let value = values.get(rank(english, name)).copied();
        filled.push_str(&isolated(value.unwrap_or_default()));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// What stands before the first placeholder, its name, and what stands behind it.
fn place(message: &str) -> Option<(&str, &str, &str)> {
    let (before, behind) = message.split_once("{ $")?;
    let (name, after) = behind.split_once(" }")?;
    Some((before, name, after))
}

/// How many placeholders stand in English before `name` first does; the build sees to it that none of them is there twice.
fn rank(mut english: &str, name: &str) -> usize {
    let mut rank = 0;
    while let Some((_, other, after)) = place(english)
        && other != name
    {
        english = after;
        rank += 1;
    }
    rank
}

#[cfg(test)]
mod tests;
