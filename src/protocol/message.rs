//! A message of a host page and the answer to it; what the playground says unasked.

use super::{Command, Refusal, SOURCE, VERSION};
use crate::state::json::{self, Read, Reader, Writer};
use crate::state::{AppState, Error, Problem};
use crate::text;

/// A message of a host page.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// What the answer is called by, as it was written: a number or a text; else null.
    id: String,
    /// What is asked for, or why that cannot be.
    pub command: Result<Command, Refusal>,
}

/// Longest message, in bytes.
const MOST_BYTES: usize = 64 << 20;
/// Longest name of a message, in bytes.
const MOST_ID: usize = 200;

/// The parts of a message, as they are written.
#[derive(Default)]
struct Parts<'a> {
    is_ours: bool,
    version: Option<&'a str>,
    id: Option<&'a str>,
    name: Option<String>,
    payload: Option<&'a str>,
}

impl Message {
    /// Reads a message; `None`: it is none of ours, and nobody waits for an answer. (A page hears the messages of every
    /// frame and extension there is.)
    pub fn read(text: &str) -> Option<Self> {
        let parts = json::read(text, "message", MOST_BYTES, parts).ok()?;
        let name = parts.name.filter(|_| parts.is_ours)?;
        // The playground's own messages have the same source; it does not talk to itself.
        if name == "reply" || Event::NAMES.contains(&&*name) {
            return None;
        }
        let is_id = |id: &&str| id.len() <= MOST_ID && !id.starts_with(['{', '[']);
        let id = parts.id.filter(is_id).unwrap_or("null").to_owned();
        let command = match parts.version {
            Some("1") => Command::read(&name, parts.payload.filter(|payload| *payload != "null")),
            found => {
                let problem = Problem::OutOfRange {
                    found: text::outside(found.unwrap_or("null"), 40),
                    expected: text::e_the_only_version_so(&VERSION.to_string()),
                };
                Err(Refusal::of("version", &Error::new("version", problem)))
            }
        };
        Some(Self { id, command })
    }

    /// The answer: what was asked for, in JSON, or why it is not given.
    pub fn reply(&self, answer: Result<&str, &Refusal>) -> String {
        let begin = format!(
            r#"{{"source":"{SOURCE}","version":{VERSION},"id":{},"type":"reply","ok":{},"#,
            self.id,
            answer.is_ok()
        );
        match answer {
            Ok(payload) => [&begin, "\"payload\":", payload, "}"].concat(),
            Err(refusal) => [&begin, "\"error\":", &refusal.to_json(), "}"].concat(),
        }
    }
}

fn parts<'a>(reader: &mut Reader<'a>) -> Read<Parts<'a>> {
    let mut parts = Parts::default();
    reader.entries("", &mut |reader, key| {
        let value = reader.raw()?;
        match key {
            "source" => parts.is_ours = string(value).is_some_and(|source| source == SOURCE),
            "version" => parts.version = Some(value),
            "id" => parts.id = Some(value),
            "type" => parts.name = string(value),
            "payload" => parts.payload = Some(value),
            // Whatever else stands in a message is for somebody else.
            _ => {}
        }
        Ok(())
    })?;
    Ok(parts)
}

fn string(value: &str) -> Option<String> {
    let mut reader = Reader::new(value);
    if reader.is_string() {
        reader.string("").ok()
    } else {
        None
    }
}

impl Refusal {
    /// As `{ code, message, path? }`.
    pub fn to_json(&self) -> String {
        let mut writer = Writer::on_one_line();
        writer.object(&mut |w| {
            w.key("code").string(self.code);
            w.key("message").string(&self.message);
            if let Some(path) = &self.path {
                w.key("path").string(path);
            }
        });
        writer.finish()
    }
}

/// What the playground says unasked.
#[derive(Debug, Clone, PartialEq)]
pub enum Event<'a> {
    /// It can be talked to; once.
    Ready,
    /// The height of its content, in CSS pixels.
    Resize(u32),
    /// The state is another.
    StateChanged(&'a AppState),
    /// A step of a lesson is done.
    Step {
        /// The lesson's name.
        lesson: &'a str,
        /// The step's name.
        step: &'a str,
        /// From 0 to 1.
        score: f32,
        /// The address of the lesson, by which other systems know it.
        activity: &'a str,
    },
    /// A lesson is done.
    Completed {
        /// The lesson's name.
        lesson: &'a str,
        /// The name of its last step.
        step: &'a str,
        /// From 0 to 1.
        score: f32,
        /// The address of the lesson, by which other systems know it.
        activity: &'a str,
    },
    /// Something went wrong that the learner was told of.
    Error(&'a str),
}

impl Event<'_> {
    /// Their names in messages.
    const NAMES: &'static [&'static str] = &[
        "ready",
        "resize",
        "state-changed",
        "step",
        "completed",
        "error",
    ];

    /// Its name in messages.
    pub fn name(&self) -> &'static str {
        Self::NAMES[match self {
            Self::Ready => 0,
            Self::Resize(_) => 1,
            Self::StateChanged(_) => 2,
            Self::Step { .. } => 3,
            Self::Completed { .. } => 4,
            Self::Error(_) => 5,
        }]
    }

    /// Whether any parent may hear it: it says nothing of what the learner does.
    pub fn is_public(&self) -> bool {
        matches!(self, Self::Ready | Self::Resize(_))
    }

    /// The message.
    pub fn to_json(&self) -> String {
        format!(
            r#"{{"source":"{SOURCE}","version":{VERSION},"type":"{}","payload":{}}}"#,
            self.name(),
            self.payload()
        )
    }

    /// What it says, in JSON.
    pub fn payload(&self) -> String {
        let mut writer = Writer::on_one_line();
        match self {
            Self::Ready => writer.object(&mut |_| {}),
            Self::Resize(height) => {
                writer.object(&mut |w| w.key("height").whole(u64::from(*height)))
            }
            Self::StateChanged(state) => return ["{\"state\":", &state.to_json(), "}"].concat(),
            Self::Step {
                lesson,
                step,
                score,
                activity,
            }
            | Self::Completed {
                lesson,
                step,
                score,
                activity,
            } => writer.object(&mut |w| {
                w.key("lesson").string(lesson);
                w.key("step").string(step);
                w.key("score").number(*score);
                let done = matches!(self, Self::Completed { .. });
                statement(w.key("statement"), (lesson, activity), *score, done);
            }),
            Self::Error(message) => writer.object(&mut |w| w.key("message").string(message)),
        }
        writer.finish()
    }
}

/// An xAPI statement (version 1.0.3) about a lesson, all but its actor, whom only the course knows.
fn statement(w: &mut Writer, (lesson, activity): (&str, &str), score: f32, done: bool) {
    let verb = if done { "completed" } else { "progressed" };
    w.object(&mut |w| {
        w.key("verb").object(&mut |w| {
            let id = ["http://adlnet.gov/expapi/verbs/", verb].concat();
            w.key("id").string(&id);
            w.key("display").object(&mut |w| w.key("en").string(verb));
        });
        w.key("object").object(&mut |w| {
            w.key("objectType").string("Activity");
            w.key("id").string(activity);
            w.key("definition").object(&mut |w| {
                w.key("type")
                    .string("http://adlnet.gov/expapi/activities/lesson");
                w.key("name").object(&mut |w| w.key("und").string(lesson));
            });
        });
        w.key("result").object(&mut |w| {
            w.key("completion").boolean(done);
            w.key("score")
                .object(&mut |w| w.key("scaled").number(score));
        });
    });
}
