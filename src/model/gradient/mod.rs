//! Derivatives by reverse mode: what every input number does to one number that follows from all of them.
//!
//! A [`Tape`] computes as it is told and remembers how each matrix followed from earlier ones. Run backwards from a
//! number L it gives the derivative of L with respect to every matrix on it, at a few times the cost of computing L
//! (Griewank and Walther, Evaluating Derivatives, 2008, chapter 3; Baydin et al., Automatic Differentiation in Machine
//! Learning: a Survey, 2018). [`Tangent`](super::Tangent) goes the other way: one input, every number that follows.
//!
//! # How to read the rules
//! Each operation stands in one place: what it computes, and the rule by which derivatives go back through it. In the
//! rules G is dL/dC, the derivative of L with respect to the result C, of C's shape; dA is what goes on to the operand
//! A, again of A's shape. Where a matrix is used more than once, what comes back along each way is added up.
//!
//! # Shapes
//! Many sequences go through the same projections as one matrix: sequences of `tokens` rows stand below each other, and
//! heads are blocks of columns side by side, as a [`Layout`] says. What belongs to a slot (positions, masks) repeats
//! with each sequence.
//!
//! # Examples
//! L = sum of (x w)^2 / 2 is made of the product and of itself: dL/dw = x^T (x w).
//!
//! ```
//! use attention_playground::model::gradient::Tape;
//! use nalgebra::DMatrix;
//!
//! let mut tape = Tape::<f64>::default();
//! let x = tape.constant(DMatrix::from_row_slice(1, 2, &[2.0, -1.0]));
//! let w = tape.variable(DMatrix::from_row_slice(2, 1, &[3.0, 4.0]));
//! let y = tape.product(x, w);
//! // dL/dy = y, from where the tape goes back.
//! let gradients = tape.backward(y, tape.value(y).clone());
//! assert_eq!(gradients.of(w).as_slice(), [4.0, -2.0]);
//! ```

mod activation;
mod attention;
mod columns;
mod heads;
mod loss;
mod norm;
mod position;
mod product;
mod real;
mod rows;
mod setup;
mod softmax;

pub use attention::{Attended, AttentionRule, Relative};
pub use heads::Layout;
pub use norm::NormVars;
pub use real::Real;
pub use setup::Gradient;

use nalgebra::DMatrix;

/// A matrix on a [`Tape`]. It means something on the tape that gave it and on no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Var(usize);

/// A computation with matrices that remembers its steps. Every operation is a method of its own.
///
/// # Panics
/// Operations panic where shapes do not go together, as nalgebra's do, and where a [`Var`] is another tape's: who
/// builds a tape knows its shapes.
pub struct Tape<T: Real> {
    nodes: Vec<Node<T>>,
}

/// One matrix, and how derivatives with respect to it go back to what it was computed from.
struct Node<T: Real> {
    value: DMatrix<T>,
    /// `None` for what was put in.
    pull: Option<Pull<T>>,
    /// Whether a variable takes part in it: what follows from constants alone needs no derivative.
    varies: bool,
}

/// The rule of one operation: given G, adds to the derivatives of the operands.
type Pull<T> = Box<dyn Fn(&DMatrix<T>, &mut Flow<'_, T>)>;

/// The derivatives on their way back.
struct Flow<'a, T: Real> {
    nodes: &'a [Node<T>],
    found: Vec<Option<DMatrix<T>>>,
}

/// dL/dA for every matrix A of a tape.
pub struct Gradients<T: Real> {
    found: Vec<Option<DMatrix<T>>>,
    shapes: Vec<(usize, usize)>,
}

impl<T: Real> Default for Tape<T> {
    fn default() -> Self {
        Self { nodes: Vec::new() }
    }
}

impl<T: Real> Tape<T> {
    /// Puts in a matrix whose derivative is asked for.
    pub fn variable(&mut self, value: DMatrix<T>) -> Var {
        self.put(value, true)
    }

    /// Puts in a matrix whose derivative nobody asks for, which saves the work.
    pub fn constant(&mut self, value: DMatrix<T>) -> Var {
        self.put(value, false)
    }

    /// What `var` is.
    pub fn value(&self, var: Var) -> &DMatrix<T> {
        &self.nodes[var.0].value
    }

    /// The derivatives of L with respect to every matrix, where `of` is all that L depends on by itself and `seed` is
    /// dL/d`of`, of its shape. With L = `of`, a single number, the seed is 1.
    pub fn backward(&self, of: Var, seed: DMatrix<T>) -> Gradients<T> {
        assert_eq!(self.value(of).shape(), seed.shape(), "the seed's shape");
        let mut flow = Flow {
            nodes: &self.nodes,
            found: vec![None; self.nodes.len()],
        };
        flow.found[of.0] = Some(seed);
        for (index, node) in self.nodes.iter().enumerate().take(of.0 + 1).rev() {
            let Some(pull) = &node.pull else { continue };
            if let Some(gradient) = flow.found[index].take() {
                pull(&gradient, &mut flow);
                flow.found[index] = Some(gradient);
            }
        }
        Gradients {
            found: flow.found,
            shapes: self.nodes.iter().map(|node| node.value.shape()).collect(),
        }
    }

    fn put(&mut self, value: DMatrix<T>, varies: bool) -> Var {
        self.nodes.push(Node {
            value,
            pull: None,
            varies,
        });
        Var(self.nodes.len() - 1)
    }

    /// Adds what was computed from `operands`, with its rule.
    fn push<const N: usize>(
        &mut self,
        value: DMatrix<T>,
        operands: [Var; N],
        pull: impl Fn(&DMatrix<T>, &mut Flow<'_, T>) + 'static,
    ) -> Var {
        let varies = operands.iter().any(|var| self.nodes[var.0].varies);
        let var = self.put(value, varies);
        if varies {
            self.nodes[var.0].pull = Some(Box::new(pull));
        }
        var
    }
}

impl<T: Real> Flow<'_, T> {
    fn value(&self, var: Var) -> &DMatrix<T> {
        &self.nodes[var.0].value
    }

    /// Adds to the derivative of `var` what `part` makes of the matrices' values; for a constant nothing is computed.
    fn add(&mut self, var: Var, part: impl FnOnce(&Self) -> DMatrix<T>) {
        if !self.nodes[var.0].varies {
            return;
        }
        let part = part(self);
        match &mut self.found[var.0] {
            Some(sum) => *sum += part,
            none => *none = Some(part),
        }
    }
}

impl<T: Real> Gradients<T> {
    /// dL/d`var`, of its shape; all 0 where L does not depend on it. For constants, and what follows from nothing else,
    /// it was not asked for and is 0 too.
    pub fn of(&self, var: Var) -> DMatrix<T> {
        let (rows, columns) = self.shapes[var.0];
        let zeros = || DMatrix::zeros(rows, columns);
        self.found[var.0].clone().unwrap_or_else(zeros)
    }
}
