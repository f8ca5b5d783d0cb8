//! The model that is trained: a Transformer of one block.

use super::document;
use super::parameters::{Attention, Linear, Norm, Parameters};
use super::settings;
use super::stream::{Purpose, stream};
use super::task::NUMBERS;
use crate::experiment::Settings;
use crate::model::gradient::{
    Attended, AttentionRule, Layout, NormVars, Real, Relative, Tape, Var,
};
use crate::model::{Mask, Matrix, sinusoidal};
use nalgebra::DMatrix;
use rand_distr::{Distribution, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;

/// How the model gets the positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Not at all.
    None,
    /// Sines and cosines, added to the embeddings.
    Sinusoidal,
    /// A table that is learnt, added to the embeddings.
    Learned,
    /// Rotations of queries and keys.
    Rope,
    /// A bias on the logits.
    Alibi,
}

impl Encoding {
    /// The one that is set for the model with positions.
    pub fn of(settings: &Settings) -> Self {
        match settings.whole(&settings::ENCODING) {
            1 => Self::Learned,
            2 => Self::Rope,
            3 => Self::Alibi,
            _ => Self::Sinusoidal,
        }
    }
}

/// Base of the wavelengths and of the rotations, as in the papers.
pub const BASE: f32 = 10_000.0;
/// Of LayerNorm, as in PyTorch.
const EPS: f64 = 1e-5;
/// No and yes.
const CLASSES: usize = 2;

/// The sizes of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Numbers in a sequence, n.
    pub length: usize,
    /// Width of the embeddings, d.
    pub width: usize,
    /// Heads h; they divide the width.
    pub heads: usize,
    /// Width within the feed-forward layer.
    pub d_ff: usize,
    /// How it gets the positions.
    pub encoding: Encoding,
}

impl Shape {
    /// Multiplications of one sequence on its way forward, as far as they are in the large products.
    pub fn cost(&self) -> usize {
        self.length * self.width * (4 * self.width + 2 * self.d_ff)
    }

    /// The slopes of ALiBi: 1, 1/2, 1/4, ... The paper's (2^(-8 h / H)) are made for thousands of tokens; over a handful
    /// the smaller ones do not show.
    pub fn slopes(&self) -> Matrix {
        let mut slope = 2.0;
        Matrix::from_fn(1, self.heads, |_, _| {
            slope /= 2.0;
            slope
        })
    }
}

/// A Transformer of one block that answers yes or no: embeddings of the numbers, attention and a feed-forward layer with
/// ReLU, each with a residual connection and LayerNorm behind it (Vaswani et al. 2017, section 3), the mean over tokens,
/// and a linear map to two logits. Without positions it cannot see the order: every part but the mean treats tokens one
/// by one or all alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Its sizes.
    pub shape: Shape,
    /// What it learns.
    pub parameters: Parameters<Matrix>,
}

/// What a run of the model gives on a tape.
pub(super) struct Answered {
    /// Two logits a sequence: no and yes.
    pub logits: Var,
    /// What attention gave on the way.
    pub attended: Attended,
}

impl Model {
    /// Before training: embeddings of standard normal numbers, weights of variance 1 / rows, no biases, and
    /// normalisations that only normalise. Models of the same seed that differ in nothing but their encoding begin with
    /// the same numbers (a learned table is drawn last).
    pub fn new(shape: Shape, seed: u64) -> Self {
        let rng = &mut stream(seed, Purpose::Weights);
        let (d, numbers) = (shape.width, usize::from(NUMBERS));
        let embedding = normal(numbers, d, 1.0, rng);
        let mut linear = |rows: usize, columns| Linear {
            weights: normal(rows, columns, (rows as f32).sqrt().recip(), rng),
            bias: Matrix::zeros(1, columns),
        };
        let norm = || Norm {
            gamma: Matrix::from_element(1, d, 1.0),
            beta: Matrix::zeros(1, d),
        };
        let mut parameters = Parameters {
            embedding,
            table: None,
            attention: Attention {
                query: linear(d, d),
                key: linear(d, d),
                value: linear(d, d),
                output: linear(d, d),
            },
            norm1: norm(),
            expand: linear(d, shape.d_ff),
            contract: linear(shape.d_ff, d),
            norm2: norm(),
            classes: linear(d, CLASSES),
        };
        if shape.encoding == Encoding::Learned {
            parameters.table = Some(normal(shape.length, d, 1.0, rng));
        }
        Self { shape, parameters }
    }

    /// The answers to whole sequences, one behind the other, on a tape that has the parameters as `vars`.
    pub(super) fn answer<T: Real>(
        &self,
        tape: &mut Tape<T>,
        vars: &Parameters<Var>,
        numbers: &[u8],
    ) -> Answered {
        let chosen = numbers.iter().copied().map(usize::from).collect();
        let embedded = tape.select_rows(vars.embedding, chosen);
        let x = self.encoded(tape, vars, embedded);
        let attention = &vars.attention;
        let qkv = [&attention.query, &attention.key, &attention.value];
        let qkv = qkv.map(|to| linear(tape, x, to));
        let rule = self.rule(tape);
        let attended = tape.attention(qkv, &rule);
        let heads = linear(tape, attended.heads, &attention.output);
        let sum = tape.sum(x, heads);
        let x = norm(tape, sum, &vars.norm1);
        let hidden = linear(tape, x, &vars.expand);
        let hidden = tape.relu(hidden);
        let fed = linear(tape, hidden, &vars.contract);
        let sum = tape.sum(x, fed);
        let x = norm(tape, sum, &vars.norm2);
        let pooled = tape.mean_rows(x, self.shape.length);
        Answered {
            logits: linear(tape, pooled, &vars.classes),
            attended,
        }
    }

    /// Embeddings with what the encoding adds to each sequence.
    fn encoded<T: Real>(&self, tape: &mut Tape<T>, vars: &Parameters<Var>, embedded: Var) -> Var {
        let Shape { length, width, .. } = self.shape;
        let table = match self.shape.encoding {
            Encoding::Sinusoidal => Some(tape.constant(wide(&sinusoidal(length, width, BASE)))),
            _ => vars.table,
        };
        let Some(table) = table else { return embedded };
        let rows = tape.value(embedded).nrows();
        let slots = tape.select_rows(table, (0..rows).map(|row| row % length).collect());
        tape.sum(embedded, slots)
    }

    fn rule<T: Real>(&self, tape: &mut Tape<T>) -> AttentionRule {
        AttentionRule {
            layout: Layout {
                tokens: self.shape.length,
                heads: self.shape.heads,
            },
            scale: true,
            temperature: 1.0,
            mask: Mask::None,
            relative: match self.shape.encoding {
                Encoding::Rope => Relative::Rope { base: BASE },
                Encoding::Alibi => Relative::Alibi {
                    slopes: tape.constant(wide(&self.shape.slopes())),
                },
                _ => Relative::None,
            },
        }
    }

    /// The weights of its attention within whole sequences, one behind the other: for each sequence `n` rows, for each
    /// head `n` columns.
    pub fn weights(&self, numbers: &[u8]) -> Matrix {
        let (tape, answered) = self.run(numbers);
        tape.value(answered.attended.weights).clone()
    }

    /// How likely the model finds a yes to each of whole sequences, one behind the other, from 0 to 1.
    pub fn yes(&self, numbers: &[u8]) -> Vec<f32> {
        let log_odds = self.log_odds(numbers).into_iter();
        log_odds.map(|yes| 1.0 / (1.0 + (-yes).exp())).collect()
    }

    /// The same as log(p / (1 - p)): the logit of yes less that of no.
    pub(super) fn log_odds(&self, numbers: &[u8]) -> Vec<f32> {
        let (tape, answered) = self.run(numbers);
        let logits = tape.value(answered.logits);
        logits.row_iter().map(|row| row[1] - row[0]).collect()
    }

    /// Its attention within one sequence as a state document (protocol, section 1), so that the lab Attention shows the
    /// same numbers.
    pub fn document(&self, sequence: &[u8]) -> String {
        document::attention(self, sequence)
    }

    /// A run of which no derivatives are asked.
    fn run(&self, numbers: &[u8]) -> (Tape<f32>, Answered) {
        let mut tape = Tape::default();
        let vars = self.parameters.map(&mut |m| tape.constant(m.clone()));
        let answered = self.answer(&mut tape, &vars, numbers);
        (tape, answered)
    }
}

fn linear<T: Real>(tape: &mut Tape<T>, x: Var, to: &Linear<Var>) -> Var {
    tape.linear(x, to.weights, Some(to.bias))
}

fn norm<T: Real>(tape: &mut Tape<T>, x: Var, learnt: &Norm<Var>) -> Var {
    let (gamma, beta) = (learnt.gamma, learnt.beta);
    tape.layer_norm(x, NormVars { gamma, beta }, T::of(EPS))
}

/// The same numbers on a tape of another kind.
fn wide<T: Real>(matrix: &Matrix) -> DMatrix<T> {
    matrix.map(|x| T::of(f64::from(x)))
}

/// Independent normal numbers of a standard deviation, drawn row by row.
fn normal(rows: usize, columns: usize, deviation: f32, rng: &mut Xoshiro256PlusPlus) -> Matrix {
    let mut number = || {
        let number: f64 = StandardNormal.sample(rng);
        number as f32 * deviation
    };
    let numbers: Vec<f32> = (0..rows * columns).map(|_| number()).collect();
    Matrix::from_row_slice(rows, columns, &numbers)
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;

    fn shape(encoding: Encoding) -> Shape {
        Shape {
            length: 3,
            width: 4,
            heads: 2,
            d_ff: 5,
            encoding,
        }
    }

    /// The loss of three sequences with the parameters as they are, in f64, and its gradient in their order.
    fn loss(model: &Model, parameters: &Parameters<DMatrix<f64>>) -> (f64, Vec<DMatrix<f64>>) {
        let mut tape = Tape::default();
        let vars = parameters.map(&mut |m| tape.variable(m.clone()));
        let answered = model.answer(&mut tape, &vars, &[3, 9, 14, 9, 3, 0, 19, 18, 3]);
        let loss = tape.cross_entropy(answered.logits, vec![1, 0, 0]);
        let found = tape.backward(loss, DMatrix::from_element(1, 1, 1.0));
        let mut gradient = Vec::new();
        vars.map(&mut |var| gradient.push(found.of(*var)));
        (tape.value(loss)[0], gradient)
    }

    /// Every parameter of the very model that is trained, by central differences of the fourth order.
    #[test]
    fn the_gradient_of_the_whole_model_is_that_of_differences() {
        use Encoding::{Alibi, Learned, None, Rope, Sinusoidal};
        for encoding in [None, Sinusoidal, Learned, Rope, Alibi] {
            let model = Model::new(shape(encoding), 5);
            let parameters = model.parameters.map(&mut |m| wide::<f64>(m));
            let (_, gradient) = loss(&model, &parameters);
            let moved = |matrix: usize, entry: usize, by: f64| {
                let mut parameters = parameters.clone();
                parameters.all_mut()[matrix][entry] += by;
                loss(&model, &parameters).0
            };
            for (matrix, ours) in gradient.iter().enumerate() {
                for entry in 0..ours.len() {
                    let central = |step: f64| {
                        (moved(matrix, entry, step) - moved(matrix, entry, -step)) / (2.0 * step)
                    };
                    let difference = (4.0 * central(5e-5) - central(1e-4)) / 3.0;
                    let off = (ours[entry] - difference).abs();
                    assert!(off < 1e-8, "{encoding:?} {matrix} {entry}: {off:e}");
                }
            }
        }
    }

    /// With and without positions a run begins with the same numbers.
    #[test]
    fn models_of_a_seed_differ_in_their_encoding_alone() {
        let without = Model::new(shape(Encoding::None), 9);
        let with = Model::new(shape(Encoding::Sinusoidal), 9);
        let mut learned = Model::new(shape(Encoding::Learned), 9);
        assert_eq!(without.parameters, with.parameters);
        assert!(learned.parameters.table.take().is_some());
        assert_eq!(without.parameters, learned.parameters);
        assert_ne!(
            without.parameters,
            Model::new(shape(Encoding::None), 10).parameters
        );
    }

    /// `all_mut` and `map` go through the parameters in the same order: a gradient meets its own matrix.
    #[test]
    fn parameters_come_in_one_order() {
        let mut parameters = Model::new(shape(Encoding::Learned), 0).parameters;
        let mut count = 0;
        let mut numbered = parameters.map(&mut |_| {
            count += 1;
            count
        });
        let order: Vec<_> = numbered
            .all_mut()
            .into_iter()
            .map(|number| *number)
            .collect();
        assert_eq!(order, (1..=count).collect::<Vec<_>>());
        assert_eq!(parameters.all_mut().len(), count);
    }
}
