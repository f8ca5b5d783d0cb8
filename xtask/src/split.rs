//! What a first visit does not show, as a WebAssembly module of its own: the page's module is taken apart along the call
//! graph, before wasm-bindgen works over what is left. See src/view/app/later.rs.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use wasm_split_cli_support::{Options, transform};

use crate::tools::Tools;
use crate::{process, root};

/// The page's script and, beside it, what wasm-bindgen calls its module.
const NAME: &str = "attention-playground";

/// The script with which the tool that splits has the later module fetched.
const LINK: &str = "./__wasm_split.js";

/// How that script has it compiled, which a server prevents that calls WebAssembly by another name.
const STRICT: &str = "WebAssembly.instantiateStreaming(src, imports)";

/// The same for such a server too; the page's own module is as patient.
const LENIENT: &str = "src.then(async (response) => \
    response.headers.get('content-type') === 'application/wasm' \
    ? WebAssembly.instantiateStreaming(response, imports) \
    : WebAssembly.instantiate(await response.arrayBuffer(), imports))";

/// Takes the module apart that Trunk had cargo build, and puts both parts and their script into `dist` in the place of
/// what Trunk made of the whole.
pub fn split(tools: &Tools, dist: &Path) -> Result<((), String)> {
    let whole = root().join(format!("target/wasm32-unknown-unknown/release/{NAME}.wasm"));
    let bytes =
        std::fs::read(&whole).with_context(|| format!("cargo made no {}.", whole.display()))?;
    let folder = root().join("target/split");
    let _ = std::fs::remove_dir_all(&folder);
    let main = folder.join(format!("{NAME}.wasm"));
    let script = format!("./{NAME}.js");
    let mut options = Options::new(&bytes);
    options.output_dir = &folder;
    options.main_out_path = &main;
    options.link_name = LINK;
    options.main_module = &script;
    let parts =
        transform(options).map_err(|error| anyhow!("the module could not be split: {error:#}"))?;
    let [later] = &parts.split_modules[..] else {
        bail!(
            "the module fell into {} parts besides the first; one was expected.",
            parts.split_modules.len()
        );
    };
    soften(&folder.join(LINK))?;
    bind(tools, &main, &folder)?;
    join(tools, &folder, dist)?;
    let bound = folder.join(format!("{NAME}_bg.wasm"));
    let copied = copy(&bound, dist)? + copy(later, dist)?;
    Ok((
        (),
        format!("{} -> {} KB in two", bytes.len() / 1000, copied / 1000),
    ))
}

fn soften(script: &Path) -> Result<()> {
    let text = std::fs::read_to_string(script).context("the later module has no script.")?;
    if !text.contains(STRICT) {
        bail!("the script of the later module no longer says {STRICT:?}: see xtask/src/split.rs.");
    }
    Ok(std::fs::write(script, text.replace(STRICT, LENIENT))?)
}

fn bind(tools: &Tools, main: &Path, folder: &Path) -> Result<()> {
    let mut command = tools.command("wasm-bindgen");
    command.args([
        "--target",
        "web",
        "--no-typescript",
        // The later module shares the table of functions.
        "--keep-lld-exports",
        "--out-name",
        NAME,
        "--out-dir",
    ]);
    match process::run(command.arg(folder).arg(main))? {
        true => Ok(()),
        false => bail!("wasm-bindgen refused the split module; the lines above say why."),
    }
}

/// One script of the two: a browser then asks for one file less before the first paint.
fn join(tools: &Tools, folder: &Path, dist: &Path) -> Result<()> {
    let mut esbuild = tools.command("esbuild");
    esbuild.arg(folder.join(format!("{NAME}.js"))).args([
        "--bundle",
        "--format=esm",
        "--target=es2022",
        // The later module lies beside the page, wherever this script comes from: it carries no sum, so no other server
        // may send it (docs/hosting.md, CDN).
        "--define:import.meta.url=document.baseURI",
        "--log-level=warning",
        "--allow-overwrite",
    ]);
    let to = dist.join(format!("{NAME}.js"));
    match process::run(esbuild.arg(format!("--outfile={}", to.display())))? {
        true => Ok(()),
        false => bail!("the scripts could not be joined; the lines above say why."),
    }
}

fn copy(from: &PathBuf, dist: &Path) -> Result<u64> {
    let name = from.file_name().context("a module has no name.")?;
    std::fs::copy(from, dist.join(name))
        .with_context(|| format!("{} cannot be copied.", from.display()))
}

/// The file of the later module, as the tool names it and src/view/app/later.rs looks for it.
pub const LATER: &str = "split_later.wasm";
