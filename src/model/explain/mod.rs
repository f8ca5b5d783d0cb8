//! How a number came about: the whole arithmetic of one cell as data, with every number that it names and where that
//! number stands.
//!
//! The page writes it out, a screen reader says it and a learner copies it, all from this one value; a property test
//! evaluates it and gets the cell's number.

mod expression;
mod stages;
mod text;

use super::{CellRef, Part, Setup, Trace};
pub use expression::{Constant, Expression, Fold, fold};
use stages::Writer;

/// How a cell came to its value: lines that are worked out one after the other, the last of which is the cell.
///
/// # Examples
/// ```
/// use attention_playground::model::{CellRef, Explanation, Part};
/// use attention_playground::state::AppState;
///
/// let state = AppState::default();
/// let trace = state.trace()?;
/// let cell = CellRef::new(Part::Scores(0), 4, 1);
/// let explanation = Explanation::of(&state.setup, &trace, cell).expect("a score is derived");
/// assert_eq!(explanation.value, trace.scores[0][(4, 1)]);
/// // A sum of d_k products.
/// assert!((explanation.lines[0].expression.value() - f64::from(explanation.value)).abs() < 1e-6);
/// # Ok::<(), attention_playground::model::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The cell.
    pub cell: CellRef,
    /// Its number, as it stands in the trace.
    pub value: f32,
    /// Its arithmetic.
    pub lines: Vec<Line>,
    /// Whether the arithmetic leaves f32 and the number is held at `+-f32::MAX`.
    pub held: bool,
}

/// One step of an arithmetic.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it computes.
    pub what: What,
    /// How, with its numbers.
    pub expression: Expression,
    /// What comes out, in f64 over the f32 numbers that are named. The cell itself was computed in f32 and can differ
    /// in the last digits.
    pub value: f64,
}

impl Line {
    /// Whether its arithmetic leaves f32, so that the number is held at `+-f32::MAX`. An angle is no number of f32 and
    /// is not held, however large a base near 0 makes it.
    pub fn is_held(&self) -> bool {
        let exact = self.expression.value();
        self.what != What::Angle && exact.is_finite() && (exact as f32).is_infinite()
    }
}

/// What a line computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A number that is taken over as it is.
    Taken,
    /// The angle of a position, in radians.
    Angle,
    /// A sine or a cosine of the position.
    Encoding,
    /// A number with its encoding added.
    Encoded,
    /// A row times a column of a projection, plus the bias.
    Projected,
    /// A component turned by the position's angle (RoPE).
    Turned,
    /// q . k.
    Score,
    /// A score divided by the scale and the temperature.
    Scaled,
    /// The bias of a distance (ALiBi).
    Bias,
    /// The mask.
    Mask,
    /// Scaled, biased, masked.
    Logit,
    /// The largest logit of the row, which is taken off so that no exponential overflows.
    Largest,
    /// The sum of the row's exponentials.
    Total,
    /// Softmax.
    Weight,
    /// The weighted sum of values.
    Mean,
    /// The output projection.
    Output,
    /// A row of the output, moved to its slot.
    Moved,
    /// The difference of f(P X) and P f(X).
    Difference,
}

impl Explanation {
    /// The arithmetic of `cell`; `None` for a cell that does not exist, or that the learner typed.
    ///
    /// `trace` is that of `setup`.
    pub fn of(setup: &Setup, trace: &Trace, cell: CellRef) -> Option<Self> {
        let value = *cell.part.of(setup, trace)?.get((cell.row, cell.column))?;
        let lines = match cell.part {
            Part::Input(_) => return None,
            Part::Shuffled if !setup.is_unshuffled() => {
                let shuffled = setup.shuffled();
                let run = Trace::of(&shuffled).ok()?;
                Writer::of_shuffled(&shuffled, &run).lines(cell)?
            }
            _ => Writer::new(setup, trace).lines(cell)?,
        };
        Some(Self {
            cell,
            value,
            held: lines.iter().any(Line::is_held),
            lines,
        })
    }

    /// Every cell of the page that the arithmetic names, once each, in the order of its first mention.
    pub fn inputs(&self) -> Vec<CellRef> {
        let mut cells = Vec::new();
        for line in &self.lines {
            line.expression.visit(&mut |expression| {
                if let Expression::Cell(cell, _) = expression
                    && !cells.contains(cell)
                {
                    cells.push(*cell);
                }
            });
        }
        cells
    }

    /// The arithmetic as plain text, a line each, first in symbols and then in numbers: the same in every language.
    ///
    /// ```
    /// use attention_playground::model::{CellRef, Explanation, Part};
    /// use attention_playground::state::AppState;
    ///
    /// let state = AppState::from_preset("worked").expect("a preset");
    /// let trace = state.trace()?;
    /// let cell = CellRef::new(Part::Scores(0), 0, 1);
    /// let text = Explanation::of(&state.setup, &trace, cell).expect("derived").to_text();
    /// assert!(text.starts_with("QK\u{1d40}[0,1] = Q[0,0] \u{d7} K[1,0] + Q[0,1] \u{d7} K[1,1]"));
    /// # Ok::<(), attention_playground::model::Error>(())
    /// ```
    pub fn to_text(&self) -> String {
        text::write(self)
    }
}
