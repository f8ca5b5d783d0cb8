//! f(P X) beside P f(X) for many orders of the same rows.

use super::attention::{Projected, attend, project};
use super::permute::{SINGLE, largest, rounding};
use super::range::Range;
use super::{Matrix, Permutation, Position, Setup};

/// Attention on the rows of one setup in any order. What all orders share is computed once, in pieces.
///
/// A row in a slot is the same whatever the others do: its encoding is the slot's, and the rows of a product do not
/// know of each other. So X is projected once, or, where an encoding is added to it, once a slot; an order picks from
/// these.
pub trait Shuffles {
    /// How many pieces all orders share.
    fn pieces(&self) -> usize;

    /// Computes the next of them; false: all are there.
    fn prepare(&mut self) -> bool;

    /// f(P X) - P f(X), row `i` of P X being row `order[i]` of X. Prepares what is not prepared.
    ///
    /// # Panics
    /// Where `order` is no permutation of the rows.
    fn compare(&mut self, order: &[usize]) -> Difference;
}

/// f(P X) - P f(X) for one order.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Row by row.
    numbers: Vec<f64>,
    columns: usize,
    /// How large an entry rounding alone may make: `3 n eps max|v|`, and what `wo` makes of it.
    pub rounding: f64,
}

impl Difference {
    /// The largest entry, regardless of sign.
    pub fn gap(&self) -> f64 {
        self.numbers.iter().fold(0.0, |gap, x| gap.max(x.abs()))
    }

    /// The largest difference of the two means over all rows: what a reader of the mean (or, n times as much, of the
    /// sum) sees of the order. Never above the gap, and so no larger than rounding where the gap is not.
    pub fn pooled(&self) -> f64 {
        let n = (self.numbers.len() / self.columns.max(1)) as f64;
        let column = |c| self.numbers.iter().skip(c).step_by(self.columns);
        (0..self.columns).fold(0.0, |most: f64, c| {
            most.max((column(c).sum::<f64>() / n).abs())
        })
    }

    /// Whether f(P X) = P f(X) up to rounding.
    pub fn is_rounding(&self) -> bool {
        self.gap() <= self.rounding
    }

    /// How many rows differ by more than rounding.
    pub fn rows(&self) -> usize {
        let rows = self.numbers.chunks(self.columns.max(1));
        rows.filter(|row| row.iter().any(|x| x.abs() > self.rounding))
            .count()
    }

    /// The difference, rounded to f32; what does not fit is held at `+-f32::MAX`.
    pub fn matrix(&self) -> Matrix {
        let held = |x: &f64| (*x as f32).clamp(f32::MIN, f32::MAX);
        let rows = self.numbers.len() / self.columns.max(1);
        Matrix::from_row_iterator(rows, self.columns, self.numbers.iter().map(held))
    }

    /// `moved`, whose row `i` belongs to row `order[i]` of `original`, minus that row; entries by row and column.
    pub(super) fn of(
        order: &[usize],
        columns: usize,
        moved: &dyn Fn(usize, usize) -> f64,
        original: &dyn Fn(usize, usize) -> f64,
        rounding: f64,
    ) -> Self {
        let rows = order.iter().enumerate();
        let numbers = rows
            .flat_map(|(i, row)| (0..columns).map(move |c| moved(i, c) - original(*row, c)))
            .collect();
        Self {
            numbers,
            columns,
            rounding,
        }
    }
}

impl From<&Permutation> for Difference {
    fn from(p: &Permutation) -> Self {
        let unmoved: Vec<usize> = (0..p.order.len()).collect();
        Self::of(
            &unmoved,
            p.expected_output.ncols(),
            &|row, column| p.shuffled_output[(row, column)].into(),
            &|row, column| p.expected_output[(row, column)].into(),
            p.rounding.into(),
        )
    }
}

/// How many slots make a difference to a row before it is attended with: all, where an encoding is added to it.
pub(super) fn slots(setup: &Setup) -> usize {
    match setup.position {
        Position::Sinusoidal { .. } | Position::Learned { .. } => setup.tokens(),
        Position::None | Position::Rope { .. } | Position::Alibi { .. } => 1,
    }
}

/// [`Shuffles`] in f32: the numbers of [`Trace::of`](super::Trace::of), bit for bit.
pub struct Single {
    setup: Setup,
    /// Every row as it is in slot `s`; one for all slots where nothing is added.
    by_slot: Vec<Projected>,
    /// f(X), and the largest of its values.
    original: Option<(Matrix, f32)>,
}

impl Single {
    /// Begins with a valid setup, whose own order is not looked at.
    pub fn new(setup: &Setup) -> Self {
        Self {
            setup: setup.clone(),
            by_slot: Vec::new(),
            original: None,
        }
    }

    fn run(&self, order: &[usize]) -> (Matrix, f32) {
        let pick = |part: fn(&Projected) -> &Matrix| {
            let width = part(&self.by_slot[0]).ncols();
            Matrix::from_fn(order.len(), width, |slot, column| {
                let rows = self.by_slot.get(slot).unwrap_or(&self.by_slot[0]);
                part(rows)[(order[slot], column)]
            })
        };
        let projected = Projected {
            encoding: None,
            x: None,
            q: pick(|rows| &rows.q),
            k: pick(|rows| &rows.k),
            v: pick(|rows| &rows.v),
        };
        let stages = attend(&self.setup, projected, 0, &mut Range::default());
        let largest = largest(&stages.v);
        (stages.output, largest)
    }
}

impl Shuffles for Single {
    fn pieces(&self) -> usize {
        slots(&self.setup)
    }

    fn prepare(&mut self) -> bool {
        let slot = self.by_slot.len();
        if slot == self.pieces() {
            return false;
        }
        let (n, setup) = (self.setup.tokens(), &self.setup);
        let added = |width| {
            let table = setup.position.added(n, width)?;
            Some(Matrix::from_fn(n, width, |_, column| table[(slot, column)]))
        };
        let rows = project(setup, &setup.input, &added, &mut Range::default());
        self.by_slot.push(rows);
        true
    }

    fn compare(&mut self, order: &[usize]) -> Difference {
        while self.prepare() {}
        let known = self.original.take();
        let unmoved = || self.run(&(0..order.len()).collect::<Vec<_>>());
        let (original, most) = known.unwrap_or_else(unmoved);
        let (moved, largest) = self.run(order);
        let difference = Difference::of(
            order,
            original.ncols(),
            &|row, column| moved[(row, column)].into(),
            &|row, column| original[(row, column)].into(),
            rounding(&self.setup, most.max(largest).into(), SINGLE),
        );
        self.original = Some((original, most));
        difference
    }
}
