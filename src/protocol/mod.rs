//! The messages between the playground and a page that embeds it (protocol, section 6): their forms, and no browser.

mod command;
mod message;

pub use command::{Command, Export, Format, Refusal};
pub use message::{Event, Message};

/// What every message names as its source.
pub const SOURCE: &str = "attention-playground";

/// The version of the messages.
pub const VERSION: u64 = 1;
