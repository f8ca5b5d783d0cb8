//! A matrix of the trace as a heat map.

use super::Matrices;
use crate::plot::{Axis, Figure, Heat, Role};

/// Head `head` of the matrices called `what` (one of [`NAMES`](super::NAMES)); a row has a token for its name. A masked
/// logit is left empty.
pub fn heat(what: &str, matrices: &Matrices<'_>, head: usize, tokens: &[String]) -> Figure {
    let role = match what {
        "q" => Role::Query,
        "k" => Role::Key,
        "v" => Role::Value,
        "weights" | "scores" | "logits" => Role::Weight,
        _ => Role::Output,
    };
    let (columns, values) = matrices.head(head).map_or_else(Default::default, |matrix| {
        let columns = (0..matrix.ncols()).map(|column| match tokens.get(column) {
            Some(token) if matrices.of_keys() => token.clone(),
            _ => column.to_string(),
        });
        let by_rows = matrix.transpose();
        let values = by_rows
            .iter()
            .map(|number| Some(*number).filter(|number| number.is_finite()));
        (columns.collect(), values.collect())
    });
    Figure::new("matrix", what, what)
        .x(Axis::linear(""))
        .with(Heat {
            name: what.to_owned(),
            role,
            rows: tokens.to_vec(),
            columns,
            values,
            most: None,
        })
}
