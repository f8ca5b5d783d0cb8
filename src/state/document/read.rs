//! Reading a state document.

use super::mask::MaskDocument;
use super::position::{PositionDocument, paper_slopes};
use super::rows::{List, Rows};
use super::{MOST_BYTES, VERSION, explain};
use crate::lesson::Lab;
use crate::model::limits::TOKENS;
use crate::model::{Embeddings, Error, Input, Mask, Matrix, Position, Problem, Setup, Vectors};
use crate::state::AppState;
use serde::de::{Error as _, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a state document (an object)")]
struct Document {
    #[serde(default = "version")]
    version: u64,
    #[serde(default)]
    lab: Lab,
    tokens: Labels,
    input: InputFields,
    #[serde(default = "one")]
    heads: usize,
    #[serde(default = "yes")]
    scale: bool,
    #[serde(default = "unit", with = "super::number::plain")]
    temperature: f32,
    #[serde(default = "no_mask")]
    mask: MaskDocument,
    #[serde(default = "no_position")]
    position: PositionDocument,
    order: Option<Order>,
    block: Option<IgnoredAny>,
    #[serde(default)]
    seed: u64,
}

fn version() -> u64 {
    VERSION
}
fn one() -> usize {
    1
}
fn yes() -> bool {
    true
}
fn unit() -> f32 {
    1.0
}
fn no_mask() -> MaskDocument {
    MaskDocument::None
}
fn no_position() -> PositionDocument {
    PositionDocument::None
}

/// All keys that either kind of input has: read flat, so that an error can say which number of which matrix it is.
#[derive(Deserialize)]
#[serde(
    deny_unknown_fields,
    expecting = "an object with kind \"vectors\" or \"embeddings\""
)]
struct InputFields {
    kind: Kind,
    q: Option<Rows>,
    k: Option<Rows>,
    v: Option<Rows>,
    x: Option<Rows>,
    wq: Option<Rows>,
    wk: Option<Rows>,
    wv: Option<Rows>,
    wo: Option<Rows>,
    bq: Option<List>,
    bk: Option<List>,
    bv: Option<List>,
    bo: Option<List>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Vectors,
    Embeddings,
}

impl InputFields {
    fn into_input(self) -> Result<Input, Error> {
        match self.kind {
            Kind::Vectors => {
                let foreign = [
                    ("x", self.x.is_some()),
                    ("wq", self.wq.is_some()),
                    ("wk", self.wk.is_some()),
                    ("wv", self.wv.is_some()),
                    ("wo", self.wo.is_some()),
                    ("bq", self.bq.is_some()),
                    ("bk", self.bk.is_some()),
                    ("bv", self.bv.is_some()),
                    ("bo", self.bo.is_some()),
                ];
                refuse(&foreign, "vectors", "q, k and v")?;
                Ok(Input::Vectors(Vectors {
                    q: required(self.q, "input.q")?,
                    k: required(self.k, "input.k")?,
                    v: required(self.v, "input.v")?,
                }))
            }
            Kind::Embeddings => {
                let foreign = [
                    ("q", self.q.is_some()),
                    ("k", self.k.is_some()),
                    ("v", self.v.is_some()),
                ];
                refuse(
                    &foreign,
                    "embeddings",
                    "x, wq, wk, wv, wo, bq, bk, bv and bo",
                )?;
                let list = |bias: Option<List>| bias.map(|list| Arc::new(list.into_matrix()));
                Ok(Input::Embeddings(Embeddings {
                    x: required(self.x, "input.x")?,
                    wq: required(self.wq, "input.wq")?,
                    wk: required(self.wk, "input.wk")?,
                    wv: required(self.wv, "input.wv")?,
                    wo: self
                        .wo
                        .map(|wo| wo.into_matrix("input.wo").map(Arc::new))
                        .transpose()?,
                    bq: list(self.bq),
                    bk: list(self.bk),
                    bv: list(self.bv),
                    bo: list(self.bo),
                }))
            }
        }
    }
}

fn refuse(foreign: &[(&str, bool)], kind: &str, expected: &str) -> Result<(), Error> {
    match foreign.iter().find(|(_, there)| *there) {
        None => Ok(()),
        Some((key, _)) => {
            let problem = format!("is an unknown key: input of kind {kind} has {expected}");
            Err(Error::new(format!("input.{key}"), Problem::Syntax(problem)))
        }
    }
}

fn required(rows: Option<Rows>, path: &str) -> Result<Arc<Matrix>, Error> {
    match rows {
        Some(rows) => rows.into_matrix(path).map(Arc::new),
        None => Err(Error::new(path, Problem::Syntax("is missing".into()))),
    }
}

/// Reads a state document.
pub(in crate::state) fn from_json(text: &str) -> Result<AppState, Error> {
    let document: Document = explain::read_text(text, "document", MOST_BYTES)?;
    if document.version != VERSION {
        let problem = Problem::OutOfRange {
            found: document.version.to_string(),
            expected: format!("{VERSION}, the only version so far"),
        };
        return Err(Error::new("version", problem));
    }
    if document.block.is_some() {
        let problem = "must be null: this version of the playground has no Transformer block yet";
        return Err(Error::new("block", Problem::DoesNotFit(problem.into())));
    }
    build(document)
}

fn build(document: Document) -> Result<AppState, Error> {
    let mut setup = Setup {
        input: document.input.into_input()?,
        heads: document.heads,
        scale: document.scale,
        temperature: document.temperature,
        mask: Mask::None,
        position: Position::None,
        order: Vec::new(),
    };
    setup.order = (0..setup.tokens()).collect();
    let mut state = AppState {
        lab: document.lab,
        tokens: document.tokens.0,
        setup: setup.clone(),
        seed: document.seed,
    };
    // Sizes first: a default table or default slopes are made to the size of the rest.
    state.validate()?;
    setup.mask = document.mask.into_mask()?;
    setup.position = document
        .position
        .into_position(&setup, state.seed, paper_slopes)?;
    if let Some(Order(order)) = document.order {
        setup.order = order;
    }
    state.setup = setup;
    state.validate()?;
    Ok(state)
}

/// Token labels, never more than a document may have.
struct Labels(Vec<String>);

impl<'de> Deserialize<'de> for Labels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_seq(Few::new("an array of labels"))
            .map(Self)
    }
}

/// The shuffle, never longer than a document may have it.
struct Order(Vec<usize>);

impl<'de> Deserialize<'de> for Order {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_seq(Few::new("an array of row numbers"))
            .map(Self)
    }
}

/// Reads a list of one entry a token and stops where it is longer than any sequence.
struct Few<T> {
    expecting: &'static str,
    entry: std::marker::PhantomData<T>,
}

impl<T> Few<T> {
    fn new(expecting: &'static str) -> Self {
        let entry = std::marker::PhantomData;
        Self { expecting, entry }
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Few<T> {
    type Value = Vec<T>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.expecting)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = seq.next_element()? {
            if entries.len() == TOKENS {
                return Err(A::Error::custom(format_args!(
                    "has more than {TOKENS} entries"
                )));
            }
            entries.push(entry);
        }
        Ok(entries)
    }
}
