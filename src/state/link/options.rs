//! Settings that always come from the query.

use super::Notice;
use super::query::Parameters;
use crate::lesson::Listed;
use crate::text;

/// Settings that always come from the query.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Options {
    /// Forced theme.
    pub theme: Theme,
    /// Language of the page (`en`, `de`); else the browser's.
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

impl Theme {
    /// As the parameter `theme` calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// Most parts that a link can hide.
const MOST_PARTS: usize = 64;

/// Reads them; what cannot be used keeps its default and gets a notice.
pub(super) fn read(parameters: &Parameters, notices: &mut Vec<Notice>) -> Options {
    let mut options = Options::default();
    for name in [
        "theme", "lang", "hide", "readonly", "embed", "origin", "lesson",
    ] {
        if let Some(value) = parameters.get(name)
            && let Err(message) = set(&mut options, name, value)
        {
            notices.push(Notice::new(name, message));
        }
    }
    options
}

fn set(options: &mut Options, name: &str, value: &str) -> Result<(), String> {
    match name {
        "theme" => options.theme = theme(value)?,
        "lang" => options.lang = Some(language(value)?),
        "hide" => options.hide = parts(value)?,
        "readonly" => options.readonly = flag(name, value)?,
        "embed" => options.embed = flag(name, value)?,
        "origin" => options.origin = Some(origin(value)?),
        _ => options.lesson = Some(lesson(value)?.name.to_owned()),
    }
    Ok(())
}

/// A lesson that there is.
fn lesson(value: &str) -> Result<&'static Listed, String> {
    Listed::named(value).ok_or_else(|| {
        let known: Vec<_> = Listed::all().map(|lesson| lesson.name).collect();
        text::e_is_no_lesson(&quoted(value), &known.join(", "))
    })
}

fn theme(value: &str) -> Result<Theme, String> {
    match value {
        "auto" => Ok(Theme::Auto),
        "light" => Ok(Theme::Light),
        "dark" => Ok(Theme::Dark),
        other => Err(text::e_is_no_theme_light(&(quoted(other)).to_string())),
    }
}

fn language(value: &str) -> Result<String, String> {
    let known: Vec<_> = text::languages().map(|(code, _)| code).collect();
    match known.contains(&value) {
        true => Ok(value.to_owned()),
        false => Err(text::e_the_page_does_not(&quoted(value), &known.join(", "))),
    }
}

fn flag(name: &str, value: &str) -> Result<bool, String> {
    match value {
        "1" => Ok(true),
        "0" => Ok(false),
        other => Err(text::e_is_neither_nor(&(quoted(other)).to_string(), name)),
    }
}

fn parts(value: &str) -> Result<Vec<String>, String> {
    let parts: Vec<_> = value
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let is_name = |part: &&str| {
        part.len() <= 40 && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    match parts.iter().find(|part| !is_name(part)) {
        Some(part) => Err(text::e_is_no_name_of(&(quoted(part)).to_string())),
        None if parts.len() > MOST_PARTS => {
            Err(text::e_names_more_than_parts(&MOST_PARTS.to_string()))
        }
        None => Ok(parts.into_iter().map(str::to_owned).collect()),
    }
}

/// An origin as a browser writes it: scheme, host and perhaps a port, nothing behind it.
fn origin(value: &str) -> Result<String, String> {
    let host = value
        .strip_prefix("https://")
        .or_else(|| value.strip_prefix("http://"));
    let in_host = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
    match host {
        Some(host) if !host.is_empty() && host.len() <= 300 && host.chars().all(in_host) => {
            Ok(value.to_ascii_lowercase())
        }
        _ => Err(text::e_is_no_origin_one(&(quoted(value)).to_string())),
    }
}

/// A value as a notice shows it: cut, without control characters.
pub(super) fn quoted(value: &str) -> String {
    ["“", &text::outside(value, 60), "”"].concat()
}
