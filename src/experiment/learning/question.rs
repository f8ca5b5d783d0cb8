//! What may be asked of the models that are being trained.

use super::model::Model;
use super::task::NUMBERS;
use crate::model::json::{self, Read, Reader, Writer};
use crate::text;

/// A question about a sequence to the models of the first seed, trained or still learning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// What do both models say to it? Answered by a [`Verdict`].
    Classify(Vec<u8>),
    /// How does the model with positions attend within it? Answered by a state document that shows the same numbers in
    /// the lab Attention.
    Open(Vec<u8>),
    /// The same of the model without.
    OpenWithout(Vec<u8>),
}

/// How likely either model finds a yes, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Verdict {
    /// The model with positions.
    pub with: f32,
    /// The model without.
    pub without: f32,
}

const KINDS: &[&str] = &["classify", "open", "open-without"];
/// Longest question, in bytes.
const MOST_BYTES: usize = 1_000;

impl Question {
    /// As the text that [`Experiment::ask`](crate::experiment::Experiment::ask) takes: `{"classify":[3,7,9]}`.
    pub fn to_json(&self) -> String {
        let (kind, sequence) = match self {
            Self::Classify(sequence) => (0, sequence),
            Self::Open(sequence) => (1, sequence),
            Self::OpenWithout(sequence) => (2, sequence),
        };
        let numbers: Vec<_> = sequence.iter().copied().map(usize::from).collect();
        let mut writer = Writer::on_one_line();
        writer.object(&mut |w| w.key(KINDS[kind]).wholes(&numbers));
        writer.finish()
    }

    /// Reads such a text; `None` where it is none.
    pub(super) fn read(question: &str) -> Option<Self> {
        let mut found = None;
        let read = |r: &mut Reader<'_>| -> Read<()> {
            r.object(text::e_an_object(), KINDS, &mut |r, kind| {
                let mut sequence = Vec::new();
                r.array(text::e_an_array(), &mut |r, _| {
                    sequence.push(u8::try_from(r.whole()?).unwrap_or(u8::MAX));
                    Ok(())
                })?;
                found = Some(match kind {
                    0 => Self::Classify(sequence),
                    1 => Self::Open(sequence),
                    _ => Self::OpenWithout(sequence),
                });
                Ok(())
            })
        };
        json::read(question, "question", MOST_BYTES, read).ok()?;
        found
    }

    /// The answer; `None` where the sequence is not one of the models' length, of numbers below 20.
    pub(super) fn answer(&self, with: &Model, without: &Model) -> Option<String> {
        let (Self::Classify(sequence) | Self::Open(sequence) | Self::OpenWithout(sequence)) = self;
        let fits = sequence.len() == with.shape.length && sequence.iter().all(|x| *x < NUMBERS);
        if !fits {
            return None;
        }
        Some(match self {
            Self::Classify(_) => Verdict {
                with: *with.yes(sequence).first()?,
                without: *without.yes(sequence).first()?,
            }
            .to_json(),
            Self::Open(_) => with.document(sequence),
            Self::OpenWithout(_) => without.document(sequence),
        })
    }
}

impl Verdict {
    fn to_json(self) -> String {
        let mut writer = Writer::on_one_line();
        writer.object(&mut |w| {
            w.key("with").number(self.with);
            w.key("without").number(self.without);
        });
        writer.finish()
    }

    /// Reads an answer to [`Question::Classify`]; `None` where it is none.
    pub fn from_json(answer: &str) -> Option<Self> {
        let mut verdict = Self::default();
        let read = |r: &mut Reader<'_>| {
            r.object(
                text::e_an_object(),
                &["with", "without"],
                &mut |r, place| {
                    let number = r.number()?;
                    match place {
                        0 => verdict.with = number,
                        _ => verdict.without = number,
                    }
                    Ok(())
                },
            )
        };
        json::read(answer, "answer", MOST_BYTES, read).ok()?;
        Some(verdict)
    }
}
