//! What the app tells of the numbers: of the one that is pointed at, of the one that is touched.

use super::App;
use crate::model::InputNumber;
use crate::state::Action;
use crate::view::part::{CellRef, Part};
use crate::view::reading::{announcement, first_input};
use crate::web;

impl App {
    pub(super) fn point(&mut self, at: Option<CellRef>) -> bool {
        if std::mem::replace(&mut self.look.pointed, at) == at {
            return false;
        }
        let derived = at.filter(|cell| !cell.part.is_input());
        if let Some(cell) = derived.filter(|_| !self.look.pinned) {
            self.explain(cell);
        }
        true
    }

    pub(super) fn explain(&mut self, cell: CellRef) {
        self.look.explained = Some(cell);
        let shown = self.store.borrow().shown();
        self.insight.explain(&shown, &self.look);
    }

    pub(super) fn touch(&mut self, input: Option<InputNumber>) -> bool {
        if std::mem::replace(&mut self.look.touched, input) == input {
            return false;
        }
        let shown = self.store.borrow().shown();
        self.insight.differentiate(&shown, &self.look);
        if !self.look.pinned {
            self.insight.follow(&shown, &mut self.look);
        }
        true
    }

    /// What is told of the numbers, after any of them changed.
    pub(super) fn refresh_insight(&mut self) {
        let shown = self.store.borrow().shown();
        let (insight, look) = (&mut self.insight, &mut self.look);
        web::measure::pure(|| insight.refresh(&shown, look));
    }

    pub(super) fn show_head(&mut self, head: usize) -> bool {
        if std::mem::replace(&mut self.look.head, head) == head {
            return false;
        }
        self.look.explained = self.look.explained.map(|cell| CellRef {
            part: cell.part.of_head(head),
            ..cell
        });
        self.refresh_insight();
        self.refresh_orders();
        true
    }

    /// The first screen has its lines lit: what the marked number leads to.
    pub(super) fn begin(&mut self) {
        self.look.invite = self.invitation();
        self.look.explained = None;
        self.look.pinned = false;
        self.said.clear();
        // Derivatives are taken from the start: with respect to the invited number, else to the first.
        let first = first_input(&self.store.borrow().model().state);
        let (id, row, column) = self.look.invite.unwrap_or((first, 0, 0));
        self.look.touched = Some(CellRef::new(Part::Input(id), row, column).into());
        self.look.pointed = self.look.invite.and_then(|(_, row, _)| {
            let (column, _) = self.store.borrow().model().trace.strongest_key(0, row)?;
            Some(CellRef {
                part: Part::Weights(0),
                row,
                column,
            })
        });
    }

    pub(super) fn announce(&mut self, action: &Action) {
        let model = self.store.borrow().model();
        let last = model.trace.weights.len().saturating_sub(1);
        if let Some(said) = announcement(&model, self.look.head.min(last), action) {
            self.said = said;
        }
    }
}
