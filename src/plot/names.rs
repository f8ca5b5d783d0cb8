//! Whose line is whose: a name at the end of each line where there is room for it, else a key above the frame.

use super::drawing::{Anchor, Path, Shape, Size};
use super::lettering::{LINE, cut, width, wrapped};
use super::plane::{Plane, push};
use super::series::{Styled, bars, styled};
use super::{Bars, Figure, Layer, Look, Role, Rule};

/// Something that has a name.
enum Named<'a> {
    Series(Styled<'a>),
    Bars(&'a Bars),
    Rule(&'a Rule),
}

/// The names of a figure's layers, where it needs any: one alone is what its title and its axis say. Upright rules have
/// theirs above the frame.
fn named(figure: &Figure) -> Vec<Named<'_>> {
    let level = figure.layers.iter().filter_map(|layer| match layer {
        Layer::Rule(rule) if rule.level => Some(Named::Rule(rule)),
        _ => None,
    });
    let mut named: Vec<Named<'_>> = bars(figure).into_iter().map(Named::Bars).collect();
    named.extend(styled(figure).into_iter().map(Named::Series));
    named.extend(level);
    named.retain(|named| !named.name().is_empty());
    if let [Named::Series(_) | Named::Bars(_)] = named[..] {
        named.clear();
    }
    named
}

impl<'a> Named<'a> {
    fn name(&self) -> &'a str {
        match self {
            Self::Series(styled) => &styled.series.name,
            Self::Bars(bars) => &bars.name,
            Self::Rule(rule) => &rule.name,
        }
    }

    /// Its colour; rules and references are grey.
    fn role(&self) -> Option<Role> {
        match self {
            Self::Series(styled) if styled.series.look != Look::Reference => {
                Some(styled.series.role)
            }
            Self::Bars(bars) => Some(bars.role),
            Self::Series(_) | Self::Rule(_) => None,
        }
    }

    fn class(&self) -> String {
        let role = self.role().map_or("plain", Role::class);
        ["plot-name ", role].concat()
    }

    /// Where its line ends, in pixels.
    fn end(&self, plane: &Plane) -> (f64, f64) {
        let frame = plane.frame;
        let end = match self {
            Self::Series(styled) => styled.drawn(plane).last(),
            Self::Rule(rule) => plane.y.at(rule.at).map(|y| (frame.right, y)),
            Self::Bars(_) => None,
        };
        frame.nearest(end.unwrap_or((frame.right, frame.bottom)))
    }

    /// A sample of it, [`SAMPLE`] wide, around the height `y`.
    fn sample(&self, shapes: &mut Vec<Shape>, x: f64, y: f64) {
        let mut path = Path::default();
        match self {
            Self::Bars(bars) => {
                path.rectangle((x + 4.0, y - 5.0), (x + SAMPLE - 4.0, y + 5.0));
                push(shapes, &["plot-bar ", bars.role.class()].concat(), path);
            }
            Self::Rule(_) => {
                path.line((x, y), (x + SAMPLE, y));
                push(shapes, "plot-rule", path);
            }
            Self::Series(styled) => {
                if let Some(class) = styled.line_class() {
                    path.line((x, y), (x + SAMPLE, y));
                    push(shapes, &class, path);
                }
                if let Some(class) = styled.mark_class() {
                    let mut path = Path::default();
                    styled.mark(&mut path, (x + SAMPLE / 2.0, y));
                    push(shapes, &class, path);
                }
            }
        }
    }
}

/// Width of a sample in a key.
const SAMPLE: f64 = 26.0;

/// From the end of a line to its name.
const REACH: f64 = 14.0;

/// Height of a row of the key.
const ROW: f64 = 19.0;

/// How the names of a figure are shown.
pub(super) struct Arrangement<'a> {
    named: Vec<Named<'a>>,
    /// Width of the column of names beside the frame; `None`: they stand in a key.
    column: Option<f64>,
}

/// Chooses an arrangement: a histogram, or more and longer names than the lines' ends have room for, need a key.
pub(super) fn arrange(figure: &Figure, size: Size) -> Arrangement<'_> {
    let named = named(figure);
    let most = column_width(size);
    let (mut widest, mut longest, mut count) = (0.0_f64, 0, 0);
    for named in &named {
        let lines = wrapped(named.name(), most);
        longest = longest.max(lines.len());
        count += lines.len();
        widest = lines.iter().map(|line| width(line)).fold(widest, f64::max);
    }
    let has_room =
        widest <= most + 24.0 && longest <= 2 && LINE * count as f64 <= size.height - 100.0;
    let column = (has_room && bars(figure).is_none()).then_some(widest);
    Arrangement { named, column }
}

/// The width at which names beside the frame are broken into lines.
fn column_width(size: Size) -> f64 {
    (0.26 * size.width).max(76.0).min(150.0)
}

impl Arrangement<'_> {
    /// The width that it takes beside the frame.
    pub fn margin(&self) -> f64 {
        let column = self.column.filter(|_| !self.named.is_empty());
        column.map_or(0.0, |column| column + REACH)
    }

    /// Draws the key, where there is one, from `top` on; gives the height at which it ends.
    pub fn key(&self, shapes: &mut Vec<Shape>, top: f64, size: Size) -> f64 {
        if self.column.is_some() {
            return top;
        }
        let (mut x, mut y) = (0.0, top + ROW / 2.0);
        for named in &self.named {
            let text = cut(named.name(), size.width - SAMPLE - 7.0);
            let wide = SAMPLE + 7.0 + width(&text);
            if x > 0.0 && x + wide > size.width {
                (x, y) = (0.0, y + ROW);
            }
            named.sample(shapes, x, y);
            let at = (x + SAMPLE + 7.0, y + 4.5);
            shapes.push(Shape::text(&named.class(), at, Anchor::Start, &text));
            x += wide + 18.0;
        }
        y + ROW / 2.0
    }

    /// Draws the names at the ends of their lines, moved apart where they would cover each other.
    pub fn draw(&self, shapes: &mut Vec<Shape>, plane: &Plane, size: Size) {
        if self.column.is_none() {
            return;
        }
        let frame = plane.frame;
        let texts = self
            .named
            .iter()
            .map(|n| wrapped(n.name(), column_width(size)));
        let texts: Vec<Vec<String>> = texts.collect();
        let ends: Vec<(f64, f64)> = self.named.iter().map(|named| named.end(plane)).collect();
        let heights: Vec<f64> = texts
            .iter()
            .map(|lines| LINE * lines.len() as f64)
            .collect();
        let wanted: Vec<f64> = ends.iter().map(|(_, y)| *y).collect();
        let middles = spread(
            &wanted,
            &heights,
            (frame.top - LINE / 2.0, frame.bottom + LINE / 2.0),
        );
        let (x, mut leaders) = (frame.right + REACH, Path::default());
        for (((named, lines), end), middle) in self.named.iter().zip(texts).zip(ends).zip(middles) {
            if (middle - end.1).abs() > 4.0 || end.0 < frame.right - 8.0 {
                leaders.line((end.0 + 5.0, end.1), (x - 3.0, middle));
            }
            let first = middle - LINE * (lines.len() as f64 - 1.0) / 2.0 + 4.5;
            for (index, line) in lines.into_iter().enumerate() {
                let at = (x, first + LINE * index as f64);
                shapes.push(Shape::text(&named.class(), at, Anchor::Start, &line));
            }
        }
        push(shapes, "plot-leader", leaders);
    }
}

/// Moves labels apart: where the middle of each one stands, as near to the wanted height as can be (in squares) without
/// covering another one, in the wanted order and within the span. Pooling of neighbours that are out of order solves it
/// (Ayer, Brunk, Ewing, Reid and Silverman, An empirical distribution function for sampling with incomplete information,
/// 1955), after what stands above each label is taken off.
fn spread(wanted: &[f64], heights: &[f64], (top, bottom): (f64, f64)) -> Vec<f64> {
    let mut labels: Vec<(usize, f64, f64)> = Vec::new();
    for (index, (&y, &height)) in wanted.iter().zip(heights).enumerate() {
        let at = labels.partition_point(|label| label.1 <= y);
        labels.insert(at, (index, y, height));
    }
    // Sum and count of each pool, and how high the labels before it are together.
    let mut pools: Vec<(f64, f64)> = Vec::new();
    let mut above = 0.0;
    let mut offsets = Vec::new();
    for &(_, y, height) in &labels {
        offsets.push(above + height / 2.0);
        let mut pool = (y - above - height / 2.0, 1.0);
        while let Some(last) = pools.last().copied()
            && last.0 / last.1 > pool.0 / pool.1
        {
            pool = (pool.0 + last.0, pool.1 + last.1);
            pools.pop();
        }
        pools.push(pool);
        above += height;
    }
    let shifts = pools
        .iter()
        .flat_map(|(sum, count)| std::iter::repeat_n(sum / count, *count as usize));
    let mut middles = vec![0.0; labels.len()];
    for (((index, ..), offset), shift) in labels.iter().zip(offsets).zip(shifts) {
        if let Some(middle) = middles.get_mut(*index) {
            *middle = offset + shift.min(bottom - above).max(top);
        }
    }
    middles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_move_apart_and_no_farther_than_they_must() {
        let sixteen = [16.0; 3];
        assert_eq!(
            spread(&[50.0, 20.0, 90.0], &sixteen, (0.0, 100.0)),
            [50.0, 20.0, 90.0]
        );
        assert_eq!(
            spread(&[50.0, 50.0, 10.0], &sixteen, (0.0, 100.0)),
            [42.0, 58.0, 10.0]
        );
        assert_eq!(
            spread(&[99.0, 98.0, 97.0], &sixteen, (0.0, 100.0)),
            [92.0, 76.0, 60.0]
        );
        assert_eq!(spread(&[], &[], (0.0, 100.0)), [0.0; 0]);
    }
}
