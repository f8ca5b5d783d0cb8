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
    /// The output alone, of independent chunks of `size` tokens.
    pub const CHUNKS: u32 = 8;
    /// The output alone, of a window of `size` tokens to each side.
    pub const WINDOW: u32 = 16;
    /// The output alone, of linear attention.
    pub const LINEAR: u32 = 32;
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

/// Makes room for one head of `n` tokens, for results of `rows` queries and for what the choices of [`way`] work in.
/// Returns where nine addresses stand: of q, k, v, bias, mask, output, weights, scores and logits; 0 where there is no
/// room or a size is 0. What the [`part`]s leave out has no length.
// SAFETY: no other function of the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn place(
    n: usize,
    d_k: usize,
    d_v: usize,
    rows: usize,
    parts: u32,
    how: u32,
    size: usize,
) -> usize {
    STATE.with(|slot| {
        let Ok(mut slot) = slot.try_borrow_mut() else {
            return 0;
        };
        let state = slot.get_or_insert_default();
        state.work = Workspace::default();
        // A row is computed, so that all that `run` would allocate is allocated now and the memory seldom grows under the
        // caller's views.
        let done = state.head.place(n, d_k, d_v, rows, parts).is_some()
            && state.run(0, 1, 0.0, how | way::FRESH, size);
        if !done {
            *state = State::default();
            return 0;
        }
        state.head.addresses.as_ptr() as usize
    })
}

/// Attention for `rows` queries from `first` on, `how` being bits of [`way`] and `size` that of a chunk or a window.
/// Returns whether it was done: not where `rows` are more than there is room for.
// SAFETY: no other function of the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn run(first: usize, rows: usize, scale: f32, how: u32, size: usize) -> bool {
    STATE.with(|slot| {
        let Ok(mut slot) = slot.try_borrow_mut() else {
            return false;
        };
        slot.as_mut()
            .is_some_and(|state| state.run(first, rows, scale, how, size))
    })
}

/// Bytes that are allocated for operands, results and what lies between them.
// SAFETY: no other function of the module has this name.
#[unsafe(no_mangle)]
pub extern "C" fn bytes() -> usize {
    STATE.with(|slot| {
        let slot = slot.try_borrow();
        let state = slot.as_ref().ok().and_then(|slot| slot.as_ref());
        state.map_or(0, |state| state.head.bytes() + state.work.bytes())
    })
}

impl State {
    fn run(&mut self, first: usize, rows: usize, scale: f32, how: u32, size: usize) -> bool {
        let Self { head, work } = self;
        let Head { n, d_v, parts, .. } = *head;
        if first.saturating_add(rows) > n || rows * d_v > head.output.len() {
            return false;
        }
        let mut output = std::mem::take(&mut head.output);
        let [mut weights, mut scores, mut logits] =
            [&mut head.weights, &mut head.scores, &mut head.logits].map(std::mem::take);
        let task = head.task(scale, how & way::CAUSAL != 0);
        let fresh = how & way::FRESH != 0;
        let range = first..first + rows;
        let out = &mut output[..rows * d_v];
        match how & (way::ONLINE | way::CHUNKS | way::WINDOW | way::LINEAR) {
            way::ONLINE => {
                if fresh {
                    work.prepare(&task);
                }
                work.online_rows(&task, range, out);
            }
            way::CHUNKS => work.chunked_rows(&task, size.max(1), range, out),
            way::WINDOW => {
                if fresh {
                    work.prepare_windowed(&task, size);
                }
                work.windowed_rows(&task, size, range, out);
            }
            way::LINEAR => {
                if fresh {
                    work.prepare_linear(&task);
                }
                work.linear_rows(&task, range, out);
            }
            _ => {
                if fresh {
                    work.prepare(&task);
                }
                let mut results = Results {
                    output: out,
                    weights: wanted(parts & part::WEIGHTS, &mut weights, rows * n),
                    scores: wanted(parts & part::SCORES, &mut scores, rows * n),
                    logits: wanted(parts & part::LOGITS, &mut logits, rows * n),
                };
                work.rows(&task, range, &mut results);
            }
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

    fn bytes(&self) -> usize {
        let numbers = [
            &self.q,
            &self.k,
            &self.v,
            &self.bias,
            &self.output,
            &self.weights,
            &self.scores,
            &self.logits,
        ];
        let numbers: usize = numbers.map(Vec::capacity).iter().sum();
        size_of::<f32>() * numbers + self.mask.capacity()
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
