//! What leaves the page as a file: plots as SVG, their numbers as CSV.

pub mod csv;
pub mod svg;
