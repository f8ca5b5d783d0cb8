//! Why the scores are divided by sqrt(d_k): what q . k does as d_k grows.

pub mod settings;
