//! The arithmetic of every stage of attention.

use super::{Constant, Expression, Line, What};
use crate::model::{CellRef, Input, MatrixId, Part, Position, Setup, Trace};

/// Writes lines over the numbers of one run.
pub(super) struct Writer<'a> {
    setup: &'a Setup,
    trace: &'a Trace,
    /// Whether the run is that on the shuffled input, whose numbers the page does not show.
    shuffled: bool,
    lines: Vec<Line>,
}

impl<'a> Writer<'a> {
    pub fn new(setup: &'a Setup, trace: &'a Trace) -> Self {
        Self {
            setup,
            trace,
            shuffled: false,
            lines: Vec::new(),
        }
    }

    /// Over the run on the shuffled input.
    pub fn of_shuffled(setup: &'a Setup, trace: &'a Trace) -> Self {
        Self {
            shuffled: true,
            ..Self::new(setup, trace)
        }
    }

    /// The lines of a cell that exists.
    pub fn lines(mut self, cell: CellRef) -> Option<Vec<Line>> {
        let (i, j) = (cell.row, cell.column);
        let (what, expression) = match cell.part {
            Part::Input(_) => return None,
            Part::Encoding => self.encoding(self.trace.encoding.as_ref()?.ncols(), i, j)?,
            Part::Embedded => (What::Encoded, self.encoded(MatrixId::X, i, j)?),
            Part::Query(h) => self.vector(MatrixId::Q, h, i, j)?,
            Part::Key(h) => self.vector(MatrixId::K, h, i, j)?,
            Part::Value(h) => self.vector(MatrixId::V, h, i, j)?,
            Part::Scores(h) => (What::Score, self.score(h, i, j)),
            Part::Scaled(h) => (What::Scaled, self.scaled(h, i, j)),
            Part::Bias(h) => (What::Bias, self.bias(h, i, j)),
            Part::Mask => (What::Mask, self.mask(i, j)),
            Part::Logits(h) => (What::Logit, self.logit(h, i, j)),
            Part::Weights(h) => (What::Weight, self.weight(h, i, j)),
            Part::Head(h) => (What::Mean, self.mean(h, i, j)),
            Part::Output | Part::Shuffled => self.output(i, j)?,
            Part::Expected => {
                let row = *self.setup.order.get(i)?;
                (What::Moved, self.at(Part::Output, row, j))
            }
            Part::Difference => {
                let two = [self.at(Part::Shuffled, i, j), self.at(Part::Expected, i, j)];
                (What::Difference, Expression::Difference(Box::new(two)))
            }
        };
        self.line(what, expression);
        Some(self.lines)
    }

    /// A number of the run.
    fn at(&self, part: Part, row: usize, column: usize) -> Expression {
        let matrix = part.of(self.setup, self.trace);
        // Every index here comes from the shapes of the same run.
        let value = matrix.and_then(|m| m.get((row, column)).copied());
        let cell = CellRef::new(part, row, column);
        let shown = !self.shuffled || matches!(part, Part::Input(id) if !id.has_token_rows());
        match shown {
            true => Expression::Cell(cell, value.unwrap_or(0.0)),
            false => Expression::Shuffled(cell, value.unwrap_or(0.0)),
        }
    }

    /// Adds a line and gives its result, for later ones.
    fn line(&mut self, what: What, expression: Expression) -> Expression {
        let exact = expression.value();
        let most = f64::from(f32::MAX);
        // What a bias is added to, or what is turned, is held inside f32, as every matrix is.
        let value = match what {
            What::Projected | What::Encoded | What::Output => exact.max(-most).min(most),
            _ => exact,
        };
        self.lines.push(Line {
            what,
            expression,
            value,
        });
        Expression::Line(self.lines.len() - 1, value)
    }

    /// What is added for a position to column `j` of a matrix that is `width` wide.
    fn encoding(&mut self, width: usize, i: usize, j: usize) -> Option<(What, Expression)> {
        match &self.setup.position {
            Position::Learned { .. } => {
                Some((What::Taken, self.at(Part::Input(MatrixId::Table), i, j)))
            }
            Position::Sinusoidal { base } => {
                let exponent = (j - j % 2) as f64 / width as f64;
                let wavelength = power(*base, exponent);
                let position = Expression::Constant(Constant::Position, i as f64);
                let angle = self.line(What::Angle, quotient(position, wavelength));
                let angle = Box::new(angle);
                let wave = match j % 2 {
                    0 => Expression::Sine(angle),
                    _ => Expression::Cosine(angle),
                };
                Some((What::Encoding, wave))
            }
            _ => None,
        }
    }

    /// An input number with what is added for its position.
    fn encoded(&mut self, id: MatrixId, i: usize, j: usize) -> Option<Expression> {
        let width = self.setup.matrix(id)?.ncols();
        let number = self.at(Part::Input(id), i, j);
        // The table that is shown is as wide as the widest matrix; for a narrower one its sines are others.
        let shown = self.trace.encoding.as_ref().map(|table| table.ncols());
        let added = match (&self.setup.position, shown) {
            (Position::Sinusoidal { .. }, Some(wide)) if wide == width => {
                Some(self.at(Part::Encoding, i, j))
            }
            _ => self.encoding(width, i, j).map(|(_, added)| added),
        };
        Some(match added {
            Some(added) => Expression::Sum(vec![number, added]),
            None => number,
        })
    }

    /// A component of a query, key or value of a head.
    fn vector(&mut self, id: MatrixId, h: usize, i: usize, j: usize) -> Option<(What, Expression)> {
        let whole = match id {
            MatrixId::V => self.setup.d_v(),
            _ => self.setup.d_k(),
        };
        let width = whole / self.setup.heads;
        let column = h * width + j;
        let Position::Rope { base } = self.setup.position else {
            return self.unturned(id, i, column);
        };
        if id == MatrixId::V {
            return self.unturned(id, i, column);
        }
        let pair = j - j % 2;
        let [left, right] = [0, 1].map(|side| self.before_turning(id, i, h * width + pair + side));
        let (left, right) = (left?, right?);
        let exponent = -(pair as f64) / width as f64;
        let position = Expression::Constant(Constant::Position, i as f64);
        let angle = Expression::Product(vec![position, power(base, exponent)]);
        let angle = Box::new(self.line(What::Angle, angle));
        let (sine, cosine) = (Expression::Sine(angle.clone()), Expression::Cosine(angle));
        let turned = if j == pair {
            let terms = [
                Expression::Product(vec![left, cosine]),
                Expression::Product(vec![right, sine]),
            ];
            Expression::Difference(Box::new(terms))
        } else {
            Expression::Sum(vec![
                Expression::Product(vec![left, sine]),
                Expression::Product(vec![right, cosine]),
            ])
        };
        Some((What::Turned, turned))
    }

    /// A component that is to be turned: as it stands on the page, or as a line of its own.
    fn before_turning(&mut self, id: MatrixId, i: usize, column: usize) -> Option<Expression> {
        let (what, expression) = self.unturned(id, i, column)?;
        Some(match expression.is_number() {
            true => expression,
            false => self.line(what, expression),
        })
    }

    /// A component before RoPE: typed or projected, with what is added for its position.
    fn unturned(&mut self, id: MatrixId, i: usize, column: usize) -> Option<(What, Expression)> {
        let Input::Embeddings(e) = &self.setup.input else {
            let encoded = self.encoded(id, i, column)?;
            let what = match encoded.is_number() {
                true => What::Taken,
                false => What::Encoded,
            };
            return Some((what, encoded));
        };
        let (weights, bias) = match id {
            MatrixId::Q => (MatrixId::Wq, MatrixId::Bq),
            MatrixId::K => (MatrixId::Wk, MatrixId::Bk),
            _ => (MatrixId::Wv, MatrixId::Bv),
        };
        let x = match self.trace.encoding.is_some() {
            true => Part::Embedded,
            false => Part::Input(MatrixId::X),
        };
        let terms = (0..e.x.ncols())
            .map(|c| self.product((x, i, c), (Part::Input(weights), c, column)))
            .collect();
        let projected = Expression::Sum(terms);
        Some((
            What::Projected,
            self.biased(What::Projected, projected, bias, column),
        ))
    }

    /// A product with the bias added, where there is one; the product then is a line of its own.
    fn biased(
        &mut self,
        what: What,
        product: Expression,
        bias: MatrixId,
        column: usize,
    ) -> Expression {
        if self.setup.matrix(bias).is_none() {
            return product;
        }
        let product = self.line(what, product);
        Expression::Sum(vec![product, self.at(Part::Input(bias), 0, column)])
    }

    fn product(&self, a: (Part, usize, usize), b: (Part, usize, usize)) -> Expression {
        Expression::Product(vec![self.at(a.0, a.1, a.2), self.at(b.0, b.1, b.2)])
    }

    /// Where a column of a head's queries, keys or values stands on the page.
    fn shown(&self, id: MatrixId, h: usize, j: usize) -> (Part, usize) {
        let setup = self.setup;
        if setup.is_direct() {
            let whole = match id {
                MatrixId::V => setup.d_v(),
                _ => setup.d_k(),
            };
            return (Part::Input(id), h * (whole / setup.heads) + j);
        }
        let part = match id {
            MatrixId::Q => Part::Query(h),
            MatrixId::K => Part::Key(h),
            _ => Part::Value(h),
        };
        (part, j)
    }

    fn score(&self, h: usize, i: usize, j: usize) -> Expression {
        let width = self.setup.d_k() / self.setup.heads;
        let term = |c| {
            let ((q, qc), (k, kc)) = (self.shown(MatrixId::Q, h, c), self.shown(MatrixId::K, h, c));
            self.product((q, i, qc), (k, j, kc))
        };
        Expression::Sum((0..width).map(term).collect())
    }

    fn scaled(&self, h: usize, i: usize, j: usize) -> Expression {
        let setup = self.setup;
        let mut scaled = self.at(Part::Scores(h), i, j);
        if setup.scale {
            let width = (setup.d_k() / setup.heads) as f64;
            let width = Box::new(Expression::Constant(Constant::Width, width));
            scaled = quotient(scaled, Expression::Root(width));
        }
        if setup.temperature != 1.0 {
            let temperature = f64::from(setup.temperature);
            scaled = quotient(
                scaled,
                Expression::Constant(Constant::Temperature, temperature),
            );
        }
        scaled
    }

    fn bias(&self, h: usize, i: usize, j: usize) -> Expression {
        let slope = self.at(Part::Input(MatrixId::Slopes), 0, h);
        let distance = Expression::Constant(Constant::Distance, i.abs_diff(j) as f64);
        Expression::Negative(Box::new(Expression::Product(vec![slope, distance])))
    }

    fn mask(&self, i: usize, j: usize) -> Expression {
        match self.setup.mask.allows(i, j) {
            true => Expression::Constant(Constant::Allowed, 0.0),
            false => Expression::Constant(Constant::Masked, f64::NEG_INFINITY),
        }
    }

    fn logit(&self, h: usize, i: usize, j: usize) -> Expression {
        if !self.setup.mask.allows(i, j) {
            return self.mask(i, j);
        }
        match self.trace.bias {
            Some(_) => Expression::Sum(vec![
                self.at(Part::Scaled(h), i, j),
                self.at(Part::Bias(h), i, j),
            ]),
            None => self.scaled(h, i, j),
        }
    }

    /// softmax: the largest logit, the sum of the exponentials, the quotient.
    fn weight(&mut self, h: usize, i: usize, j: usize) -> Expression {
        let logits: Vec<_> = (0..self.setup.tokens())
            .map(|k| self.at(Part::Logits(h), i, k))
            .collect();
        if logits.iter().all(|l| l.value() == f64::NEG_INFINITY) {
            return Expression::Constant(Constant::NoKey, 0.0);
        }
        let largest = self.line(What::Largest, Expression::Largest(logits.clone()));
        let exponential = |logit: &Expression| {
            let two = [logit.clone(), largest.clone()];
            Expression::Exp(Box::new(Expression::Difference(Box::new(two))))
        };
        let own = logits.get(j).map(exponential);
        let terms = logits.iter().map(exponential).collect();
        let total = self.line(What::Total, Expression::Sum(terms));
        own.map_or(total.clone(), |own| quotient(own, total))
    }

    fn mean(&self, h: usize, i: usize, j: usize) -> Expression {
        let (v, column) = self.shown(MatrixId::V, h, j);
        let term = |k| self.product((Part::Weights(h), i, k), (v, k, column));
        Expression::Sum((0..self.setup.tokens()).map(term).collect())
    }

    fn output(&mut self, i: usize, j: usize) -> Option<(What, Expression)> {
        let setup = self.setup;
        let width = setup.d_v() / setup.heads;
        if setup.matrix(MatrixId::Wo).is_none() {
            // With one head the page shows no head beside the output; of the shuffled run it shows none at all.
            if setup.heads == 1 || self.shuffled {
                return Some((What::Mean, self.mean(j / width, i, j % width)));
            }
            return Some((What::Taken, self.at(Part::Head(j / width), i, j % width)));
        }
        let terms = (0..setup.d_v())
            .map(|c| {
                let head = (Part::Head(c / width), i, c % width);
                self.product(head, (Part::Input(MatrixId::Wo), c, j))
            })
            .collect();
        let output = self.biased(What::Output, Expression::Sum(terms), MatrixId::Bo, j);
        Some((What::Output, output))
    }
}

fn quotient(a: Expression, b: Expression) -> Expression {
    Expression::Quotient(Box::new([a, b]))
}

fn power(base: f32, exponent: f64) -> Expression {
    Expression::Power(Box::new([
        Expression::Constant(Constant::Base, f64::from(base)),
        Expression::Constant(Constant::Exponent, exponent),
    ]))
}
