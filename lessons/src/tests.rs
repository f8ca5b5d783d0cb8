//! Whole lessons: what they become, what is refused and where.

use super::*;
use proptest::prelude::*;

const GOOD: &str = "# Title\n\n| lab | attention |\n|---|---|\n\n## First\n\n| step | one |\n|---|---|\n| begin | `{\"type\":\"load-preset\",\"preset\":\"robot\"}` |\n| ask | choice |\n| check | `weights[0][it][robot] > 0.9` |\n| solve | `{\"type\":\"set-scale\",\"on\":false}` |\n\nThe [query](role:q) of $d_k$ gives {{ weights[0][it][robot] }}.\n\n- [ ] Wrong.\n\n  Because *no*.\n\n- [x] Right.\n\n  Because yes.\n\n### answer\n\nSo.\n\n### try\n\nDo it.\n\n### hint\n\nThere.\n\n### after\n\nDone.\n";

const GERMAN: &str = "# Titel\n\n| lab | attention |\n|---|---|\n\n## Erstes\n\n| step | one |\n|---|---|\n\nDas Gewicht ist {{ weights[0][it][robot] }}.\n\n- [ ] Falsch.\n\n  Weil nein.\n\n- [x] Richtig.\n\n  Weil ja.\n\n### answer\n\nAlso.\n\n### try\n\nTu es.\n\n### hint\n\nDort.\n\n### after\n\nFertig.\n";

fn lesson(english: &str, german: Option<&str>) -> Result<Lesson, Fault> {
    let german = german.map(|text| ("de".to_owned(), text.to_owned()));
    let mut texts = vec![("en".to_owned(), english.to_owned())];
    texts.extend(german);
    compile("test", &texts)
}

#[track_caller]
fn refused(english: &str, expected: &str) {
    assert_eq!(lesson(english, None).unwrap_err().to_string(), expected);
}

#[test]
fn a_lesson_becomes_a_tree_of_known_elements() {
    let lesson = lesson(GOOD, Some(GERMAN)).unwrap();
    assert_eq!((lesson.lab.as_str(), lesson.steps), ("attention", 1));
    let english: Value = serde_json::from_str(&lesson.languages[0].json).unwrap();
    assert_eq!(
        english,
        json!({ "name": "test", "lab": "attention", "title": "Title", "steps": [{
            "id": "one", "title": "First", "ask": "choice",
            "begin": ["{\"preset\":\"robot\",\"type\":\"load-preset\"}"],
            "check": [">", ["@weights", 0, "it", "robot"], 0.9],
            "solve": ["{\"on\":false,\"type\":\"set-scale\"}"],
            "text": [["p", "The ", ["span.q", "query"], " of ", ["math", ["msub", ["mi", "d"], ["mi", "k"]]],
                " gives ", { "=": ["@weights", 0, "it", "robot"] }, "."]],
            "choices": [
                { "right": false, "label": ["Wrong."], "why": [["p", "Because ", ["em", "no"], "."]] },
                { "right": true, "label": ["Right."], "why": [["p", "Because yes."]] },
            ],
            "answered": [["p", "So."]], "try": [["p", "Do it."]], "hint": [["p", "There."]], "after": [["p", "Done."]],
        }] })
    );
    let german: Value = serde_json::from_str(&lesson.languages[1].json).unwrap();
    assert_eq!(german["title"], "Titel");
    assert_eq!(german["steps"][0]["check"], english["steps"][0]["check"]);
}

#[test]
fn a_translation_is_held_to_english() {
    let told = |german: &str| lesson(GOOD, Some(german)).unwrap_err().to_string();
    assert_eq!(
        told(
            &GERMAN
                .replace("- [ ] Falsch", "- [x] Falsch")
                .replace("- [x] Richtig", "- [ ] Richtig")
        ),
        "lessons/test.de.md:6: step `one` has another `choices` than English: other parts, marks or placeholders"
    );
    assert_eq!(
        told(&GERMAN.replace("{{ weights[0][it][robot] }}", "0.8")),
        "lessons/test.de.md:6: step `one` has another `text` than English: other parts, marks or placeholders"
    );
    assert_eq!(
        told(&GERMAN.replace("step | one", "step | two")),
        "lessons/test.de.md:6: step `two` stands where English has `one`"
    );
    assert_eq!(
        told(&GERMAN.replace(
            "| step | one |\n|---|---|",
            "| step | one |\n|---|---|\n| ask | choice |"
        )),
        "lessons/test.de.md:10: step `one` has the unknown key `ask`, expected one of step; all else stands in the English file"
    );
}

#[test]
fn faults_name_lesson_step_and_line() {
    refused("", "lessons/test.en.md:1: begins with no title (`# ...`)");
    refused(
        "# A\n\nText.",
        "lessons/test.en.md:1: has no table below its title",
    );
    refused(
        "# A\n\n| lab | x |\n|---|---|\n",
        "lessons/test.en.md:1: has 0 steps, expected 1 to 30",
    );
    refused(
        &GOOD.replace("> 0.9", ">"),
        "lessons/test.en.md:12: step `one` `check` expected a number, a name or `(` before `(nothing)`",
    );
    refused(
        &GOOD.replace("So.", "So <b>there</b>."),
        "lessons/test.en.md:27: step `one` holds HTML (`<b>`), which is not shown",
    );
    refused(
        &GOOD.replace("So.", "So ![x](y)."),
        "lessons/test.en.md:27: step `one` holds an image, which is not shown",
    );
    refused(
        &GOOD.replace("role:q", "https://example.org"),
        "lessons/test.en.md:15: step `one` links to `https://example.org`; only role:q, role:k, role:v, role:w, role:o, role:p stand in a lesson",
    );
    refused(
        &GOOD.replace("### hint", "### hints"),
        "lessons/test.en.md:33: step `one` `### hints` is no section, expected one of answer, try, hint, after",
    );
    refused(
        &GOOD.replace("{{ weights[0][it][robot] }}", "{{ weights[ }}"),
        "lessons/test.en.md:15: step `one` `{{ weights[ }}` expected a number or a token before `(nothing)`",
    );
    refused(
        &GOOD.replace("- [x] Right.", "- [ ] Right."),
        "lessons/test.en.md:6: step `one` has not exactly one choice that is right ([x])",
    );
    refused(
        &GOOD.replace("### answer\n\nSo.\n\n", ""),
        "lessons/test.en.md:6: step `one` asks something and has no `### answer`",
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Pieces of lessons in any order, and any text between them.
    #[test]
    fn hostile_text_is_refused_and_never_breaks_the_compiler(
        pieces in prop::collection::vec(prop_oneof![
            prop::sample::select(GOOD.split_inclusive("\n\n").map(str::to_owned).collect::<Vec<_>>()),
            prop::sample::select(vec!["| ", "{{", "}}", "$", "$$", "- [ ] ", "  ", "\n", "\\", "<", ">", "`", "[", "](role:q)", "# ", "## ", "### ",
                "\\frac{", "}", "|---|---|\n", "\u{e000}", "\u{e001}", "***", "&lt;", "1. ", "> "]).prop_map(str::to_owned),
            any::<String>(),
        ], 0..40),
        good_first: bool,
    ) {
        let mut text = if good_first { GOOD.to_owned() } else { String::new() };
        text.extend(pieces);
        if let Ok(lesson) = lesson(&text, None) {
            prop_assert!(serde_json::from_str::<Value>(&lesson.languages[0].json).is_ok());
        }
    }

    #[test]
    fn hostile_formulae_are_refused_and_never_break_the_compiler(
        pieces in prop::collection::vec(prop_oneof![
            prop::sample::select(vec!["\\frac", "\\sqrt", "{", "}", "_", "^", "\\left", "\\right", "(", "&", "\\\\", "\\begin{matrix}", "\\end{matrix}",
                "\\text{", "\\operatorname{", "x", "1", " ", "\\hat", "\\over", "\\limits", "'", "#1", "%", "~"]).prop_map(str::to_owned),
            "[ -~]{1,4}",
        ], 0..24),
    ) {
        let _ = formula::read(&pieces.concat(), false);
    }
}
