//! Makes dist/: Trunk builds the page, wasm-opt works over its wasm module, esbuild over its scripts and style sheets.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::report::Report;
use crate::tools::Tools;
use crate::{experiments, fused, lessons, page, process, root, split};

const WASM: &str = "attention-playground_bg.wasm";

/// The features that rustc turns on for this target, and SIMD. On this page -Oz makes 758 KB (323 gzipped) in 7 s,
/// -O3 785 KB (324 gzipped) in 9 s; the crate is compiled for size too.
/// A function that is called once stays a function: that compresses better, by 1.6 KB.
pub const WASM_OPT: [&str; 11] = [
    "--one-caller-inline-max-function-size",
    "0",
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
    build_for(tools, report, "")
}

/// Builds dist/ with a page that asks for its files at `base`, the address of a folder or empty.
pub fn build_for(tools: &Tools, report: &mut Report, base: &str) -> Result<PathBuf> {
    let dist = build_into(tools, report, root().join("dist"), None)?;
    report.step("sw.js", || {
        let kept = page::seal(&dist, base)?;
        Ok(((), format!("{kept} files")))
    })?;
    Ok(dist)
}

/// Builds the page into another folder, with one more feature of the crate, and without its service worker; all else is
/// as in [`build`].
pub fn build_into(
    tools: &Tools,
    report: &mut Report,
    dist: PathBuf,
    feature: Option<&str>,
) -> Result<PathBuf> {
    report.step("trunk build", || {
        let mut trunk = tools.command("trunk");
        trunk.args(["build", "--release", "--offline", "--dist"]);
        trunk.arg(&dist);
        let features = ["split"].into_iter().chain(feature);
        trunk.arg("--features");
        trunk.arg(features.collect::<Vec<_>>().join(","));
        trunk.env("CARGO_ENCODED_RUSTFLAGS", rustflags().join("\x1f"));
        // Trunk takes the word of NO_COLOR for true or false and fails on the customary 1.
        trunk.env_remove("NO_COLOR");
        match process::run(&mut trunk)? {
            true => Ok(((), String::new())),
            false => bail!("the page could not be built; the lines above say where."),
        }
    })?;
    report.step("split", || split::split(tools, &dist))?;
    report.step("wasm-opt", || optimise(tools, &dist.join(WASM)))?;
    report.step("wasm-opt, later", || {
        optimise(tools, &dist.join(split::LATER))
    })?;
    fused::build(tools, report, &dist, &short_names())?;
    experiments::build(tools, report, &dist, &short_names())?;
    report.step("lessons", || lessons::write(&dist))?;
    report.step("embed.js", || classic(tools, &dist))?;
    report.step("minify", || minify(tools, &dist))?;
    Ok(dist)
}

/// The flags of .cargo/config.toml, and short names for the sources.
fn rustflags() -> Vec<String> {
    let mut flags = vec!["-C".to_owned(), "target-feature=+simd128".to_owned()];
    flags.extend(short_names());
    flags
}

/// Short names for the sources: panics carry these, and where a crate lies on the building machine is nobody's concern.
fn short_names() -> Vec<String> {
    let mut flags = Vec::new();
    let mut shorten =
        |folder: &Path| flags.push(format!("--remap-path-prefix={}/=", folder.display()));
    shorten(root());
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let sources = home.and_then(|home| std::fs::read_dir(home.join("registry/src")).ok());
    for folder in sources.into_iter().flatten().flatten() {
        shorten(&folder.path());
    }
    flags
}

/// Makes embed.js of embed.mjs: a classic script loads across origins without CORS, and knows its own address otherwise
/// than a module does.
fn classic(tools: &Tools, dist: &Path) -> Result<((), String)> {
    let to = dist.join("embed.js");
    let mut esbuild = tools.command("esbuild");
    esbuild.arg(dist.join("embed.mjs")).args([
        "--bundle",
        "--format=iife",
        "--global-name=AttentionPlayground",
        "--define:import.meta.url=document.currentScript.src",
        "--target=es2022",
        "--log-level=warning",
    ]);
    if !process::run(esbuild.arg(format!("--outfile={}", to.display())))? {
        bail!("static/embed.mjs could not be made a classic script; the lines above say why.");
    }
    Ok(((), String::new()))
}

/// Takes white space and long names out of the scripts and the style sheets.
fn minify(tools: &Tools, dist: &Path) -> Result<((), String)> {
    let (mut before, mut after) = (0, 0);
    for folder in [dist.to_owned(), dist.join("style")] {
        let files = std::fs::read_dir(&folder)
            .with_context(|| format!("{} cannot be read.", folder.display()))?;
        for path in files.flatten().map(|file| file.path()) {
            if !path
                .extension()
                .is_some_and(|e| e == "js" || e == "mjs" || e == "css")
            {
                continue;
            }
            let size = || std::fs::metadata(&path).map_or(0, |m| m.len());
            before += size();
            let out = format!("--outfile={}", path.display());
            let mut esbuild = tools.command("esbuild");
            esbuild.arg(&path).args([
                "--minify",
                "--target=es2022",
                "--allow-overwrite",
                "--log-level=warning",
            ]);
            if !process::run(esbuild.arg(out))? {
                bail!(
                    "{} could not be minified; the lines above say why.",
                    path.display()
                );
            }
            after += size();
        }
    }
    Ok(((), format!("{} -> {} KB", before / 1000, after / 1000)))
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
        wasm_opt(tools, wasm, &fresh)?;
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

/// wasm-opt as the page's module gets it.
pub fn wasm_opt(tools: &Tools, from: &Path, to: &Path) -> Result<()> {
    let mut command = tools.command("wasm-opt");
    command
        .arg("-Oz")
        .args(WASM_OPT)
        .arg(from)
        .arg("-o")
        .arg(to);
    match process::run(&mut command)? {
        true => Ok(()),
        false => bail!("wasm-opt refused the module; the lines above say why."),
    }
}

fn key(input: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    ("-Oz", WASM_OPT, input).hash(&mut hasher);
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
