//! What a plot shows, and along which axes.

use super::Layer;

/// A plot: what it shows, in the order in which it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Unique on the page, of letters, digits and hyphens: elements are named by it, and saved files.
    pub id: &'static str,
    /// Its heading.
    pub title: String,
    /// What is to be seen, in one sentence; also read out in place of the picture.
    pub summary: String,
    /// The horizontal axis. Of a figure with a [`Heat`](super::Heat) only the label counts.
    pub x: Axis,
    /// The vertical axis. Of a figure with a [`Heat`](super::Heat) only the label counts.
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
