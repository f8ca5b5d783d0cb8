//! Every refusal, by the sentence it shows.

use std::sync::Arc;

use super::*;

fn vectors(n: usize, d_k: usize, d_v: usize) -> Setup {
    let ones = |columns| Arc::new(Matrix::from_element(n, columns, 1.0));
    Setup {
        input: Input::Vectors(Vectors {
            q: ones(d_k),
            k: ones(d_k),
            v: ones(d_v),
        }),
        heads: 1,
        scale: true,
        temperature: 1.0,
        mask: Mask::None,
        position: Position::None,
        order: (0..n).collect(),
    }
}

fn embeddings(n: usize, d: usize, d_k: usize, d_v: usize) -> Embeddings {
    let ones = |rows, columns| Arc::new(Matrix::from_element(rows, columns, 1.0));
    Embeddings {
        x: ones(n, d),
        wq: ones(d, d_k),
        wk: ones(d, d_k),
        wv: ones(d, d_v),
        wo: Some(ones(d_v, d)),
        bq: None,
        bk: None,
        bv: None,
        bo: None,
    }
}

#[track_caller]
fn refused(setup: &Setup, expected: &str) {
    assert_eq!(setup.validate().unwrap_err().to_string(), expected);
}

#[track_caller]
fn refused_embeddings(edit: impl FnOnce(&mut Embeddings), expected: &str) {
    let mut input = embeddings(3, 4, 2, 6);
    edit(&mut input);
    refused(&with_input(Input::Embeddings(input)), expected);
}

fn with_input(input: Input) -> Setup {
    Setup {
        input,
        ..vectors(3, 2, 2)
    }
}

#[track_caller]
fn refused_position(position: Position, d_v: usize, expected: &str) {
    refused(
        &Setup {
            position,
            ..vectors(3, 3, d_v)
        },
        expected,
    );
}

#[test]
fn sound_setups_pass() {
    for (n, d_k, d_v) in [(1, 1, 1), (64, 1024, 1024), (3, 4, 2)] {
        assert_eq!(vectors(n, d_k, d_v).validate(), Ok(()));
    }
    assert_eq!(
        with_input(Input::Embeddings(embeddings(3, 4, 2, 6))).validate(),
        Ok(())
    );
}

#[test]
fn vectors_must_have_matching_shapes() {
    refused(
        &vectors(0, 2, 2),
        "input.q: is 0 rows, expected 1 to 64 rows, one a token",
    );
    refused(
        &vectors(65, 2, 2),
        "input.q: is 65 rows, expected 1 to 64 rows, one a token",
    );
    refused(
        &vectors(2, 0, 2),
        "input.q: is 0 columns wide, expected 1 to 1024 columns",
    );
    refused(
        &vectors(2, 2, 1025),
        "input.v: is 1025 columns wide, expected 1 to 1024 columns",
    );
    for (rows, columns, expected) in [
        (2, 2, "input.k: has 2 rows, expected 3"),
        (3, 3, "input.k: row 0 has 3 numbers, expected 2"),
    ] {
        let mut setup = vectors(3, 2, 2);
        if let Input::Vectors(v) = &mut setup.input {
            v.k = Arc::new(Matrix::zeros(rows, columns));
        }
        refused(&setup, expected);
    }
}

#[test]
fn every_number_must_be_finite() {
    let mut setup = vectors(3, 4, 2);
    if let Input::Vectors(v) = &mut setup.input {
        Arc::make_mut(&mut v.q)[(0, 3)] = f32::NAN;
    }
    refused(
        &setup,
        "input.q[0][3]: is NaN, expected a finite number that fits in f32",
    );
    refused_embeddings(
        |e| Arc::make_mut(&mut e.wv)[(1, 5)] = f32::INFINITY,
        "input.wv[1][5]: is inf, expected a finite number that fits in f32",
    );
    refused_embeddings(
        |e| e.bq = Some(Arc::new(Matrix::from_element(1, 2, f32::NAN))),
        "input.bq[0]: is NaN, expected a finite number that fits in f32",
    );
}

#[test]
fn projections_must_fit_together() {
    let zeros = |rows, columns| Arc::new(Matrix::zeros(rows, columns));
    refused_embeddings(
        |e| e.wk = zeros(4, 3),
        "input.wk: row 0 has 3 numbers, expected 2",
    );
    refused_embeddings(|e| e.wv = zeros(3, 6), "input.wv: has 3 rows, expected 4");
    refused_embeddings(
        |e| e.wo = Some(zeros(6, 5)),
        "input.wo: row 0 has 5 numbers, expected 4",
    );
    refused_embeddings(
        |e| e.bv = Some(zeros(1, 2)),
        "input.bv: has 2 numbers, expected 6",
    );
    refused_embeddings(
        |e| (e.wo, e.bo) = (None, Some(zeros(1, 4))),
        "input.bo: an output bias needs input.wo",
    );
}

#[test]
fn heads_and_temperature_have_ranges() {
    let base = || vectors(3, 6, 4);
    for (heads, expected) in [
        (0, "heads: is 0, expected a whole number from 1 to 16"),
        (17, "heads: is 17, expected a whole number from 1 to 16"),
        (4, "heads: 4 heads do not divide d_k = 6 evenly"),
        (3, "heads: 3 heads do not divide d_v = 4 evenly"),
    ] {
        refused(&Setup { heads, ..base() }, expected);
    }
    for (temperature, expected) in [
        (0.0, "temperature: is 0, expected a number above 0"),
        (-0.5, "temperature: is -0.5, expected a number above 0"),
        (
            f32::INFINITY,
            "temperature: is inf, expected a finite number that fits in f32",
        ),
    ] {
        refused(
            &Setup {
                temperature,
                ..base()
            },
            expected,
        );
    }
}

#[test]
fn mask_and_order_must_fit_the_tokens() {
    let mask = Mask::Custom(Arc::new(nalgebra::DMatrix::from_element(3, 2, true)));
    refused(
        &Setup {
            mask,
            ..vectors(3, 2, 2)
        },
        "mask: row 0 has 2 numbers, expected 3",
    );
    for (order, expected) in [
        (vec![0, 1], "order: has 2 entries, expected 3"),
        (
            vec![0, 1, 3],
            "order[2]: is 3, expected a whole number from 0 to 2",
        ),
        (
            vec![0, 1, 1],
            "order[2]: 1 stands in the order twice; each row must stand there once",
        ),
    ] {
        refused(
            &Setup {
                order,
                ..vectors(3, 2, 2)
            },
            expected,
        );
    }
}

#[test]
fn position_encodings_must_fit() {
    let table = |rows, columns| Position::Learned {
        table: Arc::new(Matrix::zeros(rows, columns)),
    };
    let slopes = |m: Matrix| Position::Alibi {
        slopes: Arc::new(m),
    };
    refused_position(
        Position::Sinusoidal { base: 0.0 },
        3,
        "position.base: is 0, expected a number above 0",
    );
    refused_position(
        Position::Rope { base: 1e4 },
        3,
        "position: rope turns pairs of columns and needs an even head width, but d_k / heads is 3",
    );
    refused_position(table(2, 3), 3, "position.table: has 2 rows, expected 3");
    refused_position(
        table(3, 2),
        3,
        "position.table: row 0 has 2 numbers, expected 3",
    );
    refused_position(
        table(3, 3),
        4,
        "position.table: one table is added to Q, K and V alike and needs d_v = d_k, but d_k is 3 and d_v is 4",
    );
    refused_position(
        slopes(Matrix::zeros(1, 2)),
        3,
        "position.slopes: has 2 numbers, expected 1",
    );
    refused_position(
        slopes(Matrix::from_element(1, 1, f32::NAN)),
        3,
        "position.slopes[0]: is NaN, expected a finite number that fits in f32",
    );
}
