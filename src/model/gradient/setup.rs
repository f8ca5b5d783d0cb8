//! The derivatives of a whole [`Setup`], as [`Tangent`](crate::model::Tangent) has them, from the other end.

use super::{AttentionRule, Layout, Real, Relative, Tape, Var};
use crate::model::{Error, Input, Matrix, MatrixId, Position, Problem, Setup};
use nalgebra::DMatrix;

/// dL/dA for every input matrix A of a [`Setup`], where L is a weighted sum of its outputs.
///
/// With the weight 1 for one output and 0 for the others this is the gradient of that output: one run gives what
/// [`Tangent`](crate::model::Tangent) needs one run an input number for. The tape runs in f64 and its results are
/// rounded once; it does not know of numbers that [`Trace`](crate::model::Trace) holds at the end of f32 (which do not
/// move), so it stands for setups without overflow.
///
/// # Examples
/// ```
/// use attention_playground::model::gradient::Gradient;
/// use attention_playground::model::{Matrix, MatrixId};
/// use attention_playground::state::AppState;
///
/// let setup = AppState::default().setup;
/// let trace = attention_playground::model::Trace::of(&setup)?;
/// // What moves the first output of the fifth token?
/// let mut seed = Matrix::zeros(trace.output.nrows(), trace.output.ncols());
/// seed[(4, 0)] = 1.0;
/// let gradient = Gradient::of(&setup, &seed)?;
/// // Each value does, by its weight.
/// let values = gradient.matrix(MatrixId::V).expect("the input has values");
/// assert!((values[(1, 0)] - trace.weights[0][(4, 1)]).abs() < 1e-6);
/// // The queries of other tokens do not.
/// let queries = gradient.matrix(MatrixId::Q).expect("the input has queries");
/// assert!(queries.row(3).iter().all(|d| *d == 0.0));
/// # Ok::<(), attention_playground::model::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Gradient {
    matrices: Vec<(MatrixId, Matrix)>,
}

impl Gradient {
    /// The derivatives of L = sum_ij seed_ij output_ij; `seed` has the output's shape.
    ///
    /// # Errors
    /// Those of [`Setup::validate`], and one at `seed` where its shape is another.
    pub fn of(setup: &Setup, seed: &Matrix) -> Result<Self, Error> {
        setup.validate()?;
        let mut tape = Tape::<f64>::default();
        let inputs = Inputs::put(setup, &mut tape);
        let output = inputs.output(setup, &mut tape);
        let (rows, columns) = tape.value(output).shape();
        for (unit, found, expected) in [
            ("rows", seed.nrows(), rows),
            ("columns", seed.ncols(), columns),
        ] {
            if found != expected {
                let problem = Problem::Count {
                    unit,
                    found,
                    expected,
                };
                return Err(Error::new("seed", problem));
            }
        }
        let gradients = tape.backward(output, seed.map(f64::from));
        let rounded = |var| gradients.of(var).map(held);
        let matrices = inputs.0.iter().map(|(id, var)| (*id, rounded(*var)));
        Ok(Self {
            matrices: matrices.collect(),
        })
    }

    /// dL/dA for the input matrix `id`, of its shape; `None` where the setup has no such matrix.
    pub fn matrix(&self, id: MatrixId) -> Option<&Matrix> {
        let own = |entry: &&(MatrixId, Matrix)| entry.0 == id;
        self.matrices.iter().find(own).map(|(_, matrix)| matrix)
    }
}

/// Rounds to f32, and stays within it.
fn held(exact: f64) -> f32 {
    (exact as f32).clamp(f32::MIN, f32::MAX)
}

/// The input matrices of a setup, on a tape.
struct Inputs(Vec<(MatrixId, Var)>);

impl Inputs {
    fn put<T: Real>(setup: &Setup, tape: &mut Tape<T>) -> Self {
        let of = |id: &MatrixId| Some((*id, setup.matrix(*id)?));
        let present = MatrixId::ALL.iter().filter_map(of);
        let put = present.map(|(id, matrix)| (id, tape.variable(wide(matrix))));
        Self(put.collect())
    }

    fn get(&self, id: MatrixId) -> Option<Var> {
        let own = |entry: &&(MatrixId, Var)| entry.0 == id;
        self.0.iter().find(own).map(|(_, var)| *var)
    }

    /// The output of a valid setup, computed on the tape.
    fn output<T: Real>(&self, setup: &Setup, tape: &mut Tape<T>) -> Var {
        let [q, k, v] = match setup.input {
            Input::Vectors(_) => {
                [MatrixId::Q, MatrixId::K, MatrixId::V].map(|id| self.encoded(id, setup, tape))
            }
            Input::Embeddings(_) => {
                let x = self.encoded(MatrixId::X, setup, tape);
                [
                    (MatrixId::Wq, MatrixId::Bq),
                    (MatrixId::Wk, MatrixId::Bk),
                    (MatrixId::Wv, MatrixId::Bv),
                ]
                .map(|(weights, bias)| tape.linear(x, self.own(weights), self.get(bias)))
            }
        };
        let attended = tape.attention([q, k, v], &self.rule(setup));
        match self.get(MatrixId::Wo) {
            Some(wo) => tape.linear(attended.heads, wo, self.get(MatrixId::Bo)),
            None => attended.heads,
        }
    }

    fn rule(&self, setup: &Setup) -> AttentionRule {
        AttentionRule {
            layout: Layout {
                tokens: setup.tokens(),
                heads: setup.heads,
            },
            scale: setup.scale,
            temperature: setup.temperature,
            mask: setup.mask.clone(),
            relative: match setup.position {
                Position::Rope { base } => Relative::Rope { base },
                Position::Alibi { .. } => Relative::Alibi {
                    slopes: self.own(MatrixId::Slopes),
                },
                _ => Relative::None,
            },
        }
    }

    /// An input matrix with what its encoding adds to it.
    fn encoded<T: Real>(&self, id: MatrixId, setup: &Setup, tape: &mut Tape<T>) -> Var {
        let rows = self.own(id);
        let (n, width) = tape.value(rows).shape();
        let added = match (&setup.position, setup.position.added(n, width)) {
            (Position::Learned { .. }, _) => Some(self.own(MatrixId::Table)),
            (_, Some(table)) => Some(tape.constant(wide(&table))),
            _ => None,
        };
        added.map_or(rows, |added| tape.sum(rows, added))
    }

    /// One that a valid setup has.
    fn own(&self, id: MatrixId) -> Var {
        self.get(id).expect("a valid setup has it")
    }
}

/// The same numbers, wider.
fn wide<T: Real>(matrix: &Matrix) -> DMatrix<T> {
    matrix.map(|x| T::of(f64::from(x)))
}
