//! The messages of protocol, section 6: read, refused by field, answered; and hostile ones.
#![cfg(not(target_arch = "wasm32"))]

use attention_playground::protocol::{Command, Event, Export, Format, Message, Refusal};
use attention_playground::state::{Action, AppState};
use proptest::prelude::*;
use serde_json::{Value, json};

fn message(kind: &str, payload: Value) -> String {
    json!({ "source": "attention-playground", "version": 1, "id": 7, "type": kind, "payload": payload })
        .to_string()
}

fn read(text: &str) -> Result<Command, Refusal> {
    Message::read(text).expect("a message of ours").command
}

#[test]
fn every_command_is_read() {
    let state = AppState::default();
    let document: Value = serde_json::from_str(&state.to_json()).unwrap();
    for (kind, payload, expected) in [
        ("get-state", Value::Null, Command::GetState),
        ("get-trace", Value::Null, Command::GetTrace),
        ("undo", Value::Null, Command::Undo),
        ("redo", Value::Null, Command::Redo),
        ("set-state", document, Command::SetState(Box::new(state))),
        (
            "apply",
            json!({ "action": { "type": "set-heads", "heads": 2 } }),
            Command::Apply(Box::new(Action::SetHeads { heads: 2 })),
        ),
        (
            "export",
            json!({ "format": "npy", "what": "weights" }),
            Command::Export(Export {
                format: Format::Npy,
                what: "weights".into(),
            }),
        ),
    ] {
        assert_eq!(read(&message(kind, payload)), Ok(expected), "{kind}");
    }
}

#[test]
fn what_is_not_for_us_is_passed_over() {
    for text in [
        "",
        "null",
        "7",
        "\"hello\"",
        "[]",
        "{}",
        r#"{"type":"get-state","version":1}"#,
        r#"{"source":"somebody","type":"get-state","version":1}"#,
        r#"{"source":["attention-playground"],"type":"get-state","version":1}"#,
        r#"{"source":"attention-playground","version":1}"#,
        r#"{"source":"attention-playground","version":1,"type":5}"#,
        r#"{"source":"attention-playground","version":1,"type":"reply","ok":true}"#,
        r#"{"source":"attention-playground","version":1,"type":"resize","payload":{"height":5}}"#,
        r#"{"source":"attention-playground","version":1,"type":"get-state""#,
    ] {
        assert_eq!(Message::read(text), None, "{text}");
    }
}

#[test]
fn a_refusal_names_its_code_and_its_field() {
    let version = r#"{"source":"attention-playground","version":2,"type":"get-state"}"#;
    let unversioned = r#"{"source":"attention-playground","type":"get-state"}"#;
    for (text, code, path) in [
        (version.to_owned(), "version", "version"),
        (unversioned.to_owned(), "version", "version"),
        (message("get-money", Value::Null), "unknown-type", "type"),
        (message("set-state", Value::Null), "payload", "payload"),
        (
            message("set-state", json!({ "tokens": ["a"] })),
            "payload",
            "input",
        ),
        (message("apply", json!({})), "payload", "action"),
        (message("apply", json!({ "acton": {} })), "payload", "acton"),
        (
            message(
                "apply",
                json!({ "action": { "type": "set-heads", "heads": "two" } }),
            ),
            "payload",
            "heads",
        ),
        (
            message("export", json!({ "format": "docx" })),
            "payload",
            "format",
        ),
        (
            message("export", json!({ "what": "weights" })),
            "payload",
            "format",
        ),
    ] {
        let refusal = read(&text).expect_err(&text);
        assert_eq!(
            (refusal.code, refusal.path.as_deref()),
            (code, Some(path)),
            "{text}"
        );
        assert!(!refusal.message.is_empty());
    }
}

#[test]
fn an_answer_carries_the_name_that_was_asked_with() {
    for (id, expected) in [
        (json!(7), json!(7)),
        (json!("a \" b"), json!("a \" b")),
        (Value::Null, Value::Null),
        (json!({ "a": 1 }), Value::Null),
        (json!("x".repeat(300)), Value::Null),
    ] {
        let text =
            json!({ "source": "attention-playground", "version": 1, "id": id, "type": "undo" });
        let message = Message::read(&text.to_string()).unwrap();
        let good: Value = serde_json::from_str(&message.reply(Ok("[1]"))).unwrap();
        let expected_good = json!({ "source": "attention-playground", "version": 1, "id": expected,
            "type": "reply", "ok": true, "payload": [1] });
        assert_eq!(good, expected_good);
        let refusal = Refusal {
            code: "refused",
            message: "no \"\n".into(),
            path: Some("input.q".into()),
        };
        let bad: Value = serde_json::from_str(&message.reply(Err(&refusal))).unwrap();
        assert_eq!(bad["ok"], false);
        assert_eq!(
            bad["error"],
            json!({ "code": "refused", "message": "no \"\n", "path": "input.q" })
        );
    }
}

#[test]
fn events_say_what_the_contract_says() {
    let state = AppState::default();
    let (lesson, activity) = ("at\"tention", "https://play.example/?lesson=attention");
    let statement = |verb: &str, done: bool, score: f32| {
        json!({
            "verb": { "id": format!("http://adlnet.gov/expapi/verbs/{verb}"), "display": { "en": verb } },
            "object": { "objectType": "Activity", "id": activity,
                "definition": { "type": "http://adlnet.gov/expapi/activities/lesson", "name": { "und": lesson } } },
            "result": { "completion": done, "score": { "scaled": score } },
        })
    };
    for (event, name, payload, public) in [
        (Event::Ready, "ready", json!({}), true),
        (Event::Resize(812), "resize", json!({ "height": 812 }), true),
        (
            Event::StateChanged(&state),
            "state-changed",
            json!({ "state": serde_json::from_str::<Value>(&state.to_json()).unwrap() }),
            false,
        ),
        (
            Event::Step {
                lesson,
                step: "second",
                score: 0.5,
                activity,
            },
            "step",
            json!({ "lesson": lesson, "step": "second", "score": 0.5, "statement": statement("progressed", false, 0.5) }),
            false,
        ),
        (
            Event::Completed {
                lesson,
                step: "last",
                score: 1.0,
                activity,
            },
            "completed",
            json!({ "lesson": lesson, "step": "last", "score": 1.0, "statement": statement("completed", true, 1.0) }),
            false,
        ),
        (
            Event::Error("why"),
            "error",
            json!({ "message": "why" }),
            false,
        ),
    ] {
        let said: Value = serde_json::from_str(&event.to_json()).unwrap();
        let expected = json!({ "source": "attention-playground", "version": 1, "type": name, "payload": payload });
        assert_eq!(said, expected);
        assert_eq!(event.is_public(), public);
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "(?s).{0,200}") {
        let _ = Message::read(&text);
    }

    #[test]
    fn no_mangled_message_panics(at in 0_usize..400, byte in any::<u8>(), cut in 0_usize..400) {
        let text = message("apply", json!({ "action": { "type": "paste-block", "matrix": "q", "row": 0, "column": 0, "values": [[1, 2.5e3]] } }));
        let mut bytes = text.into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        bytes.truncate(cut.max(1));
        if let Some(message) = std::str::from_utf8(&bytes).ok().and_then(Message::read) {
            let answer = message.reply(Ok("null"));
            prop_assert!(serde_json::from_str::<Value>(&answer).is_ok(), "{}", answer);
        }
    }
}
