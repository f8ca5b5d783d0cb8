//! What must be on the machine itself: the wasm target, the crates, Node and npm.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{process, root};

const TARGET: &str = "wasm32-unknown-unknown";
const OLDEST_NODE: u32 = 20;

/// The standard library for wasm32-unknown-unknown, added by rustup where it is missing.
pub fn wasm_target() -> Result<((), String)> {
    if target_present() {
        return Ok(((), "found".into()));
    }
    if which::which("rustup").is_err() {
        bail!(
            "the Rust target {TARGET} is missing and so is rustup; install rustup from https://rustup.rs and try again."
        );
    }
    println!("Adding the Rust target {TARGET} (once) ...");
    if process::run(
        Command::new("rustup")
            .current_dir(root())
            .args(["target", "add", TARGET]),
    )? && target_present()
    {
        return Ok(((), "installed".into()));
    }
    bail!(
        "the Rust target {TARGET} could not be added; see that the network is reached and run `rustup target add {TARGET}`."
    );
}

/// The processor and the system, as far as they say.
pub fn describe() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map(|rest| rest.trim_start_matches([' ', '\t', ':']).trim().to_owned());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!(
        "{} ({cores} cores to use), {} {}",
        model.unwrap_or_else(|| "an unnamed processor".into()),
        std::env::consts::OS,
        std::env::consts::ARCH
    )
}

fn target_present() -> bool {
    let sysroot = process::capture(
        Command::new("rustc")
            .current_dir(root())
            .args(["--print", "sysroot"]),
    );
    let libraries = sysroot.map(|path| {
        Path::new(path.trim())
            .join("lib/rustlib")
            .join(TARGET)
            .join("lib")
    });
    libraries
        .and_then(|folder| std::fs::read_dir(folder).ok())
        .is_some_and(|mut files| {
            files.any(|file| {
                file.is_ok_and(|file| file.file_name().to_string_lossy().starts_with("libstd-"))
            })
        })
}

/// Fetched beforehand, so that Trunk can build without asking the network anything.
pub fn fetch_crates() -> Result<((), String)> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(root()).args(["fetch", "--quiet"]);
    if std::env::var_os("CI").is_some() {
        cargo.arg("--locked");
    }
    match process::run(&mut cargo)? {
        true => Ok(((), String::new())),
        false => bail!(
            "the crates of Cargo.lock could not be fetched; see that the network is reached and that Cargo.lock fits Cargo.toml."
        ),
    }
}

/// Node at a version that wasm-opt and the end-to-end tests run on.
pub fn node() -> Result<((), String)> {
    Ok(((), check_node(&node_version()?)?))
}

fn node_version() -> Result<String> {
    let said = process::capture(Command::new("node").arg("--version"));
    said.with_context(|| {
        format!("Node.js is not on this machine; install version {OLDEST_NODE} or newer, with npm, from https://nodejs.org and try again.")
    })
}

/// The version as a remark, or what to do where it is too old.
fn check_node(said: &str) -> Result<String> {
    let version = said.trim();
    let major = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|n| n.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST_NODE) {
        bail!(
            "Node.js {version} is too old; install version {OLDEST_NODE} or newer from https://nodejs.org and try again."
        );
    }
    Ok(version.to_owned())
}

/// The npm program, `npm.cmd` on Windows.
pub fn npm() -> Result<Command> {
    let path = which::which("npm")
        .context("npm is not on this machine; install it (it comes with Node.js) and try again.")?;
    let mut command = Command::new(path);
    command.current_dir(root());
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_or_odd_node_is_told() {
        assert_eq!(check_node("v20.20.2\n").unwrap(), "v20.20.2");
        assert!(
            check_node("v18.19.0\n")
                .unwrap_err()
                .to_string()
                .contains("v18.19.0 is too old; install version 20")
        );
        assert!(check_node("node").is_err());
    }
}
