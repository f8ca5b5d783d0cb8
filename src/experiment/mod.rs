//! What the labs measure on the model: each experiment is pure, seeded, and goes on in small steps.
//!
//! An experiment is begun from the state, works a step at a time (well under 10 ms, so that whoever drives it can show
//! progress, pause it and drop it between two steps), and has an [outcome](Outcome) at any moment: what is known so
//! far. Nothing here knows who drives it; on the page it is a Web Worker.

pub mod cost;
pub mod learning;
pub mod orders;
pub mod scaling;
pub mod settings;

mod outcome;

pub use outcome::{Given, Kind, Outcome, begin};
pub use settings::Settings;

/// An experiment that has begun.
pub trait Experiment {
    /// Does the next small piece of work; false: there was none left.
    fn step(&mut self) -> bool;

    /// How much of the work is done, and how much there is, in a unit of its own.
    fn progress(&self) -> Progress;

    /// What is known so far, in the JSON form that [`Outcome::from_json`] reads.
    fn outcome(&self) -> String;

    /// Goes on from other settings, where some of what is known holds for them too; false: it must begin anew.
    fn take_over(&mut self, _given: &Given<'_>) -> bool {
        false
    }

    /// Answers a question about what is known so far, where the experiment takes any; both are texts that it and its lab
    /// agree on.
    fn ask(&self, _question: &str) -> Option<String> {
        None
    }
}

/// How far an experiment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Pieces of work that are done.
    pub done: u64,
    /// Pieces of work in all.
    pub of: u64,
}
