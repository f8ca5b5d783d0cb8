//! Writing an action in its public JSON form.

use super::{Action, Dimension, InputKind, MatrixId, document};
use crate::model::json::Writer;

impl Action {
    /// Writes the action in the form that [`Action::from_json`] reads, its type first; a number that is not finite,
    /// which no valid action has, is null.
    pub fn to_json(&self) -> String {
        let mut writer = Writer::on_one_line();
        writer.object(&mut |w| write(self, w));
        writer.finish()
    }
}

fn write(action: &Action, w: &mut Writer) {
    w.key("type").string(name(action));
    let whole = |w: &mut Writer, key: &str, number: usize| w.key(key).whole(number as u64);
    match action {
        Action::SetLab { lab } => w.key("lab").string(lab.name()),
        Action::LoadPreset { preset } => w.key("preset").string(preset),
        Action::SetCell {
            matrix,
            row,
            column,
            value,
        } => {
            corner(w, *matrix, *row, *column);
            w.key("value").number(*value);
        }
        Action::PasteBlock {
            matrix,
            row,
            column,
            values,
            whole,
        } => {
            corner(w, *matrix, *row, *column);
            document::rows(w.key("values"), values);
            w.key("whole").boolean(*whole);
        }
        Action::FillRandom { matrix, seed } => {
            matrix.inspect(|matrix| w.key("matrix").string(matrix.name()));
            seed.inspect(|seed| w.key("seed").whole(*seed));
        }
        Action::AddToken { at, label } => {
            whole(w, "at", *at);
            if let Some(label) = label {
                w.key("label").string(label);
            }
        }
        Action::RemoveToken { row } => whole(w, "row", *row),
        Action::RenameToken { row, label } => {
            whole(w, "row", *row);
            w.key("label").string(label);
        }
        Action::SetSize { dimension, value } => {
            let name = Dimension::NAMES[*dimension as usize];
            w.key("dimension").string(name);
            whole(w, "value", *value);
        }
        Action::SetInputKind { kind } => w.key("kind").string(InputKind::NAMES[*kind as usize]),
        Action::SetOptional { matrix, on } => {
            w.key("matrix").string(matrix.name());
            w.key("on").boolean(*on);
        }
        Action::SetHeads { heads } => whole(w, "heads", *heads),
        Action::SetScale { on } => w.key("on").boolean(*on),
        Action::SetTemperature { value } => w.key("value").number(*value),
        Action::SetMask { mask } => mask.write(w.key("mask")),
        Action::ToggleMaskCell { row, column } => {
            whole(w, "row", *row);
            whole(w, "column", *column);
        }
        Action::SetPosition { position } => position.write(w.key("position")),
        Action::SetOrder { order } => w.key("order").wholes(order),
        Action::MoveSlot { from, to } => {
            whole(w, "from", *from);
            whole(w, "to", *to);
        }
        Action::Shuffle => {}
        Action::SetSeed { seed } => w.key("seed").whole(*seed),
        Action::SetLabs { labs } => labs.write(w.key("labs")),
    }
}

fn corner(w: &mut Writer, matrix: MatrixId, row: usize, column: usize) {
    w.key("matrix").string(matrix.name());
    w.key("row").whole(row as u64);
    w.key("column").whole(column as u64);
}

fn name(action: &Action) -> &'static str {
    match action {
        Action::SetLab { .. } => "set-lab",
        Action::LoadPreset { .. } => "load-preset",
        Action::SetCell { .. } => "set-cell",
        Action::PasteBlock { .. } => "paste-block",
        Action::FillRandom { .. } => "fill-random",
        Action::AddToken { .. } => "add-token",
        Action::RemoveToken { .. } => "remove-token",
        Action::RenameToken { .. } => "rename-token",
        Action::SetSize { .. } => "set-size",
        Action::SetInputKind { .. } => "set-input-kind",
        Action::SetOptional { .. } => "set-optional",
        Action::SetHeads { .. } => "set-heads",
        Action::SetScale { .. } => "set-scale",
        Action::SetTemperature { .. } => "set-temperature",
        Action::SetMask { .. } => "set-mask",
        Action::ToggleMaskCell { .. } => "toggle-mask-cell",
        Action::SetPosition { .. } => "set-position",
        Action::SetOrder { .. } => "set-order",
        Action::MoveSlot { .. } => "move-slot",
        Action::Shuffle => "shuffle",
        Action::SetSeed { .. } => "set-seed",
        Action::SetLabs { .. } => "set-labs",
    }
}
