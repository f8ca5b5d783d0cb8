//! Figures of every kind, as the labs have them.

use attention_playground::plot::{Axis, Bars, Figure, Heat, Point, Role, Rule, Series};

/// All of them.
pub fn figures() -> Vec<Figure> {
    vec![
        variance(),
        gradient(),
        histogram(),
        cost(),
        learning(),
        gaps(),
        weights(),
        table(),
        empty(),
    ]
}

fn widths() -> impl Iterator<Item = f32> {
    (0..=10).map(|power| 2f32.powi(power))
}

/// Log against log, with bands and what theory says.
pub fn variance() -> Figure {
    let measured =
        widths().map(|d| Point::at(d, d * (1.0 + 0.04 * d.sin())).between(d * 0.93, d * 1.08));
    let scaled = widths().map(|d| Point::at(d, 1.0 + 0.04 * d.sin()).between(0.93, 1.08));
    Figure::new(
        "variance",
        "The variance of q · k grows with d_k",
        "Without scaling the variance follows the line Var = d_k; divided by the root of d_k it stays at 1.",
    )
    .x(Axis::log2("d_k"))
    .y(Axis::log("variance of the scores"))
    .with(Series::line("not divided", Role::Query, measured))
    .with(Series::line("divided by the root of d_k", Role::Weight, scaled))
    .with(Series::reference("Var = d_k", widths().map(|d| (d, d))))
    .with(Rule::vertical("here", 64.0))
}

/// Two curves that end at nearly the same height, on a linear axis.
pub fn gradient() -> Figure {
    let sunk = |d: f32| 0.42 / (1.0 + (d / 24.0).powf(1.4));
    Figure::new(
        "gradient",
        "What is left of the softmax' gradient",
        "Without scaling the gradient vanishes as d_k grows; with it, it stays.",
    )
    .x(Axis::log2("d_k"))
    .y(Axis::linear("Frobenius norm of diag(w) − w wᵀ"))
    .with(Series::line(
        "with scaling",
        Role::Weight,
        widths().map(|d| Point::at(d, 0.36 + 0.01 * d.cos()).between(0.31, 0.41)),
    ))
    .with(Series::line(
        "without scaling",
        Role::Key,
        widths().map(|d| Point::at(d, sunk(d)).between(sunk(d) * 0.8, sunk(d) * 1.2)),
    ))
}

/// A histogram with the normal curve over it.
pub fn histogram() -> Figure {
    let edges: Vec<f32> = (0..=36).map(|i| (i as f32 - 18.0) * 4.0).collect();
    let bell = |x: f32| {
        10_000.0 * 4.0 * (-x * x / (2.0 * 512.0)).exp()
            / (2.0 * std::f32::consts::PI * 512.0).sqrt()
    };
    let heights = edges
        .windows(2)
        .map(|e| (bell((e[0] + e[1]) / 2.0) * (1.0 + 0.09 * (e[0] * 7.0).sin())).round());
    Figure::new(
        "scores",
        "10 000 products q · k at d_k = 512",
        "The products are spread as the normal curve of variance d_k is.",
    )
    .x(Axis::linear("q · k"))
    .y(Axis::linear("draws"))
    .with(Bars {
        name: "drawn".into(),
        role: Role::Weight,
        heights: heights.collect(),
        edges,
    })
    .with(Series::reference(
        "normal, variance d_k",
        (0..=144).map(|i| i as f32 - 72.0).map(|x| (x, bell(x))),
    ))
}

/// Dots with bars of error, fits, and what could not be measured.
pub fn cost() -> Figure {
    let lengths = || (4..=12).map(|power| 2f32.powi(power));
    let of = |a: f32, b: f32, c: f32| move |n: f32| a + b * n + c * n * n;
    let dots = |f: &dyn Fn(f32) -> f32, last: f32| {
        let f: Vec<f32> = lengths().map(f).collect();
        let points = lengths().zip(f).map(|(n, t)| {
            if n > last {
                Point::missing(n)
            } else {
                Point::at(n, t).between(t * 0.9, t * 1.25)
            }
        });
        points.collect::<Vec<_>>()
    };
    let (full, window, linear) = (
        of(0.004, 1e-4, 6e-6),
        of(0.004, 9e-4, 0.0),
        of(0.01, 2.2e-4, 0.0),
    );
    Figure::new(
        "cost",
        "Time by the length of the sequence",
        "Full attention takes four times as long for twice the tokens; a window and linear attention take twice as long.",
    )
    .x(Axis::log2("tokens N"))
    .y(Axis::log("time").unit("ms"))
    .with(Series::dots("full", Role::Query, dots(&full, 2048.0)))
    .with(Series::reference("fit of full", lengths().map(|n| (n, full(n)))))
    .with(Series::dots("sliding window", Role::Value, dots(&window, 1e9)))
    .with(Series::joined("linear", Role::Key, dots(&linear, 1e9)))
    .with(Rule::horizontal("one frame", 16.7))
    .with(Rule::vertical("memory ends", 3000.0))
}

/// Many points, a given range, and a level that cannot be passed.
pub fn learning() -> Figure {
    let steps = || (0..=150).map(|i| i as f32 * 10.0);
    let noise = |s: f32| 0.012 * (s * 12.9).sin();
    let learnt = move |s: f32| 0.5 + 0.485 * (1.0 - (-s / 260.0).exp()) + noise(s);
    Figure::new(
        "accuracy",
        "Accuracy on sets that were held out",
        "With positions the network learns the order; without them it cannot do better than chance.",
    )
    .x(Axis::linear("steps"))
    .y(Axis::linear("accuracy").range(0.4, 1.0))
    .with(Series::line("sinusoidal", Role::Position, steps().map(|s| Point::at(s, learnt(s)).between(learnt(s) - 0.03, (learnt(s) + 0.03).min(1.0)))))
    .with(Series::line("no positions", Role::Output, steps().map(|s| (s, 0.5 + noise(s * 1.7)))))
    .with(Rule::horizontal("best order-blind rule", 0.5))
}

/// Kinds of things on the horizontal axis, and one of them not measured.
pub fn gaps() -> Figure {
    let kinds = ["none", "sinusoidal", "learned", "RoPE", "ALiBi"];
    let ticks = kinds
        .iter()
        .zip(0..)
        .map(|(kind, at)| (at as f32, (*kind).to_owned()));
    let values = [Some(0.0), Some(0.84), None, Some(0.31), Some(0.12)];
    let points = values.iter().zip(0..).map(|(y, at)| match y {
        Some(y) => Point::at(at as f32, *y).between(y * 0.7, y * 1.2),
        None => Point::missing(at as f32),
    });
    Figure::new(
        "gap",
        "What each encoding opens",
        "Without positions there is no gap; sinusoidal ones open the widest.",
    )
    .x(Axis::linear("encoding").ticks(ticks.collect()))
    .y(Axis::linear("largest difference"))
    .with(Series::dots("gap", Role::Position, points))
}

/// A small matrix of weights, with its numbers.
pub fn weights() -> Figure {
    let words = ["The", "robot", "slipped", "because", "it", "rusted"]
        .map(str::to_owned)
        .to_vec();
    let values = (0..36).map(|i| Some(((i * 7919) % 97) as f32 / 97.0));
    Figure::new("weights", "Weights", "A row for each query.")
        .x(Axis::linear("key"))
        .y(Axis::linear("query"))
        .with(Heat {
            name: "weight".into(),
            role: Role::Weight,
            rows: words.clone(),
            columns: words,
            values: values.collect(),
            most: Some(1.0),
        })
}

/// A large matrix of both signs, some of it missing.
pub fn table() -> Figure {
    let labels = |count: usize| (0..count).map(|i| i.to_string()).collect::<Vec<_>>();
    let value = |i: usize, j: usize| {
        let angle = i as f32 / 10_000f32.powf((j - j % 2) as f32 / 64.0);
        (i < 60).then(|| {
            if j.is_multiple_of(2) {
                angle.sin()
            } else {
                angle.cos()
            }
        })
    };
    let values = (0..64)
        .flat_map(|i| (0..64).map(move |j| (i, j)))
        .map(|(i, j)| value(i, j));
    Figure::new(
        "encoding",
        "Sinusoidal positions",
        "Each pair of columns turns more slowly than the one before it.",
    )
    .x(Axis::linear("component"))
    .y(Axis::linear("position"))
    .with(Heat {
        name: "p".into(),
        role: Role::Position,
        rows: labels(64),
        columns: labels(64),
        values: values.collect(),
        most: None,
    })
}

/// Nothing yet.
pub fn empty() -> Figure {
    Figure::new("empty", "Nothing yet", "Nothing was measured.")
        .x(Axis::log2("N"))
        .y(Axis::log("time").unit("ms"))
        .with(Series::line(
            "full",
            Role::Query,
            [Point::missing(16.0), Point::missing(32.0)],
        ))
}
