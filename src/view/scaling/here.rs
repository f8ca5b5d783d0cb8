//! The plots of the chosen width: two histograms and the weights of one query.

use super::{ROLES, names};
use crate::experiment::scaling::Outcome;
use crate::experiment::scaling::histogram::Histogram;
use crate::experiment::scaling::outcome::Side;
use crate::plot::{Axis, Bars, Figure, Role, Series};
use crate::view::format::cell;
use crate::view::text;

/// All of them.
pub fn figures(outcome: &Outcome) -> Vec<Figure> {
    let at = &outcome.here;
    let width = at.d_k.to_string();
    let names = [
        ("scores", text::scaling_histogram(&width), SCORE),
        (
            "scaled-scores",
            text::scaling_histogram_scaled(&width),
            SCALED,
        ),
    ];
    let sides = at.sides(outcome.law).into_iter().zip(&outcome.histograms);
    let mut figures: Vec<_> = names
        .into_iter()
        .zip(ROLES)
        .zip(sides)
        .map(|(((id, title, axis), role), (side, counted))| {
            let summary = summary(&side, counted, at.pairs);
            histogram(
                Figure::new(id, title, summary).x(Axis::linear(axis)),
                role,
                &side,
                counted,
            )
        })
        .collect();
    figures.push(weights(outcome));
    figures
}

/// What the horizontal axes are called.
const SCORE: &str = "q \u{b7} k";
const SCALED: &str = "q \u{b7} k / \u{221a}d_k";

fn summary(side: &Side, counted: &Histogram, pairs: u32) -> String {
    let deviation = side.variance.unwrap_or_default().sqrt();
    let spread = text::scaling_spread(&cell(deviation), &cell(side.of_law.sqrt()));
    match counted.beyond {
        0 => spread,
        beyond => {
            let beyond = text::scaling_beyond(&beyond.to_string(), &pairs.to_string());
            [&spread, " ", &beyond].concat()
        }
    }
}

fn histogram(mut figure: Figure, role: Role, side: &Side, counted: &Histogram) -> Figure {
    figure.x = figure.x.range(-counted.limit, counted.limit);
    figure
        .y(Axis::linear(text::scaling_density()))
        .with(Bars {
            name: text::scaling_sample().into(),
            role,
            edges: counted.edges(),
            heights: counted.densities(),
        })
        .with(Series::reference(
            text::scaling_normal_curve(),
            counted.normal_curve(side.of_law),
        ))
}

fn weights(outcome: &Outcome) -> Figure {
    let (keys, width) = (outcome.keys.to_string(), outcome.here.d_k.to_string());
    let largest = |weights: &Vec<f32>| cell(weights.iter().copied().fold(0.0, f32::max));
    let [without, with] = &outcome.example;
    let summary = text::scaling_weights_seen(&largest(without), &largest(with));
    let figure = Figure::new("weights", text::scaling_weights(&keys, &width), summary)
        .x(Axis::linear(text::scaling_key()).range(0.5, outcome.keys as f32 + 0.5))
        .y(Axis::linear(text::scaling_weight()).range(0.0, 1.0));
    let sides = outcome.example.iter().zip(names()).zip(ROLES);
    sides.fold(figure, |figure, ((weights, name), role)| {
        let points = weights.iter().enumerate();
        let points = points.map(|(key, weight)| ((key + 1) as f32, *weight));
        figure.with(Series::dots(name, role, points))
    })
}
