//! The axes of a plane: ticks with their labels, what stands above and below the frame.

use super::clip::Frame;
use super::drawing::{Anchor, Path, Shape, Size};
use super::lettering::{LINE, width, wrapped};
use super::names::Arrangement;
use super::plane::{Plane, push};
use super::ruler::{Domain, Ruler};
use super::series::{cross, has_gaps};
use super::tick::{Tick, ticks};
use super::{Axis, Figure, Layer, Scale};
use crate::text;

/// Between a tick's label and the axis.
pub(super) const GAP: f64 = 7.0;

/// How many level lines fit.
pub(super) fn level_ticks(size: Size) -> usize {
    ((size.height - 90.0) / 44.0) as usize
}

pub(super) fn widest(ticks: &[Tick]) -> f64 {
    ticks
        .iter()
        .map(|tick| width(&tick.label))
        .fold(0.0, f64::max)
}

/// As many ticks as fit beside each other in one row of labels; given ones in up to three rows.
pub(super) fn upright_ticks(axis: &Axis, domain: Domain, room: f64) -> (Vec<Tick>, usize) {
    let ruler = Ruler::new(domain, 0.0, room);
    let fits = |ticks: &[Tick], rows: usize| {
        let labels: Vec<(f64, f64)> = ticks
            .iter()
            .filter(|tick| !tick.label.is_empty())
            .map(|tick| (ruler.pixel(tick.at), width(&tick.label) / 2.0))
            .collect();
        labels
            .iter()
            .zip(labels.iter().skip(rows))
            .all(|(a, b)| a.0 + a.1 + 12.0 <= b.0 - b.1)
    };
    let rows = if axis.ticks.is_some() { 3 } else { 1 };
    let mut most = axis
        .ticks
        .as_ref()
        .map_or(room / 48.0, |given| given.len() as f64) as usize;
    loop {
        let found = ticks(axis, domain, most);
        if let Some(rows) = (1..=rows).find(|rows| fits(&found, *rows)) {
            return (found, rows);
        }
        if most <= 2 {
            return (found, rows);
        }
        most -= 1;
    }
}

/// What stands above the frame: the label of the vertical axis, the key, the names of upright rules.
pub(super) struct Head {
    pub height: f64,
    pub shapes: Vec<Shape>,
}

impl Head {
    pub fn of(figure: &Figure, size: Size, names: &Arrangement<'_>) -> Self {
        let mut shapes = Vec::new();
        let mut height = 0.0;
        for line in wrapped(&titled(&figure.y), size.width) {
            height += LINE;
            let at = (0.0, height - 4.0);
            shapes.push(Shape::text("plot-label", at, Anchor::Start, &line));
        }
        height = names.key(&mut shapes, height, size);
        let upright = |layer: &&Layer| matches!(layer, Layer::Rule(rule) if !rule.level);
        let rules = figure.layers.iter().filter(upright).count();
        height += LINE * rules.min(3) as f64;
        Self {
            height: height + 9.0,
            shapes,
        }
    }
}

/// The label of an axis, with its unit.
pub(super) fn titled(axis: &Axis) -> String {
    match axis.unit {
        Some(unit) => [&axis.label, " (", unit, ")"].concat(),
        None => axis.label.clone(),
    }
}

/// What stands below the ticks of the horizontal axis: its label, and what the marks of missing numbers mean.
pub(super) struct Foot {
    label: String,
    note: Option<&'static str>,
    /// Whether the note has a row of its own.
    apart: bool,
}

impl Foot {
    /// The foot of a figure whose frame is that wide.
    pub fn of(figure: &Figure, room: f64) -> Self {
        let label = titled(&figure.x);
        let note = has_gaps(figure).then(|| match figure.y.scale {
            Scale::Linear => text::plot_gap(),
            Scale::Log | Scale::Log2 => text::plot_gap_log(),
        });
        let apart = note.is_some_and(|note| width(note) + width(&label) + 36.0 > room);
        Self { label, note, apart }
    }

    /// The height below the frame, where the labels of the ticks stand in that many rows.
    pub fn height(&self, rows: usize) -> f64 {
        let lines = u8::from(!self.label.is_empty() || self.note.is_some()) + u8::from(self.apart);
        10.0 + LINE * (rows as f64 + f64::from(lines))
    }

    /// Draws it.
    pub fn draw(self, shapes: &mut Vec<Shape>, frame: Frame, size: Size) {
        let last = size.height - 5.0;
        let y = if self.apart { last - LINE } else { last };
        let at = (frame.right, y);
        shapes.push(Shape::text("plot-label", at, Anchor::End, &self.label));
        if let Some(note) = self.note {
            let mut mark = Path::default();
            cross(&mut mark, (frame.left + 4.0, last - 4.0));
            push(shapes, "plot-missing", mark);
            let at = (frame.left + 13.0, last);
            shapes.push(Shape::text("plot-label", at, Anchor::Start, note));
        }
    }
}

/// Level lines at the ticks of the vertical axis, with their labels; on a logarithmic axis the axis itself.
pub(super) fn level_axis(shapes: &mut Vec<Shape>, plane: &Plane, axis: &Axis, ticks: &[Tick]) {
    let Frame {
        left,
        right,
        top,
        bottom,
    } = plane.frame;
    let (mut mesh, mut zero, mut marks) = (Path::default(), Path::default(), Path::default());
    for tick in ticks {
        let y = plane.y.pixel(tick.at);
        if tick.label.is_empty() {
            marks.line((left - 3.0, y), (left, y));
            continue;
        }
        let line = if tick.at == 0.0 && axis.scale == Scale::Linear {
            &mut zero
        } else {
            &mut mesh
        };
        line.line((left, y), (right, y));
        let at = (left - GAP, y + 4.5);
        shapes.push(Shape::text("plot-tick", at, Anchor::End, &tick.label));
    }
    if axis.scale != Scale::Linear {
        marks.line((left, top), (left, bottom));
    }
    for (class, path) in [
        ("plot-mesh", mesh),
        ("plot-axis", zero),
        ("plot-axis", marks),
    ] {
        push(shapes, &class, path);
    }
}

/// The horizontal axis.
pub(super) fn upright_axis(shapes: &mut Vec<Shape>, plane: &Plane, ticks: &[Tick], rows: usize) {
    let Frame {
        left,
        right,
        bottom,
        ..
    } = plane.frame;
    let mut marks = Path::default();
    marks.line((left, bottom), (right, bottom));
    let mut labels = 0;
    for tick in ticks {
        let x = plane.x.pixel(tick.at);
        let small = tick.label.is_empty();
        let row = if small { 0 } else { labels % rows };
        let length = if small { 3.0 } else { 5.0 + LINE * row as f64 };
        marks.line((x, bottom), (x, bottom + length));
        if !small {
            labels += 1;
            let at = (x, bottom + length + LINE - 3.0);
            shapes.push(Shape::text("plot-tick", at, Anchor::Middle, &tick.label));
        }
    }
    push(shapes, "plot-axis", marks);
}
