//! Derivatives by forward mode: what one input number does to every number that follows from it.

use super::heads;
use super::range::Range;
use super::rotary::Rotations;
use super::{CellRef, Input, InputNumber, Matrix, MatrixId, Part, Position, Setup, Trace};
use std::borrow::Cow;

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
    /// d f(P X).
    shuffled: Matrix,
    /// d P f(X).
    expected: Matrix,
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
        let shuffled = if setup.is_unshuffled() {
            expected.clone()
        } else {
            let run = setup.shuffled();
            // What belongs to a token went with it; a table, slopes and projections stay.
            let seed = match seed {
                Seed::Entry(id, (row, column)) if id.has_token_rows() => {
                    let row = setup.order.iter().position(|&other| other == row)?;
                    Seed::Entry(id, (row, column))
                }
                other => other,
            };
            Flow::of(&run, &Trace::of(&run).ok()?, seed)?.output
        };
        Some(Self {
            input,
            flow,
            shuffled,
            expected,
            unit,
        })
    }

    /// d part / d input, of the part's shape; `None` where the computation has no such part.
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
            Part::Shuffled => &self.shuffled,
            Part::Expected => &self.expected,
            Part::Difference => {
                // Two numbers at opposite ends of f32 differ by more than f32 holds.
                let difference = |a: f32, b: f32| (a - b).clamp(f32::MIN, f32::MAX);
                return Some(Cow::Owned(
                    self.shuffled.zip_map(&self.expected, difference),
                ));
            }
        }))
    }

    /// d cell / d input.
    pub fn at(&self, cell: CellRef) -> Option<f32> {
        self.matrix(cell.part)?
            .get((cell.row, cell.column))
            .copied()
    }
}

/// What the derivatives begin with.
#[derive(Clone, Copy)]
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

/// d of the sines and cosines of [`sinusoidal`](super::sinusoidal) with respect to their base: with the angle
/// a = pos base^-e, da = -e a / base, d sin a = cos a da and d cos a = -sin a da.
fn waves(n: usize, width: usize, base: f32) -> Matrix {
    Matrix::from_fn(n, width, |pos, j| {
        let exponent = (j - j % 2) as f64 / width as f64;
        let angle = pos as f64 / f64::from(base).powf(exponent);
        let turn = -exponent * angle / f64::from(base);
        (turn
            * if j % 2 == 0 {
                angle.cos()
            } else {
                -angle.sin()
            }) as f32
    })
}

/// d of turned rows with respect to the base of the rotation: a pair (x, y), turned by the angle a, moves by
/// (-y, x) da, with da = -(2i / d) a / base.
fn turning(turned: &Matrix, base: f32) -> Matrix {
    let (n, width) = turned.shape();
    Matrix::from_fn(n, width, |pos, j| {
        let pair = j - j % 2;
        let exponent = pair as f64 / width as f64;
        let angle = pos as f64 * f64::from(base).powf(-exponent);
        let turn = -exponent * angle / f64::from(base);
        let Some(other) = turned.get((pos, pair + 1 - j % 2)) else {
            return 0.0;
        };
        (turn
            * if j == pair {
                -f64::from(*other)
            } else {
                f64::from(*other)
            }) as f32
    })
}

/// 0 everywhere and 1 in one cell.
fn unit(shape: (usize, usize), cell: (usize, usize)) -> Matrix {
    let mut unit = Matrix::zeros(shape.0, shape.1);
    if let Some(one) = unit.get_mut(cell) {
        *one = 1.0;
    }
    unit
}

/// Derivatives of what is held are 0.
fn unless_held(mut derivatives: Matrix, values: &Matrix) -> Matrix {
    for (d, value) in derivatives.iter_mut().zip(values.iter()) {
        if value.abs() == f32::MAX {
            *d = 0.0;
        }
    }
    derivatives
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
                // d (q . k) = dq . k + q . dk
                let left = range.product(&q[h], &trace.k[h].transpose());
                let right = range.product(&trace.q[h], &k[h].transpose());
                unless_held(range.sum(&left, &right), &trace.scores[h])
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
                let left = range.product(&weights[h], &trace.v[h]);
                let right = range.product(&trace.weights[h], &v[h]);
                unless_held(range.sum(&left, &right), &trace.heads[h])
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

type BeforeHeads = (Option<Matrix>, Option<Matrix>, [Matrix; 3]);

/// d of the encoding, of X with it, and of Q, K and V before RoPE, all heads side by side.
fn before_heads(
    setup: &Setup,
    trace: &Trace,
    seed: Seed,
    range: &mut Range,
) -> Option<BeforeHeads> {
    let n = setup.tokens();
    let sines = matches!(setup.position, Position::Sinusoidal { .. });
    // What is added for the position, to a matrix that is so wide.
    let added = |width| match seed {
        Seed::Base(base) if sines => waves(n, width, base),
        Seed::Entry(MatrixId::Table, cell) => unit((n, width), cell),
        _ => Matrix::zeros(n, width),
    };
    let encoding = trace.encoding.as_ref().map(|table| added(table.ncols()));
    let Input::Embeddings(e) = &setup.input else {
        let own = |id, width| match seed.is(id) {
            true => seed.unit((n, width)),
            false => added(width),
        };
        let (dk, dv) = (setup.d_k(), setup.d_v());
        let all = [
            own(MatrixId::Q, dk),
            own(MatrixId::K, dk),
            own(MatrixId::V, dv),
        ];
        return Some((encoding, None, all));
    };
    let x = trace.x.as_ref()?;
    let moved = match seed.is(MatrixId::X) {
        true => seed.unit(x.shape()),
        false => added(x.ncols()),
    };
    let dx = unless_held(moved, x);
    let mut projected = |weights: &Matrix, own: MatrixId, bias: MatrixId| match seed {
        // One entry of the projection moves its column by a column of X.
        Seed::Entry(id, (row, column)) if id == own => {
            let mut d = Matrix::zeros(n, weights.ncols());
            d.column_mut(column).copy_from(&x.column(row));
            d
        }
        Seed::Entry(id, (_, column)) if id == bias => {
            let mut d = Matrix::zeros(n, weights.ncols());
            d.column_mut(column).fill(1.0);
            d
        }
        // One entry of X moves its row by a row of the projection.
        Seed::Entry(MatrixId::X | MatrixId::Table, (row, column)) => {
            let mut d = Matrix::zeros(n, weights.ncols());
            d.row_mut(row)
                .copy_from(&(weights.row(column) * dx[(row, column)]));
            d
        }
        _ => range.product(&dx, weights),
    };
    let all = [
        projected(&e.wq, MatrixId::Wq, MatrixId::Bq),
        projected(&e.wk, MatrixId::Wk, MatrixId::Bk),
        projected(&e.wv, MatrixId::Wv, MatrixId::Bv),
    ];
    Some((encoding, Some(dx), all))
}

/// d of the biases: a slope moves its own head's by minus the distance.
fn biases(bias: &[Matrix], seed: Seed) -> Vec<Matrix> {
    let one = |(h, bias): (usize, &Matrix)| {
        let (n, m) = bias.shape();
        match seed {
            Seed::Entry(MatrixId::Slopes, (_, column)) if column == h => {
                let distances = Matrix::from_fn(n, m, |i, j| 0.0 - i.abs_diff(j) as f32);
                unless_held(distances, bias)
            }
            _ => Matrix::zeros(n, m),
        }
    };
    bias.iter().enumerate().map(one).collect()
}

/// d softmax(l) = w_j (dl_j - sum_k w_k dl_k) for each row.
fn softmax(weights: &Matrix, logits: &Matrix) -> Matrix {
    let mut d = logits.clone();
    for i in 0..d.nrows() {
        let of = |m: &Matrix, j| f64::from(m[(i, j)]);
        let mean: f64 = (0..d.ncols()).map(|j| of(weights, j) * of(logits, j)).sum();
        for j in 0..d.ncols() {
            d[(i, j)] = (of(weights, j) * (of(logits, j) - mean)) as f32;
        }
    }
    d
}

fn join(setup: &Setup, trace: &Trace, heads: &[Matrix], seed: Seed, range: &mut Range) -> Matrix {
    let all = heads::concatenate(heads);
    let Some(wo) = setup.matrix(MatrixId::Wo) else {
        return all;
    };
    let mut d = range.product(&all, wo);
    match seed {
        Seed::Entry(MatrixId::Wo, (row, column)) => d
            .column_mut(column)
            .copy_from(&heads::concatenate(&trace.heads).column(row)),
        Seed::Entry(MatrixId::Bo, (_, column)) => d.column_mut(column).fill(1.0),
        _ => {}
    }
    unless_held(d, &trace.output)
}
