//! `cargo xtask test`: everything that CI does, in one table.

use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context, Result, anyhow, bail};

use crate::browser::{self, Browser};
use crate::counts;
use crate::process;
use crate::report::{Outcome, Report, Row};
use crate::runners::{LIMIT, Verdict, cargo_test, clippy, lint, strs, verdict, web_tests};
use crate::server::{Server, Site};
use crate::tools::{self, Tools};
use crate::{books, bundle, machine, root, scorm, size};

/// Names of the checks, in their order.
const CHECKS: [&str; 12] = [
    "fmt",
    "clippy",
    "clippy-wasm",
    "test-core",
    "test",
    "test-xtask",
    "web-simd",
    "web-relaxed",
    "web-plain",
    "build",
    "e2e",
    "size",
];
/// The address below which the end-to-end tests find the page: a folder proves that all addresses are relative.
const FOLDER: &str = "/some/folder/";

/// Which checks to run; empty `only` means all.
pub struct Selection {
    /// Names of `--only`.
    pub only: Vec<String>,
    /// Names of `--skip`.
    pub skip: Vec<String>,
}

impl Selection {
    fn chosen(&self) -> Result<Vec<&'static str>> {
        if let Some(unknown) = self
            .only
            .iter()
            .chain(&self.skip)
            .find(|name| !CHECKS.contains(&name.as_str()))
        {
            bail!("`{unknown}` is no check; they are {}.", CHECKS.join(", "));
        }
        let named = |list: &[String], name: &str| list.iter().any(|other| other == name);
        // Both look at dist/, which must be of the code as it stands.
        let wants_build = named(&self.only, "e2e") || named(&self.only, "size");
        let chosen = CHECKS.into_iter().filter(|name| {
            let only = self.only.is_empty()
                || named(&self.only, name)
                || (*name == "build" && wants_build);
            only && !named(&self.skip, name)
        });
        Ok(chosen.collect())
    }
}

/// Runs the chosen checks, each whatever became of the ones before, and prints the table and the closing line.
pub fn run(selection: &Selection) -> Result<ExitCode> {
    let chosen = selection.chosen()?;
    let mut suite = Suite::default();
    for name in &chosen {
        println!("\n== {name}");
        suite.check(name);
    }
    let totals = suite.report.totals(&chosen);
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
    browser: Option<Result<Browser, String>>,
    /// The Python that has mdBook and Jupyter Book.
    books: Option<Result<PathBuf, String>>,
    dist: Option<Result<PathBuf, String>>,
}

impl Suite {
    fn check(&mut self, name: &str) {
        let set_up = self.prepare(name);
        let start = Instant::now();
        let (outcome, counts) = match set_up.and_then(|()| self.verdict(name)) {
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
            name: name.to_owned(),
            outcome,
            counts,
            time: start.elapsed(),
        });
    }

    /// Sets up what the check needs, as steps of their own.
    fn prepare(&mut self, name: &str) -> Result<()> {
        let report = &mut self.report;
        if matches!(
            name,
            "clippy-wasm" | "web-simd" | "web-relaxed" | "web-plain" | "build"
        ) {
            once(&mut self.tools, || tools::set_up(report))?;
        }
        if matches!(name, "web-simd" | "web-relaxed" | "web-plain") {
            once(&mut self.wasm_pack, || tools::wasm_pack(report))?;
        }
        if matches!(name, "web-simd" | "web-relaxed" | "web-plain" | "e2e") {
            once(&mut self.browser, || {
                report.step("browser", browser::ensure)
            })?;
        }
        if name == "e2e" {
            // Without Python the books are left out, and their tests say so; all else is tested.
            if let Err(why) = once(&mut self.books, || report.step("books", books::ensure)) {
                println!("{why:#}");
            }
        }
        Ok(())
    }

    fn verdict(&mut self, name: &str) -> Verdict {
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
            "test" => cargo_test(&[]),
            "test-xtask" => cargo_test(&["--package", "xtask"]),
            "web-simd" => self.web("-C target-feature=+simd128"),
            "web-relaxed" => self.web("-C target-feature=+simd128,+relaxed-simd"),
            "web-plain" => self.web("-C target-feature=-simd128"),
            "build" => self.build(),
            "e2e" => self.e2e(),
            _ => self.size(),
        }
    }

    /// The tests in the browser, through wasm-pack, for one set of compiler flags.
    fn web(&self, flags: &str) -> Verdict {
        let tests = web_tests()?;
        let tools = had(&self.tools)?.and(had(&self.wasm_pack)?);
        let browser = had(&self.browser)?;
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
            .arg(browser.driver);
        command.arg(".").args(&tests).env("RUSTFLAGS", flags);
        verdict(process::tee(&mut command, LIMIT)?, counts::of_cargo_test)
    }

    fn build(&mut self) -> Verdict {
        let tools = had(&self.tools)?;
        let report = &mut self.report;
        let dist = once(&mut self.dist, || bundle::build(&tools, report))?;
        Ok((format!("{} files", count_files(&dist)), None))
    }

    /// The end-to-end tests against dist/, served below a folder.
    fn e2e(&mut self) -> Verdict {
        let browser = had(&self.browser)?;
        let folder = root().join("tests/e2e");
        if !folder.join("package.json").is_file() {
            bail!("tests/e2e/package.json is missing; restore it from the repository.");
        }
        let mut npm = machine::npm()?;
        npm.current_dir(&folder)
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        if !process::run(&mut npm)? {
            bail!(
                "the packages of tests/e2e could not be installed; see that the network is reached and try again."
            );
        }
        let packages = root().join("target/scorm");
        let lesson = scorm::Wanted {
            lesson: "attention".into(),
            language: None,
        };
        scorm::pack(&self.dist()?, &lesson, &packages)?;
        let server = Server::bind(0)?;
        let base = format!("http://127.0.0.1:{}{FOLDER}", server.port());
        server.start(Site::new(self.dist()?, FOLDER)?);
        let mut node = Command::new("node");
        node.current_dir(&folder)
            .args(["--test", "--test-reporter=spec"]);
        node.env("E2E_BASE", base).env("E2E_BROWSER", "chromium");
        node.env("CHROME_BIN", browser.browser)
            .env("CHROMEDRIVER", browser.driver)
            .env("E2E_SCORM", packages);
        if let Ok(python) = had(&self.books) {
            node.env("E2E_PYTHON", python);
        }
        verdict(process::tee(&mut node, LIMIT)?, counts::of_node_test)
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

    fn chosen(only: &[&str], skip: &[&str]) -> Result<Vec<&'static str>> {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Selection {
            only: owned(only),
            skip: owned(skip),
        }
        .chosen()
    }

    #[test]
    fn selections() {
        assert_eq!(chosen(&[], &[]).unwrap(), CHECKS);
        assert_eq!(chosen(&["test", "fmt"], &[]).unwrap(), ["fmt", "test"]);
        assert_eq!(chosen(&["e2e"], &[]).unwrap(), ["build", "e2e"]);
        assert_eq!(chosen(&["e2e"], &["build"]).unwrap(), ["e2e"]);
        assert_eq!(chosen(&[], &["e2e"]).unwrap().len(), CHECKS.len() - 1);
        assert!(
            chosen(&["tests"], &[])
                .unwrap_err()
                .to_string()
                .contains("`tests` is no check; they are fmt, ")
        );
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
