//! Plots as data: what a lab wants to show is a [`Figure`], and `draw` lays it out as a `Drawing` of paths and
//! texts. The page (`view::plot`) and the exported file (`export::svg`) are both made from that one drawing, and the
//! table under the plot and the CSV file from one `Table`, so that they cannot say different things.
//!
//! Numbers are `f32` in the units that the axes name; lengths of a drawing are CSS pixels, `y` downwards. What was not
//! measured is [`None`]: it breaks the line, it is marked on the axis, and the table says so. So is what is not finite,
//! and what is not above 0 on a logarithmic axis.
//!
//! In a lab, `view::plot::plot(&figure, &emit)` puts a figure (`&Rc<Figure>`) on the page, with its table and its files.
//!
//! # Examples
//! ```
//! use attention_playground::plot::{Axis, Figure, Point, Role, Rule, Series};
//!
//! let measured = [1.0, 4.0, 16.0, 64.0].map(|d| Point::at(d, d * 1.02).between(d * 0.97, d * 1.07));
//! let theory = [1.0, 64.0].map(|d| Point::at(d, d));
//! let figure = Figure::new("variance", "Variance of q · k", "The variance grows as the width of a key does.")
//!     .x(Axis::log2("d_k"))
//!     .y(Axis::log("variance"))
//!     .with(Series::line("measured", Role::Query, measured))
//!     .with(Series::reference("Var = d_k", theory))
//!     .with(Rule::vertical("here", 64.0));
//! assert_eq!(figure.layers.len(), 3);
//! ```

mod figure;

pub use figure::{Axis, Bars, Figure, Heat, Layer, Look, Point, Role, Rule, Scale, Series};
