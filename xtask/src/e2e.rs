//! The end-to-end tests: dist/ below a folder of a server, driven in a browser.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use anyhow::{Error, Result, bail};

use crate::browser::{Browser, Kind};
use crate::counts::{self, Counts};
use crate::runners::{LIMIT, Verdict, verdict};
use crate::server::{Server, Site};
use crate::{machine, process, root, scorm};

/// The address below which the tests find the page: a folder proves that all addresses are relative.
const FOLDER: &str = "/some/folder/";

/// The files, by the start of their names, that a brief run leaves out: what they look at does not depend on the browser.
/// axe's rules are about the page's own tree, and the golden trace (43-bits) holds the numbers of every browser.
const LEFT_OUT: [&str; 5] = [
    "14-axe",
    "22-explanation",
    "23-derivative",
    "28-orders",
    "29-cost",
];

/// A browser, and whether it leaves out the files of [`LEFT_OUT`]: `firefox`, `firefox:brief`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Which one.
    pub browser: Kind,
    /// Without the files of [`LEFT_OUT`].
    pub brief: bool,
}

impl FromStr for Wanted {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (name, brief) = match text.split_once(':') {
            None => (text, false),
            Some((name, "brief")) => (name, true),
            Some((_, other)) => {
                bail!("`{other}` in `{text}` is not understood; NAME or NAME:brief is expected.")
            }
        };
        Ok(Wanted {
            browser: name.parse()?,
            brief,
        })
    }
}

/// The packages of the tests, as their lock file names them.
pub fn packages() -> Result<((), String)> {
    let folder = folder();
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
    Ok(((), String::new()))
}

/// Runs the tests against `dist`. `python` is the one that has mdBook and Jupyter Book.
pub fn run(wanted: Wanted, browser: &Browser, dist: &Path, python: Option<&Path>) -> Verdict {
    let packages = root().join("target/scorm");
    let lesson = scorm::Wanted {
        lesson: "attention".into(),
        language: None,
    };
    scorm::pack(dist, &lesson, &packages)?;
    let server = Server::bind(0)?;
    let base = format!("http://127.0.0.1:{}{FOLDER}", server.port());
    server.start(Site::new(dist, FOLDER)?);
    let attempt = |file: &str| {
        let mut node = Command::new("node");
        node.current_dir(folder())
            .args(["--test", "--test-reporter=spec", file])
            .env("E2E_BASE", &base)
            .env("E2E_BROWSER", wanted.browser.name())
            .env("E2E_SCORM", &packages)
            .envs(browser.variables());
        if let Some(python) = python {
            node.env("E2E_PYTHON", python);
        }
        let begin = Instant::now();
        let finished = process::keep(&mut node, LIMIT)?;
        // In one piece, whatever other files say meanwhile.
        let _ = std::io::stdout()
            .lock()
            .write_all(finished.output.as_bytes());
        let counts = verdict(finished, counts::of_node_test)?.1;
        println!("{file}: {:.1} s", begin.elapsed().as_secs_f64());
        Ok(counts.unwrap_or_default())
    };
    let files = if wanted.brief { brief(all()?)? } else { all()? };
    let (mut sum, failed) = tried(&files, at_once(), attempt);
    // Two browsers at a time may starve each other: what failed is tried once more, by itself, and named.
    let mut again = Vec::new();
    for file in &failed {
        println!("{file}: once more, by itself");
        let counts = attempt(file)?;
        sum = sum + counts;
        if counts.failed == 0 {
            again.push(file.trim_end_matches(".test.mjs"));
        }
    }
    let remark = match again[..] {
        [] => String::new(),
        _ => format!("at the second try: {}", again.join(" ")),
    };
    Ok((remark, Some(sum)))
}

/// Tries every file, some at once; gives back the counts of those that passed, and which did not.
fn tried(
    files: &[String],
    at_once: usize,
    attempt: impl Fn(&str) -> Result<Counts> + Sync,
) -> (Counts, Vec<String>) {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let outcome = attempt(file);
            if let Err(why) = &outcome {
                println!("{file}: {why:#}");
            }
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            done.push((file, outcome));
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(work);
        }
    });
    let (mut sum, mut failed) = (Counts::default(), Vec::new());
    for (file, outcome) in done.into_inner().unwrap_or_else(PoisonError::into_inner) {
        match outcome {
            Ok(counts) if counts.failed == 0 => sum = sum + counts,
            _ => failed.push(file.clone()),
        }
    }
    (sum, failed)
}

/// All files of tests, by name.
fn all() -> Result<Vec<String>> {
    let entries = std::fs::read_dir(folder())?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut files: Vec<String> = names.filter(|name| name.ends_with(".test.mjs")).collect();
    if files.is_empty() {
        bail!("tests/e2e holds no *.test.mjs; restore them from the repository.");
    }
    files.sort();
    Ok(files)
}

/// How many files are run at a time.
fn at_once() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// What a brief run has of `files`. A name that fits none is an error: the file it meant has another name now.
fn brief(files: Vec<String>) -> Result<Vec<String>> {
    let file = |name: &str| format!("{name}.test.mjs");
    if let Some(missing) = LEFT_OUT.iter().find(|name| !files.contains(&file(name))) {
        bail!("tests/e2e/{missing}.test.mjs is missing; correct the list in xtask/src/e2e.rs.");
    }
    let left_out: Vec<String> = LEFT_OUT.iter().map(|name| file(name)).collect();
    Ok(files
        .into_iter()
        .filter(|file| !left_out.contains(file))
        .collect())
}

fn folder() -> PathBuf {
    root().join("tests/e2e")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_may_be_asked_to_be_brief() {
        let wanted = |text: &str| text.parse::<Wanted>();
        let firefox = |brief| Wanted {
            browser: Kind::Firefox,
            brief,
        };
        assert_eq!(wanted("firefox").unwrap(), firefox(false));
        assert_eq!(wanted("firefox:brief").unwrap(), firefox(true));
        let error = wanted("firefox:short").unwrap_err().to_string();
        assert!(error.contains("`short`"), "{error}");
        assert!(wanted("").is_err());
    }

    #[test]
    fn every_file_is_tried_once_and_what_failed_is_named() {
        let files: Vec<String> = (0..20).map(|i| i.to_string()).collect();
        let passed = Counts {
            passed: 2,
            ..Counts::default()
        };
        let failed = Counts {
            failed: 1,
            ..passed
        };
        let (sum, mut again) = tried(&files, 3, |file| match file {
            "7" => Ok(failed),
            "11" => bail!("the browser did not start."),
            _ => Ok(passed),
        });
        again.sort();
        assert_eq!(again, ["11", "7"]);
        assert_eq!((sum.passed, sum.failed), (36, 0));
    }

    #[test]
    fn a_brief_run_is_all_but_what_is_named() {
        let all = all().unwrap();
        let brief = brief(all.clone()).unwrap();
        assert_eq!(brief.len() + LEFT_OUT.len(), all.len());
        assert!(super::brief(brief).is_err());
    }
}
