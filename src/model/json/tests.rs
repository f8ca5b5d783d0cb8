//! The reader against serde_json: the same texts, the same values.

use super::{Read, Reader};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Number, Value};

/// Any value, by the functions that documents are read with.
fn any_value(reader: &mut Reader<'_>) -> Read<Value> {
    if reader.is_null()? {
        return Ok(Value::Null);
    }
    if reader.is_string() {
        return reader.string("").map(Value::String);
    }
    if reader.is_array() {
        let mut entries = Vec::new();
        reader.array("", &mut |reader, _| {
            entries.push(any_value(reader)?);
            Ok(())
        })?;
        return Ok(Value::Array(entries));
    }
    let mut keys = Map::new();
    let mut clone = reader.clone();
    let as_object = clone.entries("", &mut |reader, key| {
        keys.insert(key.to_owned(), any_value(reader)?);
        Ok(())
    });
    if as_object.is_ok() {
        *reader = clone;
        return Ok(Value::Object(keys));
    }
    let mut clone = reader.clone();
    if let Ok(on) = clone.boolean() {
        *reader = clone;
        return Ok(Value::Bool(on));
    }
    let mut clone = reader.clone();
    if let Ok(whole) = clone.whole() {
        *reader = clone;
        return Ok(Value::Number(whole.into()));
    }
    let number = f64::from(reader.number()?);
    Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
}

fn ours(text: &str) -> Read<Value> {
    let mut reader = Reader::new(text);
    let value = any_value(&mut reader)?;
    reader.end()?;
    Ok(value)
}

fn skipped(text: &str) -> Read<()> {
    let mut reader = Reader::new(text);
    reader.skip()?;
    reader.end()
}

/// The same values, numbers as f32.
fn narrowed(value: &Value) -> Value {
    match value {
        Value::Array(entries) => entries.iter().map(narrowed).collect(),
        Value::Object(keys) => {
            let narrowed = keys
                .iter()
                .map(|(key, value)| (key.clone(), narrowed(value)));
            Value::Object(narrowed.collect())
        }
        Value::Number(number) if number.as_u64().is_none() => {
            let number: f32 = number.to_string().parse().unwrap();
            Number::from_f64(number.into()).map_or(Value::Null, Value::Number)
        }
        other => other.clone(),
    }
}

fn json() -> impl Strategy<Value = Value> {
    let number = prop_oneof![
        any::<f32>().prop_map(|x| Number::from_f64(x.into()).map_or(Value::Null, Value::Number)),
        any::<u64>().prop_map(Value::from),
        (-1000_i64..1000).prop_map(Value::from),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        number,
        "(?s).{0,8}".prop_map(Value::String),
        "[\\x00-\\x20\"\\\\]{0,3}".prop_map(Value::String),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::hash_map("\\PC{0,3}", inner, 0..5)
                .prop_map(|keys| Value::Object(keys.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn the_same_values(value in json(), pretty in any::<bool>()) {
        let text = match pretty {
            true => serde_json::to_string_pretty(&value).unwrap(),
            false => value.to_string(),
        };
        prop_assert_eq!(ours(&text).expect(&text), narrowed(&value));
        prop_assert!(skipped(&text).is_ok());
    }

    #[test]
    fn the_same_texts(
        value in json(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), select(PIECES), any::<bool>()), 1..4),
    ) {
        let mut text = value.to_string();
        for (at, piece, replaces) in changes {
            let places: Vec<_> = text.char_indices().map(|(place, _)| place).chain([text.len()]).collect();
            let start = at.get(&places);
            let end = if replaces { text[*start..].chars().next().map_or(*start, |c| start + c.len_utf8()) } else { *start };
            text.replace_range(*start..end, piece);
        }
        agree(&text);
    }

    #[test]
    fn the_same_few_signs(text in "[\\[\\]{}:,\"\\\\u0-9dD.eE+ntrfalse \n-]{0,12}", number in "-?[0-9]{0,2}(\\.[0-9]{0,2})?([eE][+-]?[0-9]{0,2})?") {
        agree(&text);
        agree(&number);
        agree(&format!("[{number}]"));
    }
}

const PIECES: &[&str] = &[
    "", "", "[", "]", "{", "}", ",", ":", "\"", "\\", "\\u12", "\\ud83d", "\\ude00", "0", "-", ".",
    "e", "+", "1e9", "null", "nul", "true", " ", "\n", "\t", "\u{a0}", "\u{1}", "\u{7f}", "é",
    "//", "\"a\":", "\"a\":1,",
];

#[track_caller]
fn agree(text: &str) {
    let theirs = serde_json::from_str::<Value>(text);
    match &theirs {
        Ok(_) => assert!(
            skipped(text).is_ok(),
            "{text:?} is JSON: {:?}",
            skipped(text)
        ),
        // serde_json also refuses numbers that f64 cannot hold.
        Err(error) if error.to_string().starts_with("number out of range") => {}
        Err(error) => assert!(skipped(text).is_err(), "{text:?} is no JSON: {error}"),
    }
}

#[test]
fn escapes() {
    let text = r#""\"\\\/\b\f\n\r\t\u0041\u00e9\ud83d\ude00é""#;
    assert_eq!(
        ours(text).unwrap(),
        serde_json::from_str::<Value>(text).unwrap()
    );
    for text in [
        r#""\ud83d""#,
        r#""\ud83dx""#,
        r#""\ud83d\u0041""#,
        r#""\ude00""#,
        r#""\ud83d\n""#,
        r#""\x""#,
        r#""\u00g0""#,
    ] {
        assert!(serde_json::from_str::<Value>(text).is_err());
        assert!(skipped(text).is_err(), "{text}");
    }
}

#[test]
fn nesting_ends_where_serde_json_ends_it() {
    for depth in [1, 100, 127, 128, 129, 100_000] {
        let text = "[".repeat(depth) + &"]".repeat(depth);
        let theirs = serde_json::from_str::<Value>(&text).is_ok();
        assert_eq!(skipped(&text).is_ok(), theirs, "{depth}");
    }
}
