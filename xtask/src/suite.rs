//! `cargo xtask test`: everything that CI does, in one table.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};

use crate::browser::{self, Browser, KINDS, Kind};
use crate::counts;
use crate::e2e::{self, Wanted};
use crate::process;
use crate::report::{Outcome, Report, Row};
use crate::runners::{
    LIMIT, Verdict, cargo_test, clippy, lint, strs, verdict, web_tests, web_tests_of_numbers,
};
use crate::selection::{Check, Selection};
use crate::tools::{self, Tools};
use crate::{books, bundle, root, size};

/// Runs the chosen checks, each whatever became of the ones before, and prints the table and the closing line.
pub fn run(selection: &Selection) -> Result<ExitCode> {
    let checks = selection.checks()?;
    let mut suite = Suite::default();
    for check in &checks {
        println!("\n== {}", check.name());
        suite.check(*check);
    }
    let names: Vec<String> = checks.iter().map(|check| check.name()).collect();
    let totals = suite.report.totals(&strs(&names));
    println!("\n{}\n", suite.report.table());
    println!("{} passed, {} failed", totals.passed, totals.failed);
    Ok(if totals.failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The checks and what they have found so far. What several need is set up once, by the first that needs it.
#[derive(Default)]
struct Suite {
    report: Report,
    tools: Option<Result<Tools, String>>,
    wasm_pack: Option<Result<Tools, String>>,
    /// By the place of each in [`KINDS`].
    browsers: [Option<Result<Browser, String>>; KINDS.len()],
    /// The packages of the end-to-end tests.
    packages: Option<Result<(), String>>,
    /// The Python that has mdBook and Jupyter Book.
    books: Option<Result<PathBuf, String>>,
    dist: Option<Result<PathBuf, String>>,
}

impl Suite {
    fn check(&mut self, check: Check) {
        let name = check.name();
        let set_up = self.prepare(check);
        let start = Instant::now();
        let (outcome, counts) = match set_up.and_then(|()| self.verdict(check)) {
            Ok((remark, counts)) if counts.is_some_and(|counts| counts.failed > 0) => {
                (Outcome::Failed(remark), counts)
            }
            Ok((remark, counts)) => (Outcome::Done(remark), counts),
            Err(error) => (Outcome::Failed(error.to_string()), None),
        };
        if let Outcome::Failed(reason) = &outcome {
            eprintln!("{name}: {reason}");
        }
        self.report.push(Row {
            name,
            outcome,
            counts,
            time: start.elapsed(),
        });
    }

    /// Sets up what the check needs, as steps of their own.
    fn prepare(&mut self, check: Check) -> Result<()> {
        let report = &mut self.report;
        let name = match check {
            Check::Plain(name) => name,
            Check::EndToEnd(wanted) => {
                once(&mut self.packages, || {
                    report.step("packages", e2e::packages)
                })?;
                // Without Python the books are left out, and their tests say so; all else is tested.
                if let Err(why) = once(&mut self.books, || report.step("books", books::ensure)) {
                    println!("{why:#}");
                }
                return self.set_up(wanted.browser);
            }
        };
        if matches!(
            name,
            "clippy-wasm" | "web-simd" | "web-relaxed" | "web-plain" | "build"
        ) {
            once(&mut self.tools, || tools::set_up(report))?;
        }
        if matches!(name, "web-simd" | "web-relaxed" | "web-plain") {
            once(&mut self.wasm_pack, || tools::wasm_pack(report))?;
        }
        if matches!(name, "web-simd" | "web-relaxed" | "web-plain") {
            self.set_up(Kind::Chromium)?;
        }
        Ok(())
    }

    fn set_up(&mut self, kind: Kind) -> Result<()> {
        let report = &mut self.report;
        once(&mut self.browsers[kind as usize], || {
            let browser = report.step(kind.name(), || browser::ensure(kind))?;
            Ok(match kind {
                Kind::Firefox => browser.with("GECKODRIVER", tools::geckodriver(report)?),
                Kind::Chromium | Kind::WebKitGtk => browser,
            })
        })?;
        Ok(())
    }

    fn browser(&self, kind: Kind) -> Result<Browser> {
        had(&self.browsers[kind as usize])
    }

    fn verdict(&mut self, check: Check) -> Verdict {
        let name = match check {
            Check::Plain(name) => name,
            Check::EndToEnd(wanted) => return self.e2e(wanted),
        };
        match name {
            "fmt" => lint(&["fmt", "--all", "--check"], "run `cargo fmt --all`."),
            "clippy" => clippy(&["--workspace", "--all-targets"]),
            "clippy-wasm" => {
                let tests = web_tests()?;
                clippy(
                    &[
                        &["--target", "wasm32-unknown-unknown", "--lib", "--bins"],
                        strs(&tests).as_slice(),
                    ]
                    .concat(),
                )
            }
            "test-core" => cargo_test(&["--no-default-features"]),
            // What tests/ asks of the pure part, `test-core` has asked.
            "test" => cargo_test(&["--lib", "--bins"]),
            "test-xtask" => cargo_test(&["--package", "xtask"]),
            "web-simd" => self.web("-C target-feature=+simd128", web_tests()?),
            // The page itself is built in one way; in the others its numbers are asked for.
            "web-relaxed" => self.web(
                "-C target-feature=+simd128,+relaxed-simd",
                web_tests_of_numbers()?,
            ),
            "web-plain" => self.web("-C target-feature=-simd128", web_tests_of_numbers()?),
            "build" => self.build(),
            _ => self.size(),
        }
    }

    /// Tests in the browser, through wasm-pack, for one set of compiler flags.
    fn web(&self, flags: &str, tests: Vec<String>) -> Verdict {
        let tools = had(&self.tools)?.and(had(&self.wasm_pack)?);
        let browser = self.browser(Kind::Chromium)?;
        let mut command = tools.command("wasm-pack");
        // wasm-bindgen is found in PATH at its version; nothing may be downloaded.
        command
            .args([
                "test",
                "--headless",
                "--chrome",
                "--mode",
                "no-install",
                "--chromedriver",
            ])
            .args(browser.program("CHROMEDRIVER"));
        command.arg(".").args(&tests).env("RUSTFLAGS", flags);
        verdict(process::tee(&mut command, LIMIT)?, counts::of_cargo_test)
    }

    fn build(&mut self) -> Verdict {
        let tools = had(&self.tools)?;
        let report = &mut self.report;
        let dist = once(&mut self.dist, || bundle::build(&tools, report))?;
        Ok((format!("{} files", count_files(&dist)), None))
    }

    fn e2e(&mut self, wanted: Wanted) -> Verdict {
        had(&self.packages)?;
        let python = had(&self.books).ok();
        e2e::run(
            wanted,
            &self.browser(wanted.browser)?,
            &self.dist()?,
            python.as_deref(),
        )
    }

    fn size(&self) -> Verdict {
        let sizes = size::measure(&self.dist()?)?;
        println!("{}", sizes.markdown());
        sizes.within_budget()?;
        sizes.check(&root().join("README.md"))?;
        Ok((format!("{:.1} KB", sizes.total() as f64 / 1000.0), None))
    }

    /// What was built; where `build` was skipped by request, what is there.
    fn dist(&self) -> Result<PathBuf> {
        match &self.dist {
            None => Ok(root().join("dist")),
            Some(dist) => dist
                .clone()
                .map_err(|_| anyhow!("there is no page to look at, since `build` failed.")),
        }
    }
}

/// Does the work the first time and remembers how it ended.
fn once<T: Clone>(
    slot: &mut Option<Result<T, String>>,
    work: impl FnOnce() -> Result<T>,
) -> Result<T> {
    slot.get_or_insert_with(|| work().map_err(|error| error.to_string()))
        .clone()
        .map_err(|error| anyhow!(error))
}

fn had<T: Clone>(slot: &Option<Result<T, String>>) -> Result<T> {
    slot.clone()
        .context("it was not set up.")?
        .map_err(|error| anyhow!(error))
}

fn count_files(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| {
            if entry.path().is_dir() {
                count_files(&entry.path())
            } else {
                1
            }
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::bail;

    #[test]
    fn kinds_stand_in_their_order() {
        assert_eq!(KINDS.map(|kind| kind as usize), [0, 1, 2]);
    }

    #[test]
    fn set_up_runs_once_and_remembers_its_failure() {
        let mut slot: Option<Result<u32, String>> = None;
        assert!(once(&mut slot, || bail!("No network.")).is_err());
        assert_eq!(
            once(&mut slot, || Ok(1)).unwrap_err().to_string(),
            "No network."
        );
    }
}
