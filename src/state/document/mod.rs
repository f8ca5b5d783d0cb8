//! The state document (protocol, section 1): reading, writing, and the parts of it that actions share.

mod explain;
mod mask;
pub(super) mod number;
mod position;
mod read;
mod rows;
mod write;

pub(super) use explain::{read_text, read_value};
pub use mask::MaskDocument;
pub use position::PositionDocument;
pub(super) use position::{BASE, KINDS, drawn_table, visible_slopes};
pub(super) use read::from_json;
pub(super) use write::{to_json, to_json_pretty};

/// The version of the document that this program reads and writes.
pub const VERSION: u64 = 1;

/// Longest document that is read, in bytes.
pub const MOST_BYTES: usize = 64 << 20;
