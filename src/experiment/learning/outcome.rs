//! What is known so far, and its JSON form.

use super::run::{Divergence, Point, Reason, Status};
use super::spread::Spread;
use super::task::Task;
use crate::model::json::{Read, Reader, Writer};
use crate::text;

/// What is known so far.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// What was to be told.
    pub task: Task,
    /// Sequences that are held out.
    pub held_out: u32,
    /// The largest share of them that any rule can answer rightly which does not see the order (of the first seed's:
    /// [`Examples::order_blind_ceiling`](super::Examples::order_blind_ceiling)).
    pub ceiling: f32,
    /// The runs with positions, one a seed, as far as they have begun.
    pub with: Vec<Curve>,
    /// The runs without, on the same data and seeds.
    pub without: Vec<Curve>,
}

/// One run.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Its seed.
    pub seed: u64,
    /// How it stands.
    pub status: Status,
    /// How well it did.
    pub points: Vec<Point>,
}

/// What runs from several seeds have in common after some steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Steps before it.
    pub step: u32,
    /// Runs that got there.
    pub runs: usize,
    /// Of the loss on what is held out.
    pub loss: Spread,
    /// Of the share of right answers.
    pub accuracy: Spread,
}

/// The bands of some runs, at every step that any of them was asked at. A run that diverged counts as far as it came.
pub fn bands(curves: &[Curve]) -> Vec<Band> {
    let points = || curves.iter().flat_map(|curve| &curve.points);
    let mut steps: Vec<u32> = points().map(|point| point.step).collect();
    steps.sort_unstable();
    steps.dedup();
    let band = |step: u32| {
        let here = || points().filter(move |point| point.step == step);
        let losses: Vec<_> = here().map(|point| point.loss).collect();
        let accuracies: Vec<_> = here().map(|point| point.accuracy).collect();
        Some(Band {
            step,
            runs: losses.len(),
            loss: Spread::of(&losses)?,
            accuracy: Spread::of(&accuracies)?,
        })
    };
    steps.into_iter().filter_map(band).collect()
}

/// How a run stands, by name.
const STATUS: &[&str] = &["running", "done", "diverged"];

impl Outcome {
    /// Writes the JSON form.
    pub(crate) fn write(&self, w: &mut Writer) {
        w.object(&mut |w| {
            w.key("task").string(self.task.name());
            w.key("held_out").whole(u64::from(self.held_out));
            w.key("ceiling").number(self.ceiling);
            for (key, curves) in [("with", &self.with), ("without", &self.without)] {
                w.key(key)
                    .array(&mut |w| curves.iter().for_each(|curve| curve.write(w)));
            }
        });
    }

    /// Reads the JSON form.
    pub(crate) fn read(r: &mut Reader<'_>) -> Read<Self> {
        const KEYS: &[&str] = &["task", "held_out", "ceiling", "with", "without"];
        let mut outcome = Self::default();
        r.object(text::e_an_object(), KEYS, &mut |r, place| {
            match place {
                0 => outcome.task = Task::at(r.name(Task::NAMES)?),
                1 => outcome.held_out = small(r)?,
                2 => outcome.ceiling = r.number()?,
                3 => outcome.with = list(r, Curve::read)?,
                _ => outcome.without = list(r, Curve::read)?,
            }
            Ok(())
        })?;
        Ok(outcome)
    }
}

impl Curve {
    fn write(&self, w: &mut Writer) {
        w.object(&mut |w| {
            w.key("seed").whole(self.seed);
            let (status, diverged) = match self.status {
                Status::Running => (0, None),
                Status::Done => (1, None),
                Status::Diverged(diverged) => (2, Some(diverged)),
            };
            w.key("status").string(STATUS[status]);
            if let Some(Divergence { step, reason }) = diverged {
                w.key("at").whole(u64::from(step));
                // What is no number is written as null.
                w.key("grew").number(match reason {
                    Reason::NotFinite => f32::NAN,
                    Reason::Grew(loss) => loss,
                });
            }
            let steps: Vec<_> = self.points.iter().map(|p| p.step as usize).collect();
            w.key("steps").wholes(&steps);
            w.key("loss")
                .numbers(&mut self.points.iter().map(|point| point.loss));
            w.key("accuracy")
                .numbers(&mut self.points.iter().map(|point| point.accuracy));
        });
    }

    fn read(r: &mut Reader<'_>) -> Read<Self> {
        const KEYS: &[&str] = &["seed", "status", "at", "grew", "steps", "loss", "accuracy"];
        let (mut seed, mut status, mut step, mut reason) = (0, 0, 0, Reason::NotFinite);
        let (mut steps, mut losses, mut accuracies) = (Vec::new(), Vec::new(), Vec::new());
        r.object(text::e_an_object(), KEYS, &mut |r, place| {
            match place {
                0 => seed = r.whole()?,
                1 => status = r.name(STATUS)?,
                2 => step = small(r)?,
                3 if r.is_null()? => {}
                3 => reason = Reason::Grew(r.number()?),
                4 => steps = list(r, small)?,
                5 => losses = list(r, |r| r.number())?,
                _ => accuracies = list(r, |r| r.number())?,
            }
            Ok(())
        })?;
        let status = match status {
            0 => Status::Running,
            1 => Status::Done,
            _ => Status::Diverged(Divergence { step, reason }),
        };
        let points = steps.into_iter().zip(losses).zip(accuracies);
        let point = |((step, loss), accuracy)| Point {
            step,
            loss,
            accuracy,
        };
        let points = points.map(point).collect();
        Ok(Self {
            seed,
            status,
            points,
        })
    }
}

fn small(r: &mut Reader<'_>) -> Read<u32> {
    Ok(u32::try_from(r.whole()?).unwrap_or(u32::MAX))
}

fn list<T>(r: &mut Reader<'_>, one: fn(&mut Reader<'_>) -> Read<T>) -> Read<Vec<T>> {
    let mut all = Vec::new();
    r.array(text::e_an_array(), &mut |r, index| {
        all.push(one(r).map_err(|refusal| refusal.at_index(index))?);
        Ok(())
    })?;
    Ok(all)
}
