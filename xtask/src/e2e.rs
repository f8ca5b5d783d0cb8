//! The end-to-end tests: dist/ below a folder of a server, driven in a browser.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;

use anyhow::{Error, Result, bail};

use crate::browser::{Browser, Kind};
use crate::counts;
use crate::runners::{LIMIT, Verdict, verdict};
use crate::server::{Server, Site};
use crate::{machine, process, root, scorm};

/// The address below which the tests find the page: a folder proves that all addresses are relative.
const FOLDER: &str = "/some/folder/";

/// The files, by the start of their names, of what one browser may do otherwise than another: paint, keys, pointers,
/// clipboard, files, addresses, WebAssembly, workers, frames.
const BRIEF: [&str; 10] = [
    "01-first-paint",
    "02-typing",
    "03-scrub",
    "04-keyboard",
    "05-paste",
    "09-order",
    "11-links",
    "13-files",
    "16-boot",
    "43-bits",
];

/// A browser, and whether it runs the files of [`BRIEF`] alone: `firefox`, `firefox:brief`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Which one.
    pub browser: Kind,
    /// The chosen files alone.
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
    let mut node = Command::new("node");
    node.current_dir(folder())
        .args(["--test", "--test-reporter=spec"])
        // A file waits for its browser most of the time; node itself would leave a processor free.
        .arg(format!("--test-concurrency={}", at_once()));
    if wanted.brief {
        node.args(brief()?);
    }
    node.env("E2E_BASE", base)
        .env("E2E_BROWSER", wanted.browser.name())
        .env("E2E_SCORM", packages)
        .envs(browser.variables());
    if let Some(python) = python {
        node.env("E2E_PYTHON", python);
    }
    verdict(process::tee(&mut node, LIMIT)?, counts::of_node_test)
}

/// How many files are run at a time.
fn at_once() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The files of [`BRIEF`]; one that is missing is an error, since node would run the rest without a word.
fn brief() -> Result<Vec<String>> {
    let files = BRIEF.map(|name| format!("{name}.test.mjs"));
    if let Some(missing) = files.iter().find(|file| !folder().join(file).is_file()) {
        bail!("tests/e2e/{missing} is missing; correct the list in xtask/src/e2e.rs.");
    }
    Ok(files.into())
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
    fn the_files_of_the_brief_run_are_there() {
        assert_eq!(brief().unwrap().len(), BRIEF.len());
    }
}
