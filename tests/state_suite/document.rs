//! The state document: exact both ways, and errors that name the field.

use super::strategies::{assert_identical, state};
use attention_playground::lesson::Lab;
use attention_playground::model::{Mask, Position};
use attention_playground::state::{Action, AppState, MatrixId, reduce};
use proptest::prelude::*;
use serde_json::{Value, json};

const SMALL: &str = r#"{ "tokens": ["a", "b"],
    "input": { "kind": "vectors", "q": [[1, 2], [3, 4]], "k": [[1, 2], [3, 4]], "v": [[1, 2], [3, 4]] } }"#;

fn small() -> Value {
    serde_json::from_str(SMALL).unwrap()
}

/// The small document with one field set (JSON pointer).
fn with(pointer: &str, value: Value) -> String {
    let mut document = small();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    document.pointer_mut(parent).unwrap()[key] = value;
    document.to_string()
}

#[track_caller]
fn refuses(text: &str, expected: &str) {
    match AppState::from_json(text) {
        Ok(_) => panic!("accepted {text:.200}"),
        Err(error) => assert_eq!(error.to_string(), expected),
    }
}

#[track_caller]
fn names(text: &str, path: &str, words: &[&str]) {
    let error = AppState::from_json(text).expect_err("refused");
    assert_eq!(error.path, path, "{error}");
    let message = error.to_string();
    words
        .iter()
        .for_each(|word| assert!(message.contains(word), "{message:?} lacks {word:?}"));
}

#[test]
fn what_is_left_out_takes_its_default() {
    let state = AppState::from_json(SMALL).unwrap();
    assert_eq!(state.lab, Lab::Attention);
    assert_eq!(
        (
            state.setup.heads,
            state.setup.scale,
            state.setup.temperature,
            state.seed
        ),
        (1, true, 1.0, 0)
    );
    assert_eq!(
        (&state.setup.mask, &state.setup.position),
        (&Mask::None, &Position::None)
    );
    assert_eq!(state.setup.order, [0, 1]);
}

#[test]
fn defaults_of_position_encodings() {
    let position = |value| {
        AppState::from_json(&with("/position", value))
            .unwrap()
            .setup
            .position
    };
    assert_eq!(
        position(json!({ "kind": "rope" })),
        Position::Rope { base: 10_000.0 }
    );
    assert_eq!(
        position(json!({ "kind": "sinusoidal" })),
        Position::Sinusoidal { base: 10_000.0 }
    );
    let Position::Alibi { slopes } = position(json!({ "kind": "alibi" })) else {
        panic!()
    };
    assert_eq!(slopes.as_slice(), [1.0 / 256.0]);
    let Position::Learned { table } = position(json!({ "kind": "learned" })) else {
        panic!()
    };
    assert_eq!(table.shape(), (2, 2));
    assert_eq!(
        position(json!({ "kind": "learned" })),
        Position::Learned { table }
    );
}

#[test]
fn written_to_the_letter() {
    let text = AppState::from_json(SMALL).unwrap().to_json();
    assert_eq!(
        text,
        concat!(
            r#"{"version":1,"lab":"attention","tokens":["a","b"],"input":{"kind":"vectors","#,
            r#""q":[[1.0,2.0],[3.0,4.0]],"k":[[1.0,2.0],[3.0,4.0]],"v":[[1.0,2.0],[3.0,4.0]]},"#,
            r#""heads":1,"scale":true,"temperature":1.0,"mask":"none","position":{"kind":"none"},"#,
            r#""order":[0,1],"block":null,"seed":0}"#
        )
    );
}

#[test]
fn numbers_are_the_shortest_that_read_back() {
    let text = with("/input/q", json!([[0.1, -0.0], [1e-45, 3.4028235e38]]));
    let state = AppState::from_json(&text).unwrap();
    assert!(
        state
            .to_json()
            .contains(r#""q":[[0.1,-0.0],[1e-45,3.4028235e+38]]"#),
        "{}",
        state.to_json()
    );
    assert_eq!(
        state.matrix(MatrixId::Q).unwrap()[(0, 0)].to_bits(),
        0.1_f32.to_bits()
    );
}

#[test]
fn read_straight_as_f32() {
    // Just above the middle between two f32: by way of f64 it would round down to the middle and then to even.
    let text = SMALL.replacen("[[1, 2]", "[[1.00000005960464477540, 2]", 1);
    let state = AppState::from_json(&text).unwrap();
    assert_eq!(state.matrix(MatrixId::Q).unwrap()[(0, 0)], 1.000_000_1);
}

#[test]
fn shapes() {
    refuses(
        &with("/input/k", json!([[1, 2], [3]])),
        "input.k: row 1 has 1 numbers, expected 2",
    );
    names(
        &with("/input/k", json!([[1, 2, 3], [1, 2, 3]])),
        "input.k",
        &["3", "expected 2"],
    );
    names(
        &with("/input/v", json!([[1, 2]])),
        "input.v",
        &["1 rows", "expected 2"],
    );
    names(&with("/input/q", json!([])), "input.q", &["empty"]);
    refuses(
        &with("/tokens", json!(["a"])),
        "tokens: has 1 labels, expected 2",
    );
    names(
        &with("/mask", json!([[true, false], [true]])),
        "mask",
        &["row 1 has 1"],
    );
    names(&with("/order", json!([0, 0])), "order[1]", &[]);
    names(&with("/order", json!([0])), "order", &["expected 2"]);
    names(&with("/heads", json!(3)), "heads", &[]);
    names(&with("/heads", json!(0)), "heads", &[]);
    names(
        &with("/input/q", json!(vec![vec![0; 1025]; 2])),
        "input.q[0]",
        &["1024"],
    );
    names(
        &with("/input/q", json!(vec![vec![0]; 1025])),
        "input.q",
        &["1024 rows"],
    );
    names(&with("/tokens", json!(vec!["a"; 65])), "tokens", &["64"]);
}

#[test]
fn numbers_that_f32_cannot_hold() {
    let expected = "input.q[0][1]: is 1e39, expected a finite number that fits in f32";
    refuses(&SMALL.replacen("[[1, 2]", "[[1, 1e39]", 1), expected);
    names(
        &SMALL.replacen("[[1, 2]", "[[1, -1e400]", 1),
        "input.q[0][1]",
        &["-1e400"],
    );
    let third_line = SMALL.replacen("[[1, 2]", "[[1,\n 1e39\n]", 1);
    refuses(&third_line, expected);
    names(
        &with("/temperature", json!(1e39)),
        "temperature",
        &["1e+39"],
    );
    names(&with("/temperature", json!(0)), "temperature", &["above 0"]);
    names(
        &with("/temperature", json!(1e-60)),
        "temperature",
        &["above 0"],
    );
    names(
        &with("/position", json!({ "kind": "rope", "base": -1 })),
        "position.base",
        &["above 0"],
    );
    names(
        &with("/input/q", json!([[1, null], [3, 4]])),
        "input.q[0][1]",
        &["null", "a finite number"],
    );
    names(
        &with("/input/q", json!([[1, "2"], [3, 4]])),
        "input.q[0][1]",
        &["string \"2\"", "a finite number"],
    );
    names(
        &SMALL.replacen("[[1, 2]", "[[1, NaN]", 1),
        "document",
        &["no JSON", "line 2"],
    );
}

#[test]
fn unknown_keys_and_values() {
    names(
        &with("/tokns", json!([])),
        "tokns",
        &["unknown key", "`tokens`"],
    );
    names(
        &with("/input/z", json!([])),
        "input.z",
        &["unknown key", "`wq`"],
    );
    names(
        &with("/input/x", json!([[1]])),
        "input.x",
        &["unknown key", "vectors has q, k and v"],
    );
    names(
        &with("/input/kind", json!("matrix")),
        "input.kind",
        &["\"matrix\"", "vectors", "embeddings"],
    );
    names(
        &with("/position", json!({ "kind": "rotary" })),
        "position.kind",
        &["\"rotary\"", "rope"],
    );
    names(
        &with("/position", json!({ "kind": "rope", "bse": 1 })),
        "position.bse",
        &["unknown key", "`base`"],
    );
    names(
        &with("/position", json!({ "kind": "none", "base": 1 })),
        "position",
        &["base"],
    );
    names(
        &with("/position", json!("rope")),
        "position",
        &["an object with a kind: none"],
    );
    names(
        &with(
            "/position",
            json!({ "kind": "learned", "table": [[1, 1e39], [0, 0]] }),
        ),
        "position.table[0][1]",
        &["1e+39"],
    );
    names(
        &with("/mask", json!("casual")),
        "mask",
        &["\"casual\"", "\"none\", \"causal\", or n rows"],
    );
    names(
        &with("/mask", json!(true)),
        "mask",
        &["\"none\", \"causal\", or n rows"],
    );
    names(
        &with("/mask", json!([[1, 0], [1, 1]])),
        "mask[0][0]",
        &["integer `1`", "true or false"],
    );
    names(
        &with("/lab", json!("atention")),
        "lab",
        &["\"atention\"", "attention"],
    );
    names(&with("/scale", json!("on")), "scale", &["true or false"]);
    names(&with("/seed", json!(-1)), "seed", &["-1", "whole number"]);
    names(&with("/seed", json!(1_u64 << 53)), "seed", &["2^53"]);
    names(
        &with("/heads", json!(1.5)),
        "heads",
        &["1.5", "whole number"],
    );
    names(&with("/version", json!(2)), "version", &["is 2"]);
    names(
        &with("/block", json!({ "eps": 1 })),
        "block",
        &["must be null"],
    );
    assert!(AppState::from_json(&with("/block", json!(null))).is_ok());
    names("[]", "document", &["a state document"]);
    names("", "document", &["no JSON"]);
    names(&format!("{SMALL} x"), "document", &["no JSON"]);
    names("{}", "tokens", &["is missing"]);
    names(r#"{"tokens": ["a"]}"#, "input", &["is missing"]);
    names(
        r#"{"tokens": ["a"], "input": {"kind": "vectors"}}"#,
        "input.q",
        &["is missing"],
    );
    names(
        r#"{"tokens": ["a"], "input": {}}"#,
        "input.kind",
        &["is missing"],
    );
}

#[test]
fn labels() {
    names(
        &with("/tokens", json!(["a", ""])),
        "tokens[1]",
        &["0 characters"],
    );
    names(
        &with("/tokens", json!(["a", "x\n"])),
        "tokens[1]",
        &["U+000A"],
    );
    names(
        &with("/tokens", json!(["a".repeat(201), "b"])),
        "tokens[0]",
        &["201", "200"],
    );
    names(
        &with("/tokens", json!(["a", 1])),
        "tokens[1]",
        &["a string"],
    );
    assert!(AppState::from_json(&with("/tokens", json!(["<b>", "\u{202e}⚙"]))).is_ok());
}

#[test]
fn a_text_that_is_too_long_is_not_read() {
    let text = " ".repeat((64 << 20) + 1);
    names(&text, "document", &["bytes"]);
}

#[test]
fn a_file_has_a_row_a_line() {
    let state = AppState::from_preset("worked").unwrap();
    let text = state.to_json_pretty();
    assert!(
        text.contains("    \"q\": [\n      [2.0,2.0,-2.0,0.0],\n      [0.0,0.0,0.0,2.0],\n"),
        "{text}"
    );
    assert!(
        text.contains("\n  \"tokens\": [\"first\",\"second\",\"third\"],\n"),
        "{text}"
    );
    assert_eq!(AppState::from_json(&text).unwrap(), state);
}

#[test]
fn errors_of_an_action_name_its_field() {
    #[track_caller]
    fn refuses(text: &str, path: &str, words: &str) {
        let error = Action::from_json(text).expect_err(text);
        assert_eq!(error.path, path, "{error}");
        assert!(error.to_string().contains(words), "{error}");
    }
    refuses(
        r#"{"type":"set-cell","matrix":"q","row":0,"column":0,"value":1e39}"#,
        "value",
        "1e39",
    );
    refuses(
        r#"{"type":"set-cell","matrix":"q","row":0,"column":0,"value":"1"}"#,
        "value",
        "a finite number",
    );
    refuses(
        r#"{"type":"set-cell","matrix":"w","row":0,"column":0,"value":1}"#,
        "matrix",
        "wq",
    );
    refuses(
        r#"{"type":"set-cell","matrix":"q","row":-1,"column":0,"value":1}"#,
        "row",
        "whole number",
    );
    refuses(
        r#"{"type":"set-cell","matrix":"q","row":0,"column":0}"#,
        "value",
        "is missing",
    );
    refuses(
        r#"{"type":"set-cell","matrix":"q","row":0,"column":0,"value":1,"x":1}"#,
        "x",
        "unknown key",
    );
    refuses(
        r#"{"type":"paste-block","matrix":"q","row":0,"column":0,"values":[[1,"a"]]}"#,
        "values[0][1]",
        "a finite number",
    );
    refuses(r#"{"type":"set-mask","mask":"x"}"#, "mask", "\"causal\"");
    refuses(
        r#"{"type":"set-position","position":{"kind":"x"}}"#,
        "position.kind",
        "rope",
    );
    refuses(r#"{"type":"set-row"}"#, "type", "set-cell");
    refuses(r#"{"row":1}"#, "type", "is missing");
    refuses(r#"{"type":"shuffle","seed":1}"#, "seed", "unknown key");
    refuses("[]", "action", "");
    refuses("{", "action", "no JSON");
}

#[test]
fn an_action_writes_numbers_as_they_were_typed() {
    let action = Action::SetCell {
        matrix: MatrixId::Q,
        row: 0,
        column: 1,
        value: 0.1,
    };
    let text = action.to_json();
    let fields: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        fields,
        json!({ "type": "set-cell", "matrix": "q", "row": 0, "column": 1, "value": 0.1 })
    );
    assert!(text.contains("0.1") && !text.contains("0.10"), "{text}");
    assert_eq!(Action::Shuffle.to_json(), r#"{"type":"shuffle"}"#);
    let text = r#"{"type":"shuffle"}"#;
    assert_eq!(Action::from_json(text).unwrap(), Action::Shuffle);
    assert!(reduce(&AppState::default(), &Action::Shuffle).is_ok());
}

proptest! {
    #[test]
    fn a_state_comes_back_to_the_last_bit(state in state()) {
        assert_identical(&AppState::from_json(&state.to_json()).unwrap(), &state);
        assert_identical(&AppState::from_json(&state.to_json_pretty()).unwrap(), &state);
    }

    #[test]
    fn an_action_comes_back(action in super::strategies::action()) {
        let text = action.to_json();
        match Action::from_json(&text) {
            Ok(back) => prop_assert_eq!(back, action),
            // JSON has no NaN and no infinity.
            Err(error) => prop_assert!(text.contains("null"), "{}: {}", text, error),
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,80}") {
        let _ = AppState::from_json(&text);
        let _ = Action::from_json(&text);
    }

    #[test]
    fn a_document_with_a_piece_cut_out_is_valid_or_refused(state in state(), from in 0.0..1.0, length in 1_usize..20) {
        let text: Vec<char> = state.to_json().chars().collect();
        let start = (from * text.len() as f64) as usize;
        let cut: String = text.iter().take(start).chain(text.iter().skip(start + length)).collect();
        if let Ok(state) = AppState::from_json(&cut) {
            prop_assert!(state.validate().is_ok());
        }
    }
}

#[test]
fn an_error_repeats_what_it_found_and_lets_it_turn_nothing() {
    #[track_caller]
    fn begins(document: &str, expected: &str) {
        let error = AppState::from_json(document).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error:?}");
    }
    begins(
        r#"{ "\u202ekey\n": 1 }"#,
        "\u{2068}\u{202e}key\u{fffd}\u{2069}: is an unknown key",
    );
    begins(
        "{ \"lab\": \"a\u{202e}b\" }",
        "lab: unknown value \"\u{2068}a\u{202e}b\u{2069}\", expected",
    );
    begins(
        "{ \"heads\": \"\u{85}\" }",
        "heads: is a value of the wrong type: string \"\u{fffd}\"",
    );
    let long = format!("{{ {:?}: 1 }}", "k".repeat(10_000));
    begins(
        &long,
        &["k".repeat(39), "\u{2026}: is an unknown key".to_owned()].concat(),
    );
    let family = "👩\u{200d}👩\u{200d}👧\u{200d}👦".repeat(9);
    begins(
        &format!("{{ \"lab\": \"{family}\" }}"),
        &format!(
            "lab: unknown value \"{}\u{2026}\"",
            "👩\u{200d}👩\u{200d}👧\u{200d}👦".repeat(5)
        ),
    );
}
