//! What is kept of lessons in the browser, where the learner wants that: a small document.

use super::{Record, Session};
use crate::model::json::{self, Read, Reader, Writer};
use crate::text;

/// How far the learner came, lesson by lesson.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Kept(Vec<Lesson>);

#[derive(Debug, Clone, Default, PartialEq)]
struct Lesson {
    name: String,
    at: usize,
    steps: Vec<(String, Record)>,
}

/// Longest document that is read, in bytes.
const MOST_BYTES: usize = 200_000;
/// Most lessons, and most steps of one, that are held.
const MOST: usize = 100;

impl Kept {
    /// Reads the document. What is broken is taken for nothing: it is only a convenience.
    pub fn from_json(text: &str) -> Self {
        let read = json::read(text, "kept", MOST_BYTES, |reader| {
            let mut lessons = Vec::new();
            reader.object(
                "",
                &["version", "lessons"],
                &mut |reader, place| match place {
                    0 => reader.whole().map(drop),
                    _ => reader.entries("", &mut |reader, name| {
                        let lesson = lesson(reader, name)?;
                        if lessons.len() < MOST {
                            lessons.push(lesson);
                        }
                        Ok(())
                    }),
                },
            )?;
            Ok(lessons)
        });
        Self(read.unwrap_or_default())
    }

    /// Writes the document.
    pub fn to_json(&self) -> String {
        let mut writer = Writer::on_one_line();
        writer.object(&mut |w| {
            w.key("version").whole(1);
            w.key("lessons").object(&mut |w| {
                for lesson in &self.0 {
                    w.key(&lesson.name).object(&mut |w| {
                        w.key("at").whole(lesson.at as u64);
                        w.key("steps").object(&mut |w| {
                            for (id, record) in &lesson.steps {
                                w.key(id).wholes(&packed(record));
                            }
                        });
                    });
                }
            });
        });
        writer.finish()
    }

    /// Takes up how far a lesson is.
    pub fn keep(&mut self, session: &Session) {
        let name = &session.lesson().name;
        let begun = |record: &Record| packed(record) != packed(&Record::default());
        let steps = session.steps().filter(|(_, record)| begun(record));
        let lesson = Lesson {
            name: name.clone(),
            at: session.at(),
            steps: steps
                .map(|(step, record)| (step.id.clone(), record.clone()))
                .collect(),
        };
        self.0.retain(|other| other.name != *name);
        self.0.push(lesson);
    }

    /// The step at which a lesson was left.
    pub fn at(&self, lesson: &str) -> usize {
        self.lesson(lesson).map_or(0, |lesson| lesson.at)
    }

    /// What was done in a step.
    pub fn record(&self, lesson: &str, step: &str) -> Option<Record> {
        let (_, record) = self
            .lesson(lesson)?
            .steps
            .iter()
            .find(|(id, _)| id == step)?;
        Some(record.clone())
    }

    fn lesson(&self, name: &str) -> Option<&Lesson> {
        self.0.iter().find(|lesson| lesson.name == name)
    }
}

/// A record as numbers: tries, right, shown, hinted, met, solved. What was marked or typed is not kept.
fn packed(record: &Record) -> [usize; 6] {
    let flags = [
        record.right,
        record.shown,
        record.hinted,
        record.met,
        record.solved,
    ]
    .map(usize::from);
    [
        record.tries as usize,
        flags[0],
        flags[1],
        flags[2],
        flags[3],
        flags[4],
    ]
}

fn lesson(reader: &mut Reader<'_>, name: &str) -> Read<Lesson> {
    let mut lesson = Lesson {
        name: name.to_owned(),
        ..Lesson::default()
    };
    reader.object(
        text::e_an_object(),
        &["at", "steps"],
        &mut |reader, place| {
            if place == 0 {
                lesson.at = reader.index()?;
                return Ok(());
            }
            reader.entries(text::e_an_object(), &mut |reader, id| {
                let mut numbers = [0; 6];
                reader.array(text::e_an_array(), &mut |reader, index| {
                    let number = reader.index()?;
                    if let Some(place) = numbers.get_mut(index) {
                        *place = number;
                    }
                    Ok(())
                })?;
                if lesson.steps.len() < MOST {
                    lesson.steps.push((id.to_owned(), unpacked(numbers)));
                }
                Ok(())
            })
        },
    )?;
    Ok(lesson)
}

fn unpacked([tries, right, shown, hinted, met, solved]: [usize; 6]) -> Record {
    Record {
        tries: u32::try_from(tries).unwrap_or(u32::MAX),
        right: right > 0,
        shown: shown > 0,
        hinted: hinted > 0,
        met: met > 0,
        solved: solved > 0,
        ..Record::default()
    }
}
