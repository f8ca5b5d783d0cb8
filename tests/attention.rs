//! Attention by example: small cases whose numbers can be checked by hand.

use std::sync::Arc;

use attention_playground::model::{
    Input, Mask, Matrix, Position, Setup, Trace, Vectors, sinusoidal,
};

const EPS: f64 = f32::EPSILON as f64;

fn setup(input: Input, heads: usize, order: Vec<usize>) -> Setup {
    Setup {
        input,
        heads,
        scale: true,
        temperature: 1.0,
        mask: Mask::None,
        position: Position::None,
        order,
    }
}

fn trace(setup: &Setup) -> Trace {
    Trace::of(setup).expect("a valid setup")
}

/// Sum of |q| |k| over the columns: what the rounding of a score is measured against.
fn magnitude(q: &Matrix, i: usize, k: &Matrix, j: usize) -> f64 {
    let terms = q
        .row(i)
        .iter()
        .zip(k.row(j).iter())
        .map(|(q, k)| f64::from(q * k).abs())
        .collect::<Vec<_>>();
    terms.iter().sum()
}

fn small(rows: [[f32; 2]; 3]) -> Arc<Matrix> {
    Arc::new(Matrix::from_fn(3, 2, |i, j| rows[i][j]))
}

fn example() -> Setup {
    let x = small([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]);
    let input = Vectors {
        q: x.clone(),
        k: x.clone(),
        v: x,
    };
    setup(Input::Vectors(input), 1, vec![2, 1, 0])
}

#[test]
fn a_causal_mask_alone_breaks_equivariance() {
    let permutation = trace(&Setup {
        mask: Mask::Causal,
        ..example()
    })
    .permutation;
    assert!(permutation.gap > 0.1, "{permutation:?}");
    assert!(permutation.gap > 1e4 * permutation.rounding);
}

#[test]
fn encodings_break_equivariance() {
    let table = small([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]);
    for position in [
        Position::Sinusoidal { base: 10_000.0 },
        Position::Rope { base: 10_000.0 },
        Position::Learned { table },
    ] {
        let permutation = trace(&Setup {
            position,
            ..example()
        })
        .permutation;
        assert!(
            permutation.gap > 1e4 * permutation.rounding,
            "{permutation:?}"
        );
    }
}

/// The example by hand: scores of the last row are 1, 2, 2, divided by sqrt(2).
#[test]
fn the_example_by_hand() {
    let trace = trace(&example());
    assert_eq!(
        trace.scores[0].row(2).iter().copied().collect::<Vec<_>>(),
        [1.0, 2.0, 2.0]
    );
    let (one, two) = ((1.0 / 2f64.sqrt()).exp(), (2.0 / 2f64.sqrt()).exp());
    let expected = two / (one + 2.0 * two);
    assert!((f64::from(trace.weights[0][(2, 1)]) - expected).abs() < 1e-7);
}

#[test]
fn a_fully_masked_row_is_all_zero() {
    let mut allowed = nalgebra::DMatrix::from_element(3, 3, true);
    allowed.row_mut(1).fill(false);
    let trace = trace(&Setup {
        mask: Mask::Custom(Arc::new(allowed)),
        ..example()
    });
    assert!(
        trace.weights[0]
            .row(1)
            .iter()
            .chain(trace.output.row(1).iter())
            .all(|x| *x == 0.0)
    );
    assert!(trace.to_json().contains("[null,null,null]"));
}

#[test]
fn encodings_are_added_to_q_k_and_v_each_by_its_own_width() {
    let input = Vectors {
        q: Arc::new(Matrix::zeros(4, 4)),
        k: Arc::new(Matrix::zeros(4, 4)),
        v: Arc::new(Matrix::zeros(4, 3)),
    };
    let plain = setup(Input::Vectors(input), 1, vec![0, 1, 2, 3]);
    let base = 100.0;
    let trace = trace(&Setup {
        position: Position::Sinusoidal { base },
        ..plain
    });
    assert_eq!(trace.q[0], sinusoidal(4, 4, base));
    assert_eq!(trace.k[0], sinusoidal(4, 4, base));
    assert_eq!(trace.v[0], sinusoidal(4, 3, base));
    assert_ne!(trace.v[0], sinusoidal(4, 4, base).columns(0, 3));
    assert_eq!(trace.encoding, Some(sinusoidal(4, 4, base)));
}

#[test]
fn overflow_is_held_and_said() {
    let huge = Arc::new(Matrix::from_row_slice(2, 2, &[1e30, 0.0, -1e30, 0.0]));
    let input = Vectors {
        q: huge.clone(),
        k: huge.clone(),
        v: huge,
    };
    let trace = trace(&setup(Input::Vectors(input), 1, vec![1, 0]));
    assert!(trace.overflow);
    assert_eq!(
        trace.scores[0].as_slice(),
        [f32::MAX, -f32::MAX, -f32::MAX, f32::MAX]
    );
    assert_eq!(trace.weights[0], Matrix::identity(2, 2));
    assert!(!self::trace(&example()).overflow);
}

/// A dot product of d terms is off by at most d u sum |q k|, in whatever order it is summed.
#[test]
fn scores_are_within_their_rounding() {
    let q = Matrix::from_fn(7, 33, |i, j| ((i * 33 + j) as f32).sin());
    let k = Matrix::from_fn(7, 33, |i, j| ((i * 33 + j) as f32 * 1.7).cos());
    let input = Vectors {
        q: Arc::new(q.clone()),
        k: Arc::new(k.clone()),
        v: Arc::new(k.clone()),
    };
    let trace = trace(&setup(Input::Vectors(input), 1, (0..7).collect()));
    for i in 0..7 {
        for j in 0..7 {
            let exact: f64 = (0..33)
                .map(|c| f64::from(q[(i, c)]) * f64::from(k[(j, c)]))
                .sum();
            let difference = (f64::from(trace.scores[0][(i, j)]) - exact).abs();
            assert!(difference <= 33.0 * EPS / 2.0 * magnitude(&q, i, &k, j));
        }
    }
}

/// Temperature and scale divide, the bias comes after them, the mask last.
#[test]
fn the_stages_come_in_order() {
    let trace = trace(&Setup {
        temperature: 0.5,
        mask: Mask::Causal,
        position: Position::Alibi {
            slopes: Arc::new(Matrix::from_element(1, 1, 0.25)),
        },
        ..example()
    });
    let scaled = trace.scores[0][(2, 0)] / 2f32.sqrt() / 0.5;
    assert_eq!(trace.scaled[0][(2, 0)], scaled);
    assert_eq!(trace.bias.as_ref().map(|bias| bias[0][(2, 0)]), Some(-0.5));
    assert_eq!(trace.logits[0][(2, 0)], scaled - 0.5);
    assert_eq!(trace.logits[0][(0, 2)], f32::NEG_INFINITY);
    assert!(trace.scaled[0][(0, 2)].is_finite());
}

/// Protocol, section 4, to the letter.
#[test]
fn the_json_is_the_documented_one() {
    let one = |x: f32| Arc::new(Matrix::from_row_slice(2, 1, &[x, 0.0]));
    let input = Vectors {
        q: one(2.0),
        k: one(0.5),
        v: one(0.1),
    };
    let trace = trace(&Setup {
        mask: Mask::Causal,
        ..setup(Input::Vectors(input), 1, vec![0, 1])
    });
    let expected = concat!(
        r#"{"q":[[[2.0],[0.0]]],"k":[[[0.5],[0.0]]],"v":[[[0.1],[0.0]]],"#,
        r#""scores":[[[1.0,0.0],[0.0,0.0]]],"overflow":false,"#,
        r#""logits":[[[1.0,null],[0.0,0.0]]],"weights":[[[1.0,0.0],[0.5,0.5]]],"#,
        r#""heads":[[[0.1],[0.05]]],"output":[[0.1],[0.05]],"block":null,"#,
        r#""permutation":{"order":[0,1],"shuffled_output":[[0.1],[0.05]],"#,
        r#""expected_output":[[0.1],[0.05]],"gap":0.0}}"#,
    );
    assert_eq!(trace.to_json(), expected);
}
