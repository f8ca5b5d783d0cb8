//! Whatever the numbers are: what is drawn is finite and within the drawing, lines within the frame, ticks in order.

use super::clip::Frame;
use super::ruler::Domain;
use super::tick::ticks;
use super::*;
use proptest::prelude::*;

/// Any f32 at all: every sign and size, NaN, infinities; and everyday numbers, which are rare among those.
fn number() -> impl Strategy<Value = f32> {
    prop_oneof![any::<u32>().prop_map(f32::from_bits), -20.0_f32..2000.0]
}

fn point() -> impl Strategy<Value = Point> {
    let interval = proptest::option::of((number(), number()));
    (number(), proptest::option::of(number()), interval).prop_map(|(x, y, interval)| Point {
        x,
        y,
        interval,
    })
}

fn axis() -> impl Strategy<Value = Axis> {
    let scale = prop_oneof![Just(Scale::Linear), Just(Scale::Log), Just(Scale::Log2)];
    let labels = prop_oneof![
        Just(""),
        Just("d_k"),
        Just("a rather long label of an axis")
    ];
    let range = proptest::option::of((number(), number()));
    let given = prop::collection::vec((number(), "[a-z ]{0,12}".boxed()), 0..6);
    (scale, labels, range, proptest::option::of(given)).prop_map(|(scale, label, range, ticks)| {
        Axis {
            scale,
            range,
            ticks,
            ..Axis::linear(label)
        }
    })
}

fn layer() -> impl Strategy<Value = Layer> {
    let look = prop_oneof![
        Just(Look::Line),
        Just(Look::Reference),
        Just(Look::Dots),
        Just(Look::Joined)
    ];
    let series = (
        look,
        "[a-zA-Z_^ ]{0,30}",
        prop::collection::vec(point(), 0..12),
    )
        .prop_map(|(look, name, points)| {
            Layer::Series(Series {
                name,
                role: Role::Key,
                look,
                points,
            })
        });
    let numbers = || prop::collection::vec(number(), 0..8);
    let bars = (numbers(), numbers()).prop_map(|(edges, heights)| {
        let (name, role) = ("bars".to_owned(), Role::Weight);
        Layer::Bars(Bars {
            name,
            role,
            edges,
            heights,
        })
    });
    let rule = (any::<bool>(), number()).prop_map(|(level, at)| {
        Layer::Rule(Rule {
            name: "rule".to_owned(),
            level,
            at,
        })
    });
    prop_oneof![4 => series, 1 => bars, 1 => rule]
}

fn plain() -> impl Strategy<Value = Figure> {
    (axis(), axis(), prop::collection::vec(layer(), 0..7)).prop_map(|(x, y, layers)| Figure {
        layers,
        ..Figure::new("any", "Any", "").x(x).y(y)
    })
}

fn heated() -> impl Strategy<Value = Figure> {
    let numbers = prop::collection::vec(proptest::option::of(number()), 0..120);
    let most = proptest::option::of(number());
    (0..40_usize, 0..40_usize, numbers, most).prop_map(|(rows, columns, values, most)| {
        let labels = |count: usize| (0..count).map(|i| "word".repeat(1 + i % 4)).collect();
        let (name, role) = ("weight".to_owned(), Role::Weight);
        let (rows, columns) = (labels(rows), labels(columns));
        Figure::new("any", "Any", "").with(Heat {
            name,
            role,
            rows,
            columns,
            values,
            most,
        })
    })
}

/// The points that a path goes through, without the sweeps of its circles.
fn corners(d: &str) -> Vec<(f64, f64)> {
    let straight = d.split(['M', 'L']).skip(1);
    straight
        .map(|point| {
            let point = point.split(['Z', 'a']).next().unwrap_or_default();
            let (x, y) = point.split_once(' ').expect("two lengths");
            let read = |text: &str| text.parse::<f64>().expect("a length");
            (read(x), read(y))
        })
        .collect()
}

fn lies_within(figure: &Figure, width: f64) -> Result<(), TestCaseError> {
    let size = Size::of(figure, width);
    let drawing = draw(figure, size);
    let Size { width, height } = drawing.size;
    let whole = Frame {
        left: -0.1,
        right: width + 0.1,
        top: -0.1,
        bottom: height + 0.1,
    };
    let Frame {
        left,
        right,
        top,
        bottom,
    } = drawing.plane.frame;
    // Rounded to tenths.
    let frame = Frame {
        left: left - 0.05,
        right: right + 0.05,
        top: top - 0.05,
        bottom: bottom + 0.05,
    };
    prop_assert!(
        left < right && top < bottom,
        "{:?} in {size:?}",
        drawing.plane.frame
    );
    for shape in &drawing.shapes {
        match shape {
            Shape::Path { class, d } => {
                let sample = class.contains("plot-reference") || class.contains("plot-line");
                let framed = class.contains("plot-band") || class.contains("plot-cell");
                for at in corners(d) {
                    prop_assert!(whole.holds(at), "{class} at {at:?} of {size:?}");
                    // A sample in a key and the scale of the colours stand outside of the frame.
                    let outside = sample && at.1 < top || framed && at.1 > bottom;
                    let inner = (framed || sample) && !outside;
                    prop_assert!(!inner || frame.holds(at), "{class} at {at:?} of {frame:?}");
                }
            }
            Shape::Text {
                class, x, y, text, ..
            } => {
                prop_assert!(
                    whole.holds((*x, *y)),
                    "{class} {text} at {x} {y} of {size:?}"
                );
            }
        }
    }
    for place in 0..drawing.count().min(20) {
        prop_assert!(!figure.told_at(place).is_empty());
        let (x, y) = drawing.places[place];
        prop_assert!(x.is_finite() && y.is_finite());
        prop_assert!(drawing.nearest(x, y).is_some());
        drawing.mark(figure, place);
    }
    Ok(())
}

proptest! {
    #[test]
    fn whatever_is_drawn_lies_within(figure in plain(), width in 200.0_f64..1300.0) {
        lies_within(&figure, width)?;
    }

    #[test]
    fn whatever_is_coloured_lies_within(figure in heated(), width in 200.0_f64..1300.0) {
        lies_within(&figure, width)?;
    }

    #[test]
    fn places_and_rows_of_the_table_are_the_same(figure in prop_oneof![plain(), heated()]) {
        let table = Table::of(&figure);
        for row in &table.rows {
            prop_assert_eq!(row.len(), table.heads.len());
        }
        if reading::heat(&figure).is_none() {
            let drawing = draw(&figure, Size::of(&figure, 640.0));
            prop_assert_eq!(drawing.count(), table.rows.len());
        }
    }

    #[test]
    fn ticks_are_round_increasing_and_within(axis in axis(), numbers in prop::collection::vec(number(), 0..9), most in 0_usize..14) {
        let domain = Domain::given(&axis).unwrap_or_else(|| Domain::around(axis.scale, &numbers));
        prop_assert!(domain.low < domain.high, "{domain:?}");
        let found = ticks(&axis, domain, most);
        for (a, b) in found.iter().zip(found.iter().skip(1)) {
            prop_assert!(a.at < b.at, "{a:?} {b:?}");
        }
        for tick in &found {
            prop_assert!(domain.holds(tick.at), "{tick:?} {domain:?}");
            if axis.ticks.is_none() && !tick.label.is_empty() {
                let read = value(&tick.label);
                prop_assert!((read - tick.at).abs() <= 1e-9 * tick.at.abs(), "{tick:?}");
            }
        }
        let labelled = found.iter().filter(|tick| !tick.label.is_empty()).count();
        prop_assert!(labelled <= 2 * most.max(2) + 3, "{labelled} of {most}: {found:?}");
        // Of numbers whose difference is beyond f32's digits, no two need be round.
        let wide = domain.on(domain.high) - domain.on(domain.low) > 1e-5 * domain.on(domain.high).abs();
        prop_assert!(labelled >= 2 || axis.ticks.is_some() || !wide, "{domain:?}: {found:?}");
    }
}

#[test]
fn a_domain_less_than_two_steps_wide_has_two_ticks() {
    let axis = Axis::linear("y");
    let domain = Domain::around(axis.scale, &[1068.8363, 1934.8768]);
    let found: Vec<f64> = ticks(&axis, domain, 2).iter().map(|tick| tick.at).collect();
    assert_eq!(found, [1200.0, 1400.0, 1600.0, 1800.0]);
}

/// The number that a label says.
fn value(label: &str) -> f64 {
    let plain = label.replace('\u{2212}', "-").replace('\u{2009}', "");
    let (digits, power) = plain.split_once('\u{d7}').unwrap_or(("1", &plain));
    let read = |text: &str| text.parse::<f64>().expect("a number");
    match power.split_once('^') {
        Some((base, exponent)) => read(digits) * read(base).powf(read(exponent)),
        None => read(&plain),
    }
}

#[test]
fn what_is_not_above_0_is_missing_on_a_logarithmic_axis() {
    let points = [
        (1.0, 1.0),
        (2.0, 0.0),
        (4.0, 10.0),
        (8.0, -3.0),
        (16.0, 100.0),
    ];
    let figure = |y: Axis| {
        let series = Series::line("a", Role::Query, points);
        Figure::new("f", "F", "")
            .x(Axis::log2("n"))
            .y(y)
            .with(series)
    };
    let path = |y: Axis, class: &str| {
        let figure = figure(y);
        let shapes = draw(&figure, Size::of(&figure, 640.0)).shapes;
        shapes.into_iter().find_map(|shape| match shape {
            Shape::Path { class: c, d } if c.starts_with(class) => Some(d),
            _ => None,
        })
    };
    let line = path(Axis::log("t"), "plot-line").expect("there is a line");
    assert_eq!(line.matches('M').count(), 3, "three points apart: {line}");
    let crosses = path(Axis::log("t"), "plot-missing role").expect("there are crosses");
    assert_eq!(crosses.matches('M').count(), 4, "two crosses: {crosses}");
    let line = path(Axis::linear("t"), "plot-line").expect("there is a line");
    assert_eq!(line.matches('M').count(), 1, "one line: {line}");
    assert_eq!(path(Axis::linear("t"), "plot-missing"), None);
}

#[test]
fn an_open_interval_reaches_to_the_edge_and_has_no_stroke_there() {
    let dots = [
        Point::at(1.0, 10.0).between(-5.0, f32::INFINITY),
        Point::at(2.0, 10.0).between(5.0, 20.0),
    ];
    let figure = Figure::new("f", "F", "")
        .y(Axis::log("t").range(1.0, 100.0))
        .with(Series::dots("a", Role::Query, dots));
    let drawing = draw(&figure, Size::of(&figure, 640.0));
    let errors = drawing.shapes.iter().find_map(|shape| match shape {
        Shape::Path { class, d } if class.starts_with("plot-error") => Some(d),
        _ => None,
    });
    let lines = errors.map(|d| d.matches('M').count());
    assert_eq!(lines, Some(1 + 3), "{errors:?}");
}
