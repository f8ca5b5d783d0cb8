//! The colours as they stand on the page: text and marks on their grounds, numbers on tinted cells, roles beside roles.
//!
//! Nothing is told by these colours alone. A role is also its symbol and title (Q, K, V, A, P), a sign is also the minus
//! in the number, a step of a heat map is also the number in the cell, good and bad are also round and angular and said in
//! words, and the formula's lit part is underlined.

use super::colour::{EYES, Theme, contrast, distance, mix, share};
use super::{DARK_BY_CHOICE, sheet, style};

/// WCAG 2.1, success criterion 1.4.3 (AA), for text of any size.
const TEXT: f64 = 4.5;
/// WCAG 2.1, success criterion 1.4.11 (AA), for marks and lines that carry meaning.
const MARK: f64 = 3.0;
/// Between two roles, for any eye: more than four just noticeable differences (2.3), so that they stay apart when they are
/// not side by side.
const APART: f64 = 10.0;

const ROLES: [&str; 5] = ["query", "key", "value", "weight", "position"];
const GROUNDS: [&str; 3] = ["paper", "panel", "cell"];
/// As in src/view/heat.rs, which is compiled with the page alone.
const STEPS: u32 = 10;

pub fn light() -> Theme {
    Theme(sheet::custom(&style("tokens.css"), &[":root"]))
}

pub fn dark() -> Theme {
    let mut theme = light();
    theme
        .0
        .extend(sheet::custom(&style("tokens.css"), &DARK_BY_CHOICE));
    theme
}

fn themes() -> [(&'static str, Theme); 2] {
    [("light", light()), ("dark", dark())]
}

#[test]
fn the_steps_are_those_of_the_classes() {
    let heat = super::file("src/view/heat.rs");
    assert!(heat.contains(&format!("STEPS: i32 = {STEPS};")));
}

/// Gathers everything that falls short, so that one run tells all.
#[derive(Default)]
struct Short(Vec<String>);

impl Short {
    fn at_least(&mut self, least: f64, got: f64, what: impl Fn() -> String) {
        if got < least {
            self.0.push(format!("{}: {got:.2} < {least}", what()));
        }
    }

    fn none(self) {
        assert!(self.0.is_empty(), "\n{}", self.0.join("\n"));
    }
}

#[test]
fn text_is_readable_on_every_ground() {
    let mut short = Short::default();
    let inks = ["ink", "ink-2", "accent", "bad", "good", "output"];
    for (scheme, theme) in themes() {
        for ink in inks.iter().chain(&ROLES) {
            for ground in GROUNDS {
                let got = contrast(theme.colour(ink), theme.colour(ground));
                short.at_least(TEXT, got, || format!("{scheme}: {ink} on {ground}"));
            }
        }
        let got = contrast(theme.colour("on-accent"), theme.colour("accent"));
        short.at_least(TEXT, got, || format!("{scheme}: on-accent"));
    }
    short.none();
}

#[test]
fn marks_stand_out_from_every_ground() {
    let mut short = Short::default();
    for (scheme, theme) in themes() {
        for mark in [
            "rule-strong",
            "good",
            "bad",
            "accent",
            "negative-red",
            "negative-indigo",
        ] {
            for ground in GROUNDS {
                let got = contrast(theme.colour(mark), theme.colour(ground));
                short.at_least(MARK, got, || format!("{scheme}: {mark} on {ground}"));
            }
        }
    }
    short.none();
}

/// The formula's lit part stands on a tint of its own role.
#[test]
fn the_lit_part_of_the_formula_is_readable() {
    let sheet = style("labs.css");
    let lit = sheet
        .iter()
        .find(|d| d.around == [".formula .lit"] && d.property == "background");
    let lit = lit.map(|d| d.value.as_str()).unwrap_or_default();
    let part = lit
        .strip_prefix("color-mix(in oklab, var(--role) ")
        .and_then(|rest| rest.strip_suffix(", transparent)"));
    let part = share(part.unwrap_or_else(|| panic!("{lit} is no tint of the role")));
    let mut short = Short::default();
    for (scheme, theme) in themes() {
        for role in ROLES {
            let ground = mix(theme.colour(role), part, theme.colour("paper"));
            let got = contrast(theme.colour(role), ground);
            short.at_least(TEXT, got, || format!("{scheme}: {role}"));
        }
    }
    short.none();
}

/// The hue of a role's numbers above zero, and below.
fn hues() -> Vec<(&'static str, &'static str, String)> {
    let tokens = style("tokens.css");
    let below = |class: &str| {
        let found = sheet::custom(&tokens, &[class]);
        let name = found
            .get("--below")
            .and_then(|v| v.strip_prefix("var(--")?.strip_suffix(')'));
        name.unwrap_or_else(|| panic!("{class} has no --below"))
            .to_owned()
    };
    // The output's numbers are tinted in the second ink: the first would be black on black.
    let of = [
        ("query", "query", ".role-q"),
        ("key", "key", ".role-k"),
        ("value", "value", ".role-v"),
        ("weight", "weight", ".role-w"),
        ("position", "position", ".role-p"),
        ("output", "ink-2", ".role-o"),
    ];
    of.map(|(role, above, class)| (role, above, below(class)))
        .to_vec()
}

#[test]
fn numbers_are_readable_on_every_step_of_the_diverging_map() {
    let mut short = Short::default();
    for (scheme, theme) in themes() {
        for (role, above, below) in hues() {
            for hue in [above, &below] {
                for step in 0..=STEPS {
                    let cell = tint(&theme, hue, step);
                    let got = contrast(theme.colour("ink"), cell);
                    short.at_least(TEXT, got, || format!("{scheme}: {role}, {hue} {step}"));
                }
                // The line around a lit cell; the output's has the colour of ink.
                let line = if role == "output" { "output" } else { role };
                let got = contrast(theme.colour(line), tint(&theme, hue, STEPS / 2));
                short.at_least(MARK, got, || format!("{scheme}: {role}, line on {hue}"));
            }
        }
    }
    short.none();
}

fn tint(theme: &Theme, hue: &str, step: u32) -> palette::Srgb<f64> {
    mix(
        theme.colour(hue),
        f64::from(step) * theme.share("tint"),
        theme.colour("cell"),
    )
}

/// Weights: in ink up to a half, in `--on-weight` from there on.
#[test]
fn numbers_are_readable_on_every_step_of_the_weights() {
    let mut short = Short::default();
    let sheet = style("matrix.css");
    let unit = sheet::custom(&sheet, &[".grid.unit"]);
    assert_eq!(
        unit.get("--tint").map(String::as_str),
        Some("var(--tint-unit)")
    );
    for (scheme, theme) in themes() {
        for step in 0..=STEPS {
            let strong = sheet::custom(&sheet, &[&format!(".grid.unit .h{step}")]);
            let (ink, part) = match strong.get("--mix") {
                Some(part) => ("on-weight", share(part)),
                None => ("ink", f64::from(step) * theme.share("tint-unit")),
            };
            let cell = mix(theme.colour("weight"), part, theme.colour("cell"));
            let got = contrast(theme.colour(ink), cell);
            short.at_least(TEXT, got, || format!("{scheme}: {ink} on step {step}"));
            assert_eq!(
                strong.contains_key("--mix"),
                step > STEPS / 2,
                "step {step}"
            );
        }
    }
    short.none();
}

#[test]
fn roles_stay_apart_for_every_eye() {
    let mut short = Short::default();
    for (scheme, theme) in themes() {
        for (i, a) in ROLES.iter().enumerate() {
            for b in &ROLES[i + 1..] {
                for eye in &EYES {
                    let got = distance(theme.colour(a), theme.colour(b), eye);
                    short.at_least(APART, got, || {
                        format!("{scheme}, {}: {a} and {b}", eye.name)
                    });
                }
            }
        }
    }
    short.none();
}

/// The full step above zero and the full step below it stay apart as two roles do, and each step leads away from zero
/// (by little: the number in the cell tells one step from the next).
#[test]
fn signs_stay_apart_for_every_eye() {
    let mut short = Short::default();
    for (scheme, theme) in themes() {
        for (role, above, below) in hues() {
            for eye in &EYES {
                let got = distance(tint(&theme, above, STEPS), tint(&theme, &below, STEPS), eye);
                short.at_least(APART, got, || {
                    format!("{scheme}, {}: signs of {role}", eye.name)
                });
                for hue in [above, &below] {
                    let from_zero =
                        |step| distance(tint(&theme, hue, step), tint(&theme, hue, 0), eye);
                    for step in 0..STEPS {
                        let further = from_zero(step + 1) - from_zero(step);
                        short.at_least(0.1, further, || {
                            format!("{scheme}, {}: {hue} {step}", eye.name)
                        });
                    }
                }
            }
        }
    }
    short.none();
}
