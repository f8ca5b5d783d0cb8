//! The state document (protocol, section 1): reading, writing, and the parts of it that actions share.

mod mask;
mod position;
mod read;
mod rows;
mod write;

pub use mask::MaskDocument;
pub use position::PositionDocument;
pub(super) use position::{BASE, drawn_table, kinds, rows, visible_slopes};
pub(super) use read::{from_json, order};
pub(super) use rows::Rows;
pub(super) use write::{to_json, to_json_pretty};

/// The version of the document that this program reads and writes.
pub const VERSION: u64 = 1;

/// Longest document that is read, in bytes.
pub const MOST_BYTES: usize = 64 << 20;
