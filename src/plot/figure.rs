//! What a plot shows.

/// A plot: what it shows, in the order in which it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Unique on the page, of letters, digits and hyphens: elements are named by it, and saved files.
    pub id: &'static str,
    /// Its heading.
    pub title: String,
    /// What is to be seen, in one sentence; also read out in place of the picture.
    pub summary: String,
    /// The horizontal axis. Of a figure with a [`Heat`] only the label counts.
    pub x: Axis,
    /// The vertical axis. Of a figure with a [`Heat`] only the label counts.
    pub y: Axis,
    /// From the lowest to the topmost.
    pub layers: Vec<Layer>,
}

impl Figure {
    /// A figure with linear axes that have no labels yet, and without layers.
    pub fn new(id: &'static str, title: impl Into<String>, summary: impl Into<String>) -> Self {
        Self {
            id,
            title: title.into(),
            summary: summary.into(),
            x: Axis::linear(""),
            y: Axis::linear(""),
            layers: Vec::new(),
        }
    }

    /// The same with this horizontal axis.
    pub fn x(self, x: Axis) -> Self {
        Self { x, ..self }
    }

    /// The same with this vertical axis.
    pub fn y(self, y: Axis) -> Self {
        Self { y, ..self }
    }

    /// The same with one layer more.
    pub fn with(mut self, layer: impl Into<Layer>) -> Self {
        self.layers.push(layer.into());
        self
    }
}

/// An axis. In its label, and in names of layers, `d_k` is set as a letter with a subscript: one letter, an underscore
/// and letters or digits.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// What it measures.
    pub label: String,
    /// The unit, where there is one: `ms`.
    pub unit: Option<&'static str>,
    /// How numbers become lengths.
    pub scale: Scale,
    /// From where to where; without it, what the data need. What lies outside is not drawn, but stays in the table.
    pub range: Option<(f32, f32)>,
    /// Ticks at given numbers with given labels, in place of the axis' own: for kinds of things (`rope`, `alibi`) that
    /// stand at 0, 1, 2 and so on. Where they stand too close, some labels are left out.
    pub ticks: Option<Vec<(f32, String)>>,
}

/// How the numbers of an axis become lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Equal differences are equally long.
    Linear,
    /// Equal ratios are equally long; ticks at powers of ten.
    Log,
    /// Equal ratios are equally long; ticks at powers of two, as suits widths and counts of tokens.
    Log2,
}

impl Axis {
    /// A linear axis.
    pub fn linear(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            unit: None,
            scale: Scale::Linear,
            range: None,
            ticks: None,
        }
    }

    /// A logarithmic axis with ticks at powers of ten.
    pub fn log(label: impl Into<String>) -> Self {
        Self {
            scale: Scale::Log,
            ..Self::linear(label)
        }
    }

    /// A logarithmic axis with ticks at powers of two.
    pub fn log2(label: impl Into<String>) -> Self {
        Self {
            scale: Scale::Log2,
            ..Self::linear(label)
        }
    }

    /// The same with a unit.
    pub fn unit(self, unit: &'static str) -> Self {
        Self {
            unit: Some(unit),
            ..self
        }
    }

    /// The same, reaching from `low` to `high` whatever the data are. A range that is not one (not finite, empty, not
    /// above 0 on a logarithmic axis) is left out of account.
    pub fn range(self, low: f32, high: f32) -> Self {
        Self {
            range: Some((low, high)),
            ..self
        }
    }

    /// The same with these ticks.
    pub fn ticks(self, ticks: Vec<(f32, String)>) -> Self {
        Self {
            ticks: Some(ticks),
            ..self
        }
    }
}

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
