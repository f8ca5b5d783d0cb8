//! What leaves the page as a file: matrices in NumPy's form and as CSV, programs in Python.
#![cfg(not(target_arch = "wasm32"))]

#[path = "oracle/fixture.rs"]
#[allow(dead_code)]
mod fixture;

use attention_playground::export::code::{self, Library};
use attention_playground::export::{Matrices, NAMES};
use attention_playground::state::AppState;
use serde_json::{Value, json};

/// Cases whose programs are kept: every encoding and mask, heads, projections, a row that attends to nothing.
const KEPT: &[usize] = &[0, 5, 10, 14, 21, 44, 50, 55, 57, 61, 71, 77];

/// The case whose queries are kept as NumPy wrote them.
const QUERIES: usize = 31;

/// The programs of `tests/oracle/programs.jsonl`, which `programs.py` runs against JAX's numbers, are those that the
/// page writes. `UPDATE_PROGRAMS=1` writes the file anew; then run the script.
#[test]
fn programs_are_those_that_were_run() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/programs.jsonl");
    let all = fixture::all();
    let lines = KEPT.iter().map(|index| {
        let case = &all[*index];
        let state = AppState::from_json(&case.state.to_string()).unwrap();
        let program = |library| code::write(library, &state.setup, &state.tokens);
        json!({ "name": case.name, "numpy": program(Library::Numpy), "pytorch": program(Library::Pytorch) })
            .to_string()
            + "\n"
    });
    let programs: String = lines.collect();
    if std::env::var_os("UPDATE_PROGRAMS").is_some() {
        std::fs::write(path, &programs).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap();
    assert!(kept == programs, "other programs than those that were run");
}

#[test]
fn a_label_cannot_leave_its_string() {
    let mut state = AppState::default();
    state.tokens[0] = "\"] + [__import__('os').system('x')] # \\ é 🙂".into();
    let program = code::write(Library::Numpy, &state.setup, &state.tokens);
    let line = program
        .lines()
        .find(|line| line.starts_with("tokens"))
        .unwrap();
    let expected =
        r##"tokens = ["\"] + [__import__('os').system('x')] # \\ \U000000e9 \U0001f642", "##;
    assert!(line.starts_with(expected), "{line}");
}

/// `numpy.save` wrote the same array (programs.py): queries in two heads, whose numbers are those of the state.
#[test]
fn npy_is_what_numpy_writes() {
    let numpy = include_bytes!("oracle/queries.npy");
    let case = &fixture::all()[QUERIES];
    let trace = AppState::from_json(&case.state.to_string())
        .unwrap()
        .trace()
        .unwrap();
    assert_eq!(Matrices::of(&trace, "q").unwrap().npy(), numpy);
    for name in NAMES {
        let bytes = Matrices::of(&trace, name).unwrap().npy();
        let data = &bytes[128..];
        let numbers: Vec<f32> = data
            .chunks(4)
            .map(|b| f32::from_le_bytes(b.try_into().unwrap()))
            .collect();
        let document: Value = serde_json::from_str(&trace.to_json()).unwrap();
        assert_eq!(numbers, flat(&document[name]), "{name}");
    }
}

fn flat(value: &Value) -> Vec<f32> {
    match value.as_array() {
        Some(entries) => entries.iter().flat_map(flat).collect(),
        None => vec![fixture::number(value)],
    }
}

#[test]
fn csv_has_a_line_a_row_of_a_head() {
    let mut state = AppState::from_preset("projections").unwrap();
    state.tokens[1] = "a, \"b\"".into();
    state.setup.mask = attention_playground::model::Mask::Causal;
    let trace = state.trace().unwrap();
    let text = Matrices::of(&trace, "logits").unwrap().csv(&state.tokens);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let heads: Vec<String> = reader
        .headers()
        .unwrap()
        .iter()
        .map(str::to_owned)
        .collect();
    assert_eq!(heads[..2], ["head", "token"]);
    assert_eq!(heads[2..], state.tokens);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let n = state.tokens.len();
    assert_eq!(rows.len(), trace.logits.len() * n);
    for (index, row) in rows.iter().enumerate() {
        let (head, query) = (index / n, index % n);
        assert_eq!(row[0], head.to_string());
        assert_eq!(row[1], state.tokens[query]);
        for key in 0..n {
            let number: f32 = row[key + 2].parse().unwrap();
            assert_eq!(number, trace.logits[head][(query, key)]);
        }
    }
    let output = Matrices::of(&trace, "output").unwrap().csv(&state.tokens);
    assert!(output.starts_with("token,0,1,"), "{output}");
}

#[test]
fn a_spreadsheet_computes_no_token() {
    let mut state = AppState::from_preset("robot").unwrap();
    let names = ["=1+1", "+A1", "-A1", "@SUM(A1)", "a=1", "\u{2212}1"];
    for (token, name) in state.tokens.iter_mut().zip(names) {
        *token = name.into();
    }
    let trace = state.trace().unwrap();
    let text = Matrices::of(&trace, "weights").unwrap().csv(&state.tokens);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let heads = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    for (index, name) in names.into_iter().enumerate() {
        let guard = if index < 4 { "'" } else { "" };
        assert_eq!(heads[index + 2], [guard, name].concat());
        assert_eq!(rows[index][1], heads[index + 2]);
        assert!(rows[index][index + 2].parse::<f32>().is_ok());
    }
}

#[test]
fn there_is_nothing_else_to_export() {
    let trace = AppState::default().trace().unwrap();
    assert!(Matrices::of(&trace, "secrets").is_none());
}
