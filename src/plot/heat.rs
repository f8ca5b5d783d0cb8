//! A matrix as colours: ten steps on each side of zero, so that a few paths draw any number of cells.

use super::clip::Frame;
use super::drawing::{Anchor, Drawing, Path, Shape, Size};
use super::lettering::{LINE, cut, width};
use super::number::Decimal;
use super::plane::{Plane, push};
use super::ruler::{Domain, Ruler};
use super::{Figure, Heat, Scale};

/// Steps of colour on each side of zero.
const STEPS: i8 = 10;

/// Largest side of a cell, and the largest height of all of them.
const CELL: f64 = 40.0;
const TALLEST: f64 = 480.0;

/// More numbers than these are not read.
const MOST_NUMBERS: usize = 150;

/// The height below the cells: the scale of the colours.
const FOOT: f64 = 46.0;

/// Where the cells stand.
struct Layout {
    frame: Frame,
    wide: f64,
    high: f64,
}

impl Layout {
    fn of(figure: &Figure, heat: &Heat, most_wide: f64) -> Self {
        let (rows, columns) = (
            heat.rows.len().max(1) as f64,
            heat.columns.len().max(1) as f64,
        );
        let labels = heat
            .rows
            .iter()
            .map(|label| width(label))
            .fold(0.0, f64::max);
        let left = labels.min(0.3 * most_wide) + 8.0;
        let room = ((most_wide - left - 2.0) / columns).min(CELL);
        let tall = (TALLEST / rows).min(CELL);
        // Square, where neither side becomes a hair by it.
        let side = room.min(tall);
        let (wide, high) = (side.max(room.min(12.0)), side.max(tall.min(12.0)));
        let lines = [&figure.y.label, &figure.x.label].map(|label| !label.is_empty());
        let head = LINE * if lines == [false; 2] { 1.0 } else { 2.0 } + 6.0;
        let frame = Frame {
            left,
            right: left + wide * columns,
            top: head,
            bottom: head + high * rows,
        };
        Self { frame, wide, high }
    }

    fn corner(&self, row: usize, column: usize) -> (f64, f64) {
        let Frame { left, top, .. } = self.frame;
        (
            left + self.wide * column as f64,
            top + self.high * row as f64,
        )
    }
}

/// The height of a figure that is that wide.
pub(super) fn height(figure: &Figure, heat: &Heat, width: f64) -> f64 {
    Layout::of(figure, heat, width).frame.bottom + FOOT
}

/// Draws a figure with a heat map.
pub(super) fn draw(figure: &Figure, heat: &Heat, size: Size) -> Drawing {
    let layout = Layout::of(figure, heat, size.width);
    let most = scale_of(heat);
    let mut shapes = Vec::new();
    labels(&mut shapes, figure, heat, &layout);
    let numbers = numbers(heat, &layout, most);
    let numbered = !numbers.is_empty();
    cells(&mut shapes, heat, &layout, (most, numbered));
    shapes.extend(numbers);
    colours(&mut shapes, heat, &layout, (most, numbered), size);
    let ruler = |count: usize, start, end| {
        let domain = Domain {
            scale: Scale::Linear,
            low: 0.0,
            high: count.max(1) as f64,
        };
        Ruler::new(domain, start, end)
    };
    let frame = layout.frame;
    let plane = Plane {
        frame,
        x: ruler(heat.columns.len(), frame.left, frame.right),
        y: ruler(heat.rows.len(), frame.top, frame.bottom),
    };
    let columns = heat.columns.len();
    let middle = |row, column| {
        let (x, y) = layout.corner(row, column);
        (x + layout.wide / 2.0, y + layout.high / 2.0)
    };
    let places = (0..heat.rows.len()).flat_map(|row| (0..columns).map(move |column| (row, column)));
    Drawing {
        size,
        shapes,
        plane,
        places: places.map(|(row, column)| middle(row, column)).collect(),
    }
}

/// The number with the full colour: given, or the largest magnitude rounded up.
fn scale_of(heat: &Heat) -> f64 {
    if let Some(most) = heat.most.filter(|most| *most > 0.0 && most.is_finite()) {
        return f64::from(most);
    }
    let finite = heat.values.iter().flatten().filter(|x| x.is_finite());
    let largest = finite.fold(0.0_f64, |most, x| most.max(f64::from(x.abs())));
    if largest == 0.0 {
        return 1.0;
    }
    let unit = Decimal {
        digits: 1,
        exponent: largest.log10().floor() as i32,
    };
    let rounds = [1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0].map(|round| round * unit.value());
    let [.., last] = rounds;
    rounds
        .into_iter()
        .find(|round| *round >= largest * 0.999_999)
        .unwrap_or(last)
}

/// The step of colour of a number, from -10 to 10; an infinite one has the full colour.
fn step(number: f32, most: f64) -> i8 {
    let steps = f64::from(STEPS);
    (f64::from(number) / most * steps)
        .round()
        .max(-steps)
        .min(steps) as i8
}

/// The classes of a step. Where numbers stand in the cells, shades in which neither ink nor paper reads well are left out.
fn class(heat: &Heat, step: i8, numbered: bool) -> String {
    let below = if step < 0 { " below" } else { "" };
    let size = match step.unsigned_abs() {
        6 | 7 if numbered => 8,
        size => size,
    };
    let size = size.to_string();
    ["plot-cell ", heat.role.class(), below, " step-", &size].concat()
}

fn each(heat: &Heat) -> impl Iterator<Item = (usize, usize, Option<f32>)> {
    let (rows, columns) = (heat.rows.len(), heat.columns.len());
    (0..rows * columns).map(move |at| {
        let value = heat
            .values
            .get(at)
            .copied()
            .flatten()
            .filter(|x| !x.is_nan());
        (at / columns, at % columns, value)
    })
}

fn cells(shapes: &mut Vec<Shape>, heat: &Heat, layout: &Layout, (most, numbered): (f64, bool)) {
    let mut steps: Vec<Path> = Vec::new();
    steps.resize_with(2 * STEPS as usize + 1, Path::default);
    let mut missing = Path::default();
    for (row, column, value) in each(heat) {
        let from = layout.corner(row, column);
        let to = layout.corner(row + 1, column + 1);
        let Some(value) = value else {
            missing.line((from.0, to.1), (to.0, from.1));
            continue;
        };
        let index = step(value, most) + STEPS;
        if index != STEPS
            && let Some(path) = steps.get_mut(index as usize)
        {
            path.rectangle(from, to);
        }
    }
    for (index, path) in (-STEPS..=STEPS).zip(steps) {
        push(shapes, &class(heat, index, numbered), path);
    }
    push(shapes, "plot-missing", missing);
    let Frame {
        left,
        right,
        top,
        bottom,
    } = layout.frame;
    let mut frame = Path::default();
    frame.rectangle((left, top), (right, bottom));
    push(shapes, "plot-frame", frame);
}

/// Numbers in the cells, where all of them fit; else none.
fn numbers(heat: &Heat, layout: &Layout, most: f64) -> Vec<Shape> {
    let decimals = match most {
        most if !(0.02..10_000.0).contains(&most) => return Vec::new(),
        most if most <= 10.0 => 2,
        most if most <= 100.0 => 1,
        _ => 0,
    };
    if layout.high < LINE || heat.values.len() > MOST_NUMBERS {
        return Vec::new();
    }
    let mut numbers = Vec::new();
    for (row, column, x) in each(heat).filter_map(|(row, column, x)| Some((row, column, x?))) {
        let digits = (f64::from(x) * 10f64.powi(decimals)).round() as i64;
        let exponent = -decimals;
        let text = Decimal { digits, exponent }.in_text();
        if width(&text) > layout.wide - 5.0 {
            return Vec::new();
        }
        let (left, top) = layout.corner(row, column);
        let at = (left + layout.wide / 2.0, top + layout.high / 2.0 + 4.5);
        let full = step(x, most).unsigned_abs() > STEPS as u8 / 2;
        let class = if full {
            "plot-number on"
        } else {
            "plot-number"
        };
        numbers.push(Shape::text(class, at, Anchor::Middle, &text));
    }
    numbers
}

/// Names of the rows and columns, as many as there is room for, and of the axes.
fn labels(shapes: &mut Vec<Shape>, figure: &Figure, heat: &Heat, layout: &Layout) {
    let Frame { left, top, .. } = layout.frame;
    let name = |shapes: &mut Vec<Shape>, x: f64, anchor: Anchor, label: &str| {
        if !label.is_empty() {
            shapes.push(Shape::text("plot-label", (x, LINE - 4.0), anchor, label));
        }
    };
    name(shapes, 0.0, Anchor::Start, &figure.y.label);
    name(shapes, layout.frame.right, Anchor::End, &figure.x.label);
    let every = (LINE / layout.high).ceil().max(1.0) as usize;
    for (row, label) in heat.rows.iter().enumerate().step_by(every) {
        let y = layout.corner(row, 0).1 + layout.high / 2.0 + 4.5;
        let label = cut(label, left - 8.0);
        shapes.push(Shape::text(
            "plot-tick",
            (left - 7.0, y),
            Anchor::End,
            &label,
        ));
    }
    let every = (30.0 / layout.wide).ceil().max(1.0) as usize;
    let room = layout.wide * every as f64 - 4.0;
    for (column, label) in heat.columns.iter().enumerate().step_by(every) {
        let x = layout.corner(0, column).0 + layout.wide / 2.0;
        let label = cut(label, room);
        shapes.push(Shape::text(
            "plot-tick",
            (x, top - 6.0),
            Anchor::Middle,
            &label,
        ));
    }
}

/// What the colours stand for.
fn colours(
    shapes: &mut Vec<Shape>,
    heat: &Heat,
    layout: &Layout,
    (most, numbered): (f64, bool),
    size: Size,
) {
    let signed = heat.values.iter().flatten().any(|x| *x < 0.0);
    let from = if signed { -STEPS } else { 0 };
    let told = |number: f64| Decimal::rounded(number as f32, 2).in_text();
    let (low, high) = (told(if signed { -most } else { 0.0 }), told(most));
    let side = if signed { 6.0 } else { 10.0 };
    let ramp = side * f64::from(STEPS - from + 1);
    let wide = width(&low) + width(&high) + ramp + 12.0;
    let (mut x, y) = (
        layout.frame.left.min(size.width - wide),
        layout.frame.bottom + 20.0,
    );
    let name = cut(&heat.name, size.width - x);
    shapes.push(Shape::text("plot-label", (x, y), Anchor::Start, &name));
    let base = y + LINE + 3.0;
    shapes.push(Shape::text("plot-tick", (x, base), Anchor::Start, &low));
    x += width(&low) + 6.0;
    for step in from..=STEPS {
        let mut path = Path::default();
        path.rectangle((x, base - 9.5), (x + side, base + 0.5));
        push(shapes, &class(heat, step, numbered), path);
        x += side;
    }
    shapes.push(Shape::text(
        "plot-tick",
        (x + 6.0, base),
        Anchor::Start,
        &high,
    ));
}
