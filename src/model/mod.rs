//! The mathematics of attention on nalgebra: pure, f32, every intermediate number kept.

mod attention;
mod error;
mod heads;
mod mask;
mod permute;
mod position;
mod range;
mod rotary;
mod setup;
mod softmax;
mod trace;
mod trace_json;
mod validate;

pub use error::{Error, Problem};
pub use position::{alibi, sinusoidal};
pub use rotary::rope;
pub use setup::{Embeddings, Input, Mask, Matrix, Position, Setup, Vectors};
pub use softmax::softmax;
pub use trace::{Permutation, Trace};

/// Limits of the state document (protocol, section 1).
pub mod limits {
    /// Most tokens in a sequence.
    pub const TOKENS: usize = 64;
    /// Largest `d_k`, `d_v` and `d_model`.
    pub const WIDTH: usize = 1024;
    /// Most heads.
    pub const HEADS: usize = 16;
    /// Seeds are whole numbers below 2^53, so that JavaScript holds them exactly.
    pub const SEED: u64 = 1 << 53;
    /// Longest token label, in characters.
    pub const LABEL: usize = 200;
}
