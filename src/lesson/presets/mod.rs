//! Ready-made states, as data. Every number is fixed, or drawn from a fixed seed.

mod attention;
mod order;

use super::Lab;
use crate::model::{Embeddings, Input, Mask, Matrix, Position, Setup, Vectors};
use std::sync::Arc;

/// A ready-made state.
#[derive(Debug, Clone, PartialEq)]
pub struct Preset {
    /// Name in links and actions, e.g. `robot`.
    pub id: &'static str,
    /// The lab it opens in.
    pub lab: Lab,
    /// A few words for the menu.
    pub title: &'static str,
    /// One or two sentences: what it shows, where to begin.
    pub note: &'static str,
    /// Labels of the tokens.
    pub tokens: Vec<String>,
    /// What each column of the matrices stands for, where the numbers were made with a meaning in mind.
    pub columns: Option<Columns>,
    /// The numbers.
    pub setup: Setup,
    /// Seed of every draw.
    pub seed: u64,
}

/// What the columns stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// Columns of X; empty where Q, K and V are given directly.
    pub x: Vec<&'static str>,
    /// Columns of Q and K: a query looks for it, a key has it.
    pub key: Vec<&'static str>,
    /// Columns of V.
    pub value: Vec<&'static str>,
}

/// Names of all presets, in the order of the menu.
pub const IDS: &[&str] = &[
    "robot",
    "library",
    "worked",
    "projections",
    "causal",
    "random",
    "patient",
    "collider",
    "pressure",
];

/// The preset called `id`.
pub fn preset(id: &str) -> Option<Preset> {
    Some(match id {
        "robot" => attention::robot(),
        "library" => attention::library(),
        "worked" => attention::worked(),
        "projections" => attention::projections(),
        "causal" => attention::causal(),
        "random" => attention::random(),
        "patient" => order::patient(),
        "collider" => order::collider(),
        "pressure" => order::pressure(),
        _ => return None,
    })
}

/// The preset of the first screen.
pub fn robot() -> Preset {
    attention::robot()
}

/// A matrix from its rows.
fn rows<const C: usize>(rows: &[[f32; C]]) -> Arc<Matrix> {
    matrix(rows.as_flattened(), C)
}

/// Apart from [`rows`], which is compiled anew for every width.
fn matrix(numbers: &[f32], columns: usize) -> Arc<Matrix> {
    let rows = numbers.len() / columns;
    Arc::new(Matrix::from_row_slice(rows, columns, numbers))
}

/// Names of columns from one message.
fn names(message: &'static str) -> Vec<&'static str> {
    message.split(" | ").collect()
}

/// Labels from the words of a sentence.
fn words(sentence: &str) -> Vec<String> {
    sentence.split(' ').map(str::to_owned).collect()
}

/// Labels of several words.
fn labels(labels: &[&str]) -> Vec<String> {
    labels.iter().map(|label| (*label).to_owned()).collect()
}

/// A setup with every switch as a new document has it: one head, scaled, no mask, no encoding, no shuffle.
fn plain(input: Input) -> Setup {
    let mut setup = Setup {
        input,
        heads: 1,
        scale: true,
        temperature: 1.0,
        mask: Mask::None,
        position: Position::None,
        order: Vec::new(),
    };
    setup.order = (0..setup.tokens()).collect();
    setup
}

/// Q, K and V given directly.
fn vectors(q: Arc<Matrix>, k: Arc<Matrix>, v: Arc<Matrix>) -> Setup {
    plain(Input::Vectors(Vectors { q, k, v }))
}

/// X and projections without biases.
fn embeddings(x: Arc<Matrix>, [wq, wk, wv]: [Arc<Matrix>; 3], wo: Option<Arc<Matrix>>) -> Setup {
    plain(Input::Embeddings(Embeddings {
        x,
        wq,
        wk,
        wv,
        wo,
        bq: None,
        bk: None,
        bv: None,
        bo: None,
    }))
}
