//! The public JSON form of actions, `{"type": "set-cell", ...}`, with errors that name the field.

use super::document::{self, MaskDocument, PositionDocument, Rows};
use super::{Action, Dimension, InputKind, MatrixId};
use crate::experiment::settings::Changes;
use crate::lesson::Lab;
use crate::model::json::{self, Read, Reader, Refusal};
use crate::model::{Error, Problem};
use crate::text;

/// Longest action that is read, in bytes: a block of 1024 x 1024 numbers fits.
const MOST_BYTES: usize = 16 << 20;

/// Every action by its name, and the keys that it has besides `type`.
const ACTIONS: &[(&str, &[&str])] = &[
    ("set-lab", &["type", "lab"]),
    ("load-preset", &["type", "preset"]),
    ("set-cell", &["type", "matrix", "row", "column", "value"]),
    (
        "paste-block",
        &["type", "matrix", "row", "column", "values", "whole"],
    ),
    ("fill-random", &["type", "matrix", "seed"]),
    ("add-token", &["type", "at", "label"]),
    ("remove-token", &["type", "row"]),
    ("rename-token", &["type", "row", "label"]),
    ("set-size", &["type", "dimension", "value"]),
    ("set-input-kind", &["type", "kind"]),
    ("set-optional", &["type", "matrix", "on"]),
    ("set-heads", &["type", "heads"]),
    ("set-scale", &["type", "on"]),
    ("set-temperature", &["type", "value"]),
    ("set-mask", &["type", "mask"]),
    ("toggle-mask-cell", &["type", "row", "column"]),
    ("set-position", &["type", "position"]),
    ("set-order", &["type", "order"]),
    ("move-slot", &["type", "from", "to"]),
    ("shuffle", &["type"]),
    ("set-seed", &["type", "seed"]),
    ("set-labs", &["type", "labs"]),
];

impl Action {
    /// Reads an action of at most 16 MB of text.
    ///
    /// # Errors
    /// The first field that is missing, unknown or of the wrong type, by its path in the action: `values[0][1]`.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        // What keys there are depends on the type, which may stand behind them.
        let name = json::read(text, "action", MOST_BYTES, type_of)?;
        let Some((name, keys)) = ACTIONS.iter().find(|(other, _)| *other == name) else {
            let names: Vec<_> = ACTIONS.iter().map(|(name, _)| *name).collect();
            let expected = text::e_one_of(&(names.join(", ")).to_string());
            let found = text::outside(&name, 40);
            return Err(Error::new("type", Problem::UnknownName { found, expected }));
        };
        json::read(text, "action", MOST_BYTES, |reader| {
            let mut fields = Fields::default();
            reader.object(text::e_an_action_an_object(), keys, &mut |reader, place| {
                fields.read(reader, name, keys[place])
            })?;
            fields.action(name)
        })
    }
}

/// The type of an action; all the rest is read over.
fn type_of(reader: &mut Reader<'_>) -> Read<String> {
    let mut name = None;
    reader.entries(text::e_an_action_an_object(), &mut |reader, key| {
        match key == "type" && reader.is_string() {
            true => name = Some(reader.string("")?),
            false => reader.skip()?,
        }
        Ok(())
    })?;
    name.ok_or_else(|| {
        let problem = text::e_is_missing_expected_the();
        Refusal::words(problem).at_key("type")
    })
}

/// The values of all keys that any action has, those that are there.
#[derive(Default)]
struct Fields {
    lab: Option<Lab>,
    preset: Option<String>,
    matrix: Option<MatrixId>,
    row: Option<usize>,
    column: Option<usize>,
    value: Option<f32>,
    size: Option<usize>,
    values: Option<Vec<Vec<f32>>>,
    whole: Option<bool>,
    seed: Option<u64>,
    at: Option<usize>,
    label: Option<String>,
    dimension: Option<Dimension>,
    kind: Option<InputKind>,
    on: Option<bool>,
    heads: Option<usize>,
    mask: Option<MaskDocument>,
    position: Option<PositionDocument>,
    order: Option<Vec<usize>>,
    from: Option<usize>,
    to: Option<usize>,
    labs: Option<Changes>,
}

impl Fields {
    /// Reads the value that the action `name` has at `key`.
    fn read(&mut self, reader: &mut Reader<'_>, name: &str, key: &str) -> Read<()> {
        let may_be_null = matches!(
            (name, key),
            ("fill-random", "matrix" | "seed") | ("add-token", "label")
        );
        match key {
            _ if may_be_null && reader.is_null()? => {}
            "lab" => self.lab = Some(Lab::ALL[reader.name(Lab::NAMES)?]),
            "preset" => self.preset = Some(reader.string(text::e_a_string())?),
            "matrix" => self.matrix = Some(MatrixId::ALL[reader.name(MatrixId::NAMES)?]),
            "row" => self.row = Some(reader.index()?),
            "column" => self.column = Some(reader.index()?),
            "value" if name == "set-size" => self.size = Some(reader.index()?),
            "value" => self.value = Some(reader.number()?),
            "values" => self.values = Some(Rows::read(reader)?.into_vecs()),
            "whole" => self.whole = Some(reader.boolean()?),
            "seed" => self.seed = Some(reader.whole()?),
            "at" => self.at = Some(reader.index()?),
            "label" => self.label = Some(reader.string(text::e_a_string())?),
            "dimension" => self.dimension = Some(Dimension::ALL[reader.name(Dimension::NAMES)?]),
            "kind" => self.kind = Some(InputKind::ALL[reader.name(InputKind::NAMES)?]),
            "on" => self.on = Some(reader.boolean()?),
            "heads" => self.heads = Some(reader.index()?),
            "mask" => self.mask = Some(MaskDocument::read(reader)?),
            "position" => self.position = Some(PositionDocument::read(reader)?),
            "order" => self.order = Some(document::order(reader)?),
            "from" => self.from = Some(reader.index()?),
            "to" => self.to = Some(reader.index()?),
            "labs" => self.labs = Some(Changes::read(reader)?),
            _ => reader.skip()?,
        }
        Ok(())
    }

    /// The action `name`; what it cannot do without must be there.
    fn action(self, name: &str) -> Read<Action> {
        let row = need(self.row, "row");
        let column = need(self.column, "column");
        let matrix = need(self.matrix, "matrix");
        Ok(match name {
            "set-lab" => Action::SetLab {
                lab: need(self.lab, "lab")?,
            },
            "load-preset" => Action::LoadPreset {
                preset: need(self.preset, "preset")?,
            },
            "set-cell" => Action::SetCell {
                matrix: matrix?,
                row: row?,
                column: column?,
                value: need(self.value, "value")?,
            },
            "paste-block" => Action::PasteBlock {
                matrix: matrix?,
                row: row?,
                column: column?,
                values: need(self.values, "values")?,
                whole: self.whole.unwrap_or_default(),
            },
            "fill-random" => Action::FillRandom {
                matrix: self.matrix,
                seed: self.seed,
            },
            "add-token" => Action::AddToken {
                at: need(self.at, "at")?,
                label: self.label,
            },
            "remove-token" => Action::RemoveToken { row: row? },
            "rename-token" => Action::RenameToken {
                row: row?,
                label: need(self.label, "label")?,
            },
            "set-size" => Action::SetSize {
                dimension: need(self.dimension, "dimension")?,
                value: need(self.size, "value")?,
            },
            "set-input-kind" => Action::SetInputKind {
                kind: need(self.kind, "kind")?,
            },
            "set-optional" => Action::SetOptional {
                matrix: matrix?,
                on: need(self.on, "on")?,
            },
            "set-heads" => Action::SetHeads {
                heads: need(self.heads, "heads")?,
            },
            "set-scale" => Action::SetScale {
                on: need(self.on, "on")?,
            },
            "set-temperature" => Action::SetTemperature {
                value: need(self.value, "value")?,
            },
            "set-mask" => Action::SetMask {
                mask: need(self.mask, "mask")?,
            },
            "toggle-mask-cell" => Action::ToggleMaskCell {
                row: row?,
                column: column?,
            },
            "set-position" => Action::SetPosition {
                position: need(self.position, "position")?,
            },
            "set-order" => Action::SetOrder {
                order: need(self.order, "order")?,
            },
            "move-slot" => Action::MoveSlot {
                from: need(self.from, "from")?,
                to: need(self.to, "to")?,
            },
            "shuffle" => Action::Shuffle,
            "set-labs" => Action::SetLabs {
                labs: need(self.labs, "labs")?,
            },
            _ => Action::SetSeed {
                seed: need(self.seed, "seed")?,
            },
        })
    }
}

fn need<T>(value: Option<T>, key: &str) -> Read<T> {
    value.ok_or_else(|| Refusal::missing(key))
}
