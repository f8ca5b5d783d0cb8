//! A whole model on a tape: embeddings, one block with attention, residuals, normalisation and a feed-forward layer, the
//! means of its rows, and a loss.

use attention_playground::model::Mask;
use attention_playground::model::gradient::{
    AttentionRule, Layout, NormVars, Real, Relative, Tape, Var,
};

const LAYOUT: Layout = Layout {
    tokens: 3,
    heads: 2,
};
const WIDTH: usize = 4;
const D_FF: usize = 3;
const CLASSES: usize = 2;
/// Not 1e-5: where a row is nearly constant, differences of so large derivatives are not to be trusted.
const EPS: f64 = 0.5;

/// A learned table, or what acts on queries, keys and logits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Encoding {
    None,
    Learned,
    Rope,
    Alibi,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Activation {
    Relu,
    Gelu,
    Tanh,
}

/// What the model is made of.
#[derive(Debug, Clone)]
pub struct Model {
    pub encoding: Encoding,
    pub activation: Activation,
    /// Pre-norm (Xiong et al. 2020) instead of post-norm (Vaswani et al. 2017, section 3.1).
    pub norm_first: bool,
    pub mask: Mask,
}

/// Shapes of the matrices of the model, in the order in which [`Model::loss`] takes them.
pub fn shapes() -> Vec<(usize, usize)> {
    let square = [(WIDTH, WIDTH), (1, WIDTH)];
    let mut shapes = vec![(5, WIDTH)]; // embeddings of five numbers
    shapes.extend(square.repeat(4)); // W and b of Q, K, V and of the output
    shapes.extend([(WIDTH, D_FF), (1, D_FF), (D_FF, WIDTH), (1, WIDTH)]);
    shapes.extend([(1, WIDTH); 4]); // gain and shift, twice
    shapes.extend([(WIDTH, CLASSES), (1, CLASSES)]);
    shapes.extend([(LAYOUT.tokens, WIDTH), (1, LAYOUT.heads)]); // a learned table, slopes
    shapes
}

impl Model {
    /// The loss of two sequences of three numbers, of the classes 1 and 0.
    pub fn loss<T: Real>(&self, tape: &mut Tape<T>, v: &[Var]) -> Var {
        let mut x = tape.select_rows(v[0], vec![3, 0, 3, 1, 4, 2]);
        if self.encoding == Encoding::Learned {
            let table = tape.select_rows(v[19], vec![0, 1, 2, 0, 1, 2]);
            x = tape.sum(x, table);
        }
        let out = if self.norm_first {
            let normed = norm(tape, x, [v[13], v[14]]);
            let attended = self.attend(tape, normed, v);
            let x = tape.sum(x, attended);
            let normed = norm(tape, x, [v[15], v[16]]);
            let fed = self.feed_forward(tape, normed, v);
            tape.sum(x, fed)
        } else {
            let attended = self.attend(tape, x, v);
            let sum = tape.sum(x, attended);
            let x = norm(tape, sum, [v[13], v[14]]);
            let fed = self.feed_forward(tape, x, v);
            let sum = tape.sum(x, fed);
            norm(tape, sum, [v[15], v[16]])
        };
        let pooled = tape.mean_rows(out, LAYOUT.tokens);
        let logits = tape.linear(pooled, v[17], Some(v[18]));
        tape.cross_entropy(logits, vec![1, 0])
    }

    fn attend<T: Real>(&self, tape: &mut Tape<T>, x: Var, v: &[Var]) -> Var {
        let rule = AttentionRule {
            layout: LAYOUT,
            scale: true,
            temperature: 0.5,
            mask: self.mask.clone(),
            relative: match self.encoding {
                Encoding::Rope => Relative::Rope { base: 10.0 },
                Encoding::Alibi => Relative::Alibi { slopes: v[20] },
                _ => Relative::None,
            },
        };
        let qkv = [1, 3, 5].map(|i| tape.linear(x, v[i], Some(v[i + 1])));
        let heads = tape.attention(qkv, &rule).heads;
        tape.linear(heads, v[7], Some(v[8]))
    }

    fn feed_forward<T: Real>(&self, tape: &mut Tape<T>, x: Var, v: &[Var]) -> Var {
        let hidden = tape.linear(x, v[9], Some(v[10]));
        let hidden = match self.activation {
            Activation::Relu => tape.relu(hidden),
            Activation::Gelu => tape.gelu(hidden),
            Activation::Tanh => tape.tanh(hidden),
        };
        tape.linear(hidden, v[11], Some(v[12]))
    }
}

fn norm<T: Real>(tape: &mut Tape<T>, x: Var, [gamma, beta]: [Var; 2]) -> Var {
    tape.layer_norm(x, NormVars { gamma, beta }, T::of(EPS))
}
