//! Builds the attention kernel's own module, once with relaxed SIMD and once without, beside the page in dist/.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::report::Report;
use crate::tools::Tools;
use crate::{bundle, process, root};

/// Name of the build as static/fused.js knows it, its target features, and what wasm-opt must be told of it.
const BUILDS: [(&str, &str, &[&str]); 2] = [
    ("simd128", "+simd128", &[]),
    (
        "relaxed",
        "+simd128,+relaxed-simd",
        &["--enable-relaxed-simd"],
    ),
];

/// The inner loop is written in the order in which it is to run, a row of the tile after the other: so no more than
/// three registers live beside the sums. LLVM's scheduler would load all of a step first, and 12 sums and 8 more do not
/// fit V8's 15 registers; its strength reduction would turn addresses with constant offsets into additions.
const LLVM: [&str; 4] = [
    "-C",
    "llvm-args=-enable-misched=0",
    "-C",
    "llvm-args=-disable-lsr",
];

/// Builds both modules into `dist`.
pub fn build(tools: &Tools, report: &mut Report, dist: &Path, flags: &[String]) -> Result<()> {
    for (name, features, optimiser) in BUILDS {
        report.step(&format!("kernel, {name}"), || {
            let to = dist.join(format!("fused-{name}.wasm"));
            let bytes = one(tools, name, features, optimiser, flags, &to)?;
            Ok(((), format!("{} KB", bytes / 1000)))
        })?;
    }
    Ok(())
}

fn one(
    tools: &Tools,
    name: &str,
    features: &str,
    optimiser: &[&str],
    flags: &[String],
    to: &Path,
) -> Result<u64> {
    let target = root().join("target/fused").join(name);
    let mut rustflags = vec!["-C".to_owned(), format!("target-feature={features}")];
    rustflags.extend(LLVM.map(str::to_owned));
    rustflags.extend(flags.iter().cloned());
    let mut cargo = Command::new("cargo");
    cargo.current_dir(root()).args([
        "build",
        "--offline",
        "--package",
        "fused",
        "--profile",
        "fused",
        "--target",
        "wasm32-unknown-unknown",
        "--target-dir",
    ]);
    cargo
        .arg(&target)
        .env("CARGO_ENCODED_RUSTFLAGS", rustflags.join("\x1f"));
    if !process::run(&mut cargo)? {
        bail!("the kernel's module could not be built; the lines above say why.");
    }
    let from = target.join("wasm32-unknown-unknown/fused/fused.wasm");
    let mut command = tools.command("wasm-opt");
    // Speed, not size. A function that is called once stays one here too: V8 allocates registers better in smaller ones.
    command.arg("-O3").args(bundle::WASM_OPT).args(optimiser);
    command.arg(&from).arg("-o").arg(to);
    if !process::run(&mut command)? {
        bail!("wasm-opt refused the kernel's module; the lines above say why.");
    }
    let written = std::fs::metadata(to).with_context(|| format!("{} is missing.", to.display()))?;
    Ok(written.len())
}
