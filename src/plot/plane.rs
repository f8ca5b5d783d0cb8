//! The plane of two axes: what they reach over, where they stand, and their ticks and labels.

use super::axes::{Foot, GAP, head, level_axis, level_ticks, upright_axis, upright_ticks, widest};
use super::clip::Frame;
use super::drawing::{Anchor, Drawing, Sheet, Size};
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
    let x = upright_domain(figure);
    let y = level_domain(figure, size);
    let y_ticks = y.map(|y| ticks(&figure.y, y, level_ticks(size)));
    let y_ticks = y_ticks.unwrap_or_default();
    let left = widest(&y_ticks).max(14.0) + GAP;
    let names = arrange(figure, size);
    let right = size.width - names.margin().max(10.0);
    let (x_ticks, rows) = upright_ticks(&figure.x, x, right - left);
    let spill = x_ticks.last().map_or(0.0, |tick| width(&tick.label) / 2.0);
    let mut sheet = Sheet::default();
    let top = head(&mut sheet, figure, &names, size);
    let foot = Foot::of(figure, right - left);
    let frame = Frame {
        left,
        right: right.min(size.width - spill),
        top,
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
        y: Ruler::new(
            y.unwrap_or(Domain::around(figure.y.scale, &[])),
            frame.bottom,
            frame.top,
        ),
    };
    let places: Vec<(f64, f64)> = reading::places(figure)
        .into_iter()
        .filter_map(|x| Some((plane.x.at(x)?, frame.top)))
        .collect();
    level_axis(&mut sheet, &plane, &figure.y, &y_ticks);
    series::areas(&mut sheet, figure, &plane);
    upright_axis(&mut sheet, &plane, &x_ticks, rows);
    series::rules(&mut sheet, figure, &plane);
    series::lines(&mut sheet, figure, &plane);
    names.draw(&mut sheet, &plane, size);
    foot.draw(&mut sheet, frame, size);
    if y.is_none() {
        let at = (
            (frame.left + frame.right) / 2.0,
            (frame.top + frame.bottom) / 2.0,
        );
        sheet.text("plot-label", at, Anchor::Middle, text::plot_empty());
    }
    Drawing {
        size,
        shapes: sheet.0,
        plane,
        places,
    }
}

/// What the horizontal axis reaches over: just the data; around kinds of things, half of what lies between two.
fn upright_domain(figure: &Figure) -> Domain {
    let axis = &figure.x;
    if let Some(given) = Domain::given(axis) {
        return given;
    }
    let mut numbers: Vec<f32> = Vec::new();
    for layer in &figure.layers {
        match layer {
            Layer::Series(series) => numbers.extend(series.points.iter().map(|p| p.x)),
            Layer::Bars(bars) => numbers.extend(&bars.edges),
            Layer::Rule(rule) if !rule.level => numbers.push(rule.at),
            Layer::Rule(_) | Layer::Heat(_) => {}
        }
    }
    let kinds = axis.ticks.iter().flatten();
    numbers.extend(kinds.map(|(at, _)| *at));
    let mut domain = Domain::around(axis.scale, &numbers);
    if axis.ticks.is_some() && axis.scale == Scale::Linear {
        domain.low -= 0.5;
        domain.high += 0.5;
    }
    domain
}

/// What the vertical axis reaches over: round numbers around the data. `None`: there is no number yet.
fn level_domain(figure: &Figure, size: Size) -> Option<Domain> {
    let axis = &figure.y;
    let mut numbers: Vec<f32> = Vec::new();
    for layer in &figure.layers {
        match layer {
            Layer::Series(series) => {
                for point in &series.points {
                    numbers.extend(point.y);
                    numbers.extend(
                        point
                            .interval
                            .map_or([f32::NAN; 2], |(low, high)| [low, high]),
                    );
                }
            }
            Layer::Bars(bars) => {
                numbers.push(0.0);
                numbers.extend(&bars.heights);
            }
            Layer::Rule(rule) if rule.level => numbers.push(rule.at),
            Layer::Rule(_) | Layer::Heat(_) => {}
        }
    }
    numbers.retain(|number| axis.scale.has(*number));
    if numbers.is_empty() {
        return None;
    }
    let around = || {
        widened(
            Domain::around(axis.scale, &numbers).towards_zero(),
            level_ticks(size),
        )
    };
    Some(Domain::given(axis).unwrap_or_else(around))
}

fn has_dots(figure: &Figure) -> bool {
    let dots = |layer: &Layer| matches!(layer, Layer::Series(s) if matches!(s.look, Look::Dots | Look::Joined));
    figure.layers.iter().any(dots)
}
