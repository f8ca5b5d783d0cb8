//! Undo and redo.

use super::{AppState, MatrixId, matrices};
use crate::model::{Mask, Matrix, Setup};
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

/// States before and after the present one. At most 1,000 steps and 16 MB; the oldest go first.
///
/// A step costs what the next step towards the present does not share with it: matrices that both hold are counted
/// once, with the younger of them. The present itself is not counted. (A matrix that two steps share across a third
/// that differs is counted twice.)
#[derive(Debug, Clone)]
pub struct History {
    present: Rc<AppState>,
    past: VecDeque<Step>,
    future: Vec<Step>,
    bytes: usize,
    gesture: Option<u32>,
}

/// A state and what it holds that its neighbour towards the present does not, in bytes.
#[derive(Debug, Clone)]
struct Step {
    state: Rc<AppState>,
    bytes: usize,
}

impl History {
    /// Most steps back and forward together.
    pub const STEPS: usize = 1_000;
    /// Most bytes of all steps but the present.
    pub const BYTES: usize = 16 << 20;

    /// A history that begins with `state`.
    pub fn new(state: AppState) -> Self {
        Self {
            present: Rc::new(state),
            past: VecDeque::new(),
            future: Vec::new(),
            bytes: 0,
            gesture: None,
        }
    }

    /// The present state.
    pub fn present(&self) -> &Rc<AppState> {
        &self.present
    }

    /// Makes `next` the present. Changes with the same `gesture` (a scrub, one typed number) are one step; a change
    /// that changes nothing is none, and neither is a gesture that ends where it began. Ends what could be redone.
    pub fn push(&mut self, next: AppState, gesture: Option<u32>) {
        if same(&self.present, &next) {
            return;
        }
        self.forget_future();
        let goes_on = gesture.is_some() && gesture == self.gesture;
        let before = std::mem::replace(&mut self.present, Rc::new(next));
        match self.past.pop_back() {
            Some(start) if goes_on => {
                self.bytes -= start.bytes;
                if same(&start.state, &self.present) {
                    // Back where the gesture began: no step, and what follows of it begins one anew.
                    self.present = start.state;
                    self.gesture = None;
                    return;
                }
                self.remember(start.state);
            }
            last => {
                self.past.extend(last);
                self.remember(before);
            }
        }
        self.gesture = gesture;
        self.forget_oldest();
    }

    /// One step back; false: there is none.
    pub fn undo(&mut self) -> bool {
        let Some(step) = self.past.pop_back() else {
            return false;
        };
        let later = std::mem::replace(&mut self.present, step.state);
        let bytes = unshared(&later, &self.present);
        self.bytes = self.bytes - step.bytes + bytes;
        self.future.push(Step {
            state: later,
            bytes,
        });
        self.gesture = None;
        self.forget_oldest();
        true
    }

    /// One step forward; false: there is none.
    pub fn redo(&mut self) -> bool {
        let Some(step) = self.future.pop() else {
            return false;
        };
        let earlier = std::mem::replace(&mut self.present, step.state);
        self.bytes -= step.bytes;
        self.remember(earlier);
        self.gesture = None;
        self.forget_oldest();
        true
    }

    /// Whether there is a step back.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is a step forward.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// Steps back and forward that are held.
    pub fn steps(&self) -> usize {
        self.past.len() + self.future.len()
    }

    /// Bytes of these steps, counted as [`History`] says.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    fn remember(&mut self, state: Rc<AppState>) {
        let bytes = unshared(&state, &self.present);
        self.bytes += bytes;
        self.past.push_back(Step { state, bytes });
    }

    fn forget_future(&mut self) {
        self.bytes -= self.future.drain(..).map(|step| step.bytes).sum::<usize>();
    }

    /// Drops what is furthest from the present: the oldest steps first, then the last that could be redone.
    fn forget_oldest(&mut self) {
        while self.steps() > Self::STEPS || self.bytes > Self::BYTES {
            let step = match self.past.pop_front() {
                Some(step) => step,
                None => self.future.remove(0),
            };
            self.bytes -= step.bytes;
        }
    }
}

/// Whether both are the same to the last bit. (`==` would take -0 for 0, and an edit from one to the other for none.)
fn same(a: &AppState, b: &AppState) -> bool {
    let bits = |id: &MatrixId| match (a.matrix(*id), b.matrix(*id)) {
        (Some(a), Some(b)) => Arc::ptr_eq(a, b) || same_bits(a, b),
        (a, b) => a.is_none() && b.is_none(),
    };
    MatrixId::ALL.iter().all(bits) && a == b
}

fn same_bits(a: &Matrix, b: &Matrix) -> bool {
    a.shape() == b.shape()
        && a.iter()
            .zip(b.iter())
            .all(|(a, b)| a.to_bits() == b.to_bits())
}

/// Bytes that `state` holds and `neighbour` does not.
fn unshared(state: &AppState, neighbour: &AppState) -> usize {
    let labels: usize = state
        .tokens
        .iter()
        .map(|label| label.len() + size_of::<String>())
        .sum();
    let order = size_of_val(state.setup.order.as_slice());
    size_of::<AppState>()
        + labels
        + order
        + state.labs.bytes()
        + matrices_unshared(&state.setup, &neighbour.setup)
}

fn matrices_unshared(setup: &Setup, neighbour: &Setup) -> usize {
    let own = |id: &&MatrixId| match (matrices::find(setup, **id), matrices::find(neighbour, **id))
    {
        (Some(a), Some(b)) => !Arc::ptr_eq(a, b),
        _ => true,
    };
    let numbers = |id| matrices::find(setup, id).map_or(0, |m| size_of_val(m.as_slice()));
    let matrices: usize = MatrixId::ALL
        .iter()
        .filter(own)
        .map(|id| numbers(*id))
        .sum();
    let mask = match (&setup.mask, &neighbour.mask) {
        (Mask::Custom(a), Mask::Custom(b)) if Arc::ptr_eq(a, b) => 0,
        (Mask::Custom(a), _) => a.len(),
        _ => 0,
    };
    matrices + mask
}
