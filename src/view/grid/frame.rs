//! Which rows and columns of a matrix are on the screen, what their headers say, and where the keys lead.

use super::GridProps;
use super::row::Head;
use crate::view::format;
use crate::view::part::{Axis, Lit, label};
use std::ops::Range;

/// How far each axis is scrolled; matrices that share an axis move together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scroll([usize; 8]);

impl Scroll {
    /// The first row or column shown of an axis of `count`.
    pub fn offset(&self, axis: Axis, count: usize) -> usize {
        self.0[axis as usize].min(count.saturating_sub(axis.window()))
    }

    /// The same with another offset.
    pub fn with(mut self, axis: Axis, offset: usize) -> Self {
        self.0[axis as usize] = offset;
        self
    }
}

/// A move of the active cell.
#[derive(Clone, Copy)]
pub enum Step {
    By(isize, isize),
    RowEnd(bool),
    GridEnd(bool),
}

impl Step {
    pub fn of(key: &str, ctrl: bool) -> Option<Self> {
        Some(match key {
            "ArrowUp" => Self::By(-1, 0),
            "ArrowDown" => Self::By(1, 0),
            "ArrowLeft" => Self::By(0, -1),
            "ArrowRight" => Self::By(0, 1),
            "PageUp" => Self::By(-10, 0),
            "PageDown" => Self::By(10, 0),
            "Home" if ctrl => Self::GridEnd(false),
            "End" if ctrl => Self::GridEnd(true),
            "Home" => Self::RowEnd(false),
            "End" => Self::RowEnd(true),
            _ => return None,
        })
    }
}

/// The visible part of a matrix. Rows and columns here are those on the screen; cells are those of the matrix.
pub struct Frame {
    /// The cells that the grid shows, scrolled or not, in screen order: rows and columns.
    whole: (Range<usize>, Range<usize>),
    shown: (Range<usize>, Range<usize>),
    axes: (Axis, Axis),
    transposed: bool,
}

impl Frame {
    pub fn of(props: &GridProps) -> Option<Self> {
        let matrix = props.part.matrix(&props.model)?;
        let (from, to) = props.block.unwrap_or((0, matrix.ncols()));
        let mut whole = (
            0..matrix.nrows(),
            from.min(matrix.ncols())..to.min(matrix.ncols()),
        );
        let mut axes = props.part.axes(&props.model.state);
        if props.transposed {
            whole = (whole.1, whole.0);
            axes = (axes.1, axes.0);
        }
        let window = |axis: Axis, range: &Range<usize>| {
            let start = range.start + props.scroll.offset(axis, range.len());
            start..(start + axis.window()).min(range.end)
        };
        let shown = (window(axes.0, &whole.0), window(axes.1, &whole.1));
        Some(Self {
            whole,
            shown,
            axes,
            transposed: props.transposed,
        })
    }

    pub fn counts(&self) -> (usize, usize) {
        (self.whole.0.len(), self.whole.1.len())
    }

    pub fn rows(&self) -> Range<usize> {
        self.shown.0.clone()
    }

    pub fn columns(&self) -> Range<usize> {
        self.shown.1.clone()
    }

    /// The matrix' cell at a place on the screen, and the other way round.
    pub fn cell(&self, row: usize, column: usize) -> (usize, usize) {
        if self.transposed {
            (column, row)
        } else {
            (row, column)
        }
    }

    pub fn holds(&self, cell: (usize, usize)) -> bool {
        let (row, column) = self.cell(cell.0, cell.1);
        self.shown.0.contains(&row) && self.shown.1.contains(&column)
    }

    /// The shown cell nearest to `cell`, so that one cell can always be reached by Tab.
    pub fn nearest(&self, cell: (usize, usize)) -> (usize, usize) {
        let (row, column) = self.cell(cell.0, cell.1);
        self.cell(
            within(row as isize, &self.shown.0),
            within(column as isize, &self.shown.1),
        )
    }

    pub fn step(&self, from: (usize, usize), step: Step) -> (usize, usize) {
        let (row, column) = self.cell(from.0, from.1);
        let (rows, columns) = &self.whole;
        let end = |range: &Range<usize>, last| {
            if last {
                range.end.saturating_sub(1)
            } else {
                range.start
            }
        };
        let (row, column) = match step {
            Step::By(down, right) => (
                within(row as isize + down, rows),
                within(column as isize + right, columns),
            ),
            Step::RowEnd(last) => (row, end(columns, last)),
            Step::GridEnd(last) => (end(rows, last), end(columns, last)),
        };
        self.cell(row, column)
    }

    /// How the axes must be scrolled for `cell` to be shown.
    pub fn reveal(&self, cell: (usize, usize)) -> Vec<(Axis, usize)> {
        let (row, column) = self.cell(cell.0, cell.1);
        let one = |axis: Axis, at: usize, shown: &Range<usize>, whole: &Range<usize>| {
            let offset = if at < shown.start {
                at
            } else if at >= shown.end {
                at + 1 - axis.window()
            } else {
                return None;
            };
            Some((axis, offset - whole.start))
        };
        [
            one(self.axes.0, row, &self.shown.0, &self.whole.0),
            one(self.axes.1, column, &self.shown.1, &self.whole.1),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    pub fn column_heads(&self, props: &GridProps, lit: Lit) -> Vec<Head> {
        let lit = if self.transposed { lit.row } else { lit.column };
        let head = |column| head(props, self.axes.1, column, lit == Some(column));
        self.columns().map(head).collect()
    }

    pub fn row_head(&self, props: &GridProps, row: usize, lit: Lit) -> Head {
        let lit = if self.transposed { lit.column } else { lit.row };
        head(props, self.axes.0, row, lit == Some(row))
    }
}

fn within(at: isize, range: &Range<usize>) -> usize {
    at.clamp(range.start as isize, range.end as isize - 1)
        .max(0) as usize
}

/// What a header says, and its full text where that was cut.
fn head(props: &GridProps, axis: Axis, index: usize, lit: bool) -> Head {
    let label = match axis {
        Axis::One => String::new(),
        _ => label(&props.model.state, axis, index),
    };
    let text = format::label(&label, 12);
    Head {
        title: (text != label).then_some(label),
        text,
        token: axis.is_tokens(),
        lit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(transposed: bool) -> Frame {
        Frame {
            whole: (0..64, 8..16),
            shown: (10..20, 8..16),
            axes: (Axis::Query, Axis::Dk),
            transposed,
        }
    }

    #[test]
    fn keys_walk_the_whole_matrix_and_stop_at_its_edges() {
        let f = frame(false);
        assert_eq!(f.step((10, 8), Step::By(-1, 0)), (9, 8));
        assert_eq!(f.step((10, 8), Step::By(0, -1)), (10, 8));
        assert_eq!(f.step((63, 15), Step::By(1, 1)), (63, 15));
        assert_eq!(f.step((10, 9), Step::GridEnd(true)), (63, 15));
        assert_eq!(frame(true).step((8, 10), Step::By(1, 0)), (8, 11));
    }

    #[test]
    fn a_step_out_of_the_window_scrolls() {
        assert_eq!(frame(false).reveal((9, 8)), vec![(Axis::Query, 9)]);
        assert_eq!(frame(false).reveal((20, 8)), vec![(Axis::Query, 11)]);
        assert!(frame(false).reveal((15, 12)).is_empty());
    }
}
