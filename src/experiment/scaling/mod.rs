//! Why the scores are divided by sqrt(d_k): what q . k does as d_k grows.

pub mod law;
pub mod sample;
pub mod settings;
