//! The experiment: for each seed a model with positions and one without, trained in turns on the same data.

use super::data::Data;
use super::model::{Encoding, Shape};
use super::outcome::{Curve, Outcome};
use super::plan::Plan;
use super::question::Question;
use super::run::{Run, Status};
use crate::experiment::{Experiment, Progress};
use crate::model::json::Writer;
use std::rc::Rc;

/// The experiment.
pub(super) struct Learning {
    plan: Plan,
    pairs: Vec<Pair>,
    known: Known,
}

/// Both runs of one seed.
struct Pair {
    seed: u64,
    with: Run,
    without: Run,
}

/// What is known of the data before anything is trained.
struct Known {
    held_out: usize,
    ceiling: usize,
}

impl Pair {
    fn new(plan: &Plan, seed: u64) -> (Self, Rc<Data>) {
        let data = Rc::new(Data::new(plan.task, plan.shape.length, seed));
        let run = |encoding| {
            let shape = Shape {
                encoding,
                ..plan.shape
            };
            Run::new(shape, plan.training, Rc::clone(&data), seed)
        };
        let (with, without) = (run(plan.shape.encoding), run(Encoding::None));
        let pair = Self {
            seed,
            with,
            without,
        };
        (pair, data)
    }

    /// Goes on with the run that is behind; false: neither can go on.
    fn advance(&mut self) -> bool {
        let running = |run: &Run| run.status() == Status::Running;
        match (running(&self.with), running(&self.without)) {
            (false, false) => return false,
            (true, false) => self.with.advance(),
            (false, true) => self.without.advance(),
            (true, true) => match self.with.pieces() <= self.without.pieces() {
                true => self.with.advance(),
                false => self.without.advance(),
            },
        }
        true
    }
}

impl Learning {
    pub fn new(plan: Plan) -> Self {
        let first = plan.seeds.first().copied().unwrap_or_default();
        let (pair, data) = Pair::new(&plan, first);
        let known = Known {
            held_out: data.held_out.len(),
            ceiling: data.held_out.order_blind_ceiling(),
        };
        Self {
            plan,
            pairs: vec![pair],
            known,
        }
    }

    /// What is known so far.
    pub fn found(&self) -> Outcome {
        let curve = |seed: u64, run: &Run| Curve {
            seed,
            status: run.status(),
            points: run.points().to_vec(),
        };
        let pairs = || self.pairs.iter();
        Outcome {
            task: self.plan.task,
            held_out: self.known.held_out as u32,
            ceiling: self.known.ceiling as f32 / self.known.held_out.max(1) as f32,
            with: pairs().map(|p| curve(p.seed, &p.with)).collect(),
            without: pairs().map(|p| curve(p.seed, &p.without)).collect(),
        }
    }
}

impl Experiment for Learning {
    fn step(&mut self) -> bool {
        if self.pairs.last_mut().is_some_and(Pair::advance) {
            return true;
        }
        match self.plan.seeds.get(self.pairs.len()) {
            Some(seed) => {
                let (pair, _) = Pair::new(&self.plan, *seed);
                self.pairs.push(pair);
                true
            }
            None => false,
        }
    }

    /// In steps of the optimiser, over all runs. A run that diverged is done.
    fn progress(&self) -> Progress {
        let steps = |run: &Run| match run.status() {
            Status::Running => run.steps(),
            _ => self.plan.training.steps,
        };
        let both = |pair: &Pair| steps(&pair.with) + steps(&pair.without);
        let done: usize = self.pairs.iter().map(both).sum();
        Progress {
            done: done as u64,
            of: (2 * self.plan.seeds.len() * self.plan.training.steps) as u64,
        }
    }

    fn outcome(&self) -> String {
        let mut writer = Writer::on_one_line();
        self.found().write(&mut writer);
        writer.finish()
    }

    /// Answers a [`Question`] by the models of the first seed, as they are.
    fn ask(&self, question: &str) -> Option<String> {
        let pair = self.pairs.first()?;
        let question = Question::read(question)?;
        question.answer(pair.with.model(), pair.without.model())
    }
}
