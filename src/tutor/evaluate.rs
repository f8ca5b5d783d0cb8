//! What an expression of a lesson is, of a state and its trace.

use super::Moment;
use crate::experiment::settings::{self, Kind, SECTIONS};
use crate::lesson::script::{Expression, Index, Operator};
use crate::model::{Mask, Matrix, MatrixId, Part, Position};

/// What an expression is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A number.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// A name.
    Text(String),
    /// Numbers in a row; of a matrix, row by row.
    List(Vec<f64>),
}

/// Why an expression is nothing here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stuck {
    /// No token is called so.
    Token(String),
    /// The state has no such matrix, row or setting, or the expression does not go together.
    Absent(String),
}

/// What an expression is evaluated in.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// Now.
    pub now: &'a Moment,
    /// When the step began.
    pub was: &'a Moment,
    /// The row and column that are asked about, where cells are.
    pub cell: Option<(usize, usize)>,
}

/// How far two numbers may be apart, of the larger of them (of 1 at least), and still be the same: what f32 arithmetic in
/// another order of its terms makes of some dozen terms.
const ROUNDING: f64 = 1e-5;

/// What `expression` is.
///
/// # Errors
/// [`Stuck`]: it names what this state has not.
pub fn evaluate(expression: &Expression, scope: Scope<'_>) -> Result<Value, Stuck> {
    match expression {
        Expression::Number(number) => Ok(Value::Number(f64::from(*number))),
        Expression::Flag(flag) => Ok(Value::Flag(*flag)),
        Expression::Text(text) => Ok(Value::Text(text.clone())),
        Expression::Path(name, indices) => path(name, indices, scope),
        Expression::Call(operator, parts) => call(*operator, parts, scope),
    }
}

fn call(operator: Operator, parts: &[Expression], scope: Scope<'_>) -> Result<Value, Stuck> {
    use Operator::{And, Column, Not, Or, Row, Same, Was};
    let at = |part: usize| {
        let part = parts.get(part).ok_or_else(mismatch)?;
        evaluate(part, scope)
    };
    let cell = |pick: fn((usize, usize)) -> usize| {
        let cell = scope.cell.map(pick).ok_or_else(mismatch)?;
        Ok(Value::Number(cell as f64))
    };
    match operator {
        Row => cell(|(row, _)| row),
        Column => cell(|(_, column)| column),
        Was => {
            let now = scope.was;
            let part = parts.first().ok_or_else(mismatch)?;
            evaluate(part, Scope { now, ..scope })
        }
        And => Ok(Value::Flag(flag(at(0)?)? && flag(at(1)?)?)),
        Or => Ok(Value::Flag(flag(at(0)?)? || flag(at(1)?)?)),
        Not => Ok(Value::Flag(!flag(at(0)?)?)),
        Same => {
            let (left, right) = (at(0)?, at(1)?);
            same(&left, &right).map(Value::Flag)
        }
        _ if parts.len() == 2 => binary(operator, at(0)?, at(1)?),
        _ => unary(operator, at(0)?),
    }
}

fn flag(value: Value) -> Result<bool, Stuck> {
    match value {
        Value::Flag(flag) => Ok(flag),
        _ => Err(mismatch()),
    }
}

/// The build refuses a lesson whose parts do not go together; another file can hold anything.
fn mismatch() -> Stuck {
    Stuck::Absent(String::new())
}

fn same(left: &Value, right: &Value) -> Result<bool, Stuck> {
    let close =
        |a: f64, b: f64| (a - b).abs() <= ROUNDING * a.abs().max(b.abs()).max(1.0) || a == b;
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => Ok(close(*a, *b)),
        (Value::List(a), Value::List(b)) => {
            Ok(a.len() == b.len() && a.iter().zip(b).all(|(a, b)| close(*a, *b)))
        }
        _ => Err(mismatch()),
    }
}

fn binary(operator: Operator, left: Value, right: Value) -> Result<Value, Stuck> {
    use Operator::{
        Add, AtLeast, AtMost, Divide, Equal, Greater, Less, Multiply, Subtract, Unequal,
    };
    let number: fn(f64, f64) -> f64 = match operator {
        Add => |a, b| a + b,
        Subtract => |a, b| a - b,
        Multiply => |a, b| a * b,
        Divide => |a, b| a / b,
        Equal => return Ok(Value::Flag(left == right)),
        Unequal => return Ok(Value::Flag(left != right)),
        _ => {
            let (Value::Number(a), Value::Number(b)) = (left, right) else {
                return Err(mismatch());
            };
            return match operator {
                Less => Ok(Value::Flag(a < b)),
                AtMost => Ok(Value::Flag(a <= b)),
                Greater => Ok(Value::Flag(a > b)),
                AtLeast => Ok(Value::Flag(a >= b)),
                _ => Err(mismatch()),
            };
        }
    };
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => Ok(Value::Number(number(a, b))),
        (Value::List(a), Value::Number(b)) => {
            Ok(Value::List(a.into_iter().map(|a| number(a, b)).collect()))
        }
        (Value::Number(a), Value::List(b)) => {
            Ok(Value::List(b.into_iter().map(|b| number(a, b)).collect()))
        }
        (Value::List(a), Value::List(b)) if a.len() == b.len() => Ok(Value::List(
            a.into_iter().zip(b).map(|(a, b)| number(a, b)).collect(),
        )),
        _ => Err(mismatch()),
    }
}

fn unary(operator: Operator, value: Value) -> Result<Value, Stuck> {
    use Operator::{Abs, Entropy, Exp, Largest, Ln, Max, Min, Round, Sqrt, Sum};
    let number = match (operator, value) {
        (Sqrt, Value::Number(x)) => x.sqrt(),
        (Exp, Value::Number(x)) => x.exp(),
        (Ln, Value::Number(x)) => x.ln(),
        (Abs, Value::Number(x)) => x.abs(),
        (Round, Value::Number(x)) => x.round(),
        (Sum, Value::List(list)) => list.iter().sum(),
        (Min, Value::List(list)) => list.iter().copied().fold(f64::INFINITY, f64::min),
        (Max, Value::List(list)) => list.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        (Largest, Value::List(list)) => {
            let larger = |best: usize, i: usize| {
                if list.get(i) > list.get(best) {
                    i
                } else {
                    best
                }
            };
            (0..list.len()).fold(0, larger) as f64
        }
        // Shannon's, in nats; 0 ln 0 is 0.
        (Entropy, Value::List(list)) => {
            list.iter().filter(|w| **w > 0.0).map(|w| -w * w.ln()).sum()
        }
        _ => return Err(mismatch()),
    };
    Ok(Value::Number(number))
}

fn path(name: &str, indices: &[Index], scope: Scope<'_>) -> Result<Value, Stuck> {
    let Moment { state, trace } = scope.now;
    let setup = &state.setup;
    let absent = || Stuck::Absent(name.to_owned());
    let mut at = indices.iter().map(|index| place(index, scope));
    Ok(match name {
        "lab" => Value::Text(state.lab.name().to_owned()),
        "n" => Value::Number(state.tokens.len() as f64),
        "heads" => Value::Number(setup.heads as f64),
        "scale" => Value::Flag(setup.scale),
        "temperature" => Value::Number(f64::from(setup.temperature)),
        "seed" => Value::Number(state.seed as f64),
        "overflow" => Value::Flag(trace.overflow),
        "permutation.gap" => Value::Number(f64::from(trace.permutation.gap)),
        "permutation.rounding" => Value::Number(f64::from(trace.permutation.rounding)),
        "mask" => Value::Text(mask(&setup.mask).to_owned()),
        "position.kind" => Value::Text(kind(&setup.position).to_owned()),
        "position.base" => match setup.position {
            Position::Sinusoidal { base } | Position::Rope { base } => {
                Value::Number(f64::from(base))
            }
            _ => return Err(absent()),
        },
        "order" => {
            let order: Vec<_> = setup.order.iter().map(|row| *row as f64).collect();
            match at.next().transpose()? {
                Some(slot) => Value::Number(*order.get(slot).ok_or_else(absent)?),
                None => Value::List(order),
            }
        }
        _ => {
            if let Some(setting) = name.strip_prefix("labs.") {
                return labs(setting, scope).ok_or_else(absent);
            }
            let at: Vec<_> = at.collect::<Result<_, _>>()?;
            return matrices(name, &at, scope.now).ok_or_else(absent);
        }
    })
}

/// The row that an index names.
fn place(index: &Index, scope: Scope<'_>) -> Result<usize, Stuck> {
    match index {
        Index::Number(number) => Ok(*number),
        Index::Row => scope.cell.map(|(row, _)| row).ok_or_else(mismatch),
        Index::Column => scope.cell.map(|(_, column)| column).ok_or_else(mismatch),
        Index::Token(label) => {
            let mut tokens = scope.now.state.tokens.iter();
            let row = tokens.position(|token| token == label);
            row.ok_or_else(|| Stuck::Token(label.clone()))
        }
    }
}

fn mask(mask: &Mask) -> &'static str {
    match mask {
        Mask::None => "none",
        Mask::Causal => "causal",
        Mask::Custom(_) => "custom",
    }
}

fn kind(position: &Position) -> &'static str {
    match position {
        Position::None => "none",
        Position::Sinusoidal { .. } => "sinusoidal",
        Position::Learned { .. } => "learned",
        Position::Rope { .. } => "rope",
        Position::Alibi { .. } => "alibi",
    }
}

/// A setting of a lab: `scaling.d_k`.
fn labs(name: &str, scope: Scope<'_>) -> Option<Value> {
    let (lab, name) = name.split_once('.')?;
    let (_, properties) = SECTIONS.iter().find(|(other, _)| *other == lab)?;
    let property = properties.iter().find(|property| property.name == name)?;
    Some(match (scope.now.state.labs.get(property), &property.kind) {
        (settings::Value::Whole(place), Kind::Choice { names, .. }) => {
            Value::Text((*names.get(place as usize)?).to_owned())
        }
        (settings::Value::Whole(number), _) => Value::Number(f64::from(number)),
        (settings::Value::Number(number), _) => Value::Number(f64::from(number)),
        (settings::Value::Flag(flag), _) => Value::Flag(flag),
        (settings::Value::List(list), _) => Value::List(list.into_iter().map(f64::from).collect()),
    })
}

/// Which matrix has a name; those of a head are called by the index of the head first.
fn matrices(name: &str, at: &[usize], now: &Moment) -> Option<Value> {
    let of_head: Option<fn(usize) -> Part> = match name {
        "q" => Some(Part::Query),
        "k" => Some(Part::Key),
        "v" => Some(Part::Value),
        "scores" => Some(Part::Scores),
        "logits" => Some(Part::Logits),
        "weights" => Some(Part::Weights),
        "head_outputs" => Some(Part::Head),
        _ => None,
    };
    if let Some(part) = of_head {
        let heads = now.state.setup.heads;
        return match at {
            [] => (0..heads)
                .map(|head| cells(part(head), &[], now))
                .try_fold(Vec::new(), |mut all, head| match head? {
                    Value::List(list) => {
                        all.extend(list);
                        Some(all)
                    }
                    _ => None,
                })
                .map(Value::List),
            [head, at @ ..] => cells(part(*head), at, now),
        };
    }
    let part = match name {
        "output" => Part::Output,
        "permutation.shuffled_output" => Part::Shuffled,
        "permutation.expected_output" => Part::Expected,
        _ => {
            let name = name.strip_prefix("input.")?;
            let id = MatrixId::ALL.iter().find(|id| id.name() == name)?;
            Part::Input(*id)
        }
    };
    cells(part, at, now)
}

/// A matrix, a row of it or a number of it.
fn cells(part: Part, at: &[usize], now: &Moment) -> Option<Value> {
    let matrix = part.of(&now.state.setup, &now.trace)?;
    let row = |matrix: &Matrix, row: usize| {
        let row = (row < matrix.nrows()).then(|| matrix.row(row))?;
        Some(row.iter().map(|x| f64::from(*x)).collect::<Vec<_>>())
    };
    match at {
        [] => {
            let rows = (0..matrix.nrows()).map(|i| row(&matrix, i).unwrap_or_default());
            Some(Value::List(rows.flatten().collect()))
        }
        [i] => row(&matrix, *i).map(Value::List),
        [i, j] => {
            let number = matrix.get((*i, *j))?;
            Some(Value::Number(f64::from(*number)))
        }
        _ => None,
    }
}
