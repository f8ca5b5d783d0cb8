//! The plane of two axes: what they reach over, where they stand, and their ticks and labels.

use super::axes::{Foot, GAP, Head, level_axis, level_ticks, upright_axis, upright_ticks, widest};
use super::clip::Frame;
use super::drawing::{Anchor, Drawing, Path, Shape, Size};
use super::lettering::width;
use super::names::arrange;
use super::ruler::{Domain, Ruler};
use super::tick::{ticks, widened};
use super::{Figure, Layer, Look, Scale, reading, series};
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

/// Draws a figure without a heat map.
pub(super) fn draw(figure: &Figure, size: Size) -> Drawing {
    let (x, y) = domains(figure, size);
    let y_ticks = if is_blank(figure) {
        Vec::new()
    } else {
        ticks(&figure.y, y, level_ticks(size))
    };
    let left = widest(&y_ticks).max(14.0) + GAP;
    let names = arrange(figure, size);
    let right = size.width - names.margin().max(10.0);
    let (x_ticks, rows) = upright_ticks(&figure.x, x, right - left);
    let spill = x_ticks.last().map_or(0.0, |tick| width(&tick.label) / 2.0);
    let head = Head::of(figure, size, &names);
    let foot = Foot::of(figure, right - left);
    let frame = Frame {
        left,
        right: right.min(size.width - spill),
        top: head.height,
        bottom: size.height - foot.height(rows),
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
    let places: Vec<(f64, f64)> = reading::places(figure)
        .into_iter()
        .filter_map(|x| Some((plane.x.at(x)?, frame.top)))
        .collect();
    let mut shapes = head.shapes;
    level_axis(&mut shapes, &plane, &figure.y, &y_ticks);
    series::areas(&mut shapes, figure, &plane);
    upright_axis(&mut shapes, &plane, &x_ticks, rows);
    series::rules(&mut shapes, figure, &plane);
    series::lines(&mut shapes, figure, &plane);
    names.draw(&mut shapes, &plane, size);
    foot.draw(&mut shapes, frame, size);
    if is_blank(figure) {
        let at = (
            (frame.left + frame.right) / 2.0,
            (frame.top + frame.bottom) / 2.0,
        );
        shapes.push(Shape::text(
            "plot-label",
            at,
            Anchor::Middle,
            text::plot_empty(),
        ));
    }
    Drawing {
        size,
        shapes,
        plane,
        places,
    }
}

/// Whether there is no number to be drawn yet.
fn is_blank(figure: &Figure) -> bool {
    let axis = &figure.y;
    let drawn = |x: f32| x.is_finite() && (axis.scale == Scale::Linear || x > 0.0);
    !figure.layers.iter().flat_map(level_numbers).any(drawn)
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

/// Adds a path that draws something.
pub(super) fn push(shapes: &mut Vec<Shape>, class: &str, path: Path) {
    if !path.is_empty() {
        shapes.push(Shape::path(class, path));
    }
}
