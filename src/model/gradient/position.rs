//! Relative positions: a rotation of queries and keys, and a bias on the logits.

use super::columns::columns;
use super::{Layout, Real, Tape, Var};
use crate::model::rotary::Rotations;
use nalgebra::DMatrix;

impl<T: Real> Tape<T> {
    /// RoPE: each pair of neighbouring columns (x, y) of each head turned by its slot's angle a, to
    /// (x cos a - y sin a, x sin a + y cos a), as [`rope`](crate::model::rope) does. A rotation is undone by its
    /// transpose, so that dA is G turned by -a.
    pub fn rotate(&mut self, a: Var, layout: Layout, base: f32) -> Var {
        let width = layout.width(self.value(a).ncols());
        let turns = Turns::new(layout.tokens, width, base);
        let value = turns.by(self.value(a), T::one());
        self.push(value, [a], move |g, flow| {
            flow.add(a, |_| turns.by(g, -T::one()));
        })
    }

    /// ALiBi: logits of head h with -m_h |i - j| added, `slopes` being the `1 x h` numbers m_h, as
    /// [`alibi`](crate::model::alibi) does. dA = G, and a slope moves all of its head's: dm_h = -sum_ij g_ij |i - j|.
    pub fn alibi(&mut self, logits: Var, slopes: Var, layout: Layout) -> Var {
        let n = layout.tokens;
        let distance = move |i: usize, j: usize| T::of((i % n).abs_diff(j % n) as f64);
        let mut value = self.value(logits).clone();
        let slope = self.value(slopes);
        for (j, mut column) in value.column_iter_mut().enumerate() {
            for (i, logit) in column.iter_mut().enumerate() {
                *logit -= slope[j / n] * distance(i, j);
            }
        }
        self.push(value, [logits, slopes], move |g, flow| {
            flow.add(logits, |_| g.clone());
            flow.add(slopes, |_| {
                let mut sums = DMatrix::zeros(1, layout.heads);
                for (j, column) in g.column_iter().enumerate() {
                    for (i, g) in column.iter().enumerate() {
                        sums[j / n] -= *g * distance(i, j);
                    }
                }
                sums
            });
        })
    }
}

/// The rotations of one head, for every slot of a sequence.
struct Turns<T> {
    width: usize,
    /// (sine, cosine), `n x pairs`.
    angles: DMatrix<(T, T)>,
}

impl<T: Real> Turns<T> {
    fn new(tokens: usize, width: usize, base: f32) -> Self {
        let turns = Rotations::new(tokens, width, base, 0);
        let angles = DMatrix::from_fn(tokens, width / 2, |pos, pair| {
            let (sin, cos) = turns.angle(pos, pair);
            (T::of(sin), T::of(cos))
        });
        Self { width, angles }
    }

    /// Every pair turned by its angle (`sense` 1) or back (-1).
    fn by(&self, matrix: &DMatrix<T>, sense: T) -> DMatrix<T> {
        let mut turned = matrix.clone();
        let (rows, slots) = (matrix.nrows().max(1), self.angles.nrows().max(1));
        // Head by head: an even number of columns, and one without a partner where the width is odd.
        for head in turned.as_mut_slice().chunks_exact_mut(rows * self.width) {
            let pairs = head.chunks_exact_mut(2 * rows);
            for (pair, angles) in pairs.zip(columns(&self.angles)) {
                let (left, right) = pair.split_at_mut(rows);
                let sequences = left.chunks_mut(slots).zip(right.chunks_mut(slots));
                for (left, right) in sequences {
                    for ((x, y), (sin, cos)) in left.iter_mut().zip(right).zip(angles) {
                        let sin = sense * *sin;
                        (*x, *y) = (*x * *cos - *y * sin, *x * sin + *y * *cos);
                    }
                }
            }
        }
        turned
    }
}
