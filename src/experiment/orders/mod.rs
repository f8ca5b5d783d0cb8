//! Which orders of the tokens attention tells apart.

pub mod settings;
