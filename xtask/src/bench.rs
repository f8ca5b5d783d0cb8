//! `cargo xtask bench`: what is fast and how fast, as target/bench/report.json and report.md. Asserts no times.

mod document;
mod frames;
mod kernels;
mod native;
mod paint;
mod peers;
mod statistics;
mod trace;

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Result, bail};
use serde_json::json;

use crate::browser::{self, Browser, Kind};
use crate::report::Report;
use crate::tools::Tools;
use crate::{bundle, machine, process, root, size, tools};
use document::{Document, Section};

/// Names of the sections, in their order. A further bench is a name here and a line in [`Bench::section`].
const SECTIONS: [&str; 6] = ["paint", "frames", "kernels", "peers", "native", "size"];

/// What to measure and where to write it.
pub struct Options {
    /// Names of `--only`; empty: all.
    pub only: Vec<String>,
    /// Fewer samples: to see that it runs.
    pub quick: bool,
    /// A file whose block between bench markers is written anew.
    pub write: Option<PathBuf>,
}

impl Options {
    fn chosen(&self) -> Result<Vec<&'static str>> {
        let unknown = self
            .only
            .iter()
            .find(|name| !SECTIONS.contains(&name.as_str()));
        if let Some(unknown) = unknown {
            bail!("`{unknown}` is no bench; they are {}.", SECTIONS.join(", "));
        }
        if self.write.is_some() && (self.quick || !self.only.is_empty()) {
            bail!("--write wants the whole run: leave --only and --quick away.");
        }
        let only = |name: &str| self.only.is_empty() || self.only.iter().any(|other| other == name);
        Ok(SECTIONS.into_iter().filter(|name| only(name)).collect())
    }
}

/// Runs the chosen benches, writes the report and prints its table.
pub fn run(options: &Options) -> Result<ExitCode> {
    let chosen = options.chosen()?;
    let folder = root().join("target/bench");
    std::fs::create_dir_all(&folder)?;
    let mut bench = Bench {
        quick: options.quick,
        folder,
        steps: Report::default(),
        tools: None,
    };
    let mut document = Document::begin(options.quick);
    for name in chosen {
        println!("\n== {name}");
        let section = bench.section(name);
        document
            .sections
            .push(section.inspect_err(|_| println!("\n{}", bench.steps.table()))?);
    }
    println!("\n{}\n\n{}", bench.steps.table(), document.markdown());
    document.save(&bench.folder)?;
    println!("\nwritten to target/bench/report.json and report.md");
    if let Some(file) = &options.write {
        document.write(&root().join(file))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What the sections share.
struct Bench {
    quick: bool,
    folder: PathBuf,
    steps: Report,
    tools: Option<Tools>,
}

impl Bench {
    fn section(&mut self, name: &str) -> Result<Section> {
        match name {
            "paint" => paint::measure(self),
            "frames" => frames::measure(self),
            "kernels" => kernels::measure(self),
            "peers" => peers::measure(self),
            "native" => native::measure(self),
            "size" => self.size(),
            _ => bail!("`{name}` is no bench; they are {}.", SECTIONS.join(", ")),
        }
    }

    /// What a first visit to the shipped page transfers.
    fn size(&mut self) -> Result<Section> {
        let tools = self.tools()?;
        let sizes = size::measure(&bundle::build(&tools, &mut self.steps)?)?;
        let columns = [("file", "file"), ("bytes", "bytes, gzip")];
        let mut section = Section::new("size", "What a first visit transfers", &columns);
        let total = [("first visit in all", sizes.total())];
        for (file, bytes) in sizes.files().chain(total) {
            let row = json!({ "file": file, "bytes": bytes });
            section.rows.extend(row.as_object().cloned());
        }
        Ok(section)
    }

    /// A script of benches/browser with node, in the packages of the end-to-end tests.
    fn node(&mut self, script: &str) -> Result<Command> {
        let browser = self.browser()?;
        let packages = root().join("tests/e2e");
        if !packages.join("node_modules/selenium-webdriver").is_dir() {
            self.steps.step("packages", || {
                let mut npm = machine::npm()?;
                npm.current_dir(&packages)
                    .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
                match process::run(&mut npm)? {
                    true => Ok(((), String::new())),
                    false => bail!(
                        "the packages of tests/e2e could not be installed; see that the network is reached and try again."
                    ),
                }
            })?;
        }
        let mut node = Command::new("node");
        node.current_dir(root())
            .arg(root().join("benches/browser").join(script))
            .envs(browser.variables());
        Ok(node)
    }

    fn tools(&mut self) -> Result<Tools> {
        if let Some(tools) = &self.tools {
            return Ok(tools.clone());
        }
        let tools = tools::set_up(&mut self.steps)?;
        Ok(self.tools.insert(tools).clone())
    }

    fn browser(&mut self) -> Result<Browser> {
        self.steps
            .step("chromium", || browser::ensure(Kind::Chromium))
    }

    /// The page with the marks of the feature `bench`, otherwise built as the shipped one.
    fn page(&mut self) -> Result<PathBuf> {
        let tools = self.tools()?;
        let dist = self.folder.join("dist");
        bundle::build_into(&tools, &mut self.steps, dist, Some("bench"))
    }
}
