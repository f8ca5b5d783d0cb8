//! What stands in a plot: series of points, histograms, marked numbers, matrices.

/// One thing that a figure shows.
#[derive(Debug, Clone, PartialEq)]
pub enum Layer {
    /// A line, dots, or both.
    Series(Series),
    /// A histogram.
    Bars(Bars),
    /// A marked number of an axis.
    Rule(Rule),
    /// A matrix as colours. It takes the whole figure: its columns are the numbers 0, 1, ... of the horizontal axis.
    Heat(Heat),
}

macro_rules! layer {
    ($($kind:ident),*) => {
        $(impl From<$kind> for Layer {
            fn from(layer: $kind) -> Self {
                Self::$kind(layer)
            }
        })*
    };
}

layer!(Series, Bars, Rule, Heat);

/// Whose colour something has, as everywhere on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Blue.
    Query,
    /// Orange.
    Key,
    /// Green.
    Value,
    /// Violet.
    Weight,
    /// Ink.
    Output,
    /// Ochre.
    Position,
}

impl Role {
    /// Its class in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Query => "role-q",
            Self::Key => "role-k",
            Self::Value => "role-v",
            Self::Weight => "role-w",
            Self::Output => "role-o",
            Self::Position => "role-p",
        }
    }
}

/// Points that belong together. Their intervals are drawn as a band around a line, and as bars of error at dots.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What stands at its end. Series of one figure have different names.
    pub name: String,
    /// Its colour. Dashes and marks are given out in the order of the series, so that colour alone tells nothing.
    pub role: Role,
    /// How it is drawn.
    pub look: Look,
    /// In the order in which they are joined; for a line, by increasing `x`.
    pub points: Vec<Point>,
}

/// How a [`Series`] is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A line.
    Line,
    /// A thin dashed line: what a theory or a fit says, beside what was measured.
    Reference,
    /// Dots.
    Dots,
    /// Dots joined by a thin line.
    Joined,
}

impl Series {
    /// A series of that look.
    fn of<P: Into<Point>>(
        look: Look,
        name: impl Into<String>,
        role: Role,
        points: impl IntoIterator<Item = P>,
    ) -> Self {
        Self {
            name: name.into(),
            role,
            look,
            points: points.into_iter().map(Into::into).collect(),
        }
    }

    /// A line, with a band where its points have intervals.
    pub fn line<P: Into<Point>>(
        name: impl Into<String>,
        role: Role,
        points: impl IntoIterator<Item = P>,
    ) -> Self {
        Self::of(Look::Line, name, role, points)
    }

    /// What a theory or a fit says.
    pub fn reference<P: Into<Point>>(
        name: impl Into<String>,
        points: impl IntoIterator<Item = P>,
    ) -> Self {
        Self::of(Look::Reference, name, Role::Output, points)
    }

    /// Dots, with bars of error where they have intervals.
    pub fn dots<P: Into<Point>>(
        name: impl Into<String>,
        role: Role,
        points: impl IntoIterator<Item = P>,
    ) -> Self {
        Self::of(Look::Dots, name, role, points)
    }

    /// Dots joined by a thin line.
    pub fn joined<P: Into<Point>>(
        name: impl Into<String>,
        role: Role,
        points: impl IntoIterator<Item = P>,
    ) -> Self {
        Self::of(Look::Joined, name, role, points)
    }
}

/// A number at a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The place.
    pub x: f32,
    /// The number; `None`: it was not measured, or could not be.
    pub y: Option<f32>,
    /// Its lower and upper bound.
    pub interval: Option<(f32, f32)>,
}

impl Point {
    /// A number without an interval.
    pub fn at(x: f32, y: f32) -> Self {
        Self {
            x,
            y: Some(y),
            interval: None,
        }
    }

    /// A place at which nothing could be measured.
    pub fn missing(x: f32) -> Self {
        Self {
            x,
            y: None,
            interval: None,
        }
    }

    /// The same with an interval.
    pub fn between(self, lower: f32, upper: f32) -> Self {
        Self {
            interval: Some((lower, upper)),
            ..self
        }
    }
}

impl From<(f32, f32)> for Point {
    fn from((x, y): (f32, f32)) -> Self {
        Self::at(x, y)
    }
}

/// A histogram: bar `i` reaches from `edges[i]` to `edges[i + 1]` and from 0 to `heights[i]`. A figure holds one at most;
/// its table has a row for each bar, and a line is read at the middles of the bars.
#[derive(Debug, Clone, PartialEq)]
pub struct Bars {
    /// What the heights are.
    pub name: String,
    /// Its colour.
    pub role: Role,
    /// Increasing, one more than there are bars.
    pub edges: Vec<f32>,
    /// One for each bar.
    pub heights: Vec<f32>,
}

/// A number of an axis that is marked by a line across the figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// What stands at it.
    pub name: String,
    /// Whether it is a number of the vertical axis, the line level.
    pub level: bool,
    /// The number.
    pub at: f32,
}

impl Rule {
    /// A level line at a number of the vertical axis. The axis reaches as far.
    pub fn horizontal(name: impl Into<String>, at: f32) -> Self {
        Self {
            name: name.into(),
            level: true,
            at,
        }
    }

    /// An upright line at a number of the horizontal axis. The axis reaches as far.
    pub fn vertical(name: impl Into<String>, at: f32) -> Self {
        Self {
            name: name.into(),
            level: false,
            at,
        }
    }
}

/// A matrix as colours.
#[derive(Debug, Clone, PartialEq)]
pub struct Heat {
    /// What the numbers are.
    pub name: String,
    /// The colour of what is above 0.
    pub role: Role,
    /// Labels of the rows, from the top.
    pub rows: Vec<String>,
    /// Labels of the columns, from the left.
    pub columns: Vec<String>,
    /// Row by row, `rows.len() * columns.len()` numbers; what is missing is hatched.
    pub values: Vec<Option<f32>>,
    /// The number with the full colour; without it, the largest magnitude rounded up. Below 0 there is a colour of its
    /// own, so that 0 is always the colour of the paper.
    pub most: Option<f32>,
}
