//! The lab's two plots: what was measured, and the fits far beyond it.

use super::{Known, units, way};
use crate::experiment::cost::{Fit, Growth, Point as Measured, Variant};
use crate::plot::{Axis, Figure, Point, Role, Rule, Series};
use crate::view::text;

/// Bytes in a MiB and in a GiB.
const MIB: f64 = 1_048_576.0;
const GIB: f64 = 1_073_741_824.0;

/// What is plotted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Time of a call.
    Time,
    /// Bytes that it allocates.
    Memory,
}

/// The colour of a way; each has a mark and a dash of its own as well.
fn role(variant: Variant) -> Role {
    match variant {
        Variant::Full => Role::Output,
        Variant::Causal => Role::Query,
        Variant::Chunked => Role::Key,
        Variant::Windowed => Role::Position,
        Variant::Online => Role::Weight,
        Variant::Linear => Role::Value,
    }
}

/// Every way at every number of tokens, with the prediction for full attention beside it.
pub fn measured(known: &Known<'_>, quantity: Quantity) -> Figure {
    let figure = match quantity {
        Quantity::Time => Figure::new("cost-time", text::cost_time_title(), summary(known))
            .y(Axis::log(text::cost_time()).unit("ms")),
        Quantity::Memory => {
            let (title, summary) = (text::cost_memory_title(), text::cost_memory_summary());
            Figure::new("cost-memory", title, summary).y(Axis::log(text::cost_memory()).unit("MiB"))
        }
    };
    let figure = figure.x(Axis::log2(text::cost_n()));
    let figure = predictions(known, quantity)
        .into_iter()
        .fold(figure, |figure, series| figure.with(series));
    Variant::ALL.into_iter().fold(figure, |figure, variant| {
        let points = known.outcome.of(variant).filter_map(|(n, point)| {
            let shown = match quantity {
                Quantity::Time => known.time_of(point).map(|t| {
                    Point::at(n as f32, t.value as f32).between(t.low as f32, t.high as f32)
                }),
                Quantity::Memory => {
                    (point.bytes).map(|bytes| Point::at(n as f32, (bytes as f64 / MIB) as f32))
                }
            };
            shown.or(gap(known, point).then(|| Point::missing(n as f32)))
        });
        let name = way(variant, known.outcome.sizes);
        figure.with(Series::joined(
            name,
            role(variant),
            points.collect::<Vec<_>>(),
        ))
    })
}

/// Whether nothing will come where nothing is.
fn gap(known: &Known<'_>, point: &Measured) -> bool {
    !known.open || point.missing.is_some()
}

fn summary(known: &Known<'_>) -> String {
    let told = known.largest.and_then(|n| {
        let (_, point) = known
            .outcome
            .of(Variant::Full)
            .find(|(other, _)| *other == n)?;
        let time = units::time(known.time_of(point)?.value);
        let exponent = known.exponent(Variant::Full)?;
        let exponent = units::exponents(exponent);
        Some(text::cost_time_summary(&n.to_string(), &time, &exponent))
    });
    told.unwrap_or_else(|| text::cost_time_plain().into())
}

/// For full attention: 4 n^2 d operations at the best speed that it reached, and the fit; of memory, the weights alone.
fn predictions(known: &Known<'_>, quantity: Quantity) -> Vec<Series> {
    let tokens = || known.outcome.tokens.iter().map(|n| f64::from(*n));
    let along = |name: String, y: &dyn Fn(f64) -> f64| {
        Series::reference(name, tokens().map(|n| (n as f32, y(n) as f32)))
    };
    if quantity == Quantity::Memory {
        let weights = along(text::cost_weights().into(), &|n| 4.0 * n * n / MIB);
        return vec![weights];
    }
    let mut series = Vec::new();
    let speeds = known.outcome.of(Variant::Full);
    let speeds = speeds.filter_map(|(n, point)| known.speed(Variant::Full, n, point));
    if let Some(best) = speeds.max_by(f64::total_cmp) {
        let d = f64::from(known.outcome.sizes.d);
        let name = text::cost_guess(&units::digits(best));
        series.push(along(name, &|n| 4.0 * n * n * d / (best * 1e6)));
    }
    if let Some(fit) = known.fit(Variant::Full) {
        series.push(along(text::cost_fitted().into(), &|n| fit.at(n).value));
    }
    series
}

/// The fits up to a million tokens, the chosen number among them, and the end of memory.
pub fn far(known: &Known<'_>, quantity: Quantity, chosen: u32) -> Figure {
    let most = super::MOST_TOKENS;
    let powers = (4..20).map(|power| f64::from(1 << power));
    let tokens: Vec<f64> = powers.chain([f64::from(most)]).collect();
    let (id, summary, axis) = match quantity {
        Quantity::Time => (
            "cost-far-time",
            text::cost_far_time(),
            Axis::log(text::cost_time()).unit("s"),
        ),
        Quantity::Memory => (
            "cost-far-memory",
            text::cost_far_memory(),
            Axis::log(text::cost_memory()).unit("GiB"),
        ),
    };
    let mut figure = Figure::new(id, text::cost_far_title(), summary)
        .x(Axis::log(text::cost_n()))
        .y(axis);
    for variant in Variant::ALL {
        let line = match quantity {
            Quantity::Time => known.fit(variant).map(|fit| times(&fit, &tokens)),
            Quantity::Memory => known.growth(variant).map(|growth| sizes(&growth, &tokens)),
        };
        if let Some(points) = line {
            let name = way(variant, known.outcome.sizes);
            figure = figure.with(Series::line(name, role(variant), points));
        }
    }
    let chosen_name = ["N = ", &chosen.to_string()].concat();
    figure = figure.with(Rule::vertical(chosen_name, chosen as f32));
    let limit = known.limit();
    match quantity {
        Quantity::Memory => {
            let end = (limit as f64 / GIB) as f32;
            figure.with(Rule::horizontal(text::cost_memory_ends(), end))
        }
        Quantity::Time => match known.growth(Variant::Full) {
            Some(growth) => {
                let end = growth.end(limit, most);
                figure.with(Rule::vertical(text::cost_full_ends(), end as f32))
            }
            None => figure,
        },
    }
}

fn times(fit: &Fit, tokens: &[f64]) -> Vec<Point> {
    let seconds = |ms: f64| (ms / 1e3) as f32;
    let point = |n: &f64| {
        let time = fit.at(*n);
        Point::at(*n as f32, seconds(time.value)).between(seconds(time.low), seconds(time.high))
    };
    tokens.iter().map(point).collect()
}

fn sizes(growth: &Growth, tokens: &[f64]) -> Vec<Point> {
    let point = |n: &f64| Point::at(*n as f32, (growth.at(*n) / GIB) as f32);
    tokens.iter().map(point).collect()
}
