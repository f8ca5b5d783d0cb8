//! Plots as data: what a lab wants to show is a [`Figure`], and [`draw()`] lays it out as a [`Drawing`] of paths and
//! texts. The page (`view::plot`) and the exported file (`export::svg`) are both made from that one drawing, and the
//! table under the plot and the CSV file from one [`Table`], so that they cannot say different things.
//!
//! Numbers are `f32` in the units that the axes name; lengths of a drawing are CSS pixels, `y` downwards. What was not
//! measured is [`None`]: it breaks the line, it is marked on the axis, and the table says so. So is what is not finite,
//! and what is not above 0 on a logarithmic axis.
//!
//! In a lab, `view::plot::plot(&figure, &emit)` puts a figure (`&Rc<Figure>`) on the page, with its table and its files.
//!
//! # Examples
//! ```
//! use attention_playground::plot::{Axis, Figure, Point, Role, Rule, Series, Size, draw};
//!
//! let measured = [1.0, 4.0, 16.0, 64.0].map(|d| Point::at(d, d * 1.02).between(d * 0.97, d * 1.07));
//! let theory = [1.0, 64.0].map(|d| Point::at(d, d));
//! let figure = Figure::new("variance", "Variance of q · k", "The variance grows as the width of a key does.")
//!     .x(Axis::log2("d_k"))
//!     .y(Axis::log("variance"))
//!     .with(Series::line("measured", Role::Query, measured))
//!     .with(Series::reference("Var = d_k", theory))
//!     .with(Rule::vertical("here", 64.0));
//! let drawing = draw(&figure, Size::of(&figure, 640.0));
//! assert_eq!(figure.told_at(2), "d_k 16: measured 16.32 (15.52 to 17.12)");
//! assert_eq!(drawing.nearest(0.0, 0.0), Some(0));
//! ```

mod axes;
mod clip;
mod drawing;
mod figure;
mod heat;
mod lettering;
mod names;
mod number;
mod plane;
mod reading;
mod ruler;
mod series;
mod table;
mod tick;

pub use drawing::{Anchor, Drawing, Shape, Size, tenths};
pub use figure::{Axis, Bars, Figure, Heat, Layer, Look, Point, Role, Rule, Scale, Series};
pub use lettering::{Piece, pieces};
pub use number::told;
pub use table::{Entry, Table};

impl Size {
    /// The size of a figure that is that wide, in CSS pixels: as tall as it needs to be.
    pub fn of(figure: &Figure, width: f64) -> Self {
        let width = width.max(NARROWEST).min(WIDEST);
        let height = match reading::heat(figure) {
            Some(heat) => heat::height(figure, heat, width),
            None => (0.4 * width + 150.0).min(380.0),
        };
        Self { width, height }
    }
}

/// Below this, there is no room for a plot beside its labels; it is then drawn as if there were, and shown smaller.
const NARROWEST: f64 = 260.0;

/// Above this, lines only become flatter.
const WIDEST: f64 = 1200.0;

/// Lays a figure out.
pub fn draw(figure: &Figure, size: Size) -> Drawing {
    match reading::heat(figure) {
        Some(heat) => heat::draw(figure, heat, size),
        None => plane::draw(figure, size),
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
