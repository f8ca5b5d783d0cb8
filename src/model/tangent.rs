//! Derivatives by forward mode: what one input number does to every number that follows from it.

use super::heads;
use super::range::Range;
use super::rotary::Rotations;
use super::{CellRef, Input, Matrix, MatrixId, Part, Position, Setup, Trace};
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
    pub input: CellRef,
    flow: Flow,
    /// d f(P X).
    shuffled: Matrix,
    /// d P f(X).
    expected: Matrix,
    shape: (usize, usize),
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
    /// The derivatives with respect to `input`, a cell of an input matrix; `None` where there is no such cell. `trace`
    /// is that of `setup`.
    pub fn of(setup: &Setup, trace: &Trace, input: CellRef) -> Option<Self> {
        let Part::Input(id) = input.part else {
            return None;
        };
        let matrix = setup.matrix(id)?;
        matrix.get((input.row, input.column))?;
        let flow = Flow::of(setup, trace, id, (input.row, input.column))?;
        let expected = flow.output.select_rows(&setup.order);
        let shuffled = if setup.is_unshuffled() {
            expected.clone()
        } else {
            let run = setup.shuffled();
            // What belongs to a token went with it; a table, slopes and projections stay.
            let row = match id.has_token_rows() {
                true => setup.order.iter().position(|&row| row == input.row)?,
                false => input.row,
            };
            Flow::of(&run, &Trace::of(&run).ok()?, id, (row, input.column))?.output
        };
        Some(Self {
            input,
            flow,
            shuffled,
            expected,
            shape: matrix.shape(),
        })
    }

    /// d part / d input, of the part's shape; `None` where the computation has no such part.
    pub fn matrix(&self, part: Part) -> Option<Cow<'_, Matrix>> {
        let flow = &self.flow;
        Some(Cow::Borrowed(match part {
            Part::Input(_) if part == self.input.part => {
                return Some(Cow::Owned(unit(
                    self.shape,
                    (self.input.row, self.input.column),
                )));
            }
            Part::Input(_) => return None,
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
    fn of(setup: &Setup, trace: &Trace, id: MatrixId, cell: (usize, usize)) -> Option<Self> {
        let mut range = Range::default();
        let range = &mut range;
        let (encoding, x, [q, k, v]) = before_heads(setup, trace, id, cell)?;
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
        let (q, k, v) = (
            split(&q, &trace.q),
            split(&k, &trace.k),
            split(&v, &trace.v),
        );
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
                let scaled = range.quotient(&scores[h], divisor, setup.temperature);
                unless_held(scaled, &trace.scaled[h])
            })
            .collect();
        let bias = trace.bias.as_ref().map(|bias| biases(bias, id, cell.1));
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
        let output = join(setup, trace, &heads, id, cell, range);
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
    id: MatrixId,
    (row, column): (usize, usize),
) -> Option<BeforeHeads> {
    let n = setup.tokens();
    let encoding = trace.encoding.as_ref().map(|table| match id {
        MatrixId::Table => unit(table.shape(), (row, column)),
        _ => Matrix::zeros(table.nrows(), table.ncols()),
    });
    let zero = |width| Matrix::zeros(n, width);
    let (dk, dv) = (setup.d_k(), setup.d_v());
    let Input::Embeddings(e) = &setup.input else {
        let one = |own, width| {
            if id == own || id == MatrixId::Table {
                unit((n, width), (row, column))
            } else {
                zero(width)
            }
        };
        let all = [
            one(MatrixId::Q, dk),
            one(MatrixId::K, dk),
            one(MatrixId::V, dv),
        ];
        return Some((encoding, None, all));
    };
    let x = trace.x.as_ref()?;
    let moves_x = matches!(id, MatrixId::X | MatrixId::Table);
    let held = x.get((row, column)).is_some_and(|v| v.abs() == f32::MAX);
    let dx = match moves_x && !held {
        true => unit(x.shape(), (row, column)),
        false => zero(x.ncols()),
    };
    let projected = |weights: &Matrix, own: MatrixId, bias: MatrixId| {
        let mut d = zero(weights.ncols());
        if moves_x && !held {
            // One entry of X moves its row by a row of the projection.
            d.row_mut(row).copy_from(&weights.row(column));
        } else if id == own {
            // One entry of the projection moves its column by a column of X.
            d.column_mut(column).copy_from(&x.column(row));
        } else if id == bias {
            d.column_mut(column).fill(1.0);
        }
        d
    };
    let all = [
        projected(&e.wq, MatrixId::Wq, MatrixId::Bq),
        projected(&e.wk, MatrixId::Wk, MatrixId::Bk),
        projected(&e.wv, MatrixId::Wv, MatrixId::Bv),
    ];
    Some((encoding, Some(dx), all))
}

/// d of the biases: a slope moves its own head's by minus the distance.
fn biases(bias: &[Matrix], id: MatrixId, column: usize) -> Vec<Matrix> {
    let one = |(h, bias): (usize, &Matrix)| {
        let (n, m) = bias.shape();
        if id == MatrixId::Slopes && h == column {
            let distances = Matrix::from_fn(n, m, |i, j| 0.0 - i.abs_diff(j) as f32);
            unless_held(distances, bias)
        } else {
            Matrix::zeros(n, m)
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

fn join(
    setup: &Setup,
    trace: &Trace,
    heads: &[Matrix],
    id: MatrixId,
    (row, column): (usize, usize),
    range: &mut Range,
) -> Matrix {
    let all = heads::concatenate(heads);
    let Some(wo) = setup.matrix(MatrixId::Wo) else {
        return all;
    };
    let mut d = range.product(&all, wo);
    if id == MatrixId::Wo {
        d.column_mut(column)
            .copy_from(&heads::concatenate(&trace.heads).column(row));
    } else if id == MatrixId::Bo {
        d.column_mut(column).fill(1.0);
    }
    unless_held(d, &trace.output)
}
