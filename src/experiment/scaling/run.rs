//! The experiment: pairs and rows are drawn in small steps, coarsely first and then to the end.

use super::histogram::Histogram;
use super::law::Law;
use super::outcome::Outcome;
use super::settings;
use super::sweep::Sweep;
use crate::experiment::{Experiment, Given, Progress};
use crate::model::json::Writer;

/// The widths of the curves.
const WIDTHS: [usize; 11] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

/// Queries whose softmax is measured: enough for the quantiles at 10 and 90 % to be steady to the eye.
const QUERIES: u32 = 400;

/// Components that a step draws: one or two milliseconds as WebAssembly.
const STEP: u64 = 1 << 18;

/// What a run is begun from.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Plan {
    law: Law,
    d_k: u32,
    samples: u32,
    keys: u32,
    seed: u64,
}

impl Plan {
    fn of(given: &Given<'_>) -> Self {
        let settings = given.settings;
        Self {
            law: Law::of(settings),
            d_k: settings.whole(&settings::D_K),
            samples: settings.whole(&settings::SAMPLES),
            keys: settings.whole(&settings::KEYS),
            seed: given.seed,
        }
    }

    fn sweep(&self, widths: &[usize]) -> Sweep {
        Sweep::new(self.law, self.keys, self.seed, widths)
    }
}

/// The experiment.
pub(super) struct Run {
    plan: Plan,
    here: Here,
    curve: Sweep,
}

/// What is drawn at the chosen d_k.
struct Here {
    sweep: Sweep,
    /// Of q . k, and of q . k / sqrt(d_k).
    histograms: [Histogram; 2],
    divisor: f64,
    /// The weights of each query, without and with scaling.
    weights: Vec<[Vec<f32>; 2]>,
}

impl Here {
    fn new(plan: &Plan) -> Self {
        let divisor = f64::from(plan.d_k).sqrt();
        let deviation = plan.law.variance(plan.d_k).sqrt();
        let histogram = |divisor| Histogram::new(deviation / divisor, plan.samples);
        Self {
            sweep: plan.sweep(&[plan.d_k as usize]),
            histograms: [histogram(1.0), histogram(divisor)],
            divisor,
            weights: Vec::new(),
        }
    }

    fn draw_pair(&mut self) {
        let score = self.sweep.draw_pair().first().copied().unwrap_or_default();
        let [unscaled, scaled] = &mut self.histograms;
        unscaled.take(score);
        scaled.take(score / self.divisor);
    }

    fn draw_row(&mut self) {
        self.weights.push(self.sweep.draw_row());
    }

    /// The weights of the query in the middle, by its largest weight without scaling.
    fn example(&self) -> [Vec<f32>; 2] {
        let largest = |[unscaled, _]: &[Vec<f32>; 2]| unscaled.iter().copied().fold(0.0, f32::max);
        let mut queries: Vec<_> = self
            .weights
            .iter()
            .map(|both| (largest(both), both))
            .collect();
        queries.sort_by(|a, b| f32::total_cmp(&a.0, &b.0));
        let middle = queries.get(queries.len() / 2);
        middle.map_or_else(Default::default, |(_, both)| (*both).clone())
    }
}

/// A kind of work: where, and what is drawn.
type Work = (Part, Draws);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    /// At the chosen d_k.
    Here,
    /// At all widths of the curves.
    Curve,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Draws {
    /// A query and a key each.
    Pairs,
    /// A query and all its keys each.
    Rows,
}

/// In the order in which a round does them: the chosen d_k comes first, for it is what a learner drags.
const WORKS: [Work; 4] = [
    (Part::Here, Draws::Pairs),
    (Part::Here, Draws::Rows),
    (Part::Curve, Draws::Pairs),
    (Part::Curve, Draws::Rows),
];

/// What a round aims at, as a divisor of all there is to do.
const ROUNDS: [u32; 2] = [8, 1];

impl Run {
    /// Begins.
    pub fn begin(given: &Given<'_>) -> Self {
        let plan = Plan::of(given);
        Self {
            plan,
            here: Here::new(&plan),
            curve: plan.sweep(&WIDTHS),
        }
    }

    fn sweep(&self, part: Part) -> &Sweep {
        match part {
            Part::Here => &self.here.sweep,
            Part::Curve => &self.curve,
        }
    }

    /// How often the work was done.
    fn done(&self, (part, draws): Work) -> u32 {
        match draws {
            Draws::Pairs => self.sweep(part).pairs(),
            Draws::Rows => self.sweep(part).rows(),
        }
    }

    /// How often it is to be done.
    fn goal(&self, (_, draws): Work) -> u32 {
        match draws {
            Draws::Pairs => self.plan.samples,
            Draws::Rows => QUERIES,
        }
    }

    /// Components that doing it once draws.
    fn cost(&self, (part, draws): Work) -> u64 {
        let vectors = match draws {
            Draws::Pairs => 2,
            Draws::Rows => self.plan.keys + 1,
        };
        u64::from(vectors) * self.sweep(part).longest()
    }

    /// The work that is next, and how often it is to be done in this round.
    fn next(&self) -> Option<(Work, u32)> {
        let left = |round: u32, work: Work| {
            let left = self
                .goal(work)
                .div_ceil(round)
                .saturating_sub(self.done(work));
            (left > 0).then_some((work, left))
        };
        let mut rounds = ROUNDS.iter();
        rounds.find_map(|round| WORKS.iter().find_map(|work| left(*round, *work)))
    }
}

impl Experiment for Run {
    fn step(&mut self) -> bool {
        let Some((work, left)) = self.next() else {
            return false;
        };
        let fit = (STEP / self.cost(work)).max(1);
        for _ in 0..fit.min(u64::from(left)) {
            match work {
                (Part::Here, Draws::Pairs) => self.here.draw_pair(),
                (Part::Here, Draws::Rows) => self.here.draw_row(),
                (Part::Curve, Draws::Pairs) => _ = self.curve.draw_pair(),
                (Part::Curve, Draws::Rows) => _ = self.curve.draw_row(),
            }
        }
        self.next().is_some()
    }

    fn progress(&self) -> Progress {
        let sum = |times: &dyn Fn(Work) -> u32| {
            let costs = WORKS.map(|work| u64::from(times(work)) * self.cost(work));
            costs.iter().sum()
        };
        Progress {
            done: sum(&|work| self.done(work)),
            of: sum(&|work| self.goal(work)),
        }
    }

    fn outcome(&self) -> String {
        let Plan { law, keys, .. } = self.plan;
        let outcome = Outcome {
            law,
            keys,
            here: self.here.sweep.found().pop().unwrap_or_default(),
            histograms: self.here.histograms.clone(),
            example: self.here.example(),
            curve: self.curve.found(),
        };
        let mut writer = Writer::on_one_line();
        outcome.write(&mut writer);
        writer.finish()
    }

    /// Another d_k leaves the curves as they are.
    fn take_over(&mut self, given: &Given<'_>) -> bool {
        let plan = Plan::of(given);
        let d_k = plan.d_k;
        let fits = plan == Plan { d_k, ..self.plan };
        if fits {
            self.plan = plan;
            self.here = Here::new(&plan);
        }
        fits
    }
}
