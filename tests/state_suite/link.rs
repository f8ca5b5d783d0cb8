//! Addresses.

use super::strategies::{assert_identical, state};
use attention_playground::lesson::Lab;
use attention_playground::model::{Mask, Position};
use attention_playground::state::link::{MOST_BYTES, Opening, Theme, hash, open};
use attention_playground::state::{Action, AppState, codec, reduce};
use proptest::prelude::*;

#[track_caller]
fn quiet(query: &str, hash: &str) -> Opening {
    let opening = open(query, hash);
    assert_eq!(opening.notices, [], "{query} {hash}");
    opening
}

/// The one notice of an address, whose state is the default otherwise.
#[track_caller]
fn notice(query: &str, hash: &str, parameter: &str, words: &str) -> Opening {
    let opening = open(query, hash);
    let [notice] = opening.notices.as_slice() else {
        panic!("{query} {hash}: {:?}", opening.notices)
    };
    assert_eq!(notice.parameter, parameter);
    assert!(notice.message.contains(words), "{}", notice.message);
    opening
}

#[test]
fn nothing_opens_the_first_screen() {
    for (query, hash) in [
        ("", ""),
        ("?", "#"),
        ("?utm_source=x&fbclid=1", "#main"),
        ("?=&&", "#a=b"),
    ] {
        assert_eq!(quiet(query, hash).state, AppState::default());
    }
}

#[test]
fn readable_parameters() {
    let Opening { state, options, .. } = quiet(
        "?lab=order&preset=random&scale=off&position=alibi&mask=causal&temperature=0,5&heads=2&seed=7\
         &theme=dark&lang=en&hide=header,%20formula&readonly=1&embed=1&origin=https%3A%2F%2Fcourse.example%3A8080",
        "",
    );
    assert_eq!(state.lab, Lab::Order);
    assert_eq!(
        (
            state.setup.scale,
            state.setup.temperature,
            state.setup.heads,
            state.seed
        ),
        (false, 0.5, 2, 7)
    );
    assert_eq!(state.setup.mask, Mask::Causal);
    let Position::Alibi { slopes } = &state.setup.position else {
        panic!("{:?}", state.setup.position)
    };
    assert_eq!(slopes.as_slice(), [0.5, 0.25]);
    let drawn = reduce(
        &AppState::from_preset("random").unwrap(),
        &Action::FillRandom {
            matrix: None,
            seed: Some(7),
        },
    );
    assert_eq!(state.setup.input, drawn.unwrap().setup.input);
    assert_eq!(options.theme, Theme::Dark);
    assert_eq!(options.lang.as_deref(), Some("en"));
    assert_eq!(options.hide, ["header", "formula"]);
    assert!(options.readonly && options.embed);
    assert_eq!(
        options.origin.as_deref(),
        Some("https://course.example:8080")
    );
}

#[test]
fn labs_and_presets() {
    assert_eq!(
        quiet("lab=order", "").state,
        AppState::from_preset("patient").unwrap()
    );
    assert_eq!(quiet("lab=attention", "").state, AppState::default());
    assert_eq!(
        quiet("preset=collider", "").state,
        AppState::from_preset("collider").unwrap()
    );
    let shown = quiet("lab=attention&preset=collider", "").state;
    assert_eq!((shown.lab, shown.tokens.len()), (Lab::Attention, 6));
    assert_eq!(
        notice("lab=memory", "", "lab", "not built yet").state,
        AppState::default()
    );
    assert_eq!(
        notice("lab=cots", "", "lab", "attention, ").state,
        AppState::default()
    );
    assert_eq!(
        notice("lab=order&preset=x", "", "preset", "robot, library")
            .state
            .lab,
        Lab::Order
    );
    notice(
        "lesson=poetry",
        "",
        "lesson",
        "is no lesson; these are: attention, order",
    );
}

#[test]
fn a_lesson_is_opened_in_its_lab() {
    let opening = quiet("lesson=order", "");
    assert_eq!(opening.options.lesson.as_deref(), Some("order"));
    assert_eq!(opening.state.lab, Lab::Order);
    assert_eq!(
        quiet("lesson=order&lab=attention", "").state.lab,
        Lab::Attention
    );
    let hash = hash(&AppState::default()).unwrap();
    let opening = quiet("lesson=order", &hash);
    assert_eq!(opening.options.lesson.as_deref(), Some("order"));
    assert_eq!(opening.state, AppState::default(), "the hash wins");
}

#[test]
fn a_bad_value_gets_a_notice_and_the_rest_applies() {
    let rest = |query: &str, parameter: &str, words: &str| {
        let opening = notice(&format!("?mask=causal&{query}"), "", parameter, words);
        assert_eq!(opening.state.setup.mask, Mask::Causal, "{query}");
    };
    rest("scale=yes", "scale", "on or off");
    rest("position=rotary", "position", "rope");
    rest("position=learned", "position", "d_v = d_k");
    rest("temperature=0", "temperature", "above 0");
    rest("temperature=cold", "temperature", "above 0");
    rest("heads=3", "heads", "3");
    rest("heads=99", "heads", "16");
    rest("heads=many", "heads", "16");
    rest("seed=9007199254740992", "seed", "2^53");
    rest("seed=-1", "seed", "2^53");
    rest("theme=pink", "theme", "light");
    rest("lang=xx", "lang", "en, de");
    rest("readonly=yes", "readonly", "readonly=1");
    rest("embed=", "embed", "embed=1");
    rest("hide=a,%3Cb%3E", "hide", "<b>");
    rest("origin=*", "origin", "https://");
    rest("origin=https://a.example/path", "origin", "https://");
    notice("mask=custom", "", "mask", "none or causal");
    assert_eq!(open("scale=x&position=x&heads=x", "").notices.len(), 3);
}

#[test]
fn the_hash_wins_over_the_querys_state() {
    let shown = AppState::from_preset("worked").unwrap();
    let hash = hash(&shown).unwrap();
    let opening = quiet(
        "?preset=patient&heads=2&theme=light&temperature=cold",
        &hash,
    );
    assert_identical(&opening.state, &shown);
    assert_eq!(opening.options.theme, Theme::Light);
    assert_identical(&quiet("", hash.trim_start_matches('#')).state, &shown);
}

#[test]
fn json_in_the_hash() {
    let document = AppState::from_preset("collider").unwrap().to_json();
    let encoded: String = document
        .bytes()
        .map(|byte| format!("%{byte:02x}"))
        .collect();
    assert_eq!(
        quiet("", &format!("#json={encoded}")).state,
        AppState::from_preset("collider").unwrap()
    );
    // Written by hand: only what must be encoded is; a plus is a plus.
    let text =
        r#"#json={"tokens":["a+b&c"],"input":{"kind":"vectors","q":[[1e+1]],"k":[[1]],"v":[[1]]}}"#;
    let state = quiet("", &text.replace('"', "%22")).state;
    assert_eq!(state.tokens, ["a+b&c"]);
    notice("", "#json={}", "json", "tokens: is missing");
    notice("", "#json=%ff", "json", "UTF-8");
}

#[test]
fn a_broken_hash_opens_what_the_query_says() {
    for hash in ["#s=", "#s=AAAA", "#s=%", "#s=!!", "#s=Zm9v"] {
        assert_eq!(
            notice("", hash, "s", "not shown").state,
            AppState::default()
        );
        assert_eq!(
            notice("?lab=order", hash, "s", "link").state.lab,
            Lab::Order
        );
    }
    let good = codec::encode(&AppState::default());
    notice(
        "",
        &format!("#s={}", &good[..good.len() - 3]),
        "s",
        "damaged",
    );
}

#[test]
fn a_state_too_large_for_a_link_is_a_file() {
    let resized = |value| {
        let dimension = attention_playground::state::Dimension::DK;
        let wide = reduce(&AppState::default(), &Action::SetSize { dimension, value }).unwrap();
        reduce(
            &wide,
            &Action::FillRandom {
                matrix: None,
                seed: None,
            },
        )
        .unwrap()
    };
    let fits = hash(&resized(120)).unwrap();
    assert!(fits.len() <= MOST_BYTES);
    assert_eq!(open("", &fits).state, resized(120));
    assert_eq!(hash(&resized(140)), None);
}

proptest! {
    #[test]
    fn no_address_panics(query in "\\PC{0,60}", hash in "\\PC{0,60}", value in "[A-Za-z0-9%_.,-]{0,30}") {
        let _ = open(&query, &hash);
        for name in ["lab", "preset", "scale", "position", "mask", "temperature", "heads", "seed", "theme", "lang",
            "hide", "readonly", "embed", "origin", "lesson"] {
            let opening = open(&format!("{name}={value}"), "");
            prop_assert!(opening.state.validate().is_ok());
        }
        for name in ["s", "json"] {
            let opening = open("", &format!("{name}={value}"));
            prop_assert!(opening.state.validate().is_ok());
        }
    }

    #[test]
    fn a_link_opens_its_state(state in state()) {
        if let Some(hash) = hash(&state) {
            assert_identical(&quiet("?lab=order", &hash).state, &state);
        }
    }
}
