//! mdBook and Jupyter Book, with which the end-to-end tests make the example books: in a Python environment of their own.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::{process, root};

/// The Python of the environment, after making it where it is missing or of another list of packages.
pub fn ensure() -> Result<(PathBuf, String)> {
    let folder = root().join("target/tools/books");
    let wanted = root().join("tests/e2e/requirements.txt");
    let python = folder.join("bin/python");
    // Written last, so that it says that all is there.
    let made_of = folder.join("requirements.txt");
    let list = std::fs::read(&wanted)?;
    if python.is_file() && std::fs::read(&made_of).is_ok_and(|made| made == list) {
        return Ok((python, "found".into()));
    }
    println!("Installing mdBook and Jupyter Book below target/tools (once) ...");
    let run = |command: &mut Command| process::run(command).is_ok_and(|done| done);
    let made = run(Command::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(&folder));
    let pip = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "-r",
    ];
    if !made || !run(Command::new(&python).args(pip).arg(&wanted)) {
        bail!(
            "the example books need Python 3 with venv and pip (on Debian and Ubuntu: `sudo apt-get install python3-venv`) \
             and the network; see the lines above."
        );
    }
    std::fs::write(&made_of, &list)?;
    Ok((python, "installed".into()))
}
