//! Whole models by differences.

use super::difference::{agree, matrix};
use super::model::{Activation, Encoding, Model, shapes};
use attention_playground::model::Mask;
use nalgebra::DMatrix;
use proptest::prelude::*;

fn inputs() -> impl Strategy<Value = Vec<DMatrix<f64>>> {
    let all: Vec<_> = shapes().into_iter().map(|(n, m)| matrix(n, m)).collect();
    all
}

/// Without ReLU, which inside of a model may come as near to its corner as it likes.
fn model() -> impl Strategy<Value = Model> {
    use Encoding::{Alibi, Learned, None, Rope};
    let encoding = prop_oneof![Just(None), Just(Learned), Just(Rope), Just(Alibi)];
    let activation = prop_oneof![Just(Activation::Gelu), Just(Activation::Tanh)];
    let mask = prop_oneof![Just(Mask::None), Just(Mask::Causal)];
    (encoding, activation, any::<bool>(), mask).prop_map(
        |(encoding, activation, norm_first, mask)| Model {
            encoding,
            activation,
            norm_first,
            mask,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn whole_models(inputs in inputs(), model in model()) {
        agree(&inputs, |tape, v| model.loss(tape, v));
    }
}

/// With ReLU, from numbers that stay away from its corner.
#[test]
fn a_whole_model_with_relu() {
    let mut angle = 0.3_f64;
    let mut number = || {
        angle += 0.917;
        1.5 * angle.sin()
    };
    let fixed = |(n, m)| DMatrix::from_fn(n, m, |_, _| number());
    let inputs: Vec<_> = shapes().into_iter().map(fixed).collect();
    for norm_first in [false, true] {
        let model = Model {
            encoding: Encoding::Rope,
            activation: Activation::Relu,
            norm_first,
            mask: Mask::None,
        };
        agree(&inputs, |tape, v| model.loss(tape, v));
    }
}
