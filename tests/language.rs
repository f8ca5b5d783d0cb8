//! The language that is spoken, changed and changed back. A process of its own: the language is one for the whole page.
#![cfg(not(target_arch = "wasm32"))]

use attention_playground::state::{Action, AppState, reduce};
use attention_playground::text::{Unspoken, languages, speak, spoken};

const GERMAN: &str = include_str!("../static/lang/de.ftl");

/// What a state says of an action that it refuses.
fn refusal(action: &str) -> String {
    let state = AppState::default();
    let refused = Action::from_json(action).and_then(|action| reduce(&state, &action).map(drop));
    refused.expect_err("it is refused").to_string()
}

// One test: two would change the language under each other.
#[test]
fn errors_are_said_in_the_language_that_is_spoken() {
    assert_eq!(spoken(), "en");
    let actions = [
        r#"{"type":"set-temperature","value":0}"#,
        r#"{"type":"set-cell","matrix":"q","row":77,"column":0,"value":1}"#,
        r#"{"type":"set-heads","heads":3}"#,
        r#"{"type":"set-mask","mask":"round"}"#,
        r#"{"type":"load-preset","preset":"none"}"#,
        r#"{"type":"set-order","order":[0,0,1,2,3,4]}"#,
        r#"{"type":"walk"}"#,
        r#"{"type":"set-scale","on":"perhaps"}"#,
        r#"{"type":"set-scale"}"#,
        r#"{"type":"set-cell","matrix":"wq","row":0,"column":0,"value":1}"#,
        r#"{"type":"load-preset","preset":7}"#,
        "{7}",
        "{",
        "[]",
    ];
    let english = actions.map(refusal);

    assert_eq!(speak("de", GERMAN), Ok(()));
    assert_eq!(spoken(), "de");
    let german = actions.map(refusal);
    for (english, german) in english.iter().zip(&german) {
        assert_ne!(english, german, "said in English still");
        assert!(!german.contains("{ $"), "{german}");
        for word in [" the ", " expected ", " is ", " of ", " an "] {
            assert!(!german.contains(word), "{german}");
        }
        // The path names the field and is the same in every language.
        if let Some((path, _)) = english.split_once([':', '.', '[', ' ']) {
            assert!(german.starts_with(path), "{english} and {german}");
        }
    }

    // What is refused leaves German spoken.
    assert_eq!(speak("de", "own-name = Deutsch"), Err(Unspoken::Stale));
    assert_eq!(speak("xx", GERMAN), Err(Unspoken::Unknown));
    assert_eq!((spoken(), actions.map(refusal)), ("de", german));

    // English needs no file.
    assert_eq!(speak("en", ""), Ok(()));
    assert_eq!(spoken(), "en");
    assert_eq!(actions.map(refusal), english);
    assert_eq!(
        languages().map(|(code, _)| code).collect::<Vec<_>>(),
        ["en", "de"]
    );
}
