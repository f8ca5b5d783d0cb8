//! The lab's two tables: what each way saves and changes, and what it would cost with more tokens.

use super::units::{self, percent};
use super::{Known, way};
use crate::experiment::cost::{Change, Fit, Interval, Missing, Sizes, Variant};
use crate::view::format;
use crate::view::tag::{leaf, node};
use crate::view::text;
use yew::prelude::*;

/// What stands where there is nothing to say.
const NOTHING: &str = "\u{2013}";

/// Every way at the largest number of tokens.
pub fn compared(known: &Known<'_>) -> Html {
    let titles = [
        text::cost_way(),
        text::cost_time(),
        text::cost_share(),
        text::cost_exponent(),
        "GFLOP/s",
        text::cost_memory(),
        text::cost_largest_difference(),
        text::cost_mean_difference(),
        text::cost_result(),
    ];
    let point_of = |variant: Variant| {
        let n = known.largest?;
        known.outcome.of(variant).find(|(other, _)| *other == n)
    };
    let full = point_of(Variant::Full).and_then(|(_, point)| known.time_of(point));
    let rows = Variant::ALL.into_iter().map(|variant| {
        let (n, point) = point_of(variant).unzip();
        let time = point.and_then(|point| known.time_of(point));
        let share = time
            .zip(full)
            .map(|(time, full)| percent(time.value / full.value));
        let speed = n
            .zip(point)
            .and_then(|(n, point)| known.speed(variant, n, point));
        let bytes = point.and_then(|point| point.bytes);
        let result = match variant.change() {
            Change::None => text::cost_same(),
            Change::Fewer => text::cost_fewer(),
            Change::Other => text::cost_other(),
        };
        let cells = [
            time.map(units::times),
            share,
            known.exponent(variant).map(units::exponents),
            speed.map(units::digits),
            bytes.map(|bytes| units::bytes(bytes as f64)),
            point.and_then(|point| point.largest).map(difference),
            point.and_then(|point| point.mean).map(difference),
            Some(result.into()),
        ];
        row(variant, known.outcome.sizes, cells)
    });
    table(text::cost_table(), &titles, rows.collect())
}

/// Every way with `n` tokens, by its fit.
pub fn extrapolated(known: &Known<'_>, n: u32) -> Html {
    let titles = [
        text::cost_way(),
        text::cost_fit(),
        text::cost_off(),
        text::cost_time(),
        text::cost_memory(),
        text::cost_ends(),
    ];
    let limit = known.limit();
    let rows = Variant::ALL.into_iter().map(|variant| {
        let fit = known.fit(variant);
        let growth = known.growth(variant);
        let bytes = growth.map(|growth| growth.at(f64::from(n)));
        let memory = bytes.map(|bytes| {
            let size = units::bytes(bytes);
            match bytes > limit as f64 {
                true => [&size, ": ", text::cost_too_large()].concat(),
                false => size,
            }
        });
        let end = growth.map(|growth| match growth.end(limit, super::MOST_TOKENS) {
            super::MOST_TOKENS => ["> ", &super::MOST_TOKENS.to_string()].concat(),
            end => end.to_string(),
        });
        let formula = fit.as_ref().map(formula);
        let cells = [
            Some(formula.unwrap_or_else(|| text::cost_no_fit().into())),
            fit.as_ref().map(|fit| percent(fit.deviation)),
            fit.as_ref().map(|fit| match fit.grows() {
                true => units::times(fit.at(f64::from(n))),
                false => text::cost_untold().into(),
            }),
            memory,
            end,
        ];
        row(variant, known.outcome.sizes, cells)
    });
    table(text::cost_far(), &titles, rows.collect())
}

/// A difference of outputs; no digits where there is none.
fn difference(x: f32) -> String {
    match x {
        0.0 => "0".into(),
        x => format::cell(x),
    }
}

/// `12.0 ns N + 1.02 ns N²`.
fn formula(fit: &Fit) -> String {
    let terms = ["", " N", " N\u{b2}"].into_iter().enumerate();
    let terms = terms.filter_map(|(j, power)| {
        let Interval { value, .. } = fit.coefficient(j)?;
        Some([&units::time(value), power].concat())
    });
    terms.collect::<Vec<_>>().join(" + ")
}

/// Points that were not measured, a line for each way and reason.
pub fn missing(known: &Known<'_>) -> Vec<String> {
    type Told = fn(&str, &str) -> String;
    let reasons: [(Option<Missing>, Told); 3] = [
        (Some(Missing::Memory), text::cost_no_memory),
        (Some(Missing::Clock), text::cost_no_clock),
        (None, text::cost_not_reached),
    ];
    let mut lines = Vec::new();
    for variant in Variant::ALL {
        for (reason, told) in reasons {
            let without = known.outcome.of(variant).filter(|(_, point)| {
                let unreached = reason.is_none() && known.open;
                point.samples.is_empty() && point.missing == reason && !unreached
            });
            let tokens: Vec<_> = without.map(|(n, _)| n.to_string()).collect();
            if !tokens.is_empty() {
                lines.push(told(&way(variant, known.outcome.sizes), &tokens.join(", ")));
            }
        }
    }
    lines
}

fn row<const N: usize>(variant: Variant, sizes: Sizes, cells: [Option<String>; N]) -> Html {
    let cells = cells
        .into_iter()
        .map(|cell| leaf("td", "", cell.unwrap_or_else(|| NOTHING.into())));
    let name = html! { <th scope="row">{ way(variant, sizes) }</th> };
    node("tr", "", std::iter::once(name).chain(cells).collect())
}

/// A table that can be scrolled sideways where the page is narrow.
fn table(name: &'static str, titles: &[&'static str], rows: Vec<Html>) -> Html {
    let heads = titles
        .iter()
        .map(|title| html! { <th scope="col">{ *title }</th> })
        .collect();
    html! {
        <div class="cost-table" tabindex="0" role="region" aria-label={name}>
            <table>
                { node("thead", "", vec![node("tr", "", heads)]) }
                { node("tbody", "", rows) }
            </table>
        </div>
    }
}
