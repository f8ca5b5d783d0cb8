//! Writing a state document.

use super::VERSION;
use super::mask::MaskDocument;
use super::rows::{Written, WrittenList};
use crate::lesson::Lab;
use crate::model::{Input, Matrix, Position};
use crate::state::AppState;
use serde::Serialize;
use serde_json::ser::Formatter;
use std::io::{self, Write};
use std::sync::Arc;

#[derive(Serialize)]
struct Document<'a> {
    version: u64,
    lab: Lab,
    tokens: &'a [String],
    input: InputFields<'a>,
    heads: usize,
    scale: bool,
    temperature: f32,
    mask: MaskDocument,
    position: PositionFields<'a>,
    order: &'a [usize],
    block: (),
    seed: u64,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum InputFields<'a> {
    Vectors {
        q: Written<'a>,
        k: Written<'a>,
        v: Written<'a>,
    },
    Embeddings {
        x: Written<'a>,
        wq: Written<'a>,
        wk: Written<'a>,
        wv: Written<'a>,
        wo: Option<Written<'a>>,
        bq: Option<WrittenList<'a>>,
        bk: Option<WrittenList<'a>>,
        bv: Option<WrittenList<'a>>,
        bo: Option<WrittenList<'a>>,
    },
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum PositionFields<'a> {
    None,
    Sinusoidal { base: f32 },
    Learned { table: Written<'a> },
    Rope { base: f32 },
    Alibi { slopes: WrittenList<'a> },
}

impl<'a> Document<'a> {
    fn of(state: &'a AppState) -> Self {
        let setup = &state.setup;
        Self {
            version: VERSION,
            lab: state.lab,
            tokens: &state.tokens,
            input: InputFields::of(&setup.input),
            heads: setup.heads,
            scale: setup.scale,
            temperature: setup.temperature,
            mask: MaskDocument::of(&setup.mask),
            position: PositionFields::of(&setup.position),
            order: &setup.order,
            block: (),
            seed: state.seed,
        }
    }
}

impl<'a> InputFields<'a> {
    fn of(input: &'a Input) -> Self {
        match input {
            Input::Vectors(vectors) => Self::Vectors {
                q: Written(&vectors.q),
                k: Written(&vectors.k),
                v: Written(&vectors.v),
            },
            Input::Embeddings(e) => Self::Embeddings {
                x: Written(&e.x),
                wq: Written(&e.wq),
                wk: Written(&e.wk),
                wv: Written(&e.wv),
                wo: e.wo.as_deref().map(Written),
                bq: list(&e.bq),
                bk: list(&e.bk),
                bv: list(&e.bv),
                bo: list(&e.bo),
            },
        }
    }
}

fn list(bias: &Option<Arc<Matrix>>) -> Option<WrittenList<'_>> {
    bias.as_deref().map(WrittenList)
}

impl<'a> PositionFields<'a> {
    fn of(position: &'a Position) -> Self {
        match position {
            Position::None => Self::None,
            Position::Sinusoidal { base } => Self::Sinusoidal { base: *base },
            Position::Learned { table } => Self::Learned {
                table: Written(table),
            },
            Position::Rope { base } => Self::Rope { base: *base },
            Position::Alibi { slopes } => Self::Alibi {
                slopes: WrittenList(slopes),
            },
        }
    }
}

/// The document on one line.
pub(in crate::state) fn to_json(state: &AppState) -> String {
    // Neither the types above nor a String can fail to be written.
    serde_json::to_string(&Document::of(state)).unwrap_or_default()
}

/// The document for a file: a key a line, a row of a matrix a line.
pub(in crate::state) fn to_json_pretty(state: &AppState) -> String {
    let mut text = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut text, RowAligned::default());
    let written = Document::of(state).serialize(&mut serializer);
    debug_assert!(written.is_ok(), "writing to memory does not fail");
    text.push(b'\n');
    String::from_utf8(text).unwrap_or_default()
}

/// Objects a key a line; arrays on one line, but an array within an array on a line of its own.
#[derive(Default)]
struct RowAligned {
    objects: usize,
    arrays: usize,
    /// Whether the array that is being left held arrays.
    rows: bool,
}

impl RowAligned {
    fn line<W: ?Sized + Write>(&self, writer: &mut W, depth: usize) -> io::Result<()> {
        writer.write_all(b"\n")?;
        (0..depth).try_for_each(|_| writer.write_all(b"  "))
    }
}

impl Formatter for RowAligned {
    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.objects += 1;
        writer.write_all(b"{")
    }

    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        self.line(writer, self.objects)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.objects -= 1;
        self.line(writer, self.objects)?;
        writer.write_all(b"}")
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.arrays > 0 {
            self.line(writer, self.objects + self.arrays)?;
        }
        self.arrays += 1;
        self.rows = false;
        writer.write_all(b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.arrays -= 1;
        if self.rows {
            self.line(writer, self.objects + self.arrays)?;
        }
        self.rows = self.arrays > 0;
        writer.write_all(b"]")
    }
}
