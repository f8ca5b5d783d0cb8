//! The trace as the JSON document of protocol section 4.

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::{Matrix, Trace};

impl Trace {
    /// The trace as JSON on one line (protocol, section 4): arrays by head first, a masked logit `null`, every number
    /// the shortest decimal that reads back to the same f32.
    pub fn to_json(&self) -> String {
        // Serialisation of these types into a string cannot fail: there are no maps with odd keys and no I/O.
        serde_json::to_string(&Document::of(self)).unwrap_or_default()
    }
}

#[derive(Serialize)]
struct Document<'a> {
    q: Heads<'a>,
    k: Heads<'a>,
    v: Heads<'a>,
    scores: Heads<'a>,
    overflow: bool,
    logits: Heads<'a>,
    weights: Heads<'a>,
    heads: Heads<'a>,
    output: Rows<'a>,
    block: (),
    permutation: PermutationDocument<'a>,
}

#[derive(Serialize)]
struct PermutationDocument<'a> {
    order: &'a [usize],
    shuffled_output: Rows<'a>,
    expected_output: Rows<'a>,
    gap: f32,
}

impl<'a> Document<'a> {
    fn of(trace: &'a Trace) -> Self {
        let permutation = &trace.permutation;
        Self {
            q: Heads(&trace.q),
            k: Heads(&trace.k),
            v: Heads(&trace.v),
            scores: Heads(&trace.scores),
            overflow: trace.overflow,
            logits: Heads(&trace.logits),
            weights: Heads(&trace.weights),
            heads: Heads(&trace.heads),
            output: Rows(&trace.output),
            block: (),
            permutation: PermutationDocument {
                order: &permutation.order,
                shuffled_output: Rows(&permutation.shuffled_output),
                expected_output: Rows(&permutation.expected_output),
                gap: permutation.gap,
            },
        }
    }
}

/// One matrix a head.
struct Heads<'a>(&'a [Matrix]);

impl Serialize for Heads<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Rows))
    }
}

/// A matrix as an array of rows.
struct Rows<'a>(&'a Matrix);

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut rows = serializer.serialize_seq(Some(self.0.nrows()))?;
        for row in self.0.row_iter() {
            // Only a masked logit is not finite.
            let numbers: Vec<Option<f32>> =
                row.iter().map(|x| x.is_finite().then_some(*x)).collect();
            rows.serialize_element(&numbers)?;
        }
        rows.end()
    }
}
