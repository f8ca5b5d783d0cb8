//! Finds Chromium and its driver for the tests, or installs them where that is possible.

use std::io::{BufRead, IsTerminal, Write};
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process;

/// Programs of a browser that can be driven.
#[derive(Clone)]
pub struct Browser {
    /// Chromium or Chrome.
    pub browser: PathBuf,
    /// chromedriver of the same major version.
    pub driver: PathBuf,
}

/// Finds both; where one is missing, installs Debian's packages if this user may.
pub fn ensure() -> Result<(Browser, String)> {
    if let Some(found) = find() {
        return Ok((found, "found".into()));
    }
    if !(apt_and_root() && consent()) {
        bail!("{ADVICE}");
    }
    println!("Installing chromium and chromium-driver with apt-get (once) ...");
    let apt = |arguments: &[&str]| {
        process::run(
            Command::new("apt-get")
                .env("DEBIAN_FRONTEND", "noninteractive")
                .args(arguments),
        )
    };
    let done = apt(&["-q", "update"])?
        && apt(&[
            "-q",
            "install",
            "-y",
            "--no-install-recommends",
            "chromium",
            "chromium-driver",
        ])?;
    match find().filter(|_| done) {
        Some(found) => Ok((found, "installed".into())),
        None => bail!(
            "Chromium could not be installed; see apt-get's lines above, or {}",
            lower(ADVICE)
        ),
    }
}

const ADVICE: &str = "Install Chromium (or Chrome) and a chromedriver of the same version (on Debian and Ubuntu: \
    `sudo apt-get install chromium chromium-driver`), or name them in CHROME_BIN and CHROMEDRIVER.";

fn lower(sentence: &str) -> String {
    sentence.replacen('I', "i", 1)
}

fn find() -> Option<Browser> {
    let program = |variable: &str, names: &[&str]| {
        let named = std::env::var_os(variable)
            .map(PathBuf::from)
            .filter(|path| path.is_file());
        named.or_else(|| names.iter().find_map(|name| which::which(name).ok()))
    };
    Some(Browser {
        browser: program(
            "CHROME_BIN",
            &[
                "chromium",
                "chromium-browser",
                "google-chrome",
                "google-chrome-stable",
            ],
        )?,
        driver: program("CHROMEDRIVER", &["chromedriver"])?,
    })
}

fn apt_and_root() -> bool {
    let root = process::capture(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    root && which::which("apt-get").is_ok()
}

/// Asks where a person sits at a terminal; CI has said yes by running the command.
fn consent() -> bool {
    if std::env::var_os("CI").is_some() || !std::io::stdin().is_terminal() {
        return true;
    }
    print!("The tests need Chromium and its driver. Install them with apt-get now? [y/N] ");
    let mut answer = String::new();
    let asked = std::io::stdout()
        .flush()
        .and_then(|()| std::io::stdin().lock().read_line(&mut answer));
    asked.is_ok() && is_yes(&answer)
}

fn is_yes(answer: &str) -> bool {
    matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_yes_is_a_yes() {
        assert!(is_yes("y\n") && is_yes(" Yes "));
        assert!(!is_yes("\n") && !is_yes("no") && !is_yes("why"));
    }
}
