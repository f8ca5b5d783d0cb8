//! Builds the labs' experiments as a module of their own, beside the page in dist/.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::report::Report;
use crate::tools::Tools;
use crate::{bundle, process, root};

/// Builds `experiments.wasm` into `dist`. Its results are the same in every browser, so SIMD is not the relaxed one.
pub fn build(tools: &Tools, report: &mut Report, dist: &Path, flags: &[String]) -> Result<()> {
    report.step("experiments", || {
        let bytes = one(tools, flags, &dist.join("experiments.wasm"))?;
        Ok(((), format!("{} KB", bytes / 1000)))
    })
}

fn one(tools: &Tools, flags: &[String], to: &Path) -> Result<u64> {
    let target = root().join("target/experiments");
    let mut rustflags = vec!["-C".to_owned(), "target-feature=+simd128".to_owned()];
    rustflags.extend(flags.iter().cloned());
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(root())
        .args(["build", "--offline", "--package", "experiments"])
        .args(["--profile", "fused", "--target", "wasm32-unknown-unknown"])
        .arg("--target-dir")
        .arg(&target)
        .env("CARGO_ENCODED_RUSTFLAGS", rustflags.join("\x1f"));
    if !process::run(&mut cargo)? {
        bail!("the experiments' module could not be built; the lines above say why.");
    }
    let from = target.join("wasm32-unknown-unknown/fused/experiments.wasm");
    let mut command = tools.command("wasm-opt");
    command.arg("-O3").args(bundle::WASM_OPT);
    command.arg(&from).arg("-o").arg(to);
    if !process::run(&mut command)? {
        bail!("wasm-opt refused the experiments' module; the lines above say why.");
    }
    let written = std::fs::metadata(to).with_context(|| format!("{} is missing.", to.display()))?;
    Ok(written.len())
}
