//! Reading a state document.

use super::mask::MaskDocument;
use super::position::{PositionDocument, paper_slopes};
use super::rows::Rows;
use super::{MOST_BYTES, VERSION};
use crate::experiment::Settings;
use crate::lesson::Lab;
use crate::model::json::{self, Read, Reader, Refusal};
use crate::model::limits::TOKENS;
use crate::model::{Embeddings, Error, Input, Mask, Matrix, Position, Problem, Setup, Vectors};
use crate::state::AppState;
use crate::text;
use std::sync::Arc;

/// A document with its defaults, before anything is checked against anything else.
struct Document {
    version: u64,
    lab: Lab,
    tokens: Option<Vec<String>>,
    input: Option<InputFields>,
    heads: usize,
    scale: bool,
    temperature: f32,
    mask: MaskDocument,
    position: PositionDocument,
    order: Option<Vec<usize>>,
    has_block: bool,
    seed: u64,
    labs: Settings,
}

const KEYS: &[&str] = &[
    "version",
    "lab",
    "tokens",
    "input",
    "heads",
    "scale",
    "temperature",
    "mask",
    "position",
    "order",
    "block",
    "seed",
    "labs",
];

impl Document {
    fn read(reader: &mut Reader<'_>) -> Read<Self> {
        let mut document = Self {
            version: VERSION,
            lab: Lab::default(),
            tokens: None,
            input: None,
            heads: 1,
            scale: true,
            temperature: 1.0,
            mask: MaskDocument::None,
            position: PositionDocument::None,
            order: None,
            has_block: false,
            seed: 0,
            labs: Settings::default(),
        };
        reader.object(text::e_a_state_document_an(), KEYS, &mut |reader, place| {
            document.read_field(reader, KEYS[place])
        })?;
        match (&document.tokens, &document.input) {
            (None, _) => Err(Refusal::missing("tokens")),
            (_, None) => Err(Refusal::missing("input")),
            _ => Ok(document),
        }
    }

    fn read_field(&mut self, reader: &mut Reader<'_>, key: &str) -> Read<()> {
        match key {
            "version" => self.version = reader.whole()?,
            "lab" => self.lab = Lab::ALL[reader.name(Lab::NAMES)?],
            "tokens" => self.tokens = Some(labels(reader)?),
            "input" => self.input = Some(InputFields::read(reader)?),
            "heads" => self.heads = reader.index()?,
            "scale" => self.scale = reader.boolean()?,
            "temperature" => self.temperature = reader.number()?,
            "mask" => self.mask = MaskDocument::read(reader)?,
            "position" => self.position = PositionDocument::read(reader)?,
            "order" if reader.is_null()? => self.order = None,
            "order" => self.order = Some(order(reader)?),
            "block" if reader.is_null()? => self.has_block = false,
            "block" => {
                reader.skip()?;
                self.has_block = true;
            }
            "labs" => self.labs = Settings::read(reader)?,
            _ => self.seed = reader.whole()?,
        }
        Ok(())
    }
}

/// Token labels, never more than a document may have.
fn labels(reader: &mut Reader<'_>) -> Read<Vec<String>> {
    let mut labels = Vec::new();
    reader.list(
        text::e_an_array_of_labels(),
        (TOKENS, text::e_unit_entries()),
        &mut |reader| {
            labels.push(reader.string(text::e_a_string())?);
            Ok(())
        },
    )?;
    Ok(labels)
}

/// A shuffle, never longer than a document may have it.
pub(in crate::state) fn order(reader: &mut Reader<'_>) -> Read<Vec<usize>> {
    let mut order = Vec::new();
    let expected = text::e_an_array_of_row();
    reader.list(expected, (TOKENS, text::e_unit_entries()), &mut |reader| {
        order.push(reader.index()?);
        Ok(())
    })?;
    Ok(order)
}

/// All that either kind of input has, in the places of [`INPUT_KEYS`].
#[derive(Default)]
struct InputFields {
    is_embeddings: Option<bool>,
    matrices: [Option<Rows>; INPUT_KEYS.len()],
}

/// The kind, three matrices of vectors, and nine of embeddings, the last four of them biases.
const INPUT_KEYS: &[&str] = &[
    "kind", "q", "k", "v", "x", "wq", "wk", "wv", "wo", "bq", "bk", "bv", "bo",
];
/// Where embeddings begin.
const EMBEDDINGS: usize = 4;
/// Where their biases begin.
const BIASES: usize = 9;

impl InputFields {
    fn read(reader: &mut Reader<'_>) -> Read<Self> {
        let mut fields = Self::default();
        let expected = text::e_an_object_with_kind();
        reader.object(expected, INPUT_KEYS, &mut |reader, place| {
            if place == 0 {
                fields.is_embeddings = Some(reader.name(&["vectors", "embeddings"])? == 1);
            } else if !reader.is_null()? {
                fields.matrices[place] = Some(match place {
                    BIASES.. => Rows::read_one(reader)?,
                    _ => Rows::read(reader)?,
                });
            }
            Ok(())
        })?;
        match fields.is_embeddings {
            Some(_) => Ok(fields),
            None => Err(Refusal::missing("kind")),
        }
    }

    fn into_input(mut self) -> Result<Input, Error> {
        if self.is_embeddings == Some(true) {
            self.refuse(1..EMBEDDINGS, text::e_embeddings_has_x_wq())?;
            return Ok(Input::Embeddings(Embeddings {
                x: self.required(4)?,
                wq: self.required(5)?,
                wk: self.required(6)?,
                wv: self.required(7)?,
                wo: self.optional(8)?,
                bq: self.optional(9)?,
                bk: self.optional(10)?,
                bv: self.optional(11)?,
                bo: self.optional(12)?,
            }));
        }
        self.refuse(EMBEDDINGS..INPUT_KEYS.len(), text::e_vectors_has_q_k())?;
        Ok(Input::Vectors(Vectors {
            q: self.required(1)?,
            k: self.required(2)?,
            v: self.required(3)?,
        }))
    }

    /// Refuses what the other kind of input has.
    fn refuse(&self, mut others: std::ops::Range<usize>, rule: &str) -> Result<(), Error> {
        match others.find(|place| self.matrices[*place].is_some()) {
            None => Ok(()),
            Some(place) => {
                let problem = text::e_is_a_key_of_another_input(rule);
                Err(Error::new(path(place), Problem::Syntax(problem)))
            }
        }
    }

    fn required(&mut self, place: usize) -> Result<Arc<Matrix>, Error> {
        let missing = || Error::new(path(place), Problem::Syntax(text::e_is_missing().into()));
        self.optional(place)?.ok_or_else(missing)
    }

    fn optional(&mut self, place: usize) -> Result<Option<Arc<Matrix>>, Error> {
        match self.matrices[place].take() {
            None => Ok(None),
            Some(rows) => Ok(Some(Arc::new(rows.into_matrix(&path(place))?))),
        }
    }
}

fn path(place: usize) -> String {
    ["input.", INPUT_KEYS[place]].concat()
}

/// Reads a state document.
pub(in crate::state) fn from_json(text: &str) -> Result<AppState, Error> {
    let document = json::read(text, "document", MOST_BYTES, Document::read)?;
    if document.version != VERSION {
        let problem = Problem::OutOfRange {
            found: document.version.to_string(),
            expected: text::e_the_only_version_so(&VERSION.to_string()),
        };
        return Err(Error::new("version", problem));
    }
    if document.has_block {
        let problem = text::e_must_be_null_this();
        return Err(Error::new("block", Problem::DoesNotFit(problem.into())));
    }
    build(document)
}

fn build(document: Document) -> Result<AppState, Error> {
    let mut setup = Setup {
        input: document.input.unwrap_or_default().into_input()?,
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
        tokens: document.tokens.unwrap_or_default(),
        setup: setup.clone(),
        seed: document.seed,
        labs: document.labs,
    };
    // Sizes first: a default table or default slopes are made to the size of the rest.
    state.validate()?;
    setup.mask = document.mask.into_mask()?;
    setup.position = document
        .position
        .into_position(&setup, state.seed, paper_slopes)?;
    if let Some(order) = document.order {
        setup.order = order;
    }
    state.setup = setup;
    state.validate()?;
    Ok(state)
}
