//! The reducer, action by action.

use super::strategies::{assert_identical, bits, state};
use attention_playground::model::{Input, Mask, Matrix, Position, Trace};
use attention_playground::state::MatrixId;
use attention_playground::state::MatrixId::{Bo, Bq, K, Q, Slopes, Table, V, Wo, Wq, Wv, X};
use attention_playground::state::{
    Action, AppState, Dimension, InputKind, MaskDocument, PositionDocument, reduce,
};
use proptest::prelude::*;

fn preset(id: &str) -> AppState {
    AppState::from_preset(id).unwrap()
}

#[track_caller]
fn apply(state: &AppState, action: Action) -> AppState {
    reduce(state, &action).unwrap_or_else(|error| panic!("{action:?}: {error}"))
}

#[track_caller]
fn refuses(state: &AppState, action: Action, path: &str, words: &str) {
    let before = state.clone();
    let error = reduce(state, &action).expect_err("refused");
    assert_eq!(error.path, path, "{error}");
    assert!(error.to_string().contains(words), "{error}");
    assert_identical(state, &before);
}

#[track_caller]
fn at(state: &AppState, id: MatrixId, row: usize, column: usize) -> f32 {
    state.matrix(id).unwrap()[(row, column)]
}

fn shape(state: &AppState, id: MatrixId) -> (usize, usize) {
    state.matrix(id).unwrap().shape()
}

fn set_cell(matrix: MatrixId, row: usize, column: usize, value: f32) -> Action {
    Action::SetCell {
        matrix,
        row,
        column,
        value,
    }
}

fn paste<R: AsRef<[f32]>>(
    matrix: MatrixId,
    row: usize,
    column: usize,
    values: &[R],
    whole: bool,
) -> Action {
    let values = values.iter().map(|row| row.as_ref().to_vec()).collect();
    Action::PasteBlock {
        matrix,
        row,
        column,
        values,
        whole,
    }
}

fn size(dimension: Dimension, value: usize) -> Action {
    Action::SetSize { dimension, value }
}

fn position(position: PositionDocument) -> Action {
    Action::SetPosition { position }
}

const LEARNED: PositionDocument = PositionDocument::Learned { table: None };
const ALIBI: PositionDocument = PositionDocument::Alibi { slopes: None };

#[test]
fn one_cell_changes_and_the_rest_is_shared() {
    let before = preset("robot");
    let after = apply(&before, set_cell(Q, 4, 0, 0.5));
    assert_eq!(at(&after, Q, 4, 0), 0.5);
    assert_eq!(at(&before, Q, 4, 0), 2.8);
    assert!(std::sync::Arc::ptr_eq(
        before.matrix(K).unwrap(),
        after.matrix(K).unwrap()
    ));
    refuses(&before, set_cell(Q, 6, 0, 1.0), "row", "0 to 5");
    refuses(&before, set_cell(Q, 0, 4, 1.0), "column", "0 to 3");
    refuses(&before, set_cell(Q, 0, 0, f32::NAN), "value", "NaN");
    refuses(
        &before,
        set_cell(X, 0, 0, 1.0),
        "matrix",
        "there is no x in this state, which has q, k, v",
    );
    refuses(&before, set_cell(Slopes, 0, 0, 1.0), "matrix", "slopes");
}

#[test]
fn a_block_that_fits_is_written_at_its_corner() {
    let after = apply(
        &preset("robot"),
        paste(V, 4, 1, &[&[7.0, 8.0], &[9.0, -0.0]], false),
    );
    assert_eq!(
        [
            at(&after, V, 4, 1),
            at(&after, V, 4, 2),
            at(&after, V, 5, 1)
        ],
        [7.0, 8.0, 9.0]
    );
    assert!(at(&after, V, 5, 2).is_sign_negative());
    let corner = apply(&preset("robot"), paste(V, 0, 0, &[&[7.0]], false));
    assert_eq!(shape(&corner, V), (6, 3));
    refuses(
        &preset("robot"),
        paste(V, 5, 1, &[&[1.0], &[2.0]], false),
        "values",
        "only 1 x 2 from row 5, column 1",
    );
    refuses(
        &preset("robot"),
        paste::<[f32; 0]>(V, 0, 0, &[], false),
        "values",
        "empty",
    );
    refuses(
        &preset("robot"),
        paste(V, 0, 0, &[vec![1.0, 2.0], vec![3.0]], false),
        "values",
        "row 1 has 1",
    );
    refuses(
        &preset("robot"),
        paste(V, 0, 0, &[&[1.0, f32::INFINITY]], false),
        "values[0][1]",
        "inf",
    );
    refuses(
        &preset("robot"),
        paste(V, 9, 0, &[&[1.0]], false),
        "row",
        "0 to 5",
    );
    refuses(
        &preset("robot"),
        paste(V, 1, 0, &[&[1.0]], true),
        "whole",
        "row 0, column 0",
    );
}

#[test]
fn the_size_follows_a_block_that_is_the_whole_matrix() {
    let before = preset("worked");
    // Wider: d_k follows, K gets a column of zeros.
    let wider = apply(
        &before,
        paste(Q, 0, 0, &[&[1.0, 2.0, 3.0, 4.0, 5.0]; 3], false),
    );
    assert_eq!(
        (shape(&wider, Q), shape(&wider, K), at(&wider, K, 0, 4)),
        ((3, 5), (3, 5), 0.0)
    );
    // Longer: a token comes in, and all else gets a row of zeros.
    let longer = apply(&before, paste(V, 0, 0, &[&[1.0, 2.0]; 4], false));
    assert_eq!(
        (longer.tokens.len(), shape(&longer, Q), at(&longer, Q, 3, 0)),
        (4, (4, 4), 0.0)
    );
    assert_eq!(at(&longer, V, 3, 1), 2.0);
    // Smaller, and said to be the whole.
    let smaller = apply(&before, paste(K, 0, 0, &[&[1.0, 2.0]; 2], true));
    assert_eq!(
        (
            smaller.tokens.len(),
            shape(&smaller, Q),
            smaller.setup.order.len()
        ),
        (2, (2, 2), 2)
    );
    // A projection's rows are d_model.
    let projections = preset("projections");
    let wq = apply(&projections, paste(Wq, 0, 0, &[&[1.0; 4]; 7], false));
    assert_eq!((shape(&wq, X), shape(&wq, Wo)), ((5, 7), (4, 7)));
    refuses(
        &projections,
        paste(Wq, 0, 0, &[&[1.0; 5]; 6], false),
        "values",
        "no multiple of the 2 heads",
    );
    let biased = apply(
        &projections,
        Action::SetOptional {
            matrix: Bq,
            on: true,
        },
    );
    refuses(
        &biased,
        paste(Bq, 0, 0, &[&[1.0; 4]; 2], false),
        "values",
        "always has 1",
    );
    let alibi = apply(&before, position(ALIBI));
    refuses(
        &alibi,
        paste(Slopes, 0, 0, &[&[1.0, 2.0]], false),
        "values",
        "always has 1",
    );
    let rows: Vec<&[f32]> = vec![&[1.0]; 65];
    refuses(&before, paste(Q, 0, 0, &rows, false), "values", "1 to 64");
}

#[test]
fn chance_comes_from_the_seed() {
    let fill = |matrix, seed| Action::FillRandom { matrix, seed };
    let before = preset("robot");
    let drawn = apply(&before, fill(None, Some(1)));
    assert_eq!(bits(&apply(&drawn, fill(None, Some(1)))), bits(&drawn));
    assert_eq!(drawn.matrix(Q), preset("random").matrix(Q));
    assert_eq!(apply(&preset("random"), fill(None, None)), preset("random"));
    assert_ne!(bits(&apply(&before, fill(None, Some(2)))), bits(&drawn));
    let k = apply(&before, fill(Some(K), None));
    assert!(k.matrix(Q) == before.matrix(Q) && k.matrix(K) != before.matrix(K));
    let projections = preset("projections");
    let drawn = apply(&projections, fill(None, None));
    assert!(MatrixId::ALL.iter().all(
        |id| projections.matrix(*id).is_none() || projections.matrix(*id) != drawn.matrix(*id)
    ));
    refuses(&before, fill(Some(X), None), "matrix", "no x");
    refuses(&before, fill(None, Some(1 << 53)), "seed", "2^53");
    refuses(
        &apply(&before, position(ALIBI)),
        fill(Some(Slopes), None),
        "matrix",
        "not drawn",
    );
}

#[test]
fn projections_are_drawn_so_that_q_keeps_the_size_of_x() {
    let mut state = preset("projections");
    for (dimension, value) in [(Dimension::DModel, 400), (Dimension::DK, 100)] {
        state = apply(&state, size(dimension, value));
    }
    let wq = apply(
        &state,
        Action::FillRandom {
            matrix: Some(Wq),
            seed: None,
        },
    )
    .matrix(Wq)
    .unwrap()
    .clone();
    let variance = wq.iter().map(|w| w * w).sum::<f32>() / wq.len() as f32;
    // 1/400; five standard errors of a variance over 40,000 numbers are 3.5 %.
    assert!((variance * 400.0 - 1.0).abs() < 0.036, "{variance}");
}

#[test]
fn a_new_token_is_consistent_everywhere() {
    let mut before = preset("worked");
    before = apply(
        &before,
        Action::SetOrder {
            order: vec![2, 0, 1],
        },
    );
    before = apply(&before, Action::ToggleMaskCell { row: 0, column: 2 });
    let after = apply(&before, Action::AddToken { at: 1, label: None });
    assert_eq!(after.tokens, ["first", "token 4", "second", "third"]);
    assert_eq!((at(&after, Q, 1, 0), at(&after, Q, 2, 3)), (0.0, 2.0));
    // In its own slot; the others in the order that they had.
    assert_eq!(after.setup.order, [3, 1, 0, 2]);
    let Mask::Custom(mask) = &after.setup.mask else {
        panic!()
    };
    assert_eq!(
        (mask.shape(), mask[(0, 2)], mask[(3, 3)]),
        ((4, 4), false, true)
    );
    assert_eq!(apply(&after, Action::RemoveToken { row: 1 }), before);
    refuses(
        &before,
        Action::AddToken { at: 4, label: None },
        "at",
        "0 to 3",
    );
    refuses(
        &before,
        Action::AddToken {
            at: 0,
            label: Some(String::new()),
        },
        "tokens[0]",
        "0 characters",
    );
    let full = apply(&before, size(Dimension::Tokens, 64));
    refuses(
        &full,
        Action::AddToken { at: 0, label: None },
        "at",
        "64 tokens",
    );
    let one = apply(&before, size(Dimension::Tokens, 1));
    refuses(&one, Action::RemoveToken { row: 0 }, "row", "last");
    refuses(&before, Action::RemoveToken { row: 3 }, "row", "0 to 2");
}

#[test]
fn a_free_label_is_one_that_nobody_has() {
    let state = apply(
        &preset("worked"),
        Action::RenameToken {
            row: 0,
            label: "token 4".into(),
        },
    );
    assert_eq!(
        apply(&state, Action::AddToken { at: 3, label: None }).tokens[3],
        "token 5"
    );
    refuses(
        &state,
        Action::RenameToken {
            row: 0,
            label: "\t".into(),
        },
        "label",
        "U+0009",
    );
    refuses(
        &state,
        Action::RenameToken {
            row: 3,
            label: "x".into(),
        },
        "row",
        "0 to 2",
    );
}

#[test]
fn a_learned_table_grows_by_the_seeds_rows() {
    let before = apply(&preset("random"), position(LEARNED));
    assert_eq!(shape(&before, Table), (6, 4));
    let longer = apply(&before, Action::AddToken { at: 0, label: None });
    assert_eq!(
        longer.matrix(Table),
        apply(&longer, position(LEARNED)).matrix(Table)
    );
    let edited = apply(&before, set_cell(Table, 0, 0, 9.0));
    let back = apply(
        &apply(&edited, size(Dimension::Tokens, 8)),
        size(Dimension::Tokens, 6),
    );
    assert_eq!(back.matrix(Table), edited.matrix(Table));
    refuses(
        &preset("robot"),
        position(LEARNED),
        "position",
        "d_k is 4 and d_v is 3",
    );
    let given = PositionDocument::Learned {
        table: Some(vec![vec![1.0]]),
    };
    refuses(&preset("random"), position(given), "position.table", "");
}

#[test]
fn widths_change_head_by_head() {
    let before = preset("projections");
    let wider = apply(&before, size(Dimension::DK, 6));
    // Head 1's first column was column 2 and is column 3 now; each head has a column of zeros at its end.
    assert_eq!(
        wider.matrix(Wq).unwrap().column(3),
        before.matrix(Wq).unwrap().column(2)
    );
    assert!(
        wider
            .matrix(Wq)
            .unwrap()
            .column(2)
            .iter()
            .all(|x| *x == 0.0)
    );
    assert_eq!(apply(&wider, size(Dimension::DK, 4)), before);
    let weights = |state: &AppState| {
        let mut state = state.clone();
        state.setup.scale = false;
        state.trace().unwrap().weights
    };
    assert_eq!(weights(&wider), weights(&before));
    let deeper = apply(&before, size(Dimension::DV, 6));
    assert_eq!(shape(&deeper, Wo), (6, 6));
    assert_eq!(
        deeper.trace().unwrap().output,
        before.trace().unwrap().output
    );
    assert_eq!(apply(&deeper, size(Dimension::DV, 4)), before);
    let model = apply(&before, size(Dimension::DModel, 9));
    assert_eq!(
        [shape(&model, X), shape(&model, Wv), shape(&model, Wo)],
        [(5, 9), (9, 4), (4, 9)]
    );
    assert_eq!(apply(&model, size(Dimension::DModel, 6)), before);
    refuses(
        &before,
        size(Dimension::DK, 5),
        "value",
        "5 is no multiple of the 2 heads",
    );
    refuses(&before, size(Dimension::DK, 0), "value", "1 to 1024");
    refuses(&before, size(Dimension::Tokens, 65), "value", "1 to 64");
    refuses(
        &preset("robot"),
        size(Dimension::DModel, 4),
        "dimension",
        "no X",
    );
}

#[test]
fn a_table_that_does_not_fit_is_drawn_anew() {
    let before = apply(&preset("projections"), position(LEARNED));
    let after = apply(&before, size(Dimension::DModel, 7));
    assert_eq!(shape(&after, Table), (5, 7));
    let vectors = apply(
        &before,
        Action::SetInputKind {
            kind: InputKind::Vectors,
        },
    );
    assert_eq!(shape(&vectors, Table), (5, 4));
}

#[test]
fn the_kind_of_input_changes_and_q_k_v_stay() {
    let to = |kind| Action::SetInputKind { kind };
    let vectors = preset("robot");
    let embeddings = apply(&vectors, to(InputKind::Embeddings));
    assert_eq!(
        (shape(&embeddings, X), shape(&embeddings, Wv)),
        ((6, 11), (11, 3))
    );
    assert_eq!(
        embeddings.trace().unwrap().output,
        vectors.trace().unwrap().output
    );
    assert_eq!(apply(&embeddings, to(InputKind::Vectors)), vectors);
    assert_eq!(apply(&vectors, to(InputKind::Vectors)), vectors);
    let projections = apply(
        &preset("projections"),
        Action::SetOptional {
            matrix: Bq,
            on: true,
        },
    );
    let projections = apply(&projections, set_cell(Bq, 0, 1, 0.25));
    let given = apply(&projections, to(InputKind::Vectors));
    let (Trace { q, weights, .. }, direct) = (projections.trace().unwrap(), given.trace().unwrap());
    assert_eq!((q, weights), (direct.q, direct.weights));
    let huge = apply(
        &apply(&projections, set_cell(X, 0, 0, 3e38)),
        set_cell(Wq, 0, 0, 3e38),
    );
    assert_eq!(at(&apply(&huge, to(InputKind::Vectors)), Q, 0, 0), f32::MAX);
    let wide = apply(&vectors, size(Dimension::DK, 512));
    refuses(&wide, to(InputKind::Embeddings), "kind", "1027 columns");
}

#[test]
fn optional_matrices() {
    let on = |matrix| Action::SetOptional { matrix, on: true };
    let off = |matrix| Action::SetOptional { matrix, on: false };
    let state = preset("projections");
    let without = apply(&state, off(Wo));
    assert!(without.matrix(Wo).is_none());
    refuses(&without, on(Bo), "matrix", "no wo");
    let again = apply(&without, on(Wo));
    assert_eq!(**again.matrix(Wo).unwrap(), Matrix::identity(4, 6));
    assert_eq!(apply(&state, on(Wo)), state);
    let biased = apply(&state, on(Bo));
    assert_eq!(**biased.matrix(Bo).unwrap(), Matrix::zeros(1, 6));
    assert!(apply(&biased, off(Wo)).matrix(Bo).is_none());
    refuses(&state, on(Q), "matrix", "not optional");
    refuses(&preset("robot"), on(Bq), "matrix", "belongs to embeddings");
}

#[test]
fn heads_and_slopes() {
    let heads = |heads| Action::SetHeads { heads };
    let state = apply(&preset("projections"), position(ALIBI));
    assert_eq!(state.matrix(Slopes).unwrap().as_slice(), [0.5, 0.25]);
    assert_eq!(
        apply(&state, heads(4)).matrix(Slopes).unwrap().as_slice(),
        [0.5, 0.25, 0.125, 0.0625]
    );
    let edited = apply(&state, set_cell(Slopes, 0, 0, 0.75));
    assert_eq!(apply(&edited, heads(2)), edited);
    refuses(&state, heads(3), "heads", "");
    refuses(&state, heads(0), "heads", "1 to 16");
    refuses(&state, heads(17), "heads", "1 to 16");
    let given = PositionDocument::Alibi {
        slopes: Some(vec![1.0]),
    };
    refuses(&state, position(given), "position.slopes", "expected 2");
    refuses(
        &preset("worked"),
        position(PositionDocument::Rope { base: Some(0.0) }),
        "position.base",
        "above 0",
    );
}

#[test]
fn switches() {
    let state = preset("worked");
    assert!(!apply(&state, Action::SetScale { on: false }).setup.scale);
    assert_eq!(
        apply(&state, Action::SetTemperature { value: 0.5 })
            .setup
            .temperature,
        0.5
    );
    refuses(
        &state,
        Action::SetTemperature { value: 0.0 },
        "value",
        "above 0",
    );
    refuses(
        &state,
        Action::SetTemperature {
            value: f32::INFINITY,
        },
        "value",
        "inf",
    );
    let causal = apply(
        &state,
        Action::SetMask {
            mask: MaskDocument::Causal,
        },
    );
    let Mask::Custom(mask) = apply(&causal, Action::ToggleMaskCell { row: 0, column: 2 })
        .setup
        .mask
    else {
        panic!()
    };
    assert_eq!(
        [mask[(0, 1)], mask[(0, 2)], mask[(2, 0)]],
        [false, true, true]
    );
    refuses(
        &state,
        Action::ToggleMaskCell { row: 3, column: 0 },
        "row",
        "0 to 2",
    );
    let ragged = MaskDocument::Rows(vec![vec![true], vec![true]]);
    refuses(
        &state,
        Action::SetMask { mask: ragged },
        "mask",
        "row 0 has 1",
    );
    refuses(
        &state,
        Action::SetMask {
            mask: MaskDocument::Rows(vec![]),
        },
        "mask",
        "",
    );
    refuses(&state, Action::SetSeed { seed: 1 << 53 }, "seed", "2^53");
    refuses(
        &state,
        Action::LoadPreset { preset: "x".into() },
        "preset",
        "robot",
    );
}

#[test]
fn order() {
    let state = preset("worked");
    let order = |state: &AppState| state.setup.order.clone();
    assert_eq!(
        order(&apply(&state, Action::MoveSlot { from: 0, to: 2 })),
        [1, 2, 0]
    );
    refuses(&state, Action::MoveSlot { from: 0, to: 3 }, "to", "0 to 2");
    refuses(
        &state,
        Action::SetOrder { order: vec![0, 1] },
        "order",
        "expected 3",
    );
    refuses(
        &state,
        Action::SetOrder {
            order: vec![0, 1, 1],
        },
        "order[2]",
        "",
    );
    let mut shuffled = state.clone();
    for _ in 0..20 {
        let next = apply(&shuffled, Action::Shuffle);
        assert!(next.setup.order != shuffled.setup.order && next.seed != shuffled.seed);
        shuffled = next;
    }
    let last = apply(
        &state,
        Action::SetSeed {
            seed: (1 << 53) - 1,
        },
    );
    assert!(apply(&last, Action::Shuffle).seed < 1000);
    let one = apply(&state, size(Dimension::Tokens, 1));
    refuses(&one, Action::Shuffle, "action", "no other order");
}

proptest! {
    #[test]
    fn there_and_back_between_the_kinds_of_input(state in state()) {
        let to = |kind| Action::SetInputKind { kind };
        if let (Input::Vectors(_), Ok(there)) = (&state.setup.input, reduce(&state, &to(InputKind::Embeddings))) {
            let back = reduce(&there, &to(InputKind::Vectors)).unwrap();
            // All but the sign of a zero, which a sum of products with 0 loses, and a table drawn anew.
            prop_assert_eq!(&back.setup.input, &state.setup.input);
            if !matches!(state.setup.position, Position::Learned { .. }) {
                prop_assert_eq!(back, state);
            }
        }
    }
}
