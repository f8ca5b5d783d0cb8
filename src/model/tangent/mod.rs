//! Derivatives by forward mode: what one input number does to every number that follows from it.

mod encoding;
mod projection;
mod rules;

use super::heads;
use super::range::Range;
use super::rotary::Rotations;
use super::{CellRef, InputNumber, Matrix, MatrixId, Part, Position, Setup, Trace};
use encoding::turning;
use projection::{before_heads, join};
use rules::{biases, product, softmax, unless_held};
use std::borrow::Cow;
use std::sync::OnceLock;

/// The derivative of every number of a trace with respect to one input number: the product of the Jacobian with a unit
/// vector, carried along with the computation and exact to rounding (forward mode: Griewank and Walther, Evaluating
/// Derivatives, 2008, chapter 3).
///
/// A number that is held at `+-f32::MAX` does not move any more: its derivative is 0. So is that of what is masked.
///
/// # Examples
/// ```
/// use attention_playground::model::{CellRef, MatrixId, Part, Tangent};
/// use attention_playground::state::AppState;
///
/// let state = AppState::default();
/// let trace = state.trace()?;
/// let input = CellRef::new(Part::Input(MatrixId::Q), 4, 0);
/// let tangent = Tangent::of(&state.setup, &trace, input).expect("the cell exists");
/// // A score is q . k: its derivative with respect to q is k.
/// assert_eq!(tangent.at(CellRef::new(Part::Scores(0), 4, 1)), Some(2.5));
/// // Another query's scores do not depend on it.
/// assert_eq!(tangent.at(CellRef::new(Part::Scores(0), 3, 1)), Some(0.0));
/// // Weights of a row always add up to 1, so their derivatives add up to 0.
/// let weights = tangent.matrix(Part::Weights(0)).expect("a head");
/// assert!(weights.row(4).sum().abs() < 1e-6);
/// # Ok::<(), attention_playground::model::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Tangent {
    /// The input number.
    pub input: InputNumber,
    flow: Flow,
    /// d P f(X).
    expected: Matrix,
    /// What d f(P X) is computed from, and the same once anyone asked for it: it costs two runs more.
    setup: Setup,
    seed: Seed,
    shuffled: OnceLock<Matrix>,
    /// The matrix that the input stands in, with 1 in its place.
    unit: Option<Matrix>,
}

/// The derivatives of the stages of one run; the fields are those of [`Trace`].
#[derive(Debug, Clone, PartialEq)]
struct Flow {
    encoding: Option<Matrix>,
    x: Option<Matrix>,
    q: Vec<Matrix>,
    k: Vec<Matrix>,
    v: Vec<Matrix>,
    scores: Vec<Matrix>,
    scaled: Vec<Matrix>,
    bias: Option<Vec<Matrix>>,
    logits: Vec<Matrix>,
    weights: Vec<Matrix>,
    heads: Vec<Matrix>,
    output: Matrix,
}

impl Tangent {
    /// The derivatives with respect to `input`; `None` where the setup has no such number. `trace` is that of `setup`.
    pub fn of(setup: &Setup, trace: &Trace, input: impl Into<InputNumber>) -> Option<Self> {
        let input = input.into();
        let (seed, unit) = match input {
            InputNumber::Cell(cell) => {
                let Part::Input(id) = cell.part else {
                    return None;
                };
                let (matrix, at) = (setup.matrix(id)?, (cell.row, cell.column));
                matrix.get(at)?;
                (Seed::Entry(id, at), Some(unit(matrix.shape(), at)))
            }
            InputNumber::Temperature => (Seed::Temperature, None),
            InputNumber::Base => (Seed::Base(base(setup)?), None),
        };
        let flow = Flow::of(setup, trace, seed)?;
        let expected = flow.output.select_rows(&setup.order);
        Some(Self {
            input,
            flow,
            expected,
            setup: setup.clone(),
            seed,
            shuffled: OnceLock::new(),
            unit,
        })
    }

    /// d part / d input, of the part's shape; `None` where the computation has no such part, and for the input matrices
    /// that the input is not in, which do not depend on it.
    pub fn matrix(&self, part: Part) -> Option<Cow<'_, Matrix>> {
        let flow = &self.flow;
        Some(Cow::Borrowed(match part {
            Part::Input(_) => match self.input {
                InputNumber::Cell(cell) if cell.part == part => self.unit.as_ref()?,
                _ => return None,
            },
            Part::Encoding => flow.encoding.as_ref()?,
            Part::Embedded => flow.x.as_ref()?,
            Part::Query(h) => flow.q.get(h)?,
            Part::Key(h) => flow.k.get(h)?,
            Part::Value(h) => flow.v.get(h)?,
            Part::Scores(h) => flow.scores.get(h)?,
            Part::Scaled(h) => flow.scaled.get(h)?,
            Part::Bias(h) => flow.bias.as_ref()?.get(h)?,
            Part::Mask => {
                let n = self.expected.nrows();
                return Some(Cow::Owned(Matrix::zeros(n, n)));
            }
            Part::Logits(h) => flow.logits.get(h)?,
            Part::Weights(h) => flow.weights.get(h)?,
            Part::Head(h) => flow.heads.get(h)?,
            Part::Output => &flow.output,
            Part::Shuffled => self.shuffled(),
            Part::Expected => &self.expected,
            Part::Difference => {
                // Two numbers at opposite ends of f32 differ by more than f32 holds.
                let difference = |a: f32, b: f32| (a - b).clamp(f32::MIN, f32::MAX);
                return Some(Cow::Owned(
                    self.shuffled().zip_map(&self.expected, difference),
                ));
            }
        }))
    }

    /// d f(P X): the run on the shuffled rows, to which the input went with its token.
    fn shuffled(&self) -> &Matrix {
        self.shuffled.get_or_init(|| {
            let same = || self.expected.clone();
            if self.setup.is_unshuffled() {
                return same();
            }
            let order = &self.setup.order;
            let run = self.setup.shuffled();
            // A table, slopes and projections belong to slots or to all, and stay.
            let seed = match self.seed {
                Seed::Entry(id, (row, column)) if id.has_token_rows() => {
                    let slot = order.iter().position(|&other| other == row);
                    Seed::Entry(id, (slot.unwrap_or(row), column))
                }
                other => other,
            };
            let trace = Trace::of(&run).ok();
            let flow = trace.and_then(|trace| Flow::of(&run, &trace, seed));
            // A valid setup is valid in any order.
            flow.map_or_else(same, |flow| flow.output)
        })
    }

    /// d cell / d input.
    pub fn at(&self, cell: CellRef) -> Option<f32> {
        self.matrix(cell.part)?
            .get((cell.row, cell.column))
            .copied()
    }
}

/// What the derivatives begin with.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Seed {
    /// An entry of an input matrix.
    Entry(MatrixId, (usize, usize)),
    Temperature,
    /// The base of the wavelengths, which is this.
    Base(f32),
}

impl Seed {
    fn is(self, id: MatrixId) -> bool {
        matches!(self, Self::Entry(own, _) if own == id)
    }

    /// The matrix of zeros of that shape, with 1 at the seed's place.
    fn unit(self, shape: (usize, usize)) -> Matrix {
        match self {
            Self::Entry(_, cell) => unit(shape, cell),
            _ => Matrix::zeros(shape.0, shape.1),
        }
    }
}

fn base(setup: &Setup) -> Option<f32> {
    match setup.position {
        Position::Sinusoidal { base } | Position::Rope { base } => Some(base),
        _ => None,
    }
}

/// 0 everywhere and 1 in one cell.
fn unit(shape: (usize, usize), cell: (usize, usize)) -> Matrix {
    let mut unit = Matrix::zeros(shape.0, shape.1);
    if let Some(one) = unit.get_mut(cell) {
        *one = 1.0;
    }
    unit
}

impl Flow {
    fn of(setup: &Setup, trace: &Trace, seed: Seed) -> Option<Self> {
        let mut range = Range::default();
        let range = &mut range;
        let (encoding, x, [q, k, v]) = before_heads(setup, trace, seed, range)?;
        let (q, k) = match setup.position {
            // A rotation is linear: the derivative is turned by the same angle.
            Position::Rope { base } => {
                let turn = Rotations::new(q.nrows(), q.ncols() / setup.heads, base, 0);
                (turn.turn(&q, range), turn.turn(&k, range))
            }
            _ => (q, k),
        };
        let split = |m: &Matrix, values: &[Matrix]| -> Vec<Matrix> {
            let heads = heads::split(m, setup.heads).into_iter().zip(values);
            heads.map(|(d, value)| unless_held(d, value)).collect()
        };
        let (mut q, mut k, v) = (
            split(&q, &trace.q),
            split(&k, &trace.k),
            split(&v, &trace.v),
        );
        if let (Seed::Base(base), Position::Rope { .. }) = (seed, &setup.position) {
            q = trace.q.iter().map(|q| turning(q, base)).collect();
            k = trace.k.iter().map(|k| turning(k, base)).collect();
        }
        let each = 0..setup.heads;
        let scores: Vec<_> = each
            .clone()
            .map(|h| {
                let keys = (trace.k[h].transpose(), k[h].transpose());
                let d = product((&trace.q[h], &q[h]), (&keys.0, &keys.1), range);
                unless_held(d, &trace.scores[h])
            })
            .collect();
        let divisor = match setup.scale {
            true => ((setup.d_k() / setup.heads) as f32).sqrt(),
            false => 1.0,
        };
        let scaled: Vec<_> = each
            .clone()
            .map(|h| {
                let scaled = match seed {
                    // d (s / T) = -s / T^2
                    Seed::Temperature => {
                        range.quotient(&(-&trace.scaled[h]), setup.temperature, 1.0)
                    }
                    _ => range.quotient(&scores[h], divisor, setup.temperature),
                };
                unless_held(scaled, &trace.scaled[h])
            })
            .collect();
        let bias = trace.bias.as_ref().map(|bias| biases(bias, seed));
        let logits: Vec<_> = each
            .clone()
            .map(|h| {
                let mut logits = match &bias {
                    Some(bias) => range.sum(&scaled[h], &bias[h]),
                    None => scaled[h].clone(),
                };
                for (d, value) in logits.iter_mut().zip(trace.logits[h].iter()) {
                    if *value == f32::NEG_INFINITY {
                        *d = 0.0;
                    }
                }
                unless_held(logits, &trace.logits[h])
            })
            .collect();
        let weights: Vec<_> = each
            .clone()
            .map(|h| softmax(&trace.weights[h], &logits[h]))
            .collect();
        let heads: Vec<_> = each
            .map(|h| {
                let d = product(
                    (&trace.weights[h], &weights[h]),
                    (&trace.v[h], &v[h]),
                    range,
                );
                unless_held(d, &trace.heads[h])
            })
            .collect();
        let output = join(setup, trace, &heads, seed, range);
        Some(Self {
            encoding,
            x,
            q,
            k,
            v,
            scores,
            scaled,
            bias,
            logits,
            weights,
            heads,
            output,
        })
    }
}
