//! Text: Markdown to a tree of known elements. `["p", "The weight is ", {"=": ["@weights", 0, "it", "robot"]}, "."]`: a
//! text is a string, an element an array with its name first, a number out of the trace an object.
//!
//! No HTML gets through: what [`tag`] and the crate's formulae do not make is refused with its line.

use crate::expression::{self, Type};
use crate::formula;
use pulldown_cmark::{Event, Tag, TagEnd};
use serde_json::{Value, json};

/// Roles, each with a colour of its own: `[query](role:q)`.
const ROLES: &[&str] = &["q", "k", "v", "w", "o", "p"];

/// Deepest nesting of text.
const MOST_DEPTH: usize = 12;
/// Stand around the index of a placeholder while Markdown is read: no text has them (private use).
pub(crate) const OPEN: char = '\u{e000}';
pub(crate) const CLOSE: char = '\u{e001}';

/// The placeholders `{{ ... }}` of a source, taken out of it before Markdown could see the brackets in them.
#[derive(Default)]
pub(crate) struct Places(Vec<String>);

impl Places {
    /// The source with a mark in place of each placeholder, no line moved; and the placeholders.
    pub fn take(source: &str) -> Result<(String, Self), (usize, String)> {
        let (mut marked, mut places) = (String::new(), Self::default());
        if let Some(at) = source.find([OPEN, CLOSE]) {
            return Err((at, "holds a character of the private use area".to_owned()));
        }
        let mut rest = source;
        while let Some((before, behind)) = rest.split_once("{{") {
            let at = source.len() - behind.len();
            let Some((inside, after)) = behind.split_once("}}") else {
                return Err((at, "a placeholder is never closed by `}}`".to_owned()));
            };
            if inside.contains('\n') {
                return Err((at, "a placeholder goes over more than one line".to_owned()));
            }
            marked.push_str(before);
            marked.push(OPEN);
            marked.push_str(&places.0.len().to_string());
            marked.push(CLOSE);
            places.0.push(inside.trim().to_owned());
            rest = after;
        }
        marked.push_str(rest);
        Ok((marked, places))
    }

    /// A text with its placeholders: strings and objects.
    fn fill(&self, text: &str) -> Result<Vec<Value>, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once(OPEN) {
            let (index, after) = behind.split_once(CLOSE).ok_or("a placeholder is broken")?;
            let place = index
                .parse()
                .ok()
                .and_then(|index: usize| self.0.get(index));
            let place = place.ok_or("a placeholder is lost")?;
            if !before.is_empty() {
                parts.push(json!(before));
            }
            let read = expression::read(place, Type::Any, false);
            let read = read.map_err(|why| format!("`{{{{ {place} }}}}` {why}"))?;
            parts.push(json!({ "=": read }));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(json!(rest));
        }
        Ok(parts)
    }
}

/// Reads blocks of Markdown.
///
/// # Errors
/// What cannot stand in a lesson, and where it begins in the source.
pub(crate) fn read(
    events: &[(Event<'_>, usize)],
    places: &Places,
) -> Result<Vec<Value>, (usize, String)> {
    let mut open: Vec<Vec<Value>> = vec![Vec::new()];
    for (event, at) in events {
        step(event, places, &mut open).map_err(|why| (*at, why))?;
        if open.len() > MOST_DEPTH {
            return Err((*at, "nests too deeply".to_owned()));
        }
    }
    Ok(open.pop().unwrap_or_default())
}

fn step(event: &Event<'_>, places: &Places, open: &mut Vec<Vec<Value>>) -> Result<(), String> {
    let add = |open: &mut Vec<Vec<Value>>, value: Value| {
        if let Some(last) = open.last_mut() {
            last.push(value);
        }
    };
    match event {
        Event::Start(tag) => open.push(vec![json!(self::tag(tag)?)]),
        Event::End(TagEnd::Item) => {
            let item = open.pop().map(marked_item).unwrap_or_default();
            add(open, Value::Array(item));
        }
        Event::End(_) => {
            let element = open.pop().unwrap_or_default();
            add(open, Value::Array(element));
        }
        Event::Text(text) => places
            .fill(text)?
            .into_iter()
            .for_each(|part| push_text(open, part)),
        Event::SoftBreak => push_text(open, json!(" ")),
        Event::Code(code) => add(open, json!(["code", unmarked(code)?])),
        Event::InlineMath(tex) => add(open, formula::read(unmarked(tex)?, false)?),
        Event::DisplayMath(tex) => add(open, formula::read(unmarked(tex)?, true)?),
        Event::TaskListMarker(right) => add(open, json!(right)),
        Event::Html(html) | Event::InlineHtml(html) => {
            return Err(format!(
                "holds HTML (`{}`), which is not shown",
                html.trim()
            ));
        }
        Event::HardBreak => return Err("breaks a line by hand".to_owned()),
        Event::Rule | Event::FootnoteReference(_) => {
            return Err("holds a rule or a footnote, which is not shown".to_owned());
        }
    }
    Ok(())
}

/// The mark of a choice stands first in its item, whether or not Markdown made a paragraph around it.
fn marked_item(mut item: Vec<Value>) -> Vec<Value> {
    let inner = item.get_mut(1).and_then(Value::as_array_mut);
    if let Some(paragraph) = inner
        && paragraph.get(1).is_some_and(Value::is_boolean)
    {
        let mark = paragraph.remove(1);
        item.insert(1, mark);
    }
    item
}

/// Adds text to the text before it.
fn push_text(open: &mut [Vec<Value>], part: Value) {
    let Some(last) = open.last_mut() else { return };
    let place = last.len();
    match (last.last_mut(), &part) {
        // The first string of an element is its name.
        (Some(Value::String(before)), Value::String(more)) if place > 1 => before.push_str(more),
        _ => last.push(part),
    }
}

fn unmarked(text: &str) -> Result<&str, String> {
    match text.contains(OPEN) {
        true => Err("a placeholder stands in a formula or in code".to_owned()),
        false => Ok(text),
    }
}

fn tag(tag: &Tag<'_>) -> Result<String, String> {
    Ok(match tag {
        Tag::Paragraph => "p",
        Tag::Emphasis => "em",
        Tag::Strong => "strong",
        Tag::List(None) => "ul",
        Tag::List(Some(1)) => "ol",
        Tag::Item => "li",
        Tag::Link { dest_url, .. } => {
            let role = dest_url.strip_prefix("role:");
            let role = role.filter(|role| ROLES.contains(role)).ok_or_else(|| {
                format!(
                    "links to `{dest_url}`; only role:{} stand in a lesson",
                    ROLES.join(", role:")
                )
            })?;
            return Ok(format!("span.{role}"));
        }
        Tag::HtmlBlock => return Err("holds HTML, which is not shown".to_owned()),
        Tag::Image { .. } => return Err("holds an image, which is not shown".to_owned()),
        Tag::CodeBlock(_) => return Err("holds a block of code, which is not shown".to_owned()),
        Tag::Table(_) => {
            return Err("holds a table that is not the first thing of its step".to_owned());
        }
        Tag::Heading { .. } => return Err("holds a heading in the wrong place".to_owned()),
        _ => return Err("holds something that is not shown".to_owned()),
    }
    .to_owned())
}
