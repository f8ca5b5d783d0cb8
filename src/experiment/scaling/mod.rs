//! Why the scores are divided by sqrt(d_k): what q . k does as d_k grows.

pub mod histogram;
pub mod law;
pub mod histogram;
pub mod sample;
pub mod sharpness;
pub mod spread;
pub mod settings;
