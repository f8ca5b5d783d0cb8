//! The numbers of a figure as a table: what stands under it, and what is saved as CSV.

use super::axes::titled;
use super::reading::{heat, named, places};
use super::series::{bars, each_bar, styled};
use super::{Axis, Figure, Heat, Layer, Point};
use crate::text;

/// The numbers of a figure: a row for each place, in the order of the horizontal axis; of a heat map, its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What stands above the columns.
    pub heads: Vec<String>,
    /// As many entries as there are heads.
    pub rows: Vec<Vec<Entry>>,
}

/// What stands in a row and a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A word.
    Text(String),
    /// A number.
    Number(f32),
    /// A number that was not measured.
    Missing,
    /// There is none to be expected.
    Blank,
}

impl From<Option<f32>> for Entry {
    fn from(number: Option<f32>) -> Self {
        number.map_or(Self::Missing, Self::Number)
    }
}

/// One column: its head, and its entry at a place (index and number).
struct Column<'a> {
    head: String,
    entry: Box<dyn Fn(usize, f32) -> Entry + 'a>,
}

impl<'a> Column<'a> {
    fn new(head: String, entry: impl Fn(usize, f32) -> Entry + 'a) -> Self {
        let entry = Box::new(entry);
        Self { head, entry }
    }
}

impl Table {
    /// The numbers of a figure.
    pub fn of(figure: &Figure) -> Self {
        if let Some(heat) = heat(figure) {
            return of_heat(figure, heat);
        }
        let mut columns = Vec::new();
        place_columns(&mut columns, figure);
        series_columns(&mut columns, figure);
        let places = places(figure).into_iter().enumerate();
        let rows = places.map(|(index, x)| columns.iter().map(|c| (c.entry)(index, x)).collect());
        let rows = rows.collect();
        let heads = columns.into_iter().map(|column| column.head).collect();
        Self { heads, rows }
    }
}

/// Where it is: a number of the horizontal axis, its label, or from where to where a bar reaches; and how high the bar is.
fn place_columns<'a>(columns: &mut Vec<Column<'a>>, figure: &'a Figure) {
    let axis = &figure.x;
    let Some(bars) = bars(figure) else {
        columns.push(Column::new(titled(axis), |_, x| match &axis.ticks {
            Some(_) => Entry::Text(named(axis, x)),
            None => Entry::Number(x),
        }));
        return;
    };
    let edge = |at: fn((f32, f32, f32)) -> f32| {
        move |index: usize, _: f32| each_bar(bars).nth(index).map(at).into()
    };
    columns.push(Column::new(
        text::plot_from(&titled(axis)),
        edge(|bar| bar.0),
    ));
    columns.push(Column::new(text::plot_to(&titled(axis)), edge(|bar| bar.1)));
    columns.push(Column::new(
        headed(&bars.name, &figure.y),
        edge(|bar| bar.2),
    ));
}

/// What it is there, with its bounds, for each series; and the level rules, which are the same everywhere.
fn series_columns<'a>(columns: &mut Vec<Column<'a>>, figure: &'a Figure) {
    for styled in styled(figure) {
        let points = &styled.series.points;
        let name = headed(&styled.series.name, &figure.y);
        let has_bounds = points.iter().any(|p| p.interval.is_some());
        let of = move |number: fn(&Point) -> Option<f32>| {
            move |_: usize, x: f32| match points.iter().find(|p| p.x == x) {
                Some(point) => number(point).filter(|y| !y.is_nan()).into(),
                None => Entry::Blank,
            }
        };
        let bounds = has_bounds.then(|| [text::plot_lower(&name), text::plot_upper(&name)]);
        columns.push(Column::new(name, of(|p| p.y)));
        if let Some([lower, upper]) = bounds {
            columns.push(Column::new(lower, of(|p| p.interval.map(|i| i.0))));
            columns.push(Column::new(upper, of(|p| p.interval.map(|i| i.1))));
        }
    }
    for layer in &figure.layers {
        if let Layer::Rule(rule) = layer
            && rule.level
        {
            columns.push(Column::new(headed(&rule.name, &figure.y), |_, _| {
                Entry::Number(rule.at)
            }));
        }
    }
}

/// The head of a column of numbers of the vertical axis.
fn headed(name: &str, axis: &Axis) -> String {
    match (name, axis.unit) {
        ("", _) => titled(axis),
        (_, None) => name.to_owned(),
        (_, Some(unit)) => [name, " (", unit, ")"].concat(),
    }
}

fn of_heat(figure: &Figure, heat: &Heat) -> Table {
    let heads = std::iter::once(figure.y.label.clone()).chain(heat.columns.iter().cloned());
    let width = heat.columns.len();
    let rows = heat.rows.iter().enumerate().map(|(index, label)| {
        let numbers = (index * width..(index + 1) * width).map(|at| {
            let number = heat.values.get(at).copied().flatten();
            number.filter(|x| !x.is_nan()).into()
        });
        std::iter::once(Entry::Text(label.clone()))
            .chain(numbers)
            .collect()
    });
    Table {
        heads: heads.collect(),
        rows: rows.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::{Bars, Role, Rule, Series};

    #[test]
    fn every_series_has_its_columns_and_what_is_missing_is_told_from_what_is_not_there() {
        let points = [Point::at(1.0, 2.0).between(1.5, 2.5), Point::missing(2.0)];
        let figure = Figure::new("t", "T", "")
            .x(Axis::log2("N"))
            .y(Axis::log("time").unit("ms"))
            .with(Series::line("full", Role::Query, points))
            .with(Series::reference("fit", [(1.0, 2.0), (4.0, 8.0)]))
            .with(Rule::horizontal("frame", 16.0));
        let table = Table::of(&figure);
        let heads = [
            "N",
            "full (ms)",
            "full (ms), from",
            "full (ms), to",
            "fit (ms)",
            "frame (ms)",
        ];
        assert_eq!(table.heads, heads);
        let n = Entry::Number;
        assert_eq!(
            table.rows,
            [
                [n(1.0), n(2.0), n(1.5), n(2.5), n(2.0), n(16.0)],
                [
                    n(2.0),
                    Entry::Missing,
                    Entry::Missing,
                    Entry::Missing,
                    Entry::Blank,
                    n(16.0)
                ],
                [
                    n(4.0),
                    Entry::Blank,
                    Entry::Blank,
                    Entry::Blank,
                    n(8.0),
                    n(16.0)
                ],
            ]
        );
    }

    #[test]
    fn a_histogram_has_a_row_for_each_bar_and_the_curve_at_its_middle() {
        let bars = Bars {
            name: "draws".into(),
            role: Role::Weight,
            edges: vec![0.0, 1.0, 2.0],
            heights: vec![3.0, 4.0],
        };
        let curve = [(0.0, 1.0), (0.5, 2.0), (1.0, 3.0), (1.5, 4.0)];
        let figure = Figure::new("h", "H", "")
            .x(Axis::linear("s"))
            .with(bars)
            .with(Series::reference("normal", curve));
        let table = Table::of(&figure);
        assert_eq!(table.heads, ["s, from", "s, to", "draws", "normal"]);
        let last = [1.0, 2.0, 4.0, 4.0].map(Entry::Number);
        assert_eq!(table.rows.last().map(Vec::as_slice), Some(last.as_slice()));
    }
}
