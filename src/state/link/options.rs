//! Settings that always come from the query.

use super::Notice;
use super::query::Parameters;

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

/// Languages that the page speaks.
const LANGUAGES: &[&str] = &["en"];

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
        _ => return Err("there are no lessons yet. The lab is shown without one".into()),
    }
    Ok(())
}

fn theme(value: &str) -> Result<Theme, String> {
    match value {
        "auto" => Ok(Theme::Auto),
        "light" => Ok(Theme::Light),
        "dark" => Ok(Theme::Dark),
        other => Err(format!(
            "{} is no theme; light, dark and auto are",
            quoted(other)
        )),
    }
}

fn language(value: &str) -> Result<String, String> {
    match LANGUAGES.contains(&value) {
        true => Ok(value.to_owned()),
        false => Err(format!(
            "the page does not speak {} yet. English is shown",
            quoted(value)
        )),
    }
}

fn flag(name: &str, value: &str) -> Result<bool, String> {
    match value {
        "1" => Ok(true),
        "0" => Ok(false),
        other => Err(format!(
            "{} is neither {name}=1 nor {name}=0",
            quoted(other)
        )),
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
        Some(part) => Err(format!("{} is no name of a part", quoted(part))),
        None if parts.len() > MOST_PARTS => Err(format!("names more than {MOST_PARTS} parts")),
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
        _ => Err(format!(
            "{} is no origin; one looks like https://course.example",
            quoted(value)
        )),
    }
}

/// A value as a notice shows it: cut, without control characters.
pub(super) fn quoted(value: &str) -> String {
    let visible: String = value.chars().filter(|c| !c.is_control()).take(60).collect();
    format!("“{visible}”")
}
