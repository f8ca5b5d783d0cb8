//! What attention costs: time and memory, measured and fitted.

pub mod settings;
