//! A lesson as data: what it says, asks, and looks for in state and trace. Made of Markdown at build time (the package
//! `lessons`), fetched when it is opened, and read here from JSON.
//!
//! Nothing in it is markup: a text is a tree of elements out of the closed list [`Element::NAMES`], without attributes.

mod expression;
mod read;

pub use expression::{Expression, Index, Operator};

/// A lesson.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lesson {
    /// Its name in links.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its steps, one at least.
    pub steps: Vec<Step>,
}

/// A step: text; perhaps a question, asked before anything is shown; perhaps something to bring about.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Step {
    /// Its name, the same in every language.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Actions, each as JSON, that set the state it begins with.
    pub begin: Vec<String>,
    /// What it says first.
    pub text: Vec<Node>,
    /// What it asks.
    pub ask: Option<Ask>,
    /// Actions that show the answer; they follow those of `begin`.
    pub then: Vec<String>,
    /// What it says once the question is answered.
    pub answered: Vec<Node>,
    /// What its author claims of the state after `then`; tests hold it.
    pub holds: Option<Expression>,
    /// What is to be brought about.
    pub goal: Option<Goal>,
    /// A hint, for the question or the goal.
    pub hint: Vec<Node>,
}

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// A number.
    Number {
        /// What is right.
        answer: Expression,
        /// How far from it still is.
        within: Expression,
    },
    /// One of several.
    Choice(Vec<Choice>),
    /// Cells of the n x n grid of weights: a query's row, a key's column.
    Cells {
        /// Whether the cell of a row and a column is to be marked.
        answer: Expression,
    },
}

/// A choice.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Choice {
    /// Whether it is right; one is.
    pub right: bool,
    /// What stands on it.
    pub label: Vec<Node>,
    /// Why it is right or wrong.
    pub why: Vec<Node>,
}

/// Something to bring about.
#[derive(Debug, Clone, PartialEq)]
pub struct Goal {
    /// What is to do.
    pub text: Vec<Node>,
    /// What holds once it is done.
    pub check: Expression,
    /// Actions that do it.
    pub solve: Vec<String>,
    /// What it says then.
    pub after: Vec<Node>,
}

/// A piece of text.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Words.
    Text(String),
    /// A value out of state and trace.
    Place(Expression),
    /// An element with what is in it.
    Element(Element, Vec<Node>),
}

/// An element that a lesson may hold, by its place among [`Element::NAMES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Element(usize);

impl Element {
    /// All elements, each with its class behind a point where it has one.
    pub const NAMES: &'static [&'static str] = &[
        "p",
        "em",
        "strong",
        "code",
        "ul",
        "ol",
        "li",
        "span.q",
        "span.k",
        "span.v",
        "span.w",
        "span.o",
        "span.p",
        "span.block",
        "math",
        "mrow",
        "mi",
        "mi.q",
        "mi.k",
        "mi.v",
        "mi.w",
        "mo",
        "mn",
        "mtext",
        "msub",
        "msup",
        "msubsup",
        "mfrac",
        "msqrt",
        "mroot",
        "munder",
        "mover",
        "munderover",
    ];

    /// Its tag, and what its class stands for: a role, or `block` for a formula on its own line.
    pub fn tag(self) -> (&'static str, Option<&'static str>) {
        let name = Self::NAMES.get(self.0).copied().unwrap_or("span");
        match name.split_once('.') {
            Some((tag, class)) => (tag, Some(class)),
            None => (name, None),
        }
    }
}
