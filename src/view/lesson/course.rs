//! The lesson that is open, as the page shows it, and what a learner can do in it.

use crate::tutor::Session;
use std::rc::Rc;

/// A move in a lesson.
#[derive(Debug, Clone, PartialEq)]
pub enum Move {
    /// Open the lesson of this name.
    Open(&'static str),
    /// Leave it.
    Leave,
    /// To a step.
    Go(usize),
    /// One step on.
    On,
    /// One step back.
    Back,
    /// Mark a choice.
    Choose(usize),
    /// Mark a cell, or take its mark away.
    Mark(usize, usize),
    /// The focus to another cell.
    Walk(usize, usize),
    /// Give an answer; a number as it was typed.
    Answer(String),
    /// Show the answer.
    Show,
    /// Show the hint.
    Hint,
    /// Reach the goal in place of the learner.
    Solve,
    /// Begin the step again.
    Again,
    /// Begin the lesson again.
    Restart,
    /// Keep what was done in this browser, or no longer.
    Keep(bool),
}

/// The lesson that is open, if one is.
#[derive(Clone, Default)]
pub struct Course {
    /// Where in it the learner is.
    pub session: Option<Rc<Session>>,
    /// The language that it is in.
    pub language: &'static str,
    /// Whether what was done is kept in this browser.
    pub keeps: bool,
    /// The cell that the arrow keys are at.
    pub cursor: (usize, usize),
    /// What happened last, in one sentence.
    pub said: String,
    /// Counts the changes of all this.
    pub version: u64,
}
