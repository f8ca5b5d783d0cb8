//! Attention in f64, by plain loops: the same numbers with 29 bits more, so that what is rounding is seen to be that.

use super::permute::{DOUBLE, rounding};
use super::position::wavelength;
use super::rotary::Rotations;
use super::shuffles::{Difference, Shuffles, slots};
use super::{Embeddings, Input, Matrix, Position, Setup};

/// [`Shuffles`] in f64. Inputs are the f32 of the setup; angles, tables and all that follows is f64, and nothing is
/// held: no chain of products of f32 and 1024 terms leaves f64.
pub struct Double {
    setup: Setup,
    /// Q, K and V as [`Single`](super::Single) has them.
    by_slot: Vec<[Table; 3]>,
    /// f(X), and the largest of its values.
    original: Option<(Table, f64)>,
}

impl Double {
    /// Begins with a valid setup, whose own order is not looked at.
    pub fn new(setup: &Setup) -> Self {
        Self {
            setup: setup.clone(),
            by_slot: Vec::new(),
            original: None,
        }
    }

    /// f(P X), `n x` the output's width.
    ///
    /// # Panics
    /// Where `order` is no permutation of the rows.
    pub fn output(&mut self, order: &[usize]) -> nalgebra::DMatrix<f64> {
        while self.prepare() {}
        let (output, _) = self.run(order);
        nalgebra::DMatrix::from_row_slice(order.len(), output.columns, &output.numbers)
    }

    /// f(P X), row by row, and the largest value that went into it.
    fn run(&self, order: &[usize]) -> (Table, f64) {
        let pick = |part: usize| {
            let rows = order.iter().enumerate().flat_map(|(slot, row)| {
                let rows = self.by_slot.get(slot).unwrap_or(&self.by_slot[0]);
                rows[part].row(*row).iter().copied()
            });
            Table {
                columns: self.by_slot[0][part].columns,
                numbers: rows.collect(),
            }
        };
        let [mut q, mut k, v] = [pick(0), pick(1), pick(2)];
        if let Position::Rope { base } = self.setup.position {
            let width = q.columns / self.setup.heads;
            let rotations = Rotations::new(order.len(), width, base, 0);
            q.turn(&rotations);
            k.turn(&rotations);
        }
        let largest = v.numbers.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
        (self.join(&self.attend(&q, &k, &v)), largest)
    }

    /// softmax(Q K^T / sqrt(d_k)) V, heads side by side.
    fn attend(&self, q: &Table, k: &Table, v: &Table) -> Table {
        let (n, heads) = (self.setup.tokens(), self.setup.heads);
        let (d_k, d_v) = (q.columns / heads, v.columns / heads);
        let mut output = Table::zeros(n, v.columns);
        for head in 0..heads {
            for i in 0..n {
                let weights = self.weights(&q.row(i)[head * d_k..][..d_k], k, head, i);
                let out = &mut output.numbers[i * v.columns + head * d_v..][..d_v];
                for (j, weight) in weights.iter().enumerate() {
                    let values = &v.row(j)[head * d_v..][..d_v];
                    out.iter_mut()
                        .zip(values)
                        .for_each(|(out, value)| *out += weight * value);
                }
            }
        }
        output
    }

    /// The softmax of the logits of one query; all 0 where it may attend to nobody.
    fn weights(&self, query: &[f64], k: &Table, head: usize, i: usize) -> Vec<f64> {
        let (setup, d_k) = (&self.setup, query.len());
        let root = if setup.scale {
            (d_k as f64).sqrt()
        } else {
            1.0
        };
        let divisor = root * f64::from(setup.temperature);
        let slope = match &setup.position {
            Position::Alibi { slopes } => f64::from(slopes[(0, head)]),
            _ => 0.0,
        };
        let logit = |j: usize| match setup.mask.allows(i, j) {
            true => {
                let score = dot(query, &k.row(j)[head * d_k..][..d_k]);
                score / divisor - slope * i.abs_diff(j) as f64
            }
            false => f64::NEG_INFINITY,
        };
        let mut weights: Vec<f64> = (0..setup.tokens()).map(logit).collect();
        let largest = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if largest == f64::NEG_INFINITY {
            weights.fill(0.0);
            return weights;
        }
        weights.iter_mut().for_each(|x| *x = (*x - largest).exp());
        let sum: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|x| *x /= sum);
        weights
    }

    fn join(&self, heads: &Table) -> Table {
        match &self.setup.input {
            Input::Embeddings(Embeddings {
                wo: Some(wo), bo, ..
            }) => heads.linear(wo, bo.as_deref()),
            _ => heads.clone(),
        }
    }
}

impl Shuffles for Double {
    fn pieces(&self) -> usize {
        slots(&self.setup)
    }

    fn prepare(&mut self) -> bool {
        let slot = self.by_slot.len();
        if slot == self.pieces() {
            return false;
        }
        let encoded = |m: &Matrix| Table::in_slot(m, slot, &self.setup.position);
        self.by_slot.push(match &self.setup.input {
            Input::Vectors(given) => [&given.q, &given.k, &given.v].map(|m| encoded(m)),
            Input::Embeddings(given) => {
                let x = encoded(&given.x);
                [
                    x.linear(&given.wq, given.bq.as_deref()),
                    x.linear(&given.wk, given.bk.as_deref()),
                    x.linear(&given.wv, given.bv.as_deref()),
                ]
            }
        });
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
            original.columns,
            &|row, column| moved.row(row)[column],
            &|row, column| original.row(row)[column],
            rounding(&self.setup, most.max(largest), DOUBLE),
        );
        self.original = Some((original, most));
        difference
    }
}

/// A matrix of f64, row by row. nalgebra's would bring a second compiled matrix product to the page.
#[derive(Clone)]
struct Table {
    columns: usize,
    numbers: Vec<f64>,
}

impl Table {
    fn zeros(rows: usize, columns: usize) -> Self {
        Self {
            columns,
            numbers: vec![0.0; rows * columns],
        }
    }

    /// The rows of `m`, each with what `position` adds to it in `slot`.
    fn in_slot(m: &Matrix, slot: usize, position: &Position) -> Self {
        let added = |j: usize| match position {
            Position::Sinusoidal { base } => {
                let angle = slot as f64 / wavelength(j, m.ncols(), *base);
                if j.is_multiple_of(2) {
                    angle.sin()
                } else {
                    angle.cos()
                }
            }
            Position::Learned { table } => table[(slot, j)].into(),
            Position::None | Position::Rope { .. } | Position::Alibi { .. } => 0.0,
        };
        let added: Vec<f64> = (0..m.ncols()).map(added).collect();
        let row = |i| {
            (0..m.ncols())
                .zip(&added)
                .map(move |(j, e)| f64::from(m[(i, j)]) + e)
        };
        Self {
            columns: m.ncols(),
            numbers: (0..m.nrows()).flat_map(row).collect(),
        }
    }

    fn row(&self, i: usize) -> &[f64] {
        &self.numbers[i * self.columns..][..self.columns]
    }

    /// `self w`, plus the row `bias` where there is one.
    fn linear(&self, w: &Matrix, bias: Option<&Matrix>) -> Self {
        let rows = self.numbers.len() / self.columns;
        let mut product = Self::zeros(rows, w.ncols());
        for i in 0..rows {
            for j in 0..w.ncols() {
                let column = w.column(j);
                let terms = self.row(i).iter().zip(column.iter());
                let sum: f64 = terms.map(|(x, w)| x * f64::from(*w)).sum();
                let bias = bias.map_or(0.0, |bias| f64::from(bias[(0, j)]));
                product.numbers[i * w.ncols() + j] = sum + bias;
            }
        }
        product
    }

    /// Turns every row by its position ([`rope`](super::rope)).
    fn turn(&mut self, rotations: &Rotations) {
        let columns = self.columns;
        for (row, turns) in self.numbers.chunks_mut(columns).zip(rotations.rows()) {
            for head in row.chunks_mut(rotations.head_width()) {
                for (pair, (sin, cos)) in head.chunks_exact_mut(2).zip(turns) {
                    let (x, y) = (pair[0], pair[1]);
                    (pair[0], pair[1]) = (x * cos - y * sin, x * sin + y * cos);
                }
            }
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
