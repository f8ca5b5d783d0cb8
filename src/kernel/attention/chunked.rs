//! Attention in independent chunks: every query sees the keys of its own chunk alone.

use std::ops::Range;

use super::{Problem, Results, Task, Workspace};

impl Workspace {
    /// The output of attention inside chunks of `chunk` tokens that know nothing of each other, the last one shorter
    /// where they do not come out even: `O(n chunk d)` operations, and memory for one chunk. A chunk of n tokens or
    /// more is full attention.
    ///
    /// # Errors
    /// The field that does not fit, a chunk of 0 tokens, or a bias or a mask, which this way does not know; nothing is
    /// written then.
    pub fn chunked(
        &mut self,
        task: &Task<'_>,
        chunk: usize,
        output: &mut [f32],
    ) -> Result<(), Problem> {
        if chunk == 0 {
            return Err(Problem::Empty("chunk"));
        }
        task.check_alone(output)?;
        for (h, part) in output.chunks_exact_mut(task.n * task.d_v).enumerate() {
            self.chunked_rows(&task.head(h), chunk, 0..task.n, part);
        }
        Ok(())
    }

    /// The same for the queries `rows` of a task of one head, to which `output` belongs. Needs no
    /// [`Workspace::prepare`].
    pub fn chunked_rows(
        &mut self,
        head: &Task<'_>,
        chunk: usize,
        rows: Range<usize>,
        output: &mut [f32],
    ) {
        let mut at = rows.start;
        while at < rows.end {
            let first = at - at % chunk;
            let own = head.tokens(first..(first.saturating_add(chunk)).min(head.n));
            let end = rows.end.min(first + own.n);
            let mut results = Results {
                output: &mut output[(at - rows.start) * head.d_v..(end - rows.start) * head.d_v],
                ..Results::default()
            };
            self.prepare(&own);
            self.rows(&own, at - first..end - first, &mut results);
            at = end;
        }
    }
}
