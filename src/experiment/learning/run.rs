//! One training: a model, its data, and how well it does.

use super::adam::Adam;
use super::data::Data;
use super::model::{Model, Shape};
use super::stream::{Purpose, stream};
use super::task::Examples;
use crate::model::Matrix;
use crate::model::gradient::Tape;
use rand_xoshiro::Xoshiro256PlusPlus;
use std::rc::Rc;

/// Multiplications that one piece of work may take on its way forward: a few milliseconds as WebAssembly.
const PIECE: usize = 4 << 20;
/// Times at most that a run asks about what is held out.
const MOST_POINTS: usize = 60;
/// A run whose mean loss is beyond this is stopped: it gives right answers a probability of some e^-20, where guessing
/// gives 1/2. Rates from about 1 on get there within a few steps. (Some come back later, to guessing.)
const MOST_LOSS: f32 = 20.0;

/// How a run is trained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Training {
    /// Steps of the optimiser.
    pub steps: usize,
    /// Sequences a step.
    pub batch: usize,
    /// Learning rate of Adam.
    pub rate: f32,
}

/// How well a run did after some steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Steps before it.
    pub step: u32,
    /// Mean cross entropy of the sequences that are held out.
    pub loss: f32,
    /// Share of the sequences that are held out that were answered rightly.
    pub accuracy: f32,
}

/// Why a training went astray, and when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Divergence {
    /// The step.
    pub step: u32,
    /// Why.
    pub reason: Reason,
}

/// Why a training went astray.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reason {
    /// The loss or its gradient left the range of f32.
    NotFinite,
    /// The loss grew far beyond that of guessing, which is 0.69, to this.
    Grew(f32),
}

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Status {
    /// There is more to do.
    Running,
    /// All steps are done.
    Done,
    /// It cannot go on.
    Diverged(Divergence),
}

/// One training, in pieces: a step of the optimiser is one or more of them, and so is asking about what is held out.
pub struct Run {
    model: Model,
    training: Training,
    data: Rc<Data>,
    adam: Adam<f32>,
    rng: Xoshiro256PlusPlus,
    /// Sequences of a batch that one piece of work takes.
    at_once: usize,
    step: usize,
    pieces: usize,
    work: Work,
    status: Status,
    points: Vec<Point>,
}

/// What is being worked at.
enum Work {
    Learning(Batch),
    Asking(Asking),
}

/// The batch of one step, as far as it went through the model.
struct Batch {
    examples: Examples,
    done: usize,
    /// The mean loss of the whole batch, as far as it is known, and its gradient.
    loss: f32,
    gradients: Vec<Matrix>,
}

/// The sequences that are held out, as far as they were asked about.
#[derive(Default)]
struct Asking {
    done: usize,
    /// The sum of their losses.
    loss: f64,
    right: usize,
}

impl Run {
    /// Before the first step. The weights and the order of the batches follow from `seed`, whatever the encoding.
    pub fn new(shape: Shape, training: Training, data: Rc<Data>, seed: u64) -> Self {
        Self {
            model: Model::new(shape, seed),
            training,
            data,
            adam: Adam::new(training.rate),
            rng: stream(seed, Purpose::Batches),
            at_once: (PIECE / shape.cost()).max(1),
            step: 0,
            pieces: 0,
            work: Work::Asking(Asking::default()),
            status: Status::Running,
            points: Vec::new(),
        }
    }

    /// Does the next piece of work, where there is any.
    pub fn advance(&mut self) {
        if self.status != Status::Running {
            return;
        }
        self.pieces += 1;
        let done = Work::Asking(Asking::default());
        match std::mem::replace(&mut self.work, done) {
            Work::Asking(asking) => self.ask(asking),
            Work::Learning(batch) => self.learn(batch),
        }
    }

    /// Asks about some sequences that are held out; of the last ones a point follows.
    fn ask(&mut self, mut asking: Asking) {
        let all = &self.data.held_out;
        // Without a way back it costs a third.
        let examples = all.slice(asking.done, asking.done + 3 * self.at_once);
        let log_odds = self.model.log_odds(examples.numbers());
        for (yes, answer) in log_odds.into_iter().zip(examples.answers()) {
            let own = if *answer { yes } else { -yes };
            asking.loss += surprise(f64::from(own));
            asking.right += usize::from((yes > 0.0) == *answer);
        }
        asking.done += examples.len();
        if asking.done < all.len() {
            self.work = Work::Asking(asking);
            return;
        }
        let of = all.len().max(1) as f64;
        self.points.push(Point {
            step: self.step as u32,
            loss: (asking.loss / of) as f32,
            accuracy: (asking.right as f64 / of) as f32,
        });
        match self.step < self.training.steps {
            true => self.draw(),
            false => self.status = Status::Done,
        }
    }

    /// The next batch.
    fn draw(&mut self) {
        self.work = Work::Learning(Batch {
            examples: self.data.batch(self.training.batch, &mut self.rng),
            done: 0,
            loss: 0.0,
            gradients: Vec::new(),
        });
    }

    /// Adds the gradient of some sequences of a batch; with the last ones a step is made.
    fn learn(&mut self, mut batch: Batch) {
        let part = batch.examples.slice(batch.done, batch.done + self.at_once);
        let share = part.len() as f32 / batch.examples.len() as f32;
        let (loss, gradients) = self.gradient(&part, share);
        batch.add(part.len(), loss * share, gradients);
        if batch.done < batch.examples.len() {
            self.work = Work::Learning(batch);
            return;
        }
        if let Some(reason) = astray(batch.loss, &batch.gradients) {
            let step = self.step as u32;
            self.status = Status::Diverged(Divergence { step, reason });
            return;
        }
        self.adam
            .step(self.model.parameters.all_mut(), &batch.gradients);
        self.step += 1;
        let every = self.training.steps.div_ceil(MOST_POINTS);
        if !self.step.is_multiple_of(every) && self.step < self.training.steps {
            self.draw();
        }
    }

    /// The mean loss of `examples`, and its gradient times `share`, in the order of the parameters.
    fn gradient(&self, examples: &Examples, share: f32) -> (f32, Vec<Matrix>) {
        let mut tape = Tape::default();
        let vars = self.model.parameters.map(&mut |m| tape.variable(m.clone()));
        let answered = self.model.answer(&mut tape, &vars, examples.numbers());
        let classes = examples.answers().iter().copied().map(usize::from);
        let loss = tape.cross_entropy(answered.logits, classes.collect());
        let found = tape.backward(loss, Matrix::from_element(1, 1, share));
        let mut gradients = Vec::new();
        vars.map(&mut |var| gradients.push(found.of(*var)));
        (tape.value(loss)[0], gradients)
    }

    /// How it stands.
    pub fn status(&self) -> Status {
        self.status
    }

    /// Steps that are done.
    pub fn steps(&self) -> usize {
        self.step
    }

    /// Pieces of work that are done.
    pub fn pieces(&self) -> usize {
        self.pieces
    }

    /// How well it did, from before the first step on.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// The model as it is.
    pub fn model(&self) -> &Model {
        &self.model
    }
}

impl Batch {
    fn add(&mut self, sequences: usize, loss: f32, gradients: Vec<Matrix>) {
        self.done += sequences;
        self.loss += loss;
        if self.gradients.is_empty() {
            self.gradients = gradients;
            return;
        }
        for (sum, part) in self.gradients.iter_mut().zip(gradients) {
            *sum += part;
        }
    }
}

/// -log p of an answer with these log odds, log(1 + e^-x), also where p is as good as 0 or 1.
fn surprise(log_odds: f64) -> f64 {
    (-log_odds).max(0.0) + (-log_odds.abs()).exp().ln_1p()
}

/// Whether a step would lead astray.
fn astray(loss: f32, gradients: &[Matrix]) -> Option<Reason> {
    let finite = |m: &Matrix| m.iter().all(|g| g.is_finite());
    if !loss.is_finite() || !gradients.iter().all(finite) {
        return Some(Reason::NotFinite);
    }
    (loss > MOST_LOSS).then_some(Reason::Grew(loss))
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::super::model::Encoding;
    use super::super::task::Task;
    use super::*;

    /// A batch that is worked through in several pieces has the gradient that it has as a whole, up to the order of the
    /// sums: runs go the same way.
    #[test]
    fn pieces_of_a_batch_add_up_to_it() {
        let shape = Shape {
            length: 3,
            width: 8,
            heads: 2,
            d_ff: 16,
            encoding: Encoding::Sinusoidal,
        };
        let training = Training {
            steps: 12,
            batch: 24,
            rate: 1e-2,
        };
        let data = Rc::new(Data::new(Task::Increasing, shape.length, 3));
        let trained = |at_once: usize| {
            let mut run = Run::new(shape, training, Rc::clone(&data), 3);
            run.at_once = at_once;
            while run.status() == Status::Running {
                run.advance();
            }
            run
        };
        let (whole, parts) = (trained(24), trained(7));
        assert!(parts.pieces() > whole.pieces());
        for (a, b) in whole.points().iter().zip(parts.points()) {
            assert!((a.loss - b.loss).abs() < 1e-3, "{a:?}, {b:?}");
        }
        let [first, .., last] = whole.points() else {
            unreachable!("a run has points");
        };
        assert!(
            last.loss < first.loss - 0.05,
            "it learns: {first:?}, {last:?}"
        );
    }
}
