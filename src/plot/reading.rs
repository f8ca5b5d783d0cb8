//! What a figure says at a place: which places there are, the one nearest to a pointer, its numbers in a sentence.

use super::drawing::{Drawing, Path, Shape};
use super::number::told;
use super::plane::push;
use super::series::{bars, each_bar, styled};
use super::{Axis, Bars, Figure, Heat, Layer, Scale};
use crate::text;

/// The numbers of the horizontal axis at which something is known, increasing: the middles of the bars, or where the
/// points stand.
pub(super) fn places(figure: &Figure) -> Vec<f32> {
    let log = figure.x.scale != Scale::Linear;
    let mut places = Vec::new();
    let mut add = |x: f32| {
        if x.is_finite() && (x > 0.0 || !log) {
            // Most come in order, and for every series anew.
            let at = places.partition_point(|place| *place < x);
            if places.get(at) != Some(&x) {
                places.insert(at, x);
            }
        }
    };
    match bars(figure) {
        Some(bars) => each_bar(bars).for_each(|(from, to, _)| add(middle(from, to))),
        None => {
            for styled in styled(figure) {
                styled.series.points.iter().for_each(|point| add(point.x));
            }
        }
    }
    places
}

/// The middle of a bar.
pub(super) fn middle(from: f32, to: f32) -> f32 {
    from / 2.0 + to / 2.0
}

/// The heat map of a figure.
pub(super) fn heat(figure: &Figure) -> Option<&Heat> {
    figure.layers.iter().find_map(|layer| match layer {
        Layer::Heat(heat) => Some(heat),
        _ => None,
    })
}

/// A number of an axis in words: where the axis has ticks of its own, the label of the one there.
pub(super) fn named(axis: &Axis, number: f32) -> String {
    let given = axis.ticks.iter().flatten().find(|(at, _)| *at == number);
    given.map_or_else(|| told(number), |(_, label)| label.clone())
}

impl Drawing {
    /// How many places can be pointed at: the bars, the numbers at which points stand, or the cells of a heat map.
    pub fn count(&self) -> usize {
        self.places.len()
    }

    /// How many places there are to a row: the columns of a heat map; else they stand in one row.
    pub fn columns(&self) -> usize {
        let first = self.places.first().map(|(_, y)| *y);
        let in_row = self.places.iter().take_while(|(_, y)| Some(*y) == first);
        in_row.count()
    }

    /// The place nearest to a point of the drawing; `None` where there is none.
    pub fn nearest(&self, x: f64, y: f64) -> Option<usize> {
        let one_row = self.columns() == self.count();
        let distance = |place: &(f64, f64)| {
            let level = if one_row { 0.0 } else { place.1 - y };
            (place.0 - x).powi(2) + level.powi(2)
        };
        let places = self.places.iter().enumerate();
        let nearest = places.min_by(|a, b| distance(a.1).total_cmp(&distance(b.1)));
        nearest.map(|(index, _)| index)
    }

    /// Marks a place: an upright line with the numbers there, or a cell's frame.
    pub fn mark(&self, figure: &Figure, place: usize) -> Vec<Shape> {
        let mut shapes = Vec::new();
        let Some(&(x, y)) = self.places.get(place) else {
            return shapes;
        };
        let frame = self.plane.frame;
        if let Some(heat) = heat(figure) {
            let half = |from: f64, to: f64, count: usize| (to - from) / count.max(1) as f64 / 2.0;
            let dx = half(frame.left, frame.right, heat.columns.len());
            let dy = half(frame.top, frame.bottom, heat.rows.len());
            let mut path = Path::default();
            path.rectangle((x - dx, y - dy), (x + dx, y + dy));
            push(&mut shapes, "plot-here", path);
            return shapes;
        }
        if x < frame.left || x > frame.right {
            return shapes;
        }
        let mut path = Path::default();
        path.line((x, frame.top), (x, frame.bottom));
        push(&mut shapes, "plot-cursor", path);
        let number = places(figure).get(place).copied();
        for styled in styled(figure) {
            let points = styled.series.points.iter().filter(|p| Some(p.x) == number);
            for at in points.filter_map(|p| self.plane.at(p.x, p.y?)) {
                if frame.holds(at) {
                    let mut path = Path::default();
                    path.circle(at, 4.5);
                    push(
                        &mut shapes,
                        &["plot-here ", styled.series.role.class()].concat(),
                        path,
                    );
                }
            }
        }
        shapes
    }
}

impl Figure {
    /// What is known at a place, in one sentence; empty where there is no such place.
    pub fn told_at(&self, place: usize) -> String {
        if let Some(heat) = heat(self) {
            return told_cell(heat, place).unwrap_or_default();
        }
        let Some(&x) = places(self).get(place) else {
            return String::new();
        };
        let bar = bars(self).and_then(|bars| Some((bars, each_bar(bars).nth(place)?)));
        let at = match bar {
            Some((_, (from, to, _))) => text::plot_span(&told(from), &told(to)),
            None => named(&self.x, x),
        };
        let bar =
            bar.map(|(Bars { name, .. }, (.., height))| text::plot_value(name, &told(height)));
        let numbers = styled(self).into_iter().filter_map(|styled| {
            let series = styled.series;
            let point = series.points.iter().find(|point| point.x == x)?;
            let value = match (point.y.filter(|y| y.is_finite()), point.interval) {
                (Some(y), None) => told(y),
                (Some(y), Some((low, high))) => {
                    text::plot_interval(&told(y), &told(low), &told(high))
                }
                (None, Some((low, high))) => text::plot_span(&told(low), &told(high)),
                (None, None) => text::plot_gap().to_owned(),
            };
            Some(text::plot_value(&series.name, &value))
        });
        let told: Vec<String> = bar.into_iter().chain(numbers).collect();
        let unit = self
            .x
            .unit
            .map_or(String::new(), |unit| [" ", unit].concat());
        text::plot_at(&self.x.label, &[at, unit].concat(), &told.join("; "))
    }
}

fn told_cell(heat: &Heat, place: usize) -> Option<String> {
    let columns = heat.columns.len();
    let (row, column) = (place.checked_div(columns)?, place.checked_rem(columns)?);
    let value = heat
        .values
        .get(place)
        .copied()
        .flatten()
        .filter(|v| v.is_finite());
    let value = value.map_or_else(|| text::plot_gap().to_owned(), told);
    let (row, column) = (heat.rows.get(row)?, heat.columns.get(column)?);
    Some(text::plot_cell(row, column, &value))
}
