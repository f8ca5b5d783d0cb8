//! JSON: read straight into the types of this program, with errors that name the field, and written as a text that grows.
//!
//! Own code where a library would do, for its size alone: serde's derived readers and writers, serde_path_to_error and
//! serde_json with its tables made the module 138 KB larger (758 instead of 620 KB after wasm-opt), and what a first
//! visit loads 54 KB, in a budget of 250. Tests hold this reader against serde_json: it takes and refuses the same
//! texts, and reads the same values.

mod reader;
mod refusal;
mod signs;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
mod writer;

pub(crate) use reader::Reader;
pub(crate) use refusal::{Read, Refusal};
pub(crate) use writer::Writer;

use crate::model::{Error, Problem};

/// Reads a JSON text of at most `most` bytes; `root` names the whole in errors.
pub(crate) fn read<'a, T>(
    text: &'a str,
    root: &str,
    most: usize,
    value: impl FnOnce(&mut Reader<'a>) -> Read<T>,
) -> Result<T, Error> {
    within(text, root, most)?;
    // Some editors begin a file with a byte order mark.
    let mut reader = Reader::new(text.trim_start_matches('\u{feff}'));
    value(&mut reader)
        .and_then(|value| reader.end().map(|()| value))
        .map_err(|refusal| refusal.under(root))
}

fn within(text: &str, root: &str, most: usize) -> Result<(), Error> {
    if text.len() <= most {
        return Ok(());
    }
    let problem = Problem::OutOfRange {
        found: crate::text::e_bytes_long(&text.len().to_string()),
        expected: crate::text::e_at_most_bytes(&most.to_string()),
    };
    Err(Error::new(root, problem))
}
