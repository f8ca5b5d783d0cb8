//! How far a derivative in f32 may be from the oracle's, for every single one: `1e-5` of its natural scale (the sum of
//! the absolute values of the terms that it is a sum of), plus what the errors of the numbers it is made from carry
//! into it, first order, as `bounds.rs` has them. A derivative of a weight is made from weights, and those of f32
//! logits are off by a factor of e^(+-2 delta) where the logits are off by delta: with logits of 1e4 that is all that
//! f32 can say, with logits of everyday size it is about 1e-6.

use crate::bounds::{self, Bounds, RELATIVE, Sources, TINY, absolute};
use attention_playground::model::{
    CellRef, Input, InputNumber, MatrixId, Part, Position, Setup, Tangent, Trace,
};

/// A weight below this may be rounded to 0.
const SMALLEST: f64 = f32::MIN_POSITIVE as f64;

/// The bounds of each stage; by head but for the output.
pub struct Errors {
    pub scores: Vec<Bounds>,
    pub logits: Vec<Bounds>,
    pub weights: Vec<Bounds>,
    pub heads: Vec<Bounds>,
    pub output: Bounds,
}

/// One run, its derivatives, and how far its logits may be off, row by row of each head.
pub struct Run<'a> {
    pub setup: &'a Setup,
    pub trace: &'a Trace,
    pub tangent: &'a Tangent,
    pub logit_errors: &'a [Vec<f64>],
}

impl Run<'_> {
    /// The bounds of every stage.
    pub fn errors(&self) -> Errors {
        let sources = Sources::of(self.setup);
        let each = 0..self.setup.heads;
        let scores: Vec<_> = each.clone().map(|h| self.scores(&sources, h)).collect();
        let logits: Vec<_> = each.clone().map(|h| self.logits(&scores[h], h)).collect();
        let weights: Vec<_> = each.clone().map(|h| self.weights(&logits[h], h)).collect();
        let heads: Vec<_> = each.map(|h| self.heads(&sources, &weights[h], h)).collect();
        let output = self.output(&sources, &heads);
        Errors {
            scores,
            logits,
            weights,
            heads,
            output,
        }
    }

    fn d(&self, part: Part) -> Bounds {
        absolute(&self.tangent.matrix(part).expect("a part of the run"))
    }

    /// The natural scale of dq, dk or dv of a head. A turned pair is of the size of what it was before; a column of X
    /// is of the size of X and of its encoding.
    fn moved(&self, part: Part, projection: MatrixId, h: usize) -> Bounds {
        let mut d = self.d(part);
        if matches!(self.setup.position, Position::Rope { .. }) {
            // |a| + |b| <= sqrt(2) (|a'| + |b'|) for (a', b') turned from (a, b).
            return match part {
                Part::Value(_) => d,
                _ => bounds::pair_sums(&d) * 1.5,
            };
        }
        let InputNumber::Cell(CellRef { part, row, column }) = self.tangent.input else {
            unreachable!("the oracle knows derivatives by cells alone")
        };
        if let (Input::Embeddings(e), true) = (&self.setup.input, part == Part::Input(projection)) {
            let (first, x) = (h * d.ncols(), bounds::encoded(self.setup, &e.x));
            if let Some(own) = column.checked_sub(first).filter(|own| *own < d.ncols()) {
                d.column_mut(own).copy_from(&x.column(row));
            }
        }
        d
    }

    /// d (q . k) = dq . k + q . dk
    fn scores(&self, sources: &Sources, h: usize) -> Bounds {
        let (q, k) = (absolute(&self.trace.q[h]), absolute(&self.trace.k[h]));
        let dq = self.moved(Part::Query(h), MatrixId::Wq, h);
        let dk = self.moved(Part::Key(h), MatrixId::Wk, h);
        let terms = &dq * k.transpose() + &q * dk.transpose();
        let carried = &dq * sources.k[h].transpose() + &sources.q[h] * dk.transpose();
        (terms * RELATIVE + carried * sources.roundings).add_scalar(q.ncols() as f64 * TINY)
    }

    /// The scores' bound through the same division; a masked logit's derivative is 0 exactly.
    fn logits(&self, scores: &Bounds, h: usize) -> Bounds {
        let bias = self.setup_has_bias().then(|| self.d(Part::Bias(h)));
        let divisor = bounds::divisor(self.setup);
        Bounds::from_fn(scores.nrows(), scores.ncols(), |i, j| {
            let bias = bias.as_ref().map_or(0.0, |bias| bias[(i, j)]);
            match self.trace.logits[h][(i, j)] == f32::NEG_INFINITY {
                true => 0.0,
                false => scores[(i, j)] / divisor + RELATIVE * bias + TINY,
            }
        })
    }

    fn setup_has_bias(&self) -> bool {
        self.trace.bias.is_some()
    }

    /// dw_j = w_j (dl_j - sum_k w_k dl_k), in which the product of two weights is off by a factor of e^(+-4 delta).
    fn weights(&self, logits: &Bounds, h: usize) -> Bounds {
        let (w, dl) = (absolute(&self.trace.weights[h]), self.d(Part::Logits(h)));
        let mean = |of: &Bounds, i: usize| w.row(i).dot(&of.row(i));
        Bounds::from_fn(w.nrows(), w.ncols(), |i, j| {
            let carried = w[(i, j)] * (logits[(i, j)] + mean(logits, i));
            let terms = w[(i, j)] * (dl[(i, j)] + mean(&dl, i));
            let factor = RELATIVE + (4.0 * self.logit_errors[h][i]).exp_m1();
            carried + factor * terms + SMALLEST * (dl[(i, j)] + dl.row(i).sum()) + TINY
        })
    }

    /// d (w . v) = dw . v + w . dv
    fn heads(&self, sources: &Sources, weights: &Bounds, h: usize) -> Bounds {
        let (w, v) = (absolute(&self.trace.weights[h]), absolute(&self.trace.v[h]));
        let (dw, dv) = (
            self.d(Part::Weights(h)),
            self.moved(Part::Value(h), MatrixId::Wv, h),
        );
        let moved = &w * &dv;
        let terms = &dw * &v + &moved;
        let carried = &dw * &sources.v[h] + &moved;
        let all = weights * &v + terms * RELATIVE + carried * sources.roundings;
        Bounds::from_fn(all.nrows(), all.ncols(), |i, c| {
            let factor = (2.0 * self.logit_errors[h][i]).exp_m1();
            let lost = SMALLEST * dv.column(c).sum() + TINY * v.nrows() as f64;
            all[(i, c)] + factor * moved[(i, c)] + lost
        })
    }

    /// The heads' bounds side by side, through |wo|; an entry of `wo` moves a column by one of the heads.
    fn output(&self, sources: &Sources, heads: &[Bounds]) -> Bounds {
        let (n, width) = heads[0].shape();
        let side_by_side = |of: &[Bounds]| {
            Bounds::from_fn(n, width * of.len(), |i, c| of[c / width][(i, c % width)])
        };
        let Some(wo) = self.setup.matrix(MatrixId::Wo) else {
            return side_by_side(heads);
        };
        let each = 0..self.setup.heads;
        let d: Vec<_> = each.clone().map(|h| self.d(Part::Head(h))).collect();
        let mut all = (side_by_side(heads) + side_by_side(&d) * RELATIVE) * absolute(wo);
        let InputNumber::Cell(CellRef { part, row, column }) = self.tangent.input else {
            unreachable!("the oracle knows derivatives by cells alone")
        };
        if part == Part::Input(MatrixId::Wo) {
            let value = |h| bounds::heads(sources, self.trace, h, &self.logit_errors[h]);
            let values = side_by_side(&each.map(value).collect::<Vec<_>>());
            let mut moved = all.column_mut(column);
            moved += values.column(row);
        }
        all.add_scalar(TINY * (width * heads.len()) as f64)
    }
}
