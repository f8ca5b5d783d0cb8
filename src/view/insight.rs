//! What is to be told of the numbers that are looked at: how one came about, and what depends on another. Pure.

use super::part::{CellRef, Model, Part};
use super::reading::first_input;
use super::scene::Look;
use crate::lesson::Lab;
use crate::model::{Explanation, InputNumber, MatrixId, Tangent};
use std::rc::Rc;

/// The arithmetic of one cell and the derivatives with respect to one input, shared; equal if they are the same.
#[derive(Clone, Default)]
pub struct Insight {
    /// How the explained cell came about.
    pub explanation: Option<Rc<Explanation>>,
    /// What depends on the touched input.
    pub tangent: Option<Rc<Tangent>>,
}

/// Derivatives as a grid shows them; equal if they are the same.
#[derive(Clone)]
pub struct Influence {
    /// With respect to the touched input.
    pub tangent: Rc<Tangent>,
    /// In place of the numbers, and not as marks beside them.
    pub in_place: bool,
}

impl PartialEq for Influence {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.tangent, &other.tangent) && self.in_place == other.in_place
    }
}

impl PartialEq for Insight {
    fn eq(&self, other: &Self) -> bool {
        same(&self.explanation, &other.explanation) && same(&self.tangent, &other.tangent)
    }
}

fn same<T>(one: &Option<Rc<T>>, other: &Option<Rc<T>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => Rc::ptr_eq(one, other),
        (None, None) => true,
        _ => false,
    }
}

impl Insight {
    /// Writes out how the cell that `look` looks at came about.
    pub fn explain(&mut self, model: &Model, look: &Look) {
        let of = |cell| Explanation::of(&model.state.setup, &model.trace, cell);
        self.explanation = look.explained.and_then(of).map(Rc::new);
    }

    /// Takes the derivatives with respect to the input that was touched last.
    pub fn differentiate(&mut self, model: &Model, look: &Look) {
        let of = |input| Tangent::of(&model.state.setup, &model.trace, input);
        self.tangent = look.touched.and_then(of).map(Rc::new);
    }

    /// All of it, after any number changed; what is looked at follows where its numbers are gone.
    pub fn refresh(&mut self, model: &Model, look: &mut Look) {
        self.explain(model, look);
        if self.explanation.is_none() && model.state.lab != Lab::Order {
            look.explained = first_explained(model, look);
            self.explain(model, look);
        }
        self.differentiate(model, look);
        if self.tangent.is_none() {
            // The number is gone, with its matrix or its encoding.
            let first = Part::Input(first_input(&model.state));
            look.touched = Some(CellRef::new(first, 0, 0).into());
            self.differentiate(model, look);
        }
    }

    /// Turns to a number that depends on the touched input, where the one that is explained does not: the strongest
    /// weight of the input's row.
    pub fn follow(&mut self, model: &Model, look: &mut Look) {
        let moves = look.explained.and_then(|cell| self.derivative(cell));
        let Some(InputNumber::Cell(input)) = look.touched else {
            return;
        };
        if moves.is_some_and(|d| d != 0.0) || model.state.lab == Lab::Order {
            return;
        }
        let row = match input.part {
            Part::Input(MatrixId::Q | MatrixId::X) => input.row,
            _ => return,
        };
        if let Some((column, _)) = model.trace.strongest_key(look.head, row) {
            look.explained = Some(CellRef::new(Part::Weights(look.head), row, column));
            self.explain(model, look);
        }
    }

    /// The derivative of a cell with respect to the touched input.
    pub fn derivative(&self, cell: CellRef) -> Option<f32> {
        self.tangent.as_ref()?.at(cell)
    }
}

/// The cell that is explained before any is pointed at: where the row of the invited number, or else the most decided
/// one, attends most.
fn first_explained(model: &Model, look: &Look) -> Option<CellRef> {
    let head = look.head;
    let row = look
        .invite
        .map_or_else(|| model.trace.most_decided_row(head), |(_, row, _)| row);
    let (column, _) = model.trace.strongest_key(head, row)?;
    Some(CellRef::new(Part::Weights(head), row, column))
}
