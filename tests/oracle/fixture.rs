//! The cases of `fixtures.jsonl`.

use attention_playground::model::Matrix;
use serde_json::Value;

/// A state document and the trace that JAX computed for it.
pub struct Fixture {
    pub name: String,
    pub state: Value,
    pub trace: Value,
}

/// Reads every case.
pub fn all() -> Vec<Fixture> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/fixtures.jsonl");
    let text = std::fs::read_to_string(path).expect("tests/oracle/fixtures.jsonl is there");
    text.lines()
        .map(|line| {
            let mut case: Value = serde_json::from_str(line).expect("a line is JSON");
            Fixture {
                name: case["name"].as_str().expect("a name").to_owned(),
                state: case["state"].take(),
                trace: case["trace"].take(),
            }
        })
        .collect()
}

/// Rows of numbers as a matrix; null, a masked logit, is minus infinity.
pub fn matrix(rows: &Value) -> Matrix {
    let rows: Vec<Vec<f32>> = list(rows)
        .iter()
        .map(|row| list(row).iter().map(number).collect())
        .collect();
    let width = rows.first().map_or(0, Vec::len);
    assert!(
        rows.iter().all(|row| row.len() == width),
        "ragged rows in a fixture"
    );
    Matrix::from_row_iterator(rows.len(), width, rows.into_iter().flatten())
}

/// One matrix a head.
pub fn matrices(heads: &Value) -> Vec<Matrix> {
    list(heads).iter().map(matrix).collect()
}

/// The f32 that a number was written for.
pub fn number(value: &Value) -> f32 {
    match value {
        Value::Null => f32::NEG_INFINITY,
        other => other.as_f64().expect("a number or null") as f32,
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("an array")
}

/// Where two JSON documents differ in form: other keys, another length, another type, null against a number.
pub fn difference_in_form(ours: &Value, oracle: &Value, path: &str) -> Option<String> {
    match (ours, oracle) {
        (Value::Object(a), Value::Object(b)) => {
            let keys = |map: &serde_json::Map<String, Value>| {
                map.keys()
                    .cloned()
                    .collect::<std::collections::BTreeSet<_>>()
            };
            if keys(a) != keys(b) {
                return Some(format!(
                    "{path}: keys {:?}, expected {:?}",
                    keys(a),
                    keys(b)
                ));
            }
            a.iter()
                .find_map(|(key, a)| difference_in_form(a, &b[key], &format!("{path}.{key}")))
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let mut pairs = a.iter().zip(b).enumerate();
            pairs.find_map(|(i, (a, b))| difference_in_form(a, b, &format!("{path}[{i}]")))
        }
        (Value::Array(a), Value::Array(b)) => {
            Some(format!("{path}: {} entries, expected {}", a.len(), b.len()))
        }
        _ if std::mem::discriminant(ours) == std::mem::discriminant(oracle) => None,
        _ => Some(format!("{path} is {ours}, expected {oracle}")),
    }
}
