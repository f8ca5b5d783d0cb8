//! Finds or installs what the build needs, each at its pinned version.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::report::Report;
use crate::{lockfile, machine, process, root};

/// Trunk 0.22 needs a newer Rust than rust-toolchain.toml names.
const TRUNK: &str = "0.21.14";
const WASM_PACK: &str = "0.15.1";
const GECKODRIVER: &str = "0.37.1";
/// The npm package: it ships wasm-opt itself, while others download it.
const BINARYEN: &str = "132";
/// Minifies the glue and the style sheets; Trunk's own minifier refuses the glue of this wasm-bindgen.
const ESBUILD: &str = "0.28.2";

/// Folders of the tools, to go before PATH.
#[derive(Clone, Default)]
pub struct Tools {
    folders: Vec<PathBuf>,
}

impl Tools {
    /// A command that finds the tools by their names.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let path = self.path();
        // The program itself is looked up in the new PATH: not every system does so on its own.
        let cwd = root();
        let found = which::which_in(program.as_ref(), Some(&path), cwd);
        let mut command = Command::new(found.unwrap_or_else(|_| program.as_ref().to_owned()));
        // A failure ends in a sentence: the tools' own backtraces tell a reader of this page nothing.
        command
            .current_dir(cwd)
            .env("PATH", path)
            .env("RUST_BACKTRACE", "0");
        command
    }

    fn path(&self) -> OsString {
        let old = std::env::var_os("PATH").unwrap_or_default();
        let folders = self
            .folders
            .iter()
            .cloned()
            .chain(std::env::split_paths(&old));
        std::env::join_paths(folders).unwrap_or(old)
    }
}

/// One tool at one version.
struct Tool {
    package: &'static str,
    binary: &'static str,
    version: String,
    source: Source,
}

enum Source {
    Cargo(&'static [&'static str]),
    Npm,
}

/// What `cargo xtask serve` and `build` need: the wasm target, the crates, Node, wasm-bindgen, Trunk, wasm-opt, esbuild.
pub fn set_up(report: &mut Report) -> Result<Tools> {
    report.step("wasm target", machine::wasm_target)?;
    report.step("crates", machine::fetch_crates)?;
    report.step("node", machine::node)?;
    let mut tools = Tools::default();
    for tool in [wasm_bindgen()?, trunk(), binaryen(), esbuild()] {
        tools.folders.push(ensure(&tool, report)?);
    }
    drop_build();
    Ok(tools)
}

/// wasm-pack, which the tests in the browser need beside the rest; no step of the build does.
pub fn wasm_pack(report: &mut Report) -> Result<Tools> {
    let tool = Tool {
        package: "wasm-pack",
        binary: "wasm-pack",
        version: WASM_PACK.into(),
        source: Source::Cargo(&["--locked"]),
    };
    let folders = vec![ensure(&tool, report)?];
    drop_build();
    Ok(Tools { folders })
}

/// geckodriver, with which the end-to-end tests drive Firefox; where GECKODRIVER names one, that.
pub fn geckodriver(report: &mut Report) -> Result<PathBuf> {
    let named = std::env::var_os("GECKODRIVER").map(PathBuf::from);
    if let Some(named) = named.filter(|path| path.is_file()) {
        return Ok(named);
    }
    let tool = Tool {
        package: "geckodriver",
        binary: "geckodriver",
        version: GECKODRIVER.into(),
        source: Source::Cargo(&["--locked"]),
    };
    let folder = ensure(&tool, report)?;
    drop_build();
    Ok(which::which_in(tool.binary, Some(folder), root())?)
}

impl Tools {
    /// These tools and those.
    pub fn and(mut self, other: Tools) -> Tools {
        self.folders.extend(other.folders);
        self
    }
}

fn wasm_bindgen() -> Result<Tool> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock"))
        .context("Cargo.lock cannot be read; restore it from the repository.")?;
    Ok(Tool {
        package: "wasm-bindgen-cli",
        binary: "wasm-bindgen",
        version: lockfile::version(&lock, "wasm-bindgen")?.to_owned(),
        // Its lock file is made for an older compiler's crates: without it the build is the tested one.
        source: Source::Cargo(&[]),
    })
}

fn trunk() -> Tool {
    Tool {
        package: "trunk",
        binary: "trunk",
        version: TRUNK.into(),
        source: Source::Cargo(&["--locked", "--no-default-features", "--features", "rustls"]),
    }
}

fn binaryen() -> Tool {
    Tool {
        package: "binaryen",
        binary: "wasm-opt",
        version: BINARYEN.into(),
        source: Source::Npm,
    }
}

fn esbuild() -> Tool {
    Tool {
        package: "esbuild",
        binary: "esbuild",
        version: ESBUILD.into(),
        source: Source::Npm,
    }
}

/// The folder that holds the tool's program, after installing it where it is not found.
fn ensure(tool: &Tool, report: &mut Report) -> Result<PathBuf> {
    report.step(&format!("{} {}", tool.package, tool.version), || {
        if let Some(folder) = tool.installed().or_else(|| tool.on_path()) {
            return Ok((folder, "found".into()));
        }
        println!(
            "Installing {} {} below target/tools (once) ...",
            tool.package, tool.version
        );
        tool.install()?;
        match tool.installed() {
            Some(folder) => Ok((folder, "installed".into())),
            None => bail!(
                "{} was installed but its program is missing; {}",
                tool.package,
                tool.advice()
            ),
        }
    })
}

/// Where the tools are compiled: shared, since they have many crates in common.
fn build_folder() -> PathBuf {
    root().join("target/tools/build")
}

/// Nearly 2 GB that nobody needs again; where they cannot be removed they do no harm.
fn drop_build() {
    let _ = std::fs::remove_dir_all(build_folder());
}

impl Tool {
    fn home(&self) -> PathBuf {
        root()
            .join("target/tools")
            .join(format!("{}-{}", self.package, self.version))
    }

    /// Below target/tools the folder's name says the version: nothing needs to be started.
    fn installed(&self) -> Option<PathBuf> {
        let folder = self.home().join(match self.source {
            Source::Cargo(_) => "bin",
            Source::Npm => "node_modules/.bin",
        });
        which::which_in(self.binary, Some(&folder), root())
            .ok()
            .map(|_| folder)
    }

    fn on_path(&self) -> Option<PathBuf> {
        which::which_all(self.binary).ok()?.find_map(|program| {
            let said = process::capture(Command::new(&program).arg("--version"))?;
            says_version(&said, &self.version).then(|| program.parent().map(Path::to_owned))?
        })
    }

    fn install(&self) -> Result<()> {
        let home = self.home();
        let done = match self.source {
            Source::Cargo(options) => process::run(&mut self.cargo_install(options, &home))?,
            Source::Npm => {
                std::fs::create_dir_all(&home).with_context(|| {
                    format!("{} cannot be written; make it writable.", home.display())
                })?;
                let mut npm = machine::npm()?;
                npm.args([
                    "install",
                    "--no-audit",
                    "--no-fund",
                    "--ignore-scripts",
                    "--prefix",
                ])
                .arg(&home);
                process::run(npm.arg(format!("{}@{}", self.package, self.version)))?
            }
        };
        if !done {
            bail!(
                "{} {} could not be installed; {}",
                self.package,
                self.version,
                self.advice()
            );
        }
        Ok(())
    }

    /// Compiled for a short build, since the tools' own speed hardly counts here (Trunk: 3 minutes in place of 9).
    fn cargo_install(&self, options: &[&str], home: &Path) -> Command {
        let mut cargo = Command::new("cargo");
        cargo
            .current_dir(root())
            .args(["install", self.package, "--version", &self.version]);
        cargo.args(options).arg("--root").arg(home);
        cargo.env("CARGO_PROFILE_RELEASE_LTO", "off");
        cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
        cargo.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        cargo.env("CARGO_TARGET_DIR", build_folder());
        cargo
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_BUILD_TARGET");
        cargo
    }

    fn advice(&self) -> String {
        "read the lines above, see that the network is reached, and run the command again.".into()
    }
}

/// Whether `--version` named exactly this version: "trunk 0.21.14", "wasm-opt version 132 (version_132)".
fn says_version(said: &str, version: &str) -> bool {
    said.split_whitespace()
        .any(|word| word.trim_start_matches('v') == version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_must_be_equal() {
        assert!(says_version("trunk 0.21.14\n", "0.21.14"));
        assert!(says_version("wasm-opt version 132 (version_132)\n", "132"));
        assert!(says_version("wasm-bindgen 0.2.130 (abcdef)", "0.2.130"));
        assert!(!says_version("wasm-bindgen 0.2.13", "0.2.130"));
        assert!(!says_version("wasm-opt version 108 (version_108)", "132"));
        assert!(!says_version("", "132"));
    }

    #[test]
    fn the_lock_file_of_the_project_names_wasm_bindgen() {
        assert!(wasm_bindgen().unwrap().version.starts_with("0.2."));
    }

    #[test]
    fn tools_go_before_the_path() {
        let tools = Tools {
            folders: vec![PathBuf::from("first"), PathBuf::from("second")],
        };
        let folders: Vec<PathBuf> = std::env::split_paths(&tools.path()).take(2).collect();
        assert_eq!(folders, [PathBuf::from("first"), PathBuf::from("second")]);
    }
}
