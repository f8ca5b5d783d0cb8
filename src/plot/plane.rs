//! The plane of two axes: what they reach over, where they stand, and their ticks and labels.

use super::clip::Frame;
use super::drawing::{Anchor, Drawing, Path, Shape, Size};
use super::lettering::{LINE, width, wrapped};
use super::names::{Arrangement, arrange};
use super::ruler::{Domain, Ruler};
use super::series::{self, has_gaps};
use super::tick::{Tick, ticks, widened};
use super::{Axis, Figure, Layer, Look, Scale, reading};
use crate::text;

/// The frame that numbers are drawn in, and the rulers along its sides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Plane {
    pub frame: Frame,
    pub x: Ruler,
    pub y: Ruler,
}

impl Plane {
    /// Where a point stands; `None` where it has no place on one of the axes.
    pub fn at(&self, x: f32, y: f32) -> Option<(f64, f64)> {
        Some((self.x.at(x)?, self.y.at(y)?))
    }
}

/// Between a tick's label and the axis.
const GAP: f64 = 7.0;

/// Draws a figure without a heat map.
pub(super) fn draw(figure: &Figure, size: Size) -> Drawing {
    let (x, y) = domains(figure, size);
    let y_ticks = ticks(&figure.y, y, level_ticks(size));
    let left = widest(&y_ticks).max(14.0) + GAP;
    let names = arrange(figure, size);
    let right = size.width - names.margin().max(10.0);
    let (x_ticks, rows) = upright_ticks(&figure.x, x, right - left);
    let spill = x_ticks.last().map_or(0.0, |tick| width(&tick.label) / 2.0);
    let head = Head::of(figure, size, &names);
    let frame = Frame {
        left,
        right: right.min(size.width - spill),
        top: head.height,
        bottom: size.height - foot(figure, rows),
    };
    let inset = if has_dots(figure) && figure.x.ticks.is_none() {
        7.0
    } else {
        0.0
    };
    let plane = Plane {
        frame,
        x: Ruler::new(x, frame.left + inset, frame.right - inset),
        y: Ruler::new(y, frame.bottom, frame.top),
    };
    let mut shapes = head.shapes;
    level_axis(&mut shapes, &plane, &figure.y, &y_ticks);
    series::areas(&mut shapes, figure, &plane);
    upright_axis(&mut shapes, &plane, &x_ticks, rows);
    series::rules(&mut shapes, figure, &plane);
    series::lines(&mut shapes, figure, &plane);
    names.draw(&mut shapes, &plane, size);
    foot_line(&mut shapes, figure, &plane, size);
    let places = reading::places(figure)
        .into_iter()
        .filter_map(|x| Some((plane.x.at(x)?, frame.top)))
        .collect();
    Drawing {
        size,
        shapes,
        plane,
        places,
    }
}

/// What the axes reach over: from side to side just the data, upwards to round numbers around them.
fn domains(figure: &Figure, size: Size) -> (Domain, Domain) {
    let layers = &figure.layers;
    let x = Domain::of(
        &figure.x,
        layers
            .iter()
            .flat_map(upright_numbers)
            .chain(figure.x.ticks.iter().flatten().map(|(at, _)| *at)),
    );
    let x = if figure.x.ticks.is_some() && figure.x.range.is_none() && x.scale == Scale::Linear {
        Domain {
            low: x.low - 0.5,
            high: x.high + 0.5,
            ..x
        }
    } else {
        x
    };
    let y = Domain::of(&figure.y, layers.iter().flat_map(level_numbers));
    let y = if figure
        .y
        .range
        .is_some_and(|(low, high)| (y.low, y.high) == (low.into(), high.into()))
    {
        y
    } else {
        widened(y.towards_zero(), level_ticks(size))
    };
    (x, y)
}

fn upright_numbers(layer: &Layer) -> Vec<f32> {
    match layer {
        Layer::Series(series) => series.points.iter().map(|p| p.x).collect(),
        Layer::Bars(bars) => bars.edges.clone(),
        Layer::Rule(rule) if !rule.level => vec![rule.at],
        Layer::Rule(_) | Layer::Heat(_) => Vec::new(),
    }
}

fn level_numbers(layer: &Layer) -> Vec<f32> {
    match layer {
        Layer::Series(series) => {
            let bounds =
                |p: &super::Point| p.interval.into_iter().flat_map(|(low, high)| [low, high]);
            let points = series.points.iter();
            points
                .flat_map(|p| p.y.into_iter().chain(bounds(p)))
                .collect()
        }
        Layer::Bars(bars) => std::iter::once(0.0)
            .chain(bars.heights.iter().copied())
            .collect(),
        Layer::Rule(rule) if rule.level => vec![rule.at],
        Layer::Rule(_) | Layer::Heat(_) => Vec::new(),
    }
}

fn has_dots(figure: &Figure) -> bool {
    let dots = |layer: &Layer| matches!(layer, Layer::Series(s) if matches!(s.look, Look::Dots | Look::Joined));
    figure.layers.iter().any(dots)
}

/// How many level lines fit.
fn level_ticks(size: Size) -> usize {
    ((size.height - 90.0) / 44.0) as usize
}

fn widest(ticks: &[Tick]) -> f64 {
    ticks
        .iter()
        .map(|tick| width(&tick.label))
        .fold(0.0, f64::max)
}

/// As many ticks as fit beside each other in one row of labels; given ones in up to three rows.
fn upright_ticks(axis: &Axis, domain: Domain, room: f64) -> (Vec<Tick>, usize) {
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
struct Head {
    height: f64,
    shapes: Vec<Shape>,
}

impl Head {
    fn of(figure: &Figure, size: Size, names: &Arrangement<'_>) -> Self {
        let mut shapes = Vec::new();
        let mut height = 0.0;
        for line in wrapped(&titled(&figure.y), size.width) {
            height += LINE;
            let at = (0.0, height - 4.0);
            shapes.push(Shape::text("plot-label", at, Anchor::Start, line));
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

/// The height below the frame.
fn foot(figure: &Figure, rows: usize) -> f64 {
    let line = !figure.x.label.is_empty() || has_gaps(figure);
    10.0 + LINE * (rows as f64 + f64::from(u8::from(line)))
}

/// The label of the horizontal axis, and what the marks of missing numbers mean.
fn foot_line(shapes: &mut Vec<Shape>, figure: &Figure, plane: &Plane, size: Size) {
    let y = size.height - 5.0;
    let end = plane.frame.right;
    shapes.push(Shape::text(
        "plot-label",
        (end, y),
        Anchor::End,
        titled(&figure.x),
    ));
    if has_gaps(figure) {
        let note = if figure.y.scale == Scale::Linear {
            text::plot_gap()
        } else {
            text::plot_gap_log()
        };
        let x = plane.frame.left;
        let mut mark = Path::default();
        series::cross(&mut mark, (x + 4.0, y - 4.0));
        shapes.push(Shape::path("plot-missing", mark));
        shapes.push(Shape::text(
            "plot-label",
            (x + 13.0, y),
            Anchor::Start,
            note,
        ));
    }
}

/// Level lines at the ticks of the vertical axis, with their labels; on a logarithmic axis the axis itself.
fn level_axis(shapes: &mut Vec<Shape>, plane: &Plane, axis: &Axis, ticks: &[Tick]) {
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
        shapes.push(Shape::text(
            "plot-tick",
            at,
            Anchor::End,
            tick.label.as_str(),
        ));
    }
    if axis.scale != Scale::Linear {
        marks.line((left, top), (left, bottom));
    }
    for (class, path) in [
        ("plot-mesh", mesh),
        ("plot-axis", zero),
        ("plot-axis", marks),
    ] {
        push(shapes, class, path);
    }
}

/// The horizontal axis.
fn upright_axis(shapes: &mut Vec<Shape>, plane: &Plane, ticks: &[Tick], rows: usize) {
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
            shapes.push(Shape::text(
                "plot-tick",
                at,
                Anchor::Middle,
                tick.label.as_str(),
            ));
        }
    }
    push(shapes, "plot-axis", marks);
}

/// Adds a path that draws something.
pub(super) fn push(shapes: &mut Vec<Shape>, class: impl Into<String>, path: Path) {
    if !path.is_empty() {
        shapes.push(Shape::path(class, path));
    }
}
