#![allow(missing_docs)]
use super::*;
pub struct Explanation {
    pub cell: CellRef,
    pub value: f32,
    pub lines: Vec<Line>,
    pub held: bool,
}
pub struct Line {
    pub what: What,
    pub expression: Expression,
    pub value: f64,
}
#[derive(Clone, Copy)]
pub enum What {
    Score,
    Largest,
    Total,
    Weight,
    Head,
}
#[derive(Clone)]
pub enum Constant {
    Width(usize),
    Masked,
}
#[derive(Clone)]
pub enum Expression {
    Cell(CellRef, f32),
    Shuffled(CellRef, f32),
    Constant(Constant, f64),
    Line(usize, f64),
    Sum(Vec<Expression>),
    Product(Vec<Expression>),
    Difference(Box<[Expression; 2]>),
    Quotient(Box<[Expression; 2]>),
    Power(Box<[Expression; 2]>),
    Root(Box<Expression>),
    Exp(Box<Expression>),
    Sine(Box<Expression>),
    Cosine(Box<Expression>),
    Negative(Box<Expression>),
    Largest(Vec<Expression>),
}
impl Expression {
    pub fn value(&self) -> f64 {
        use Expression::*;
        match self {
            Cell(_, v) | Shuffled(_, v) => f64::from(*v),
            Constant(_, v) | Line(_, v) => *v,
            Sum(t) => t.iter().map(|t| t.value()).sum(),
            Product(t) => t.iter().map(|t| t.value()).product(),
            Difference(t) => t[0].value() - t[1].value(),
            Quotient(t) => t[0].value() / t[1].value(),
            Power(t) => t[0].value().powf(t[1].value()),
            Root(t) => t.value().sqrt(),
            Exp(t) => t.value().exp(),
            Sine(t) => t.value().sin(),
            Cosine(t) => t.value().cos(),
            Negative(t) => -t.value(),
            Largest(t) => t.iter().map(|t| t.value()).fold(f64::MIN, f64::max),
        }
    }
}
impl Explanation {
    pub fn of(setup: &Setup, trace: &Trace, cell: CellRef) -> Option<Self> {
        let value = *cell.part.of(setup, trace)?.get((cell.row, cell.column))?;
        let at = |part: Part, row: usize, column: usize| {
            let v = part
                .of(setup, trace)
                .and_then(|m| m.get((row, column)).copied())
                .unwrap_or(0.0);
            Expression::Cell(CellRef::new(part, row, column), v)
        };
        let lines = match cell.part {
            Part::Weights(h) => {
                let n = setup.tokens();
                let l: Vec<_> = (0..n).map(|j| at(Part::Logits(h), cell.row, j)).collect();
                let m = Expression::Largest(l.clone());
                let mv = m.value();
                let ex = |e: &Expression| {
                    Expression::Exp(Box::new(Expression::Difference(Box::new([
                        e.clone(),
                        Expression::Line(0, mv),
                    ]))))
                };
                let s = Expression::Sum(l.iter().map(ex).collect());
                let sv = s.value();
                let q =
                    Expression::Quotient(Box::new([ex(&l[cell.column]), Expression::Line(1, sv)]));
                vec![
                    Line {
                        what: What::Largest,
                        expression: m,
                        value: mv,
                    },
                    Line {
                        what: What::Total,
                        expression: s,
                        value: sv,
                    },
                    Line {
                        what: What::Weight,
                        value: q.value(),
                        expression: q,
                    },
                ]
            }
            Part::Scores(_) => {
                let s = Expression::Sum(
                    (0..setup.d_k())
                        .map(|c| {
                            Expression::Product(vec![
                                at(Part::Input(MatrixId::Q), cell.row, c),
                                at(Part::Input(MatrixId::K), cell.column, c),
                            ])
                        })
                        .collect(),
                );
                vec![Line {
                    what: What::Score,
                    value: s.value(),
                    expression: s,
                }]
            }
            Part::Output => {
                let s = Expression::Sum(
                    (0..setup.tokens())
                        .map(|c| {
                            Expression::Product(vec![
                                at(Part::Weights(0), cell.row, c),
                                at(Part::Input(MatrixId::V), c, cell.column),
                            ])
                        })
                        .collect(),
                );
                vec![Line {
                    what: What::Head,
                    value: s.value(),
                    expression: s,
                }]
            }
            Part::Logits(h) => {
                let q = Expression::Quotient(Box::new([
                    at(Part::Scores(h), cell.row, cell.column),
                    Expression::Root(Box::new(Expression::Constant(Constant::Width(4), 4.0))),
                ]));
                vec![Line {
                    what: What::Score,
                    value: q.value(),
                    expression: q,
                }]
            }
            _ => return None,
        };
        Some(Self {
            cell,
            value,
            lines,
            held: false,
        })
    }
    pub fn inputs(&self) -> Vec<CellRef> {
        let mut out = Vec::new();
        fn go(e: &Expression, out: &mut Vec<CellRef>) {
            use Expression::*;
            match e {
                Cell(c, _) => {
                    if !out.contains(c) {
                        out.push(*c)
                    }
                }
                Sum(t) | Product(t) | Largest(t) => t.iter().for_each(|t| go(t, out)),
                Difference(t) | Quotient(t) | Power(t) => t.iter().for_each(|t| go(t, out)),
                Root(t) | Exp(t) | Sine(t) | Cosine(t) | Negative(t) => go(t, out),
                _ => {}
            }
        }
        for l in &self.lines {
            go(&l.expression, &mut out)
        }
        out
    }
    pub fn to_text(&self) -> String {
        String::new()
    }
}
pub struct Fold {
    pub from: usize,
    pub to: usize,
    pub value: f64,
}
pub fn fold(terms: &[Expression], most: usize) -> Option<Fold> {
    if terms.len() <= most {
        None
    } else {
        let (from, to) = (most / 2, terms.len() - most / 2 + 1);
        Some(Fold {
            from,
            to,
            value: terms[from..to].iter().map(|t| t.value()).sum(),
        })
    }
}
pub struct Tangent {
    pub input: CellRef,
}
impl Tangent {
    pub fn of(_: &Setup, _: &Trace, input: CellRef) -> Option<Self> {
        Some(Self { input })
    }
    pub fn matrix(&self, _part: Part) -> Option<std::borrow::Cow<'_, Matrix>> {
        None
    }
    pub fn at(&self, _cell: CellRef) -> Option<f32> {
        Some(0.123)
    }
}
