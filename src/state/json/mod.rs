//! Reading JSON straight into the types of this program, with errors that name the field.
//!
//! Own code where a library would do, for its size alone: serde's derived readers, serde_path_to_error and serde_json
//! with its tables were 165 KB of the page's 758 (after wasm-opt), a fifth of what a first visit loads, and more than
//! the mathematics. This reader is 5 KB, and tests hold it against serde_json: it takes and refuses the same texts,
//! and reads the same values.

mod reader;
mod refusal;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;

pub(super) use reader::Reader;
pub(super) use refusal::{Read, Refusal};

use crate::model::{Error, Problem};

/// Reads a JSON text of at most `most` bytes; `root` names the whole in errors.
pub(super) fn read<T>(
    text: &str,
    root: &str,
    most: usize,
    value: impl FnOnce(&mut Reader<'_>) -> Read<T>,
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
        found: format!("{} bytes long", text.len()),
        expected: format!("at most {most} bytes"),
    };
    Err(Error::new(root, problem))
}
