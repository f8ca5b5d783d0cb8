//! What leaves the page as a file: plots as pictures and as numbers, matrices, and the computation as a program.

pub mod code;
pub mod csv;
mod heat;
mod matrices;
pub mod svg;

use crate::plot::{Figure, Table};
pub use heat::heat;
pub use matrices::{Matrices, NAMES};

/// A form that a plot is saved in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The picture as vectors.
    Svg,
    /// The picture as pixels.
    Png,
    /// The numbers.
    Csv,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Svg, Self::Png, Self::Csv];

    /// What it is called, in every language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Svg => "SVG",
            Self::Png => "PNG",
            Self::Csv => "CSV",
        }
    }

    /// What the names of its files end in.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Csv => "csv",
        }
    }

    /// The media type of what [`write`](Self::write) gives; `None` for pixels, which a browser has to make of it.
    pub fn mime(self) -> Option<&'static str> {
        match self {
            Self::Svg => Some(svg::MIME),
            Self::Png => None,
            Self::Csv => Some(csv::MIME),
        }
    }

    /// The figure in this form, as text; for pixels, the SVG picture that they are made of.
    pub fn write(self, figure: &Figure) -> String {
        match self {
            Self::Svg | Self::Png => svg::write(figure),
            Self::Csv => csv::write(&Table::of(figure)),
        }
    }
}
