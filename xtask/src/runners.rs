//! Runs the runners of the checks and says how each ended.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::counts::{self, Counts};
use crate::process::{self, Finished};
use crate::root;

/// Longer than any step takes where it works; shorter than a CI's patience.
pub const LIMIT: Duration = Duration::from_secs(25 * 60);
/// What a check says: a remark, and its tests where it has some.
pub type Verdict = Result<(String, Option<Counts>)>;

/// A check that says yes or no; `advice` is what to do after a no.
pub fn lint(arguments: &[&str], advice: &str) -> Verdict {
    match process::run(cargo().args(arguments))? {
        true => Ok((String::new(), None)),
        false => bail!("{advice}"),
    }
}

/// clippy over what the arguments name; a warning is an error.
pub fn clippy(arguments: &[&str]) -> Verdict {
    let all = [
        &["clippy", "--quiet"],
        arguments,
        &["--", "--deny", "warnings"],
    ]
    .concat();
    lint(
        &all,
        "clippy has found something; its lines above say where.",
    )
}

/// `cargo test` with these arguments, to its end whatever fails.
pub fn cargo_test(arguments: &[&str]) -> Verdict {
    verdict(
        process::tee(
            cargo().args(["test", "--no-fail-fast"]).args(arguments),
            LIMIT,
        )?,
        counts::of_cargo_test,
    )
}

fn cargo() -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root());
    command
}

/// A runner that says no numbers has run nothing, whatever its exit code.
pub fn verdict(run: Finished, counts: impl Fn(&str) -> Option<Counts>) -> Verdict {
    let counts = counts(&run.output)
        .context("the runner ended before its tests; the lines above say why.")?;
    match (run.success, counts) {
        (false, Counts { failed: 0, .. }) => Ok((
            "the runner failed after its tests".into(),
            Some(Counts {
                failed: 1,
                ..counts
            }),
        )),
        (
            true,
            Counts {
                passed: 0,
                failed: 0,
                skipped: 0,
            },
        ) => bail!("no test was run; see that the tests are where they should be."),
        _ => Ok((String::new(), Some(counts))),
    }
}

/// The arguments that name the tests in the browser.
pub fn web_tests() -> Result<Vec<String>> {
    named(|_| true)
}

/// Those of them that need no page: kernel, softmax, trace.
pub fn web_tests_of_numbers() -> Result<Vec<String>> {
    named(|name| !matches!(name, "web_app" | "web_plot"))
}

fn named(chosen: fn(&str) -> bool) -> Result<Vec<String>> {
    let files = std::fs::read_dir(root().join("tests"))
        .into_iter()
        .flatten()
        .flatten();
    let mut names: Vec<String> = files
        .filter_map(|file| Some(file.file_name().to_str()?.strip_suffix(".rs")?.to_owned()))
        .filter(|name| name.starts_with("web_") && chosen(name))
        .collect();
    names.sort();
    if names.is_empty() {
        bail!(
            "there is no tests/web_*.rs to run in the browser; restore them from the repository."
        );
    }
    Ok(names
        .into_iter()
        .flat_map(|name| ["--test".to_owned(), name])
        .collect())
}

/// Borrowed, to be put among other arguments.
pub fn strs(strings: &[String]) -> Vec<&str> {
    strings.iter().map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_or_empty_runner_has_failed() {
        let end = |success, output: &str| {
            verdict(
                Finished {
                    success,
                    output: output.into(),
                },
                counts::of_cargo_test,
            )
        };
        assert!(end(true, "").is_err());
        assert!(end(true, "test result: ok. 0 passed; 0 failed; 0 ignored;").is_err());
        let crashed = end(false, "test result: ok. 4 passed; 0 failed; 0 ignored;").unwrap();
        assert_eq!(
            crashed.1,
            Some(Counts {
                passed: 4,
                failed: 1,
                ..Counts::default()
            })
        );
        let good = end(true, "test result: ok. 4 passed; 0 failed; 0 ignored;").unwrap();
        assert_eq!(
            good.1,
            Some(Counts {
                passed: 4,
                failed: 0,
                ..Counts::default()
            })
        );
    }
}
