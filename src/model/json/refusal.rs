//! A refused JSON text: what is wrong, and the path to it, which grows from the inside out.

use crate::model::{Error, Problem};
use crate::text;

/// What reading gives. (A refusal is boxed: it is rare, and what is read is small.)
pub(crate) type Read<T> = Result<T, Box<Refusal>>;

/// A refused value.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// The path within what is being read; `None`: the text is no JSON, which is told of the whole.
    path: Option<String>,
    problem: Problem,
}

impl Refusal {
    /// A refusal of the value that is being read.
    pub fn new(problem: Problem) -> Box<Self> {
        let path = Some(String::new());
        Box::new(Self { path, problem })
    }

    /// A refusal of the value that is being read, in words.
    pub fn words(words: impl Into<String>) -> Box<Self> {
        Self::new(Problem::Syntax(words.into()))
    }

    /// The text is no JSON.
    pub fn no_json(words: String) -> Box<Self> {
        let problem = Problem::Syntax(words);
        Box::new(Self {
            path: None,
            problem,
        })
    }

    /// A key that must be there and is not.
    pub fn missing(key: &str) -> Box<Self> {
        Self::words(text::e_is_missing()).at_key(key)
    }

    /// The same, seen from the object that has the value at `key`.
    pub fn at_key(mut self: Box<Self>, key: &str) -> Box<Self> {
        if let Some(path) = &mut self.path {
            let point = match path.is_empty() || path.starts_with('[') {
                true => "",
                false => ".",
            };
            *path = [key, point, path].concat();
        }
        self
    }

    /// The same, seen from the array that has the value at `index`.
    pub fn at_index(mut self: Box<Self>, index: usize) -> Box<Self> {
        if let Some(path) = &mut self.path {
            let point = match path.is_empty() || path.starts_with('[') {
                true => "",
                false => ".",
            };
            *path = format!("[{index}]{point}{path}");
        }
        self
    }

    /// As an error; `root` names the whole.
    pub fn under(self, root: &str) -> Error {
        let path = self.path.filter(|path| !path.is_empty());
        Error::new(path.unwrap_or_else(|| root.to_owned()), self.problem)
    }
}
