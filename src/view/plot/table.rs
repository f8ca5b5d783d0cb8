//! The numbers under a plot.

use super::picture::lettered;
use crate::plot::{Entry, Figure, Table, told};
use crate::view::tag::{leaf, node};
use crate::view::text;
use yew::prelude::*;

/// Rows that are read; more are a wall, and stand in the CSV file.
const ROWS: usize = 120;

/// The numbers of a figure, four digits of each; of very many rows, one in so many.
pub fn table(figure: &Figure) -> Html {
    let table = Table::of(figure);
    let every = table.rows.len().div_ceil(ROWS).max(1);
    let heads = table
        .heads
        .iter()
        .map(|head| head_of("col", lettered(head)))
        .collect();
    let rows = table.rows.iter().step_by(every).map(|row| {
        let mut entries = row.iter();
        let first = entries.next().map(|entry| head_of("row", shown(entry)));
        let rest = entries.map(|entry| node("td", "", vec![shown(entry)]));
        node("tr", "", first.into_iter().chain(rest).collect())
    });
    let thinned = text::plot_thinned(&every.to_string(), &table.rows.len().to_string());
    html! {
        <>
        if every > 1 { { leaf("p", "caption", thinned) } }
        <div class="plot-table" tabindex="0" role="region" aria-label={figure.title.clone()}>
            <table>
                { node("thead", "", vec![node("tr", "", heads)]) }
                { node("tbody", "", rows.collect()) }
            </table>
        </div>
        </>
    }
}

fn head_of(scope: &'static str, content: Html) -> Html {
    html! { <th {scope}>{ content }</th> }
}

fn shown(entry: &Entry) -> Html {
    match entry {
        Entry::Text(text) => lettered(text),
        Entry::Number(number) => told(*number).into(),
        Entry::Missing => text::plot_gap().into(),
        Entry::Blank => Html::default(),
    }
}
