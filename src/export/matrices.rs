//! A matrix of the trace as a file: a table, or NumPy's own form.

use super::csv;
use crate::model::{Matrix, Trace};
use crate::plot::{Entry, Table};

/// The matrices that can be exported, by their names in the trace (protocol, section 4).
pub const NAMES: &[&str] = &[
    "q", "k", "v", "scores", "logits", "weights", "heads", "output",
];

/// A matrix of the trace, one for each head; `output` is one for all.
pub struct Matrices<'a> {
    by_head: &'a [Matrix],
    /// Whether there is an axis of heads.
    has_heads: bool,
    /// Whether the columns are keys, and not components.
    of_keys: bool,
}

impl<'a> Matrices<'a> {
    /// Those called `name`, if it is one of [`NAMES`].
    pub fn of(trace: &'a Trace, name: &str) -> Option<Self> {
        let by_head = match name {
            "q" => &trace.q,
            "k" => &trace.k,
            "v" => &trace.v,
            "scores" => &trace.scores,
            "logits" => &trace.logits,
            "weights" => &trace.weights,
            "heads" => &trace.heads,
            "output" => std::slice::from_ref(&trace.output),
            _ => return None,
        };
        Some(Self {
            by_head,
            has_heads: name != "output",
            of_keys: matches!(name, "scores" | "logits" | "weights"),
        })
    }

    /// As CSV: a line a row of a head, with the number of the head (where there are heads) and the token before its
    /// numbers. A masked logit is `-inf`.
    pub fn csv(&self, tokens: &[String]) -> String {
        let width = self.by_head.first().map_or(0, Matrix::ncols);
        let columns = (0..width).map(|column| match tokens.get(column) {
            Some(token) if self.of_keys => token.clone(),
            _ => column.to_string(),
        });
        let mut heads = vec!["token".to_owned()];
        if self.has_heads {
            heads.insert(0, "head".to_owned());
        }
        heads.extend(columns);
        let mut rows = Vec::new();
        for (head, matrix) in self.by_head.iter().enumerate() {
            for row in 0..matrix.nrows() {
                let mut entries = Vec::new();
                if self.has_heads {
                    entries.push(Entry::Number(head as f32));
                }
                let token = tokens.get(row).cloned().unwrap_or_default();
                entries.push(Entry::Text(token));
                entries.extend(matrix.row(row).iter().map(|number| entry(*number)));
                rows.push(entries);
            }
        }
        csv::write(&Table { heads, rows })
    }

    /// In NumPy's form, version 1.0 (numpy.lib.format): float32 by rows; heads x n x columns, or n x columns where there
    /// are no heads.
    pub fn npy(&self) -> Vec<u8> {
        let (rows, columns) = self.by_head.first().map_or((0, 0), Matrix::shape);
        let mut shape = format!("{rows}, {columns}");
        if self.has_heads {
            shape = format!("{}, {shape}", self.by_head.len());
        }
        let mut header =
            format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({shape}), }}");
        // Magic, version and length are 10 bytes; all of it a multiple of 64, and a line's end last.
        let padding = 63 - (10 + header.len()) % 64;
        header.extend(std::iter::repeat_n(' ', padding));
        header.push('\n');
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend((header.len() as u16).to_le_bytes());
        bytes.extend(header.as_bytes());
        for matrix in self.by_head {
            for number in matrix.transpose().iter() {
                bytes.extend(number.to_le_bytes());
            }
        }
        bytes
    }

    /// Whether a column belongs to a key, and not to a component.
    pub fn of_keys(&self) -> bool {
        self.of_keys
    }

    /// The matrix of a head.
    pub fn head(&self, head: usize) -> Option<&Matrix> {
        self.by_head.get(head)
    }
}

fn entry(number: f32) -> Entry {
    match number == f32::NEG_INFINITY {
        true => Entry::Text(csv::MASKED.to_owned()),
        false => Entry::Number(number),
    }
}
