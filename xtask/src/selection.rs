//! Which checks `cargo xtask test` is asked for.

use anyhow::{Result, bail};

use crate::browser::Kind;
use crate::e2e::Wanted;

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

/// Which checks to run; empty `only` means all.
pub struct Selection {
    /// Names of `--only`.
    pub only: Vec<String>,
    /// Names of `--skip`.
    pub skip: Vec<String>,
    /// Browsers of `--browser`, in which the end-to-end tests run; empty: Chromium.
    pub browsers: Vec<Wanted>,
}

/// A check, as it is to be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// One of [`CHECKS`] but the end-to-end tests.
    Plain(&'static str),
    /// The end-to-end tests in a browser.
    EndToEnd(Wanted),
}

impl Check {
    /// Its name in the table.
    pub fn name(self) -> String {
        match self {
            Check::Plain(name) => name.into(),
            Check::EndToEnd(Wanted { browser, .. }) => format!("e2e {}", browser.name()),
        }
    }
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

    /// The chosen checks, the end-to-end tests once for each browser.
    pub fn checks(&self) -> Result<Vec<Check>> {
        let chromium = [Wanted {
            browser: Kind::Chromium,
            brief: false,
        }];
        let browsers = match self.browsers.as_slice() {
            [] => &chromium,
            some => some,
        };
        let each = |name| match name {
            "e2e" => browsers.iter().copied().map(Check::EndToEnd).collect(),
            name => vec![Check::Plain(name)],
        };
        Ok(self.chosen()?.into_iter().flat_map(each).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(only: &[&str], skip: &[&str]) -> Result<Vec<&'static str>> {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Selection {
            only: owned(only),
            skip: owned(skip),
            browsers: Vec::new(),
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
    fn end_to_end_once_for_each_browser() {
        let names = |browsers: &[&str]| -> Vec<String> {
            let selection = Selection {
                only: vec!["e2e".into(), "size".into()],
                skip: Vec::new(),
                browsers: browsers.iter().map(|name| name.parse().unwrap()).collect(),
            };
            let checks = selection.checks().unwrap();
            checks.into_iter().map(Check::name).collect()
        };
        assert_eq!(names(&[]), ["build", "e2e chromium", "size"]);
        assert_eq!(
            names(&["chromium", "firefox:brief"]),
            ["build", "e2e chromium", "e2e firefox", "size"]
        );
    }
}
