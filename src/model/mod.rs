//! The mathematics of attention on nalgebra: pure, f32, every intermediate number kept.
//!
//! A [`Setup`] says all that determines a computation; [`Trace::of`] checks it and computes every number once.
//!
//! # Examples
//! What a causal mask forbids has no weight, and what two heads do stands side by side:
//!
//! ```
//! use attention_playground::model::{Input, Mask, Matrix, Position, Setup, Trace, Vectors};
//!
//! let x = std::sync::Arc::new(Matrix::identity(4, 4));
//! let setup = Setup {
//!     input: Input::Vectors(Vectors { q: x.clone(), k: x.clone(), v: x }),
//!     heads: 2,
//!     scale: true,
//!     temperature: 1.0,
//!     mask: Mask::Causal,
//!     position: Position::Rope { base: 10_000.0 },
//!     order: vec![1, 0, 2, 3],
//! };
//! let trace = Trace::of(&setup)?;
//! assert_eq!(trace.weights.len(), 2);
//! assert_eq!(trace.weights[0][(0, 3)], 0.0);
//! assert_eq!(trace.output.shape(), (4, 4));
//!
//! // Mask and positions see the order.
//! assert!(trace.permutation.gap > trace.permutation.rounding);
//!
//! // What does not fit is refused by the name of its field.
//! let refused = Trace::of(&Setup { heads: 3, ..setup }).unwrap_err();
//! assert_eq!(refused.to_string(), "heads: 3 heads do not divide d_k = 4 evenly");
//! # Ok::<(), attention_playground::model::Error>(())
//! ```
//!
//! # Sources
//! - Vaswani et al., Attention Is All You Need, 2017: eq. 1 (attention), section 3.2.2 (heads), 3.5 (sinusoidal).
//! - Su et al., RoFormer: Enhanced Transformer with Rotary Position Embedding, 2021: eqs. 15 and 34 ([`rope`]).
//! - Press, Smith and Lewis, Train Short, Test Long, 2022: section 3 ([`alibi`]).

mod attention;
pub(crate) mod decimal;
mod double;
mod error;
mod explain;
pub mod gradient;
mod heads;
pub(crate) mod json;
mod mask;
mod part;
mod permute;
mod position;
mod proof;
mod range;
mod reading;
mod rotary;
mod setup;
mod shift;
mod shuffles;
mod similarity;
mod softmax;
mod tangent;
mod trace;
mod trace_json;
mod validate;

pub use double::Double;
pub use error::{Error, Problem};
pub use explain::{Constant, Explanation, Expression, Fold, Line, What, fold};
pub use part::{CellRef, InputNumber, MatrixId, Part};
pub use position::{alibi, sinusoidal};
pub use proof::{Proof, Step};
pub use rotary::{rope, rope_angles};
pub use setup::{Embeddings, Input, Mask, Matrix, Position, Setup, Vectors};
pub use shift::Shifted;
pub use shuffles::{Difference, Shuffles, Single};
pub use similarity::Similarity;
pub use softmax::softmax;
pub use tangent::Tangent;
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
