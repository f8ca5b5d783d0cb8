//! One file: its title, its table, its steps, and what each of them consists of.

use crate::content::{self, Places};
use crate::table::Table;
use crate::{Fault, limits};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde_json::{Map, Value, json};

/// Sections of a step besides its own text: `### hint`.
pub(crate) const SECTIONS: &[&str] = &["answer", "try", "hint", "after"];

/// A lesson in one language.
#[derive(Debug)]
pub(crate) struct Source {
    pub title: String,
    pub table: Table,
    pub steps: Vec<Step>,
}

/// A step in one language.
#[derive(Debug)]
pub(crate) struct Step {
    pub id: String,
    pub line: usize,
    pub title: String,
    pub table: Table,
    /// `text`, `choices` and the sections, each where it is there.
    pub parts: Map<String, Value>,
}

type Refused = (usize, String);
type Events<'a> = Vec<(Event<'a>, usize)>;

/// Reads the file called `name`.
pub(crate) fn read(name: &str, text: &str) -> Result<Source, Fault> {
    let fault = |step: Option<&str>, text: &str, (at, what): Refused| Fault {
        file: name.to_owned(),
        line: line_of(text, at),
        step: step.map(str::to_owned),
        what,
    };
    if text.len() > limits::BYTES {
        let what = format!("is longer than {} bytes", limits::BYTES);
        return Err(fault(None, text, (0, what)));
    }
    let (marked, places) = Places::take(text).map_err(|refused| fault(None, text, refused))?;
    let mut blocks = blocks(&marked).into_iter().peekable();
    let title = match blocks.next() {
        Some(Block::Heading(1, events, _)) => {
            plain(&events).map_err(|r| fault(None, &marked, r))?
        }
        _ => {
            return Err(fault(
                None,
                text,
                (0, "begins with no title (`# ...`)".to_owned()),
            ));
        }
    };
    let table = match blocks.next() {
        Some(Block::Table(source, at)) => {
            Table::read(source, at, line_of(&marked, at)).map_err(|r| fault(None, &marked, r))?
        }
        _ => {
            return Err(fault(
                None,
                text,
                (0, "has no table below its title".to_owned()),
            ));
        }
    };
    let mut steps: Vec<Step> = Vec::new();
    while let Some(block) = blocks.next() {
        let Block::Heading(2, heading, at) = block else {
            let what = "has something before its first step (`## ...`)".to_owned();
            return Err(fault(None, &marked, (block.at(), what)));
        };
        let mut own = Vec::new();
        while let Some(block) = blocks.next_if(|block| !matches!(block, Block::Heading(1 | 2, ..)))
        {
            own.push(block);
        }
        let line = line_of(&marked, at);
        let named = named(&own, at, &marked).map_err(|refused| fault(None, &marked, refused))?;
        let id = named.0.clone();
        if steps.iter().any(|step| step.id == id) {
            return Err(fault(Some(&id), &marked, (at, "is there twice".to_owned())));
        }
        let read = step(&heading, own, named, line, &places);
        steps.push(read.map_err(|refused| fault(Some(&id), &marked, refused))?);
    }
    match steps.len() {
        1..=limits::STEPS => Ok(Source {
            title,
            table,
            steps,
        }),
        found => {
            let what = format!("has {found} steps, expected 1 to {}", limits::STEPS);
            Err(fault(None, text, (0, what)))
        }
    }
}

/// The line in which the byte at `at` stands, from 1.
fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// What stands at the top of a file, one below the other.
enum Block<'a> {
    Heading(u8, Events<'a>, usize),
    Table(&'a str, usize),
    Other(Events<'a>, usize),
}

impl Block<'_> {
    fn at(&self) -> usize {
        match self {
            Self::Heading(.., at) | Self::Table(_, at) | Self::Other(_, at) => *at,
        }
    }
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_MATH;
    let mut blocks = Vec::new();
    let (mut events, mut depth) = (Vec::new(), 0_usize);
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        let whole = range.clone();
        events.push((event, range.start));
        if depth > 0 {
            continue;
        }
        let own = std::mem::take(&mut events);
        blocks.push(match own.first() {
            Some((Event::Start(Tag::Heading { level, .. }), at)) => {
                let (level, at) = (*level as u8, *at);
                debug_assert!(level >= HeadingLevel::H1 as u8);
                Block::Heading(level, inner(own), at)
            }
            Some((Event::Start(Tag::Table(_)), at)) => {
                Block::Table(text.get(whole).unwrap_or_default(), *at)
            }
            _ => Block::Other(own, whole.start),
        });
    }
    blocks
}

/// Without the first and the last.
fn inner(mut events: Events<'_>) -> Events<'_> {
    events.pop();
    events.drain(..1.min(events.len()));
    events
}

/// A title: words and nothing else.
fn plain(events: &Events<'_>) -> Result<String, Refused> {
    let mut title = String::new();
    for (event, at) in events {
        match event {
            Event::Text(text) if !text.contains(content::OPEN) => title.push_str(text),
            _ => return Err((*at, "has more than words in a title".to_owned())),
        }
    }
    Ok(title)
}

/// The name of a step, and its table.
fn named(own: &[Block<'_>], at: usize, text: &str) -> Result<(String, Table), Refused> {
    let Some(Block::Table(source, start)) = own.first() else {
        return Err((at, "has a step without a table below its title".to_owned()));
    };
    let table = Table::read(source, *start, line_of(text, *start))?;
    let Some((id, _)) = table.get("step") else {
        return Err((
            *start,
            "has a step whose table does not name it (`step`)".to_owned(),
        ));
    };
    let of_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.is_empty() || id.len() > 40 || !id.chars().all(of_name) {
        return Err((
            *start,
            format!("has a step called `{id}`; a name is of a-z, 0-9 and -"),
        ));
    }
    Ok((id.to_owned(), table))
}

fn step(
    heading: &Events<'_>,
    own: Vec<Block<'_>>,
    (id, table): (String, Table),
    line: usize,
    places: &Places,
) -> Result<Step, Refused> {
    let title = plain(heading)?;
    let mut parts = Map::new();
    let mut section = "text".to_owned();
    for block in own.into_iter().skip(1) {
        match block {
            Block::Heading(3, heading, at) => {
                section = plain(&heading)?;
                if !SECTIONS.contains(&section.as_str()) {
                    let known = SECTIONS.join(", ");
                    return Err((
                        at,
                        format!("`### {section}` is no section, expected one of {known}"),
                    ));
                }
                if parts.insert(section.clone(), json!([])).is_some() {
                    return Err((at, format!("has the section `{section}` twice")));
                }
            }
            Block::Other(events, at) => {
                let read = content::read(&events, places)?;
                let choices = section == "text" && is_choices(&events);
                let name = if choices { "choices" } else { &section };
                let part = parts.entry(name).or_insert_with(|| json!([]));
                let read = if choices {
                    self::choices(read).map_err(|why| (at, why))?
                } else {
                    read
                };
                if let Some(part) = part.as_array_mut() {
                    part.extend(read);
                }
            }
            other => {
                return Err((
                    other.at(),
                    "has a table or a title in the wrong place".to_owned(),
                ));
            }
        }
    }
    Ok(Step {
        id,
        line,
        title,
        table,
        parts,
    })
}

fn is_choices(events: &Events<'_>) -> bool {
    let marked = |(event, _): &(Event<'_>, usize)| matches!(event, Event::TaskListMarker(_));
    events.iter().any(marked) && matches!(events.last(), Some((Event::End(TagEnd::List(_)), _)))
}

/// `[["ul", ["li", true, ["p", "label"], ["p", "why"]], ...]]` as objects.
fn choices(read: Vec<Value>) -> Result<Vec<Value>, String> {
    let list = read
        .first()
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let choice = |item: &Value| {
        let item = item.as_array().ok_or("has a choice that is no item")?;
        let right = item.get(1).and_then(Value::as_bool);
        let right = right.ok_or("has a choice without a mark ([ ] or [x])")?;
        let (label, why) = match item.get(2..) {
            Some([Value::Array(paragraph), why @ ..]) if paragraph.first() == Some(&json!("p")) => {
                (paragraph.get(1..).unwrap_or_default(), why)
            }
            Some(inline) => {
                let end = inline
                    .iter()
                    .position(|part| part.get(0) == Some(&json!("p")));
                inline.split_at(end.unwrap_or(inline.len()))
            }
            None => (&[][..], &[][..]),
        };
        if label.is_empty() || why.is_empty() {
            return Err(
                "has a choice that does not say, in a paragraph below it, why it is right or wrong",
            );
        }
        Ok(json!({ "right": right, "label": label, "why": why }))
    };
    let made: Result<Vec<_>, &str> = list.iter().skip(1).map(choice).collect();
    made.map_err(str::to_owned)
}
