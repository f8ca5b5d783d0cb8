//! The lab's two plots: right answers and loss, over the steps of the optimiser.

use crate::experiment::learning::{Curve, Outcome, Spread, bands};
use crate::plot::{Axis, Figure, Point, Role, Rule, Series};
use crate::view::text;

/// The share of right answers to what is held out.
pub fn accuracy(outcome: &Outcome) -> Figure {
    let figure = Figure::new(
        "learning-accuracy",
        text::learning_accuracy_title(),
        text::learning_accuracy_summary(),
    )
    .x(Axis::linear(text::learning_steps_done()))
    .y(Axis::linear(text::learning_accuracy())
        .unit("%")
        .range(0.0, 100.0));
    let ceiling = Rule::horizontal(text::learning_ceiling(), outcome.ceiling * 100.0);
    curves(figure.with(ceiling), outcome, |band| band.0, 100.0)
}

/// The loss on what is held out.
pub fn loss(outcome: &Outcome) -> Figure {
    let figure = Figure::new(
        "learning-loss",
        text::learning_loss_title(),
        text::learning_loss_summary(),
    )
    .x(Axis::linear(text::learning_steps_done()))
    .y(Axis::log(text::learning_loss()));
    let guessing = Rule::horizontal(text::learning_guessing(), std::f32::consts::LN_2);
    curves(figure.with(guessing), outcome, |band| band.1, 1.0)
}

/// Both models: the median over the seeds, with its interval where there is more than one.
fn curves(
    figure: Figure,
    outcome: &Outcome,
    of: fn((Spread, Spread)) -> Spread,
    unit: f32,
) -> Figure {
    let line = |name: &str, role, curves: &[Curve]| {
        let points = bands(curves).into_iter().map(|band| {
            let spread = of((band.accuracy, band.loss));
            let point = Point::at(band.step as f32, spread.median * unit);
            match band.runs {
                1 => point,
                _ => point.between(spread.low * unit, spread.high * unit),
            }
        });
        Series::line(name.to_owned(), role, points.collect::<Vec<_>>())
    };
    figure
        .with(line(text::learning_with(), Role::Position, &outcome.with))
        .with(line(
            text::learning_without(),
            Role::Output,
            &outcome.without,
        ))
}
