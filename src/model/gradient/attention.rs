//! Attention whole, out of the operations of a tape.

use super::{Layout, Real, Tape, Var};
use crate::model::Mask;

/// How logits follow from queries and keys.
#[derive(Debug, Clone)]
pub struct AttentionRule {
    /// Sequences and heads.
    pub layout: Layout,
    /// Divide scores by `sqrt(d_k / h)`.
    pub scale: bool,
    /// A further divisor, > 0.
    pub temperature: f32,
    /// Who may attend to whom.
    pub mask: Mask,
    /// What tells queries and keys their positions, beside what was added to them.
    pub relative: Relative,
}

/// Encodings that act on queries, keys and logits, and are not added to the rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Relative {
    /// None, or one that is added to the rows.
    None,
    /// Rotations of queries and keys (Su et al. 2021, eq. 34).
    Rope {
        /// Base of the frequencies, > 0.
        base: f32,
    },
    /// A bias on the logits (Press et al. 2022).
    Alibi {
        /// `1 x h` slopes.
        slopes: Var,
    },
}

/// What attention gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attended {
    /// Softmax of the logits: for each sequence `n` rows, for each head `n` columns.
    pub weights: Var,
    /// Weights times values, heads concatenated: the shape of V.
    pub heads: Var,
}

impl<T: Real> Tape<T> {
    /// softmax(Q K^T / sqrt(d_k)) V of each sequence and each head (Vaswani et al. 2017, eq. 1), stage by stage as
    /// [`Trace`](crate::model::Trace) has it: RoPE, scores, scale and temperature, ALiBi, mask, softmax, mean of values.
    pub fn attention(&mut self, [q, k, v]: [Var; 3], rule: &AttentionRule) -> Attended {
        let layout = rule.layout;
        let (q, k) = match rule.relative {
            Relative::Rope { base } => (self.rotate(q, layout, base), self.rotate(k, layout, base)),
            _ => (q, k),
        };
        let width = layout.width(self.value(q).ncols()) as f64;
        let divisor = if rule.scale { width.sqrt() } else { 1.0 } * f64::from(rule.temperature);
        let scores = self.scores(q, k, layout);
        let scaled = self.scale(scores, T::of(1.0 / divisor));
        let logits = match rule.relative {
            Relative::Alibi { slopes } => self.alibi(scaled, slopes, layout),
            _ => scaled,
        };
        let logits = self.mask(logits, &rule.mask, layout);
        let weights = self.softmax(logits, layout);
        let heads = self.mix(weights, v, layout);
        Attended { weights, heads }
    }
}
