//! Learning to tell an order, with and without positions.

mod adam;
mod data;
mod model;
mod parameters;
mod run;
pub mod settings;
mod stream;
mod task;

pub use adam::Adam;
pub use model::{Encoding, Model, Shape};
pub use parameters::Parameters;
pub use run::{Divergence, Point, Reason, Status, Training};
pub use task::{Examples, NUMBERS, Task};

use super::{Experiment, Given};
use crate::model::json::{Read, Reader};
use crate::model::{Error, Problem};

/// What is known so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome;

impl Outcome {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Read<Self> {
        reader.skip().map(|()| Self)
    }
}

pub(super) fn begin(_: &Given<'_>) -> Result<Box<dyn Experiment>, Error> {
    Err(Error::new(
        "lab",
        Problem::DoesNotFit("is not there yet".into()),
    ))
}

#[cfg(test)]
mod bench {
    use super::*;
    use std::rc::Rc;
    #[test]
    #[ignore]
    fn train() {
        let env = |name: &str, default: f32| {
            std::env::var(name)
                .ok()
                .and_then(|v| v.parse().ok())
                .unwrap_or(default)
        };
        let task = Task::at(env("TASK", 0.0) as usize);
        for encoding in [
            Encoding::Sinusoidal,
            Encoding::Learned,
            Encoding::Rope,
            Encoding::Alibi,
            Encoding::None,
        ] {
            let only = env("ENC", -1.0);
            if only >= 0.0 && only as usize != encoding as usize {
                continue;
            }
            for seed in 0..env("SEEDS", 5.0) as u64 {
                let shape = Shape {
                    length: env("N", 5.0) as usize,
                    width: env("W", 32.0) as usize,
                    heads: env("H", 2.0) as usize,
                    d_ff: env("F", 64.0) as usize,
                    encoding,
                };
                let training = Training {
                    steps: env("STEPS", 1500.0) as usize,
                    batch: env("B", 64.0) as usize,
                    rate: env("RATE", 2e-3),
                };
                let start = std::time::Instant::now();
                let data = Rc::new(data::Data::new(task, shape.length, seed));
                let mut run = run::Run::new(shape, training, data, seed);
                let setup = start.elapsed();
                let mut most = std::time::Duration::ZERO;
                while run.status() == Status::Running {
                    let t = std::time::Instant::now();
                    run.advance();
                    most = most.max(t.elapsed());
                }
                let points = run.points();
                let show: Vec<String> = points
                    .iter()
                    .rev()
                    .step_by(10)
                    .map(|p| format!("{}: {:.4} {:.4}", p.step, p.accuracy, p.loss))
                    .collect();
                println!(
                    "{encoding:?} {seed} {:?} {:?} setup {setup:?} most {most:?} {}",
                    run.status(),
                    start.elapsed(),
                    show.join(", ")
                );
            }
        }
    }
}
