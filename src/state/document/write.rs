//! Writing a state document.

use super::VERSION;
use super::mask::MaskDocument;
use crate::model::json::Writer;
use crate::model::{Embeddings, Input, Matrix, Position};
use crate::state::AppState;

/// The document on one line.
pub(in crate::state) fn to_json(state: &AppState) -> String {
    write(state, Writer::on_one_line())
}

/// The document for a file: a key a line, a row of a matrix a line.
pub(in crate::state) fn to_json_pretty(state: &AppState) -> String {
    write(state, Writer::row_aligned()) + "\n"
}

fn write(state: &AppState, mut writer: Writer) -> String {
    let setup = &state.setup;
    writer.object(&mut |w| {
        w.key("version").whole(VERSION);
        w.key("lab").string(state.lab.name());
        w.key("tokens")
            .array(&mut |w| state.tokens.iter().for_each(|label| w.string(label)));
        w.key("input").object(&mut |w| input(w, &setup.input));
        w.key("heads").whole(setup.heads as u64);
        w.key("scale").boolean(setup.scale);
        w.key("temperature").number(setup.temperature);
        MaskDocument::of(&setup.mask).write(w.key("mask"));
        w.key("position")
            .object(&mut |w| position(w, &setup.position));
        w.key("order").wholes(&setup.order);
        w.key("block").null();
        w.key("seed").whole(state.seed);
        if !state.labs.is_default() {
            state.labs.write(w.key("labs"));
        }
    });
    writer.finish()
}

fn input(w: &mut Writer, input: &Input) {
    match input {
        Input::Vectors(vectors) => {
            w.key("kind").string("vectors");
            for (key, matrix) in [("q", &vectors.q), ("k", &vectors.k), ("v", &vectors.v)] {
                w.key(key).matrix(matrix);
            }
        }
        Input::Embeddings(e) => embeddings(w, e),
    }
}

fn embeddings(w: &mut Writer, e: &Embeddings) {
    w.key("kind").string("embeddings");
    for (key, matrix) in [("x", &e.x), ("wq", &e.wq), ("wk", &e.wk), ("wv", &e.wv)] {
        w.key(key).matrix(matrix);
    }
    match &e.wo {
        Some(wo) => w.key("wo").matrix(wo),
        None => w.key("wo").null(),
    }
    for (key, bias) in [("bq", &e.bq), ("bk", &e.bk), ("bv", &e.bv), ("bo", &e.bo)] {
        match bias {
            Some(bias) => list(w.key(key), bias),
            None => w.key(key).null(),
        }
    }
}

fn position(w: &mut Writer, position: &Position) {
    w.key("kind").string(match position {
        Position::None => "none",
        Position::Sinusoidal { .. } => "sinusoidal",
        Position::Learned { .. } => "learned",
        Position::Rope { .. } => "rope",
        Position::Alibi { .. } => "alibi",
    });
    match position {
        Position::None => {}
        Position::Sinusoidal { base } | Position::Rope { base } => w.key("base").number(*base),
        Position::Learned { table } => w.key("table").matrix(table),
        Position::Alibi { slopes } => list(w.key("slopes"), slopes),
    }
}

/// A matrix of one row, as a list.
fn list(w: &mut Writer, row: &Matrix) {
    w.numbers(&mut row.as_slice().iter().copied());
}
