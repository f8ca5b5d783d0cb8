//! The attention kernel as a WebAssembly module: static/fused.js puts one head's numbers where [`place`] says, calls
//! [`run`] for a block of queries at a time and takes the results away. The blocks are small enough to stay in the
//! processor's cache until then, and nothing here ever holds `n x n` results.

use attention_playground::kernel::attention::{Mask, Results, Task, Workspace};
use std::cell::RefCell;

/// A bit for each optional part, for [`place`].
mod part {
    pub const BIAS: u32 = 1;
    pub const MASK: u32 = 2;
    pub const WEIGHTS: u32 = 4;
    pub const SCORES: u32 = 8;
    pub const LOGITS: u32 = 16;
}

/// A bit for each choice, for [`run`].
mod way {
    pub const CAUSAL: u32 = 1;
    /// K or V have changed since the last call.
    pub const FRESH: u32 = 2;
    /// The output alone, by the online softmax.
    pub const ONLINE: u32 = 4;
}

/// One head, and the results of one block of its queries.
#[derive(Default)]
struct Head {
    n: usize,
    d_k: usize,
    d_v: usize,
    parts: u32,
    q: Vec<f32>,
    k: Vec<f32>,
    v: Vec<f32>,
    bias: Vec<f32>,
    mask: Vec<u8>,
    output: Vec<f32>,
    weights: Vec<f32>,
    scores: Vec<f32>,
    logits: Vec<f32>,
    /// Where all of them begin, in this order.
    addresses: [usize; 9],
}

#[derive(Default)]
struct State {
    head: Head,
    work: Workspace,
}

thread_local! {
    static STATE: RefCell<Option<State>> = const { RefCell::new(None) };
}

/// Makes room for one head of `n` tokens and for results of `rows` queries. Returns where nine addresses stand: of q, k,
/// v, bias, mask, output, weights, scores and logits; 0 where there is no room or a size is 0. What the [`part`]s leave
/// out has no length.
// SAFETY: no other function of the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn place(n: usize, d_k: usize, d_v: usize, rows: usize, parts: u32) -> usize {
    STATE.with(|slot| {
        let Ok(mut slot) = slot.try_borrow_mut() else {
            return 0;
        };
        let state = slot.get_or_insert_default();
        match state.head.place(n, d_k, d_v, rows, parts) {
            Some(()) => {
                // What `run` would allocate is allocated now, so that the memory seldom grows under the caller's views.
                let State { head, work } = state;
                work.prepare(&head.task(0.0, false));
                head.addresses.as_ptr() as usize
            }
            None => {
                *state = State::default();
                0
            }
        }
    })
}

/// Attention for `rows` queries from `first` on, `how` being bits of [`way`]. Returns whether it was done: not where `rows` are more than there is room for.
// SAFETY: no other function of the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn run(first: usize, rows: usize, scale: f32, how: u32) -> bool {
    STATE.with(|slot| {
        let Ok(mut slot) = slot.try_borrow_mut() else {
            return false;
        };
        slot.as_mut()
            .is_some_and(|state| state.run(first, rows, scale, how))
    })
}

impl State {
    fn run(&mut self, first: usize, rows: usize, scale: f32, how: u32) -> bool {
        let Self { head, work } = self;
        let Head { n, d_v, parts, .. } = *head;
        if first.saturating_add(rows) > n || rows * d_v > head.output.len() {
            return false;
        }
        let mut output = std::mem::take(&mut head.output);
        let [mut weights, mut scores, mut logits] =
            [&mut head.weights, &mut head.scores, &mut head.logits].map(std::mem::take);
        let task = head.task(scale, how & way::CAUSAL != 0);
        if how & way::FRESH != 0 {
            work.prepare(&task);
        }
        let mut results = Results {
            output: &mut output[..rows * d_v],
            weights: wanted(parts & part::WEIGHTS, &mut weights, rows * n),
            scores: wanted(parts & part::SCORES, &mut scores, rows * n),
            logits: wanted(parts & part::LOGITS, &mut logits, rows * n),
        };
        if how & way::ONLINE != 0 {
            work.online_rows(&task, first..first + rows, results.output);
        } else {
            work.rows(&task, first..first + rows, &mut results);
        }
        head.output = output;
        [head.weights, head.scores, head.logits] = [weights, scores, logits];
        true
    }
}

fn wanted(part: u32, slice: &mut [f32], length: usize) -> Option<&mut [f32]> {
    if part == 0 {
        None
    } else {
        slice.get_mut(..length)
    }
}

impl Head {
    fn place(&mut self, n: usize, d_k: usize, d_v: usize, rows: usize, parts: u32) -> Option<()> {
        let product = |a: usize, b: usize| a.checked_mul(b).filter(|all| *all > 0);
        let (keys, values) = (product(n, d_k)?, product(n, d_v)?);
        let block = product(rows, n)?;
        let all = if parts & (part::BIAS | part::MASK) == 0 {
            0
        } else {
            product(n, n)?
        };
        let when = |part: u32, length: usize| if parts & part == 0 { 0 } else { length };
        (self.n, self.d_k, self.d_v, self.parts) = (n, d_k, d_v, parts);
        resize(&mut self.q, keys)?;
        resize(&mut self.k, keys)?;
        resize(&mut self.v, values)?;
        resize(&mut self.bias, when(part::BIAS, all))?;
        resize(&mut self.mask, when(part::MASK, all))?;
        resize(&mut self.output, product(rows, d_v)?)?;
        resize(&mut self.weights, when(part::WEIGHTS, block))?;
        resize(&mut self.scores, when(part::SCORES, block))?;
        resize(&mut self.logits, when(part::LOGITS, block))?;
        self.addresses = [
            self.q.as_ptr() as usize,
            self.k.as_ptr() as usize,
            self.v.as_ptr() as usize,
            self.bias.as_ptr() as usize,
            self.mask.as_ptr() as usize,
            self.output.as_ptr() as usize,
            self.weights.as_ptr() as usize,
            self.scores.as_ptr() as usize,
            self.logits.as_ptr() as usize,
        ];
        Some(())
    }

    fn task(&self, scale: f32, causal: bool) -> Task<'_> {
        Task {
            q: &self.q,
            k: &self.k,
            v: &self.v,
            n: self.n,
            d_k: self.d_k,
            d_v: self.d_v,
            heads: 1,
            scale,
            bias: (self.parts & part::BIAS != 0).then_some(&self.bias),
            mask: if self.parts & part::MASK != 0 {
                Mask::Custom(&self.mask)
            } else if causal {
                Mask::Causal
            } else {
                Mask::None
            },
        }
    }
}

/// Zeros of a new length; `None` where there is no room.
fn resize<T: Copy + Default>(slot: &mut Vec<T>, length: usize) -> Option<()> {
    slot.clear();
    slot.shrink_to(length);
    slot.try_reserve_exact(length).ok()?;
    slot.resize(length, T::default());
    Some(())
}
