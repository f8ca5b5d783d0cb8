//! What a figure is drawn as: paths and texts with classes, in the terms of SVG.

use super::plane::Plane;

/// A figure, laid out. Whoever shows it needs no arithmetic: `view::plot` makes elements of it, `export::svg` a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// How large it is; all shapes lie within.
    pub size: Size,
    /// From the lowest to the topmost.
    pub shapes: Vec<Shape>,
    /// Where numbers stand in it.
    pub(super) plane: Plane,
    /// Where the places that can be pointed at stand, in pixels; the same order as the rows of the table.
    pub(super) places: Vec<(f64, f64)>,
}

/// Width and height in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// From left to right.
    pub width: f64,
    /// From top to bottom.
    pub height: f64,
}

/// A part of a drawing. Its classes say what it is (`plot-line`), whose colour it has (`role-q`) and which of several
/// dashes, marks or steps of colour.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A path.
    Path {
        /// Its classes, separated by spaces.
        class: String,
        /// Its commands, as SVG has them.
        d: String,
    },
    /// A line of text. What of it stands above or below the line, [`pieces`](super::pieces) tells.
    Text {
        /// Its classes, separated by spaces.
        class: String,
        /// Where `anchor` is.
        x: f64,
        /// The base line.
        y: f64,
        /// Which of its points `x` is.
        anchor: Anchor,
        /// What stands there.
        text: String,
    },
}

/// A point of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Where it begins.
    Start,
    /// Halfway.
    Middle,
    /// Where it ends.
    End,
}

impl Anchor {
    /// As `text-anchor` has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

impl Shape {
    /// A path.
    pub(super) fn path(class: &str, path: Path) -> Self {
        Self::Path {
            class: class.to_owned(),
            d: path.0,
        }
    }

    /// A text.
    pub(super) fn text(class: &str, (x, y): (f64, f64), anchor: Anchor, text: &str) -> Self {
        Self::Text {
            class: class.to_owned(),
            x,
            y,
            anchor,
            text: text.to_owned(),
        }
    }
}

/// The commands of a path, being written; lengths are rounded to tenths of a pixel.
#[derive(Default)]
pub(super) struct Path(String);

impl Path {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Begins a new line.
    pub fn from(&mut self, (x, y): (f64, f64)) -> &mut Self {
        self.point('M', x, y)
    }

    /// Draws on to a point.
    pub fn to(&mut self, (x, y): (f64, f64)) -> &mut Self {
        self.point('L', x, y)
    }

    /// A line.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64)) -> &mut Self {
        self.from(from).to(to)
    }

    /// A closed shape.
    pub fn polygon(&mut self, points: impl IntoIterator<Item = (f64, f64)>) -> &mut Self {
        for (index, point) in points.into_iter().enumerate() {
            if index == 0 {
                self.from(point);
            } else {
                self.to(point);
            }
        }
        self.0.push('Z');
        self
    }

    /// A rectangle between two corners.
    pub fn rectangle(&mut self, (x, y): (f64, f64), (to_x, to_y): (f64, f64)) -> &mut Self {
        self.polygon([(x, y), (to_x, y), (to_x, to_y), (x, to_y)])
    }

    /// A circle.
    pub fn circle(&mut self, (x, y): (f64, f64), radius: f64) -> &mut Self {
        let (r, d) = (tenths(radius), tenths(2.0 * radius));
        self.from((x - radius, y));
        for back in ["", "-"] {
            self.0
                .push_str(&["a", &r, " ", &r, " 0 1 0 ", back, &d, " 0"].concat());
        }
        self
    }

    fn point(&mut self, command: char, x: f64, y: f64) -> &mut Self {
        self.0.push(command);
        self.0.push_str(&tenths(x));
        self.0.push(' ');
        self.0.push_str(&tenths(y));
        self
    }
}

/// A length as it is written in a drawing: rounded to tenths of a pixel.
pub fn tenths(length: f64) -> String {
    let tenths = (length * 10.0).round() as i32;
    let sign = if tenths < 0 { "-" } else { "" };
    let tenths = tenths.unsigned_abs();
    let whole = (tenths / 10).to_string();
    match tenths % 10 {
        0 => [sign, &whole].concat(),
        rest => [sign, &whole, ".", &rest.to_string()].concat(),
    }
}
