//! The form of a state in links, versions 1 and 2: a state whose labs have settings of their own is of version 2.
//!
//! **Frozen.** The order of what is written is the format. A change needs a new version in [`codec`](super::codec) and
//! keeps these files.
//!
//! The bytes are those of postcard 1 (<https://postcard.jamesmunns.com/wire-format>), written and read by hand, for
//! size alone: that saved the last of serde, 5 KB of what a first visit loads. In the order of the format:
//!
//! - lab: a byte, its place in `Lab::ALL`
//! - labels: how many, then each as its length and its bytes
//! - input: 0, d_k, d_v, q, k, v; or 1, d_model, d_k, d_v, x, wq, wk, wv, and wo, bq, bk, bv, bo, each perhaps
//! - heads: a byte; scale: a byte; temperature: perhaps, where it is not 1
//! - mask: 0 none; 1 causal; 2 custom, the number of bytes, and eight entries a byte, the first in the lowest bit
//! - position: 0 none; 1 sinusoidal and 3 rope, with a base perhaps, where it is not 10000; 2 learned, with its table;
//!   4 ALiBi, with the number of slopes and the slopes
//! - order: perhaps, where it is another than 0, 1, ...: how many, and a byte each
//! - seed
//! - in version 2 alone: the settings of the labs, as `experiment::settings` writes them
//!
//! Whole numbers are 7 bits a byte, the lowest first, the high bit says that more follow; an f32 is its four bytes,
//! the lowest first; "perhaps" is 0, or 1 and the thing. A matrix is 0, how many, and its numbers row by row as f32;
//! or 1, how many, and its numbers as hundredths, whole, signs folded in (0, -1, 1, -2, ...): numbers typed by hand are
//! mostly such and take a byte or two each. Its height follows from tokens and widths.

mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;

/// A number of hundredths.
fn from_hundredths(hundredths: i16) -> f32 {
    f32::from(hundredths) / 100.0
}
