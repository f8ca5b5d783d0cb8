//! What leaves the page as a file: plots as SVG, their numbers as CSV, matrices, and the computation as a program.

pub mod code;
pub mod csv;
mod matrices;
pub mod svg;

pub use matrices::{Matrices, NAMES};
