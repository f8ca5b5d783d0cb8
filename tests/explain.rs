//! The arithmetic that a cell is explained by is the arithmetic of the cell; derivatives are those of the numbers.
#![cfg(not(target_arch = "wasm32"))]

#[path = "state_suite/strategies.rs"]
#[allow(dead_code)]
mod strategies;

use attention_playground::model::{
    CellRef, Embeddings, Explanation, Expression, Input, InputNumber, Mask, Matrix, MatrixId, Part,
    Position, Setup, Tangent, Trace, Vectors, fold,
};
use attention_playground::state::{Action, AppState, PositionDocument, reduce};
use proptest::prelude::*;
use std::sync::Arc;

const EPS: f64 = f32::EPSILON as f64;

/// The same setup with numbers of everyday size, where an arithmetic that is wrong does not hide behind its rounding.
fn tame(mut setup: Setup) -> Setup {
    let small = |m: &mut Arc<Matrix>| {
        *m = Arc::new(m.map(|x| if x.abs() < 1e-3 { x.signum() } else { x % 4.0 }));
    };
    match &mut setup.input {
        Input::Vectors(v) => [&mut v.q, &mut v.k, &mut v.v].into_iter().for_each(small),
        Input::Embeddings(e) => {
            let given = [&mut e.x, &mut e.wq, &mut e.wk, &mut e.wv].into_iter();
            let optional = [&mut e.wo, &mut e.bq, &mut e.bk, &mut e.bv, &mut e.bo];
            given.chain(optional.into_iter().flatten()).for_each(small);
        }
    }
    setup
}

/// Every derived matrix that the computation has.
fn derived(setup: &Setup, trace: &Trace) -> Vec<Part> {
    let whole = [
        Part::Encoding,
        Part::Embedded,
        Part::Mask,
        Part::Output,
        Part::Shuffled,
        Part::Expected,
        Part::Difference,
    ];
    let by_head = |h| {
        [
            Part::Query(h),
            Part::Key(h),
            Part::Value(h),
            Part::Scores(h),
            Part::Scaled(h),
            Part::Bias(h),
            Part::Logits(h),
            Part::Weights(h),
            Part::Head(h),
        ]
    };
    whole
        .into_iter()
        .chain((0..setup.heads).flat_map(by_head))
        .filter(|part| part.of(setup, trace).is_some())
        .collect()
}

/// How far f32 may be from the same arithmetic in exact numbers: each operation is off by eps / 2 of its result, and
/// what it is given may be off already. (Value, bound, operations.)
fn error(expression: &Expression, lines: &[(f64, f64)]) -> (f64, f64) {
    let value = expression.value();
    let parts: Vec<_> = expression.parts().iter().map(|p| error(p, lines)).collect();
    let bound = match expression {
        Expression::Cell(..) | Expression::Shuffled(..) | Expression::Constant(..) => 0.0,
        Expression::Line(index, _) => lines[*index].1,
        // A sum of n terms in any order: n eps / 2 of the sum of their sizes (Higham, section 3.1), and their own.
        Expression::Sum(terms) => {
            let sizes: f64 = parts.iter().map(|(v, _)| v.abs()).sum();
            parts.iter().map(|(_, e)| e).sum::<f64>() + terms.len() as f64 * EPS * sizes
        }
        // A masked logit is minus infinity, exactly.
        Expression::Difference(_) => parts
            .iter()
            .filter(|(v, _)| v.is_finite())
            .map(|(v, e)| e + EPS * v.abs())
            .sum(),
        Expression::Product(_) | Expression::Quotient(_) | Expression::Power(_) => {
            let relative: f64 = parts
                .iter()
                .filter(|(v, _)| *v != 0.0)
                .map(|(v, e)| e / v.abs())
                .sum();
            value.abs() * (relative + EPS)
        }
        // exp is off by an ulp, and by as much as what it is taken of.
        Expression::Exp(_) => value * (parts[0].1 + 2.0 * EPS),
        Expression::Root(_) => value * EPS,
        Expression::Sine(_) | Expression::Cosine(_) => EPS,
        Expression::Negative(_) => parts[0].1,
        Expression::Largest(_) => 0.0,
    };
    (value, bound)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// What is written gives what stands in the cell, and every number that it names is the one that stands there.
    #[test]
    fn the_written_arithmetic_gives_the_cell(state in strategies::state(), wild in any::<bool>()) {
        let setup = &if wild { state.setup } else { tame(state.setup) };
        let trace = Trace::of(setup).expect("a valid state");
        for part in derived(setup, &trace) {
            let matrix = part.of(setup, &trace).expect("it is there").into_owned();
            for row in 0..matrix.nrows() {
                for column in 0..matrix.ncols() {
                    let cell = CellRef::new(part, row, column);
                    let told = Explanation::of(setup, &trace, cell);
                    let told = told.unwrap_or_else(|| panic!("{cell:?} is not explained"));
                    check(setup, &trace, &told)?;
                }
            }
        }
    }

    /// The middle of a sum is left out, and nothing of it is lost.
    #[test]
    fn a_folded_sum_is_the_same_sum(terms in prop::collection::vec(-9f32..9.0, 1..40), most in 3..12usize) {
        let terms: Vec<_> = terms.into_iter().map(|x| Expression::Constant(
            attention_playground::model::Constant::Allowed, f64::from(x))).collect();
        let whole: f64 = terms.iter().map(Expression::value).sum();
        match fold(&terms, most) {
            None => prop_assert!(terms.len() <= most),
            Some(fold) => {
                let shown = fold.from + 1 + terms.len() - fold.to;
                prop_assert!(fold.from >= 1 && fold.to < terms.len() && shown == most);
                let kept: f64 = terms[..fold.from].iter().chain(&terms[fold.to..]).map(Expression::value).sum();
                prop_assert!((kept + fold.value - whole).abs() < 1e-9);
            }
        }
    }
}

fn check(setup: &Setup, trace: &Trace, told: &Explanation) -> Result<(), TestCaseError> {
    let mut lines: Vec<(f64, f64)> = Vec::new();
    for line in &told.lines {
        let (value, bound) = error(&line.expression, &lines);
        let held = line.value.abs() == f64::from(f32::MAX) && value.abs() > line.value.abs();
        prop_assert!(
            held || value == line.value || (value - line.value).abs() <= 1e-12 * value.abs(),
            "a line of {:?} says {} and is {value}",
            told.cell,
            line.value
        );
        let mut named = Ok(());
        line.expression.visit(&mut |part| {
            if let Expression::Line(index, value) = part
                && lines.get(*index).map(|line| line.0) != Some(*value)
            {
                named = Err(TestCaseError::fail(format!(
                    "{:?} quotes line {index} wrongly",
                    told.cell
                )));
            }
        });
        named?;
        lines.push((line.value, bound));
    }
    for input in told.inputs() {
        prop_assert!(
            input
                .part
                .of(setup, trace)
                .is_some_and(|m| m.get((input.row, input.column)).is_some())
        );
    }
    let mut wrong = None;
    for line in &told.lines {
        line.expression.visit(&mut |part| {
            if let Expression::Cell(cell, value) = part {
                let stands = cell
                    .part
                    .of(setup, trace)
                    .map(|m| m[(cell.row, cell.column)]);
                if stands != Some(*value) {
                    wrong = Some((*cell, *value, stands));
                }
            }
        });
    }
    prop_assert!(wrong.is_none(), "{:?} names {wrong:?}", told.cell);
    let (value, bound) = *lines.last().expect("the cell itself");
    if told.lines.last().expect("a line").is_held() || value.is_infinite() {
        prop_assert!(
            told.value.abs() >= f32::MAX,
            "{:?} is {}, written as {value}: {}",
            told.cell,
            told.value,
            told.to_text()
        );
        return Ok(());
    }
    // Below the normal range f32 has steps of 2^-149.
    let tiny = 2f64.powi(-149)
        * (told
            .lines
            .iter()
            .map(|l| l.expression.parts().len())
            .sum::<usize>() as f64
            + 2.0);
    prop_assert!(
        (f64::from(told.value) - value).abs() <= bound + EPS * value.abs() + tiny,
        "{:?} is {}, written as {value} within {bound}: {}",
        told.cell,
        told.value,
        told.to_text()
    );
    Ok(())
}

/// The same for heads of four columns and more, whose pairs turn by different frequencies.
#[test]
fn the_written_arithmetic_gives_the_cell_of_wide_heads() {
    let kinds = ["none", "sinusoidal", "learned", "rope", "alibi"];
    for id in ["robot", "projections", "causal", "patient"] {
        for kind in kinds {
            let query = format!("?preset={id}&position={kind}&temperature=1.5");
            let mut setup = attention_playground::state::link::open(&query, "")
                .state
                .setup;
            let wide = |m: &Arc<Matrix>| {
                let columns = 8 * setup.heads;
                Arc::new(Matrix::from_fn(m.nrows(), columns, |i, j| {
                    m[(i, j % m.ncols())] + j as f32 / 8.0
                }))
            };
            match (&mut setup.input, kind) {
                // One table serves Q, K and V as they are.
                (_, "learned") => {}
                (Input::Vectors(v), _) => (v.q, v.k) = (wide(&v.q), wide(&v.k)),
                (Input::Embeddings(e), _) => {
                    (e.wq, e.wk) = (wide(&e.wq), wide(&e.wk));
                    (e.bq, e.bk) = (e.bq.as_ref().map(wide), e.bk.as_ref().map(wide));
                }
            }
            let trace = Trace::of(&setup).expect("valid");
            for part in derived(&setup, &trace) {
                let (rows, columns) = part.of(&setup, &trace).expect("there").shape();
                for (row, column) in (0..rows).flat_map(|i| (0..columns).map(move |j| (i, j))) {
                    let cell = CellRef::new(part, row, column);
                    let told = Explanation::of(&setup, &trace, cell).expect("derived");
                    check(&setup, &trace, &told).expect("its arithmetic");
                }
            }
        }
    }
}

/// d(cell)/d(input) beside (f(x + h) - f(x - h)) / 2h, for every cell and some inputs of every matrix.
#[test]
fn derivatives_agree_with_differences() {
    let kinds = ["none", "sinusoidal", "learned", "rope", "alibi"];
    for id in ["robot", "projections", "causal", "patient"] {
        for kind in kinds {
            let query = format!("?preset={id}&position={kind}&temperature=1.5");
            let mut state = attention_playground::state::link::open(&query, "").state;
            state = reduce(&state, &Action::Shuffle).expect("any state can be shuffled");
            compare(&state);
        }
    }
}

fn compare(state: &AppState) {
    let setup = &state.setup;
    let h = 1.0 / 64.0;
    for id in MatrixId::ALL {
        let Some(matrix) = setup.matrix(*id) else {
            continue;
        };
        for (row, column) in [(0, 0), (matrix.nrows() - 1, matrix.ncols() - 1)] {
            let set = |by: f32| Action::SetCell {
                matrix: *id,
                row,
                column,
                value: matrix[(row, column)] + by,
            };
            let input = CellRef::new(Part::Input(*id), row, column);
            differ(state, input.into(), h, &[set(h), set(-h)]);
        }
    }
    let t = |by: f32| Action::SetTemperature {
        value: setup.temperature + by,
    };
    differ(state, InputNumber::Temperature, h, &[t(h), t(-h)]);
    // A base of 10000 hardly moves anything; a small one does.
    let based = |base: f32| match setup.position {
        Position::Sinusoidal { .. } => Some(PositionDocument::Sinusoidal { base: Some(base) }),
        Position::Rope { .. } => Some(PositionDocument::Rope { base: Some(base) }),
        _ => None,
    };
    let action = |base| based(base).map(|position| Action::SetPosition { position });
    if let (Some(here), Some(up), Some(down)) = (action(3.0), action(3.0 + h), action(3.0 - h)) {
        let state = reduce(state, &here).expect("a base above 0");
        differ(&state, InputNumber::Base, h, &[up, down]);
    }
}

/// Every derivative with respect to `input` beside the difference of the two states.
fn differ(state: &AppState, input: InputNumber, h: f32, moves: &[Action; 2]) {
    let setup = &state.setup;
    let trace = Trace::of(setup).expect("valid");
    let tangent = Tangent::of(setup, &trace, input).expect("the number exists");
    let [up, down] = moves.each_ref().map(|action| {
        let next = reduce(state, action).expect("a number in its place");
        next.trace().expect("valid")
    });
    for part in derived(setup, &trace) {
        let (Some(a), Some(b)) = (part.of(setup, &up), part.of(setup, &down)) else {
            continue;
        };
        let exact = tangent.matrix(part).expect("it is there");
        for (index, d) in exact.iter().enumerate() {
            if !a[index].is_finite() {
                assert_eq!(*d, 0.0, "{part:?}[{index}] is masked");
                continue;
            }
            let difference = (a[index] - b[index]) / (2.0 * h);
            // The difference itself is off by h^2 / 6 of the third derivative, and by rounding.
            assert!(
                (d - difference).abs() < 3e-3 * (1.0 + d.abs()),
                "{part:?}[{index}] by {input:?}: {d} and {difference}"
            );
        }
    }
}

/// One token, one component: x wq + bq, x wk + bk, x, and x wo + bo.
fn single(x: f32, q: (f32, f32), k: (f32, f32), o: (f32, f32)) -> Setup {
    let one = |number| Arc::new(Matrix::from_element(1, 1, number));
    let embeddings = Embeddings {
        x: one(x),
        wq: one(q.0),
        wk: one(k.0),
        wv: one(1.0),
        wo: Some(one(o.0)),
        bq: Some(one(q.1)),
        bk: Some(one(k.1)),
        bv: None,
        bo: Some(one(o.1)),
    };
    Setup {
        input: Input::Embeddings(embeddings),
        heads: 1,
        scale: true,
        temperature: 1.0,
        mask: Mask::None,
        position: Position::None,
        order: vec![0],
    }
}

fn rate(setup: &Setup, id: MatrixId, row: usize, part: Part) -> Option<f32> {
    let trace = Trace::of(setup).expect("valid");
    let input = CellRef::new(Part::Input(id), row, 0);
    let tangent = Tangent::of(setup, &trace, input)?;
    tangent.at(CellRef::new(part, row, 0))
}

/// A product held at the end of f32 does not move, whatever brings the number off that end afterwards.
#[test]
fn what_was_held_on_the_way_does_not_move() {
    let biased = single(1e20, (1e20, -1e38), (0.0, 0.0), (1e20, -1e38));
    for part in [Part::Query(0), Part::Output] {
        let trace = Trace::of(&biased).expect("valid");
        let number = part.of(&biased, &trace).expect("there")[(0, 0)];
        assert!(trace.overflow && number < f32::MAX, "{number}");
        assert_eq!(rate(&biased, MatrixId::X, 0, part), Some(0.0), "{part:?}");
    }
    assert_eq!(rate(&biased, MatrixId::Bq, 0, Part::Query(0)), Some(1.0));
    assert_eq!(rate(&biased, MatrixId::Bo, 0, Part::Output), Some(1.0));

    // The second token is turned by one radian, off the end of f32.
    let all = |rows, columns, number| Arc::new(Matrix::from_element(rows, columns, number));
    let Input::Embeddings(plain) = single(0.0, (0.0, 0.0), (0.0, 0.0), (0.0, 0.0)).input else {
        unreachable!()
    };
    let embeddings = Embeddings {
        x: all(2, 1, 1e20),
        wq: all(1, 2, 1e20),
        wk: all(1, 2, 1.0),
        bq: None,
        bk: None,
        ..plain
    };
    let turned = Setup {
        input: Input::Embeddings(embeddings),
        position: Position::Rope { base: 1e4 },
        order: vec![0, 1],
        ..biased
    };
    let trace = Trace::of(&turned).expect("valid");
    assert!(trace.q[0][(1, 0)].abs() < f32::MAX);
    assert_eq!(rate(&turned, MatrixId::X, 1, Part::Query(0)), Some(0.0));
}

/// d(q k) = dq k + q dk = -6e38 + 5e38: both halves leave f32, their sum does not.
#[test]
fn halves_of_the_product_rule_may_leave_f32() {
    let setup = single(0.0, (6e20, 1e10), (5e28, -1e18), (1.0, 0.0));
    let found = rate(&setup, MatrixId::X, 0, Part::Scores(0)).expect("there");
    assert!((found + 1e38).abs() <= 1e32, "{found}");
}

/// With the smallest base an angle is 1e45: right in f64, held nowhere, and no infinity in the text.
#[test]
fn an_angle_beyond_f32_is_not_held() {
    let all = || Arc::new(Matrix::from_element(64, 64, 1.0));
    let setup = Setup {
        input: Input::Vectors(Vectors {
            q: all(),
            k: all(),
            v: all(),
        }),
        position: Position::Sinusoidal {
            base: f32::from_bits(1),
        },
        order: (0..64).collect(),
        ..single(0.0, (0.0, 0.0), (0.0, 0.0), (0.0, 0.0))
    };
    let trace = Trace::of(&setup).expect("valid");
    let cell = CellRef::new(Part::Encoding, 63, 62);
    let told = Explanation::of(&setup, &trace, cell).expect("derived");
    assert!(told.lines[0].value > f64::from(f32::MAX));
    assert!(!trace.overflow && !told.held);
    assert!(!told.to_text().contains("inf"), "{}", told.to_text());
}
