//! Undo and redo.

use super::AppState;
use std::rc::Rc;

/// States before and after the present one. At most 1,000 steps and 16 MB; the oldest go first.
#[derive(Debug, Clone)]
pub struct History {
    present: Rc<AppState>,
}

impl History {
    /// A history that begins with `state`.
    pub fn new(state: AppState) -> Self {
        Self {
            present: Rc::new(state),
        }
    }

    /// The present state.
    pub fn present(&self) -> &Rc<AppState> {
        &self.present
    }

    /// Makes `next` the present. Changes with the same `gesture` (a scrub, one typed number) are one step; a change
    /// that changes nothing is none. Ends what could be redone.
    pub fn push(&mut self, next: AppState, gesture: Option<u32>) {
        let _ = (next, gesture);
        todo!()
    }

    /// One step back; false: there is none.
    pub fn undo(&mut self) -> bool {
        todo!()
    }

    /// One step forward; false: there is none.
    pub fn redo(&mut self) -> bool {
        todo!()
    }

    /// Whether there is a step back.
    pub fn can_undo(&self) -> bool {
        false
    }

    /// Whether there is a step forward.
    pub fn can_redo(&self) -> bool {
        false
    }
}
