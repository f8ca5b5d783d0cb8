//! Makes dist/: Trunk builds the page, wasm-opt works over its wasm module.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::report::Report;
use crate::tools::Tools;
use crate::{process, root};

const WASM: &str = "attention-playground_bg.wasm";

/// The features that rustc turns on for this target, and SIMD. On this page -Oz makes 758 KB (323 gzipped) in 7 s,
/// -O3 785 KB (324 gzipped) in 9 s; the crate is compiled for size too.
const WASM_OPT: [&str; 10] = [
    "-Oz",
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--strip-debug",
    "--strip-producers",
];

/// Builds dist/ and returns its path.
pub fn build(tools: &Tools, report: &mut Report) -> Result<PathBuf> {
    let dist = root().join("dist");
    report.step("trunk build", || {
        let mut trunk = tools.command("trunk");
        trunk.args(["build", "--release", "--offline"]);
        // Trunk takes the word of NO_COLOR for true or false and fails on the customary 1.
        trunk.env_remove("NO_COLOR");
        match process::run(&mut trunk)? {
            true => Ok(((), String::new())),
            false => bail!("the page could not be built; the lines above say where."),
        }
    })?;
    report.step("wasm-opt", || optimise(tools, &dist.join(WASM)))?;
    Ok(dist)
}

/// Puts the optimised module in the place of the one that Trunk made. What was optimised before is kept by the
/// hash of its input, so that an unchanged build takes no time.
fn optimise(tools: &Tools, wasm: &Path) -> Result<((), String)> {
    let input = std::fs::read(wasm)
        .with_context(|| format!("Trunk made no {}; see index.html.", wasm.display()))?;
    let folder = root().join("target/wasm-opt");
    let kept = folder.join(format!("{:016x}.wasm", key(&input)));
    let found = kept.is_file();
    if !found {
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("{} cannot be written.", folder.display()))?;
        let fresh = folder.join("fresh.wasm");
        if !process::run(
            tools
                .command("wasm-opt")
                .args(WASM_OPT)
                .arg(wasm)
                .arg("-o")
                .arg(&fresh),
        )? {
            bail!("wasm-opt refused the module; the lines above say why.");
        }
        std::fs::rename(&fresh, &kept)
            .with_context(|| format!("{} cannot be written.", kept.display()))?;
    }
    let written = std::fs::copy(&kept, wasm)
        .with_context(|| format!("{} cannot be written.", wasm.display()))?;
    let remark = format!(
        "{} -> {} KB{}",
        input.len() / 1000,
        written / 1000,
        if found { ", as before" } else { "" }
    );
    Ok(((), remark))
}

fn key(input: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    (WASM_OPT, input).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_tells_inputs_apart() {
        assert_eq!(key(b"module"), key(b"module"));
        assert_ne!(key(b"module"), key(b"Module"));
    }
}
