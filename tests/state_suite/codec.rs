//! Links: exact, compact, and safe against what others write.

use super::strategies::{assert_identical, state};
use attention_playground::state::{AppState, codec};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;

/// The link of the state document `GOLDEN_STATE`, as version 1 writes it. It must open for ever.
const GOLDEN_LINK: &str = "AQICAml0CXJvYm90IOKamQEDAgIABgAAgD8AAACAAQAAAAAAgD7__39_AAAAQAEGyAGQA9gEoAboB7AJAQbIAZAD2ASgBugHlAoBBsgBkAPYBKAG6AcUAQEGyAEAAADIAQABAQLIAZADAAABAQMC39QD-AoCAAGamZk-AgENBAIAAAA_AAAAPgECAQD_________D2fqaOE";
const GOLDEN_STATE: &str = r#"{
    "lab": "order", "tokens": ["it", "robot ⚙"], "heads": 2, "scale": false, "temperature": 0.3, "seed": 9007199254740991,
    "input": { "kind": "embeddings", "x": [[1, -0.0, 1e-45], [0.25, 3.4028235e38, 2]],
               "wq": [[1, 2], [3, 4], [5, 6]], "wk": [[1, 2], [3, 4], [5, 6.5]], "wv": [[1, 2], [3, 4], [5, 0.1]],
               "wo": [[1, 0, 0], [0, 1, 0]], "bq": [1, 2], "bo": [0.01, -300, 7] },
    "mask": [[true, false], [true, true]], "position": { "kind": "alibi", "slopes": [0.5, 0.125] }, "order": [1, 0]
}"#;

#[test]
fn an_old_link_keeps_opening() {
    let state = AppState::from_json(GOLDEN_STATE).unwrap();
    assert_eq!(codec::encode(&state), GOLDEN_LINK);
    assert_identical(&codec::decode(GOLDEN_LINK).unwrap(), &state);
}

/// A state of every form that version 1 has, and its link.
const GOLDEN: &[(&str, &str)] = &[
    (
        r#"{ "tokens": ["a"], "input": { "kind": "vectors", "q": [[1]], "k": [[-2.5]], "v": [[327.67, -327.68]] } }"#,
        "AQABAWEAAQIBAcgBAQHzAwEC_v8D__8DAQEAAAAAAPtgnX0",
    ),
    (
        r#"{ "lab": "own", "tokens": ["a", "b"], "temperature": 3, "mask": "causal", "position": { "kind": "sinusoidal" },
             "input": { "kind": "vectors", "q": [[1.2345678], [2]], "k": [[327.69], [0]], "v": [[0.005], [1]] } }"#,
        "AQkCAWEBYgABAQACUQaePwAAAEAAAlLYo0MAAAAAAAIK16M7AACAPwEBAQAAQEABAQAAAGYRiyI",
    ),
    (
        r#"{ "tokens": ["a", "b", "c"], "position": { "kind": "sinusoidal", "base": 500 }, "order": [2, 0, 1], "seed": 300,
             "mask": [[true, false, true], [true, true, false], [false, false, true]],
             "input": { "kind": "vectors", "q": [[0], [1], [2]], "k": [[3], [4], [5]], "v": [[6], [7], [8]] } }"#,
        "AQADAWEBYgFjAAEBAQMAyAGQAwED2ASgBugHAQOwCfgKwAwBAQACAh0BAQEAAPpDAQMCAAGsAmUqGPQ",
    ),
    (
        r#"{ "tokens": ["a", "b"], "heads": 2, "position": { "kind": "rope", "base": 1e20 },
             "input": { "kind": "vectors", "q": [[1, 2, 3, 4], [5, 6, 7, 8]], "k": [[8, 7, 6, 5], [4, 3, 2, 1]], "v": [[1, 0], [0, 1]] } }"#,
        "AQACAWEBYgAEAgEIyAGQA9gEoAboB7AJ-ArADAEIwAz4CrAJ6AegBtgEkAPIAQEEyAEAAMgBAgEAAAMB7HitYAAA0e7E1g",
    ),
    (
        r#"{ "tokens": ["a"], "position": { "kind": "rope" },
             "input": { "kind": "vectors", "q": [[1, 2]], "k": [[0, 0.001]], "v": [[1, 0]] } }"#,
        "AQABAWEAAgIBAsgBkAMAAgAAAABvEoM6AQLIAQABAQAAAwAAAOFWCxs",
    ),
    (
        r#"{ "tokens": ["a", "b"], "position": { "kind": "learned", "table": [[1e-3, 1], [0.5, -1e30]] },
             "input": { "kind": "embeddings", "x": [[1, 0], [0, 1]], "wq": [[1], [2]], "wk": [[3], [4]], "wv": [[5, 6, 7], [8, 9, 10]],
                        "bk": [0.5], "bv": [1, 2, 3] } }"#,
        "AQACAWEBYgECAQMBBMgBAADIAQECyAGQAwEC2ASgBgEG6AewCfgKwAyIDtAPAAABAQFkAQEDyAGQA9gEAAEBAAACAARvEoM6AACAPwAAAD_K8knxAAAsydmU",
    ),
];

#[test]
fn every_form_of_version_1_keeps_opening() {
    for (state, link) in GOLDEN {
        let state = AppState::from_json(state).unwrap();
        assert_eq!(codec::encode(&state), *link);
        assert_identical(&codec::decode(link).unwrap(), &state);
    }
}

#[test]
fn the_first_screen_is_a_short_link() {
    let link = codec::encode(&AppState::default());
    assert!(link.len() < 220, "{} characters: {link}", link.len());
    assert!(
        link.chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    );
}

#[test]
fn any_change_of_a_character_is_noticed() {
    let link = codec::encode(&AppState::default());
    for at in 0..link.len() {
        for with in ["A", "_", ""] {
            if &link[at..=at] != with {
                let changed = format!("{}{with}{}", &link[..at], &link[at + 1..]);
                assert!(codec::decode(&changed).is_err(), "{changed}");
            }
        }
    }
    assert!(codec::decode(&link[..link.len() / 2]).is_err());
    assert!(codec::decode("").is_err());
}

#[test]
fn another_version_is_named() {
    let error = codec::decode(&URL_SAFE_NO_PAD.encode([9, 1, 2])).unwrap_err();
    assert!(error.to_string().contains("version 9"), "{error}");
}

/// A link with a good checksum around any bytes.
fn sealed(body: &[u8]) -> String {
    let crc = crc::Crc::<u32>::new(&crc::CRC_32_ISCSI).checksum(body);
    let bytes = [&[1], body, &crc.to_le_bytes()].concat();
    URL_SAFE_NO_PAD.encode(bytes)
}

#[test]
fn a_made_up_length_costs_nothing() {
    // A count of tokens, and of characters, near 2^32.
    for body in [
        &[0, 255, 255, 255, 255, 15][..],
        &[0, 1, 255, 255, 255, 255, 15, 65],
    ] {
        assert!(codec::decode(&sealed(body)).is_err());
    }
    // More labels than a sequence can have, all of them there.
    let mut many = vec![0, 200, 1];
    many.extend(std::iter::repeat_n([1, b'a'], 200).flatten());
    assert!(codec::decode(&sealed(&many)).is_err());
}

proptest! {
    #[test]
    fn a_state_comes_back_to_the_last_bit(state in state()) {
        let back = codec::decode(&codec::encode(&state)).unwrap();
        assert_identical(&back, &state);
    }

    #[test]
    fn no_text_panics(text in "\\PC*", letters in "[A-Za-z0-9_-]{0,200}") {
        let _ = codec::decode(&text);
        let _ = codec::decode(&letters);
        let _ = codec::decode(&format!("AQ{letters}"));
    }

    #[test]
    fn no_bytes_behind_a_good_checksum_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(state) = codec::decode(&sealed(&bytes)) {
            prop_assert!(state.validate().is_ok());
        }
    }

    #[test]
    fn a_good_link_with_some_other_bytes_is_valid_or_refused(
        state in state(), changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..4),
    ) {
        let link = URL_SAFE_NO_PAD.decode(codec::encode(&state)).unwrap();
        let mut body = link[1..link.len() - 4].to_vec();
        for (at, byte) in changes {
            let at = at % body.len();
            body[at] = byte;
        }
        if let Ok(state) = codec::decode(&sealed(&body)) {
            prop_assert!(state.validate().is_ok());
        }
    }
}
