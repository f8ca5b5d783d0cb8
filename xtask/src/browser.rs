//! Finds the browsers and their drivers for the tests, or installs them where that is possible.

use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::str::FromStr;

use anyhow::{Error, Result, bail};

use crate::process;

/// A browser that the end-to-end tests can drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Chromium or Chrome, by chromedriver.
    Chromium,
    /// Firefox, by geckodriver, which [`crate::tools::geckodriver`] gets.
    Firefox,
    /// WebKitGTK's MiniBrowser, by WebKitWebDriver, on a display of Xvfb.
    WebKitGtk,
}

/// All of them; the first one is what is taken where none is asked for.
pub const KINDS: [Kind; 3] = [Kind::Chromium, Kind::Firefox, Kind::WebKitGtk];

impl FromStr for Kind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match KINDS.into_iter().find(|kind| kind.name() == name) {
            Some(kind) => Ok(kind),
            None => bail!(
                "`{name}` is no browser of the tests; they are {}.",
                KINDS.map(Kind::name).join(", ")
            ),
        }
    }
}

/// A program by the variable that names it, and where it is looked for without: by these names in PATH, or as a file of
/// that path below a folder of /usr/lib.
struct Program {
    variable: &'static str,
    names: &'static [&'static str],
    library: Option<&'static str>,
}

const fn program(variable: &'static str, names: &'static [&'static str]) -> Program {
    Program {
        variable,
        names,
        library: None,
    }
}

impl Kind {
    /// As `--browser` and the tests call it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Chromium => "chromium",
            Kind::Firefox => "firefox",
            Kind::WebKitGtk => "webkitgtk",
        }
    }

    fn programs(self) -> &'static [Program] {
        match self {
            Kind::Chromium => {
                const {
                    &[
                        program(
                            "CHROME_BIN",
                            &[
                                "chromium",
                                "chromium-browser",
                                "google-chrome",
                                "google-chrome-stable",
                            ],
                        ),
                        program("CHROMEDRIVER", &["chromedriver"]),
                    ]
                }
            }
            Kind::Firefox => const { &[program("FIREFOX_BIN", &["firefox-esr", "firefox"])] },
            Kind::WebKitGtk => {
                const {
                    &[
                        Program {
                            variable: "MINIBROWSER",
                            names: &["MiniBrowser"],
                            library: Some("webkit2gtk-4.1/MiniBrowser"),
                        },
                        program("WEBKIT_DRIVER", &["WebKitWebDriver"]),
                        program("XVFB", &["Xvfb"]),
                    ]
                }
            }
        }
    }

    /// Debian's packages of the programs.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Kind::Chromium => &["chromium", "chromium-driver"],
            Kind::Firefox => &["firefox-esr"],
            Kind::WebKitGtk => &["webkit2gtk-driver", "xvfb"],
        }
    }

    fn advice(self) -> String {
        let what = match self {
            Kind::Chromium => "Chromium (or Chrome) and a chromedriver of the same version",
            Kind::Firefox => "Firefox",
            Kind::WebKitGtk => "WebKitGTK with its MiniBrowser and WebKitWebDriver, and Xvfb",
        };
        let variables: Vec<_> = self.programs().iter().map(|p| p.variable).collect();
        format!(
            "install {what} (on Debian: `sudo apt-get install {}`), or name the programs in {}.",
            self.packages().join(" "),
            variables.join(", ")
        )
    }
}

/// The programs of a browser that can be driven, each by the variable that names it to the tests.
#[derive(Clone, Debug)]
pub struct Browser {
    programs: Vec<(&'static str, PathBuf)>,
}

impl Browser {
    /// The variables of the environment in which the tests look for the programs.
    pub fn variables(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        self.programs
            .iter()
            .map(|(name, path)| (*name, path.as_path()))
    }

    /// The program of a variable.
    pub fn program(&self, variable: &str) -> Option<&Path> {
        self.variables()
            .find_map(|(name, path)| (name == variable).then_some(path))
    }

    /// The same with one program more.
    pub fn with(mut self, variable: &'static str, program: PathBuf) -> Self {
        self.programs.push((variable, program));
        self
    }
}

/// Finds all programs; where one is missing, installs Debian's packages if this user may.
pub fn ensure(kind: Kind) -> Result<(Browser, String)> {
    if let Some(found) = find(kind) {
        return Ok((found, "found".into()));
    }
    if !(apt_and_root() && consent(kind)) {
        bail!("{} is missing: {}", kind.name(), kind.advice());
    }
    println!(
        "Installing {} with apt-get (once) ...",
        kind.packages().join(" and ")
    );
    let apt = |arguments: &[&str]| {
        process::run(
            Command::new("apt-get")
                .env("DEBIAN_FRONTEND", "noninteractive")
                .args(arguments),
        )
    };
    let install = ["-q", "install", "-y", "--no-install-recommends"];
    let done = apt(&["-q", "update"])? && apt(&[&install, kind.packages()].concat())?;
    match find(kind).filter(|_| done) {
        Some(found) => Ok((found, "installed".into())),
        None => bail!(
            "{} could not be installed; see apt-get's lines above, or {}",
            kind.name(),
            kind.advice()
        ),
    }
}

fn find(kind: Kind) -> Option<Browser> {
    let found = |program: &Program| Some((program.variable, program.find()?));
    let programs = kind.programs().iter().map(found);
    Some(Browser {
        programs: programs.collect::<Option<_>>()?,
    })
}

impl Program {
    fn find(&self) -> Option<PathBuf> {
        let named = std::env::var_os(self.variable).map(PathBuf::from);
        let on_path = || self.names.iter().find_map(|name| which::which(name).ok());
        // Debian keeps it below a folder of the machine's kind: /usr/lib/x86_64-linux-gnu.
        let in_library = || {
            let folders = std::fs::read_dir("/usr/lib").ok()?.flatten();
            let library = self.library?;
            folders
                .map(|folder| folder.path().join(library))
                .find(|path| path.is_file())
        };
        named
            .filter(|path| path.is_file())
            .or_else(on_path)
            .or_else(in_library)
    }
}

fn apt_and_root() -> bool {
    let root = process::capture(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    root && which::which("apt-get").is_ok()
}

/// Asks where a person sits at a terminal; CI has said yes by running the command.
fn consent(kind: Kind) -> bool {
    if std::env::var_os("CI").is_some() || !std::io::stdin().is_terminal() {
        return true;
    }
    print!(
        "The tests need {}. Install with apt-get now? [y/N] ",
        kind.packages().join(" and ")
    );
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

    #[test]
    fn a_browser_is_known_by_its_name() {
        for kind in KINDS {
            assert_eq!(kind.name().parse::<Kind>().unwrap(), kind);
        }
        let error = "opera".parse::<Kind>().unwrap_err().to_string();
        assert!(
            error.contains("`opera`") && error.contains("chromium, firefox, webkitgtk"),
            "{error}"
        );
    }

    #[test]
    fn the_advice_names_packages_and_variables() {
        let advice = Kind::WebKitGtk.advice();
        for part in ["webkit2gtk-driver xvfb", "MINIBROWSER, WEBKIT_DRIVER, XVFB"] {
            assert!(advice.contains(part), "{advice}");
        }
    }
}
