//! The plots over d_k: the variance, and what softmax makes of the scores.

use super::{ROLES, names};
use crate::experiment::scaling::outcome::{At, Side, Softmax};
use crate::experiment::scaling::sharpness::Band;
use crate::experiment::scaling::{Law, Outcome};
use crate::plot::{Axis, Figure, Point, Rule, Series};
use crate::view::format::cell;
use crate::view::text;

/// All of them.
pub fn figures(outcome: &Outcome) -> Vec<Figure> {
    vec![
        variance(outcome),
        ratio(outcome),
        entropy(outcome),
        largest(outcome),
        gradient(outcome),
    ]
}

fn variance(outcome: &Outcome) -> Figure {
    let pairs = outcome.curve.first().map_or(0, |at| at.pairs).to_string();
    let figure = Figure::new(
        "variance",
        text::scaling_variance(),
        text::scaling_pairs(&pairs),
    )
    .y(Axis::log(text::scaling_variance_axis()));
    let names = ["q \u{b7} k", "q \u{b7} k / \u{221a}d_k"];
    let figure = lines(figure, outcome, names, |at, side| {
        let interval = side.interval;
        side.variance.map_or(Point::missing(at), |variance| {
            interval.map_or(Point::at(at, variance), |[low, high]| {
                Point::at(at, variance).between(low, high)
            })
        })
    });
    let theory = |name: &str, of: fn(&At, Law) -> f32| {
        let points = outcome.curve.iter();
        let points = points.map(|at| (at.d_k as f32, of(at, outcome.law)));
        Series::reference(name, points)
    };
    let figure = figure
        .with(theory("d_k", |at, _| at.d_k as f32))
        .with(theory("1", |_, _| 1.0));
    match outcome.law {
        Law::Equicorrelated { .. } => figure.with(theory(text::scaling_theory(), |at, law| {
            at.sides(law)[0].of_law
        })),
        _ => figure,
    }
}

/// The sample variance as a multiple of the law's: over three decades of variance no interval is to be seen.
fn ratio(outcome: &Outcome) -> Figure {
    let told = match outcome.law {
        Law::T3 => text::scaling_no_interval().to_owned(),
        Law::T5 => [text::scaling_interval(), text::scaling_interval_t5()].join(" "),
        _ => text::scaling_interval().to_owned(),
    };
    let points = outcome.curve.iter().map(|at| {
        let ([side, _], d_k) = (at.sides(outcome.law), at.d_k as f32);
        let Some(variance) = side.variance else {
            return Point::missing(d_k);
        };
        let point = Point::at(d_k, variance / side.of_law);
        side.interval.map_or(point, |[low, high]| {
            point.between(low / side.of_law, high / side.of_law)
        })
    });
    Figure::new("ratio", text::scaling_ratio(), told)
        .x(Axis::log2("d_k"))
        .y(Axis::linear(text::scaling_ratio_axis()))
        .with(Rule::horizontal(text::scaling_theory(), 1.0))
        .with(Series::joined(text::scaling_sample(), ROLES[0], points))
}

fn entropy(outcome: &Outcome) -> Figure {
    let figure = Figure::new("entropy", text::scaling_entropy(), quantiles(outcome))
        .y(Axis::linear(text::scaling_entropy_axis()));
    let most = text::scaling_entropy_most(&outcome.keys.to_string());
    bands(figure, outcome, |softmax| softmax.entropy)
        .with(Rule::horizontal(most, (outcome.keys as f32).ln()))
}

fn largest(outcome: &Outcome) -> Figure {
    let figure = Figure::new(
        "largest",
        text::scaling_largest(),
        ends(outcome, |s| s.largest),
    )
    .y(Axis::linear(text::scaling_weight()).range(0.0, 1.0));
    bands(figure, outcome, |softmax| softmax.largest)
}

fn gradient(outcome: &Outcome) -> Figure {
    let figure = Figure::new(
        "gradient",
        text::scaling_gradient(),
        ends(outcome, |s| s.gradient),
    )
    .y(Axis::log(text::scaling_gradient_axis()).range(1e-6, 1.0));
    bands(figure, outcome, |softmax| softmax.gradient)
}

/// A line for each side over d_k, and a mark at the chosen one.
fn lines(
    figure: Figure,
    outcome: &Outcome,
    names: [&str; 2],
    point: impl Fn(f32, &Side) -> Point,
) -> Figure {
    let [mut without, mut with] = [Vec::new(), Vec::new()];
    for at in &outcome.curve {
        let [unscaled, scaled] = at.sides(outcome.law);
        without.push(point(at.d_k as f32, &unscaled));
        with.push(point(at.d_k as f32, &scaled));
    }
    let here = outcome.here.d_k;
    let figure = figure
        .x(Axis::log2("d_k"))
        .with(Rule::vertical(here.to_string(), here as f32));
    let sides = [without, with].into_iter().zip(names).zip(ROLES);
    sides.fold(figure, |figure, ((points, name), role)| {
        figure.with(Series::line(name, role, points))
    })
}

/// The median of what is measured, with its band.
fn bands(figure: Figure, outcome: &Outcome, of: fn(&Softmax) -> Band) -> Figure {
    let measured = outcome.curve.iter().any(|at| at.queries > 0);
    lines(figure, outcome, names(), |at, side| {
        let band = of(&side.softmax);
        match measured {
            true => Point::at(at, band.median).between(band.lower, band.upper),
            false => Point::missing(at),
        }
    })
}

fn quantiles(outcome: &Outcome) -> String {
    let queries = outcome.curve.first().map_or(0, |at| at.queries);
    text::scaling_quantiles(&queries.to_string())
}

/// What becomes of the median from the first width to the last.
fn ends(outcome: &Outcome, of: fn(&Softmax) -> Band) -> String {
    let (Some(first), Some(last)) = (outcome.curve.first(), outcome.curve.last()) else {
        return String::new();
    };
    let median = |softmax: &Softmax| cell(of(softmax).median);
    text::scaling_ends(
        &median(&first.unscaled),
        &median(&last.unscaled),
        &median(&first.scaled),
        &median(&last.scaled),
    )
}
