//! What components ask of the app. They change nothing themselves.

use super::lesson::course::Move;
use super::order;
use super::part::{Axis, CellRef};
use super::runs::Order;
use super::share;
use crate::experiment::Kind;
use crate::export::Format;
use crate::model::{Error, InputNumber};
use crate::plot::Figure;
use crate::state::Action;
use std::rc::Rc;
use yew::{Callback, MouseEvent};

/// A wish of a component.
#[derive(Debug, Clone, PartialEq)]
pub enum Intent {
    /// Change the state; changes of one gesture are one undo step.
    Act(Action, Option<u32>),
    /// Begin an experiment, stop it, ask it.
    Experiment(Kind, Order),
    /// Train from another seed.
    TrainAnew(u64),
    /// A move in a lesson.
    Lesson(Move),
    /// One step back.
    Undo,
    /// One step forward.
    Redo,
    /// The pointer or the focus is on a cell, or on none.
    Point(Option<CellRef>),
    /// An input number got the focus, or a finger on it: what depends on it is of interest.
    Touch(InputNumber),
    /// An input number is being dragged, or no longer: meanwhile colours keep their scale.
    Drag(bool),
    /// Keep the arithmetic of a cell in the panel whatever else is pointed at, or no longer.
    Pin(CellRef),
    /// Keep nothing.
    Unpin,
    /// Write out how a cell came about.
    Explain(CellRef),
    /// Show derivatives with respect to the touched number in place of the numbers, or no longer.
    Influence(bool),
    /// Open or fold the panel, where it has to be small.
    Unfold(bool),
    /// Let an input number wiggle by itself, or stop it.
    Wiggle(InputNumber),
    /// Stop what wiggles.
    Still,
    /// Copy the arithmetic as text.
    CopyArithmetic,
    /// Show another part of a long axis: its first row or column.
    Scroll(Axis, usize),
    /// Unfold a part of the Order lab, or answer its question.
    Order(order::Wish),
    /// Show another head.
    Head(usize),
    /// Show the weights as arcs or as a heat map.
    Arcs(bool),
    /// Something typed or pasted could not be read.
    Refuse(Error),
    /// Close the notice with this index.
    Dismiss(usize),
    /// Copy the link of this state.
    CopyLink,
    /// Write what a teacher pastes.
    Share(share::Wish),
    /// Save the state document as a file.
    SaveFile,
    /// Read a state document from a file.
    OpenFile(web_sys::File),
    /// Save a plot, or its numbers, as a file.
    SavePlot(Rc<Figure>, Format),
    /// Fetch anew what did not come.
    FetchAgain,
    /// The next theme.
    Theme,
    /// Another language, by its code.
    Language(&'static str),
}

/// A click that asks for an action.
pub fn act(emit: &Callback<Intent>, action: Action) -> Callback<MouseEvent> {
    wish(emit, Intent::Act(action, None))
}

/// A click that asks for anything.
pub fn wish(emit: &Callback<Intent>, intent: Intent) -> Callback<MouseEvent> {
    emit.reform(move |_: MouseEvent| intent.clone())
}
