//! Lines, bands, dots, bars and rules, drawn in their plane.

use super::clip::Frame;
use super::drawing::{Anchor, Path, Shape};
use super::lettering::{LINE, cut, width};
use super::plane::{Plane, push};
use super::{Bars, Figure, Layer, Look, Point, Series};

/// A series, and the how-manieth of its kind it is: dashes and marks go by that.
#[derive(Clone, Copy)]
pub(super) struct Styled<'a> {
    pub series: &'a Series,
    order: usize,
}

/// Dashes and marks there are; then they begin anew.
const STYLES: usize = 6;

/// The series of a figure, in order.
pub(super) fn styled(figure: &Figure) -> Vec<Styled<'_>> {
    let mut counts = [0; 3];
    let series = figure.layers.iter().filter_map(|layer| match layer {
        Layer::Series(series) => Some(series),
        _ => None,
    });
    series
        .map(|series| {
            let kind = match series.look {
                Look::Line => 0,
                Look::Reference => 1,
                Look::Dots | Look::Joined => 2,
            };
            let order = counts[kind];
            counts[kind] += 1;
            Styled { series, order }
        })
        .collect()
}

/// The histogram of a figure.
pub(super) fn bars(figure: &Figure) -> Option<&Bars> {
    figure.layers.iter().find_map(|layer| match layer {
        Layer::Bars(bars) => Some(bars),
        _ => None,
    })
}

/// The edges and the height of each bar.
pub(super) fn each_bar(bars: &Bars) -> impl Iterator<Item = (f32, f32, f32)> {
    let edges = bars.edges.iter().zip(bars.edges.iter().skip(1));
    edges
        .zip(&bars.heights)
        .map(|((&from, &to), &height)| (from, to, height))
}

impl Styled<'_> {
    /// Classes of the line; `None` where there is none.
    pub fn line_class(self) -> Option<String> {
        let dash = ["0", "1", "2", "3", "4", "5"][self.order % STYLES];
        let role = self.series.role.class();
        match self.series.look {
            Look::Line => Some(["plot-line ", role, " dash-", dash].concat()),
            Look::Reference => Some(["plot-reference dash-", dash].concat()),
            Look::Joined => Some(["plot-join ", role].concat()),
            Look::Dots => None,
        }
    }

    /// Classes of the marks; `None` where there are none.
    pub fn mark_class(self) -> Option<String> {
        let hollow = if self.order % STYLES < STYLES / 2 {
            ""
        } else {
            " hollow"
        };
        let marked = matches!(self.series.look, Look::Dots | Look::Joined);
        marked.then(|| ["plot-dot ", self.series.role.class(), hollow].concat())
    }

    /// Adds its mark at a point: a disc, a square or a triangle.
    pub fn mark(self, path: &mut Path, (x, y): (f64, f64)) {
        match self.order % (STYLES / 2) {
            0 => path.circle((x, y), 3.6),
            1 => path.rectangle((x - 3.2, y - 3.2), (x + 3.2, y + 3.2)),
            _ => path.polygon([(x, y - 4.4), (x + 4.2, y + 3.2), (x - 4.2, y + 3.2)]),
        };
    }

    /// Its points that are drawn, in pixels.
    pub fn drawn(self, plane: &Plane) -> impl Iterator<Item = (f64, f64)> {
        let points = self.series.points.iter();
        points
            .filter_map(|p| plane.at(p.x, p.y?))
            .filter(|at| plane.frame.holds(*at))
    }
}

/// Bands and bars: what lies below all lines.
pub(super) fn areas(shapes: &mut Vec<Shape>, figure: &Figure, plane: &Plane) {
    for styled in styled(figure) {
        if styled.series.look == Look::Line {
            let class = ["plot-band ", styled.series.role.class()].concat();
            push(shapes, &class, band(styled.series, plane));
        }
    }
    let Some(bars) = bars(figure) else {
        return;
    };
    let (floor, mut path) = (plane.y.bound(0.0), Path::default());
    for (from, to, height) in each_bar(bars) {
        if let (Some(from), Some(to), Some(top), Some(floor)) =
            (plane.x.at(from), plane.x.at(to), plane.y.at(height), floor)
            && height != 0.0
            && to > plane.frame.left
            && from < plane.frame.right
        {
            // A hair of paper between bars, where they are wide enough for it.
            let gap = ((to - from) / 8.0).min(0.5);
            let corners = [(from + gap, floor), (to - gap, top)];
            let [a, b] = corners.map(|corner| plane.frame.nearest(corner));
            path.rectangle(a, b);
        }
    }
    push(shapes, &["plot-bar ", bars.role.class()].concat(), path);
}

/// The area between the bounds of neighbouring points.
fn band(series: &Series, plane: &Plane) -> Path {
    let mut path = Path::default();
    let (mut lower, mut upper): (Vec<(f64, f64)>, Vec<(f64, f64)>) = Default::default();
    let mut close = |lower: &mut Vec<_>, upper: &mut Vec<_>| {
        upper.reverse();
        lower.append(upper);
        let area = plane.frame.area(std::mem::take(lower));
        if area.len() > 2 {
            path.polygon(area);
        }
    };
    for point in &series.points {
        match bounds(point, plane) {
            Some((x, low, high)) => {
                lower.push((x, low));
                upper.push((x, high));
            }
            None => close(&mut lower, &mut upper),
        }
    }
    close(&mut lower, &mut upper);
    path
}

/// Where the interval of a point stands: `x`, its lower and its upper end, in pixels.
fn bounds(point: &Point, plane: &Plane) -> Option<(f64, f64, f64)> {
    let (low, high) = point.interval?;
    Some((
        plane.x.at(point.x)?,
        plane.y.bound(low)?,
        plane.y.bound(high)?,
    ))
}

/// Lines, dots and what is missing.
pub(super) fn lines(shapes: &mut Vec<Shape>, figure: &Figure, plane: &Plane) {
    for (index, styled) in styled(figure).into_iter().enumerate() {
        if let Some(class) = styled.line_class() {
            push(shapes, &class, line(styled.series, plane));
        }
        if let Some(class) = styled.mark_class() {
            let role = styled.series.role.class();
            push(
                shapes,
                &["plot-error ", role].concat(),
                errors(styled.series, plane),
            );
            let mut marks = Path::default();
            styled
                .drawn(plane)
                .for_each(|at| styled.mark(&mut marks, at));
            push(shapes, &class, marks);
        }
        let role = styled.series.role.class();
        let class = ["plot-missing ", role].concat();
        push(shapes, &class, missing(styled.series, plane, index));
    }
}

/// The line through the points, broken where one is missing.
fn line(series: &Series, plane: &Plane) -> Path {
    let mut path = Path::default();
    let (mut pen, mut last) = (None, None);
    let mut alone = false;
    for point in &series.points {
        let at = point.y.and_then(|y| plane.at(point.x, y));
        match (last, at) {
            (Some(from), Some(to)) => {
                if let Some((start, end)) = plane.frame.segment(from, to) {
                    if !pen.is_some_and(|pen| near(pen, start)) {
                        path.from(start);
                    }
                    path.to(end);
                    pen = Some(end);
                }
                alone = false;
            }
            (Some(from), None) if alone => dot(&mut path, &plane.frame, from),
            _ => alone = at.is_some(),
        }
        last = at;
    }
    if let Some(from) = last.filter(|_| alone) {
        dot(&mut path, &plane.frame, from);
    }
    path
}

/// A point without neighbours: a line without length, which round ends make a dot.
fn dot(path: &mut Path, frame: &Frame, at: (f64, f64)) {
    if frame.holds(at) {
        path.line(at, at);
    }
}

fn near(a: (f64, f64), b: (f64, f64)) -> bool {
    (a.0 - b.0).abs() < 0.01 && (a.1 - b.1).abs() < 0.01
}

/// Upright bars of error, with a stroke across where they end within the frame.
fn errors(series: &Series, plane: &Plane) -> Path {
    let (mut path, frame) = (Path::default(), plane.frame);
    for (x, low, high) in series.points.iter().filter_map(|p| bounds(p, plane)) {
        let Some((start, end)) = frame.segment((x, low), (x, high)) else {
            continue;
        };
        path.line(start, end);
        for y in [low, high] {
            if y > frame.top && y < frame.bottom {
                let end = |dx: f64| frame.nearest((x + dx, y));
                path.line(end(-3.5), end(3.5));
            }
        }
    }
    path
}

/// Whether a number is not there to be drawn.
fn is_gap(point: &Point, plane: &Plane) -> bool {
    let drawn = point.y.is_some_and(|y| plane.y.at(y).is_some());
    !drawn && point.interval.is_none() && plane.x.holds(point.x)
}

/// Whether numbers are missing, so that a figure has to say how it marks them.
pub(super) fn has_gaps(figure: &Figure) -> bool {
    let log = figure.y.scale != super::Scale::Linear;
    let gap = |p: &Point| {
        p.interval.is_none() && !p.y.is_some_and(|y| y.is_finite() && !(log && y <= 0.0))
    };
    styled(figure)
        .iter()
        .any(|s| s.series.points.iter().any(gap))
}

/// A cross on the axis for each number that is missing; crosses of several series stand above each other.
fn missing(series: &Series, plane: &Plane, index: usize) -> Path {
    let mut path = Path::default();
    let y = plane.frame.bottom - 6.0 - 8.0 * (index % STYLES) as f64;
    for point in series.points.iter().filter(|p| is_gap(p, plane)) {
        if let Some(x) = plane.x.at(point.x) {
            let within = x.max(plane.frame.left + 3.0).min(plane.frame.right - 3.0);
            cross(&mut path, (within, y.max(plane.frame.top + 3.0)));
        }
    }
    path
}

/// The mark of what is missing.
pub(super) fn cross(path: &mut Path, (x, y): (f64, f64)) {
    path.line((x - 2.5, y - 2.5), (x + 2.5, y + 2.5));
    path.line((x - 2.5, y + 2.5), (x + 2.5, y - 2.5));
}

/// Marked numbers: a line across the frame. The names of upright ones stand above it, one below the other.
pub(super) fn rules(shapes: &mut Vec<Shape>, figure: &Figure, plane: &Plane) {
    let Frame {
        left,
        right,
        top,
        bottom,
    } = plane.frame;
    let mut path = Path::default();
    let mut upright = Vec::new();
    for layer in &figure.layers {
        match layer {
            Layer::Rule(rule) if rule.level && plane.y.holds(rule.at) => {
                if let Some(y) = plane.y.at(rule.at) {
                    path.line((left, y), (right, y));
                }
            }
            Layer::Rule(rule) if !rule.level && plane.x.holds(rule.at) => {
                if let Some(x) = plane.x.at(rule.at) {
                    let at = upright.partition_point(|(other, _)| *other <= x);
                    upright.insert(at, (x, &rule.name));
                }
            }
            _ => {}
        }
    }
    for (index, (x, name)) in upright.into_iter().enumerate() {
        let row = top - 6.0 - LINE * (index % 3) as f64;
        path.line((x, row), (x, bottom));
        let name = cut(name, right - left);
        let before = x - left > right - x && x + 5.0 + width(&name) > right;
        let (at, anchor) = if before {
            (x - 5.0, Anchor::End)
        } else {
            (x + 5.0, Anchor::Start)
        };
        shapes.push(Shape::text("plot-name plain", (at, row), anchor, &name));
    }
    push(shapes, "plot-rule", path);
}
