//! Build helper: `cargo xtask setup | serve | build | test | size | scorm | oembed | seal | bench`.
//!
//! Every failure ends in one sentence on standard error that says what to do.

mod bench;
mod books;
mod browser;
mod bundle;
mod counts;
mod e2e;
mod experiments;
mod fused;
mod lessons;
mod lockfile;
mod machine;
mod marked;
mod mime;
mod oembed;
mod page;
mod precache;
mod process;
mod report;
mod runners;
mod scorm;
mod selection;
mod server;
mod size;
mod split;
mod suite;
mod tools;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use pico_args::Arguments;

use report::Report;

const USAGE: &str = "\
Build helper of attention-playground.

cargo xtask serve [--port N] [--open]     set up, build, serve on http://127.0.0.1:8080/
cargo xtask build [--base URL]            set up and make dist/: static files for any folder of any web server; with
                                          --base its page asks for most of them at URL, a copy of dist/ on a CDN
cargo xtask test [--only NAME] [--skip NAME] [--browser NAME[:brief]]   everything that CI does, end to end in Chromium
                                          or in the browsers named: chromium, firefox, webkitgtk; `brief` leaves out
                                          what does not depend on the browser (each option may be repeated)
cargo xtask size [--check FILE | --write FILE] what a first visit transfers; FILE holds a block between size markers
cargo xtask scorm --lesson NAME [--lang CODE]  pack a lesson of dist/ for a learning management system
cargo xtask oembed --address URL          let dist/, which is to stand at URL, be found by oEmbed
cargo xtask seal [--base URL] [--dist FOLDER]  write the sums anew, after a file of dist/ was changed
cargo xtask bench [--only NAME] [--quick] [--write FILE]   how fast it is: target/bench/report.md and report.json
cargo xtask setup                         get the wasm target, the crates and the build tools";

fn main() -> ExitCode {
    match run(Arguments::from_env()) {
        Ok(code) => code,
        Err(error) => {
            let advice = if error.is::<pico_args::Error>() {
                "; `cargo xtask --help` lists the options."
            } else {
                ""
            };
            eprintln!("error: {error}{advice}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut args: Arguments) -> Result<ExitCode> {
    if args.contains(["-h", "--help"]) {
        println!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    }
    match args.subcommand()?.as_deref() {
        Some("serve") => serve(args),
        Some("build") => {
            let base = folder_option(&mut args, "--base")?;
            finish(args)?;
            let mut report = Report::default();
            let dist = tools::set_up(&mut report)
                .and_then(|tools| bundle::build_for(&tools, &mut report, &base));
            println!("\n{}", report.table());
            println!(
                "{} is ready: copy it to any folder of any web server.",
                dist?.display()
            );
            Ok(ExitCode::SUCCESS)
        }
        Some("setup") => {
            finish(args)?;
            let mut report = Report::default();
            let tools = tools::set_up(&mut report).and_then(|_| tools::wasm_pack(&mut report));
            println!("\n{}", report.table());
            tools.map(|_| ExitCode::SUCCESS)
        }
        Some("scorm") => scorm_command(args),
        Some("oembed") => {
            let address: String = args.value_from_str("--address")?;
            finish(args)?;
            oembed::write(&root().join("dist"), &address)?;
            Ok(ExitCode::SUCCESS)
        }
        Some("seal") => {
            let base = folder_option(&mut args, "--base")?;
            let dist: Option<PathBuf> = args.opt_value_from_str("--dist")?;
            finish(args)?;
            let dist = dist.unwrap_or_else(|| root().join("dist"));
            println!("{} files are kept offline.", page::seal(&dist, &base)?);
            Ok(ExitCode::SUCCESS)
        }
        Some("size") => size_command(args),
        Some("bench") => {
            let options = bench::Options {
                only: args.values_from_str("--only")?,
                quick: args.contains("--quick"),
                write: args.opt_value_from_str("--write")?,
            };
            finish(args)?;
            bench::run(&options)
        }
        Some("test") => {
            let only = args.values_from_str("--only")?;
            let skip = args.values_from_str("--skip")?;
            let browsers = args.values_from_str("--browser")?;
            finish(args)?;
            suite::run(&selection::Selection {
                only,
                skip,
                browsers,
            })
        }
        Some(other) => bail!("`{other}` is no command of xtask; `cargo xtask --help` lists them."),
        None => {
            println!("{USAGE}");
            Ok(ExitCode::FAILURE)
        }
    }
}

fn serve(mut args: Arguments) -> Result<ExitCode> {
    let port: u16 = args.opt_value_from_str("--port")?.unwrap_or(8080);
    let open = args.contains("--open");
    finish(args)?;
    // Bound before the build, so that a port in use is told at once and not after minutes.
    let server = server::Server::bind(port)?;
    let mut report = Report::default();
    let dist = tools::set_up(&mut report).and_then(|tools| bundle::build(&tools, &mut report));
    println!("\n{}", report.table());
    let url = format!("http://127.0.0.1:{}/", server.port());
    let site = server::Site::new(dist?, "/")?;
    println!("attention playground: {url}  (Ctrl+C ends it)");
    if open && let Err(error) = process::open_in_browser(&url) {
        eprintln!("note: {error}");
    }
    server.run(site);
    Ok(ExitCode::SUCCESS)
}

/// An option whose value is the address of a folder; empty where it is not given.
fn folder_option(args: &mut Arguments, name: &'static str) -> Result<String> {
    let given: Option<String> = args.opt_value_from_str(name)?;
    given.map_or(Ok(String::new()), |address| oembed::folder(name, &address))
}

fn scorm_command(mut args: Arguments) -> Result<ExitCode> {
    let wanted = scorm::Wanted {
        lesson: args.value_from_str("--lesson")?,
        language: args.opt_value_from_str("--lang")?,
    };
    finish(args)?;
    for archive in scorm::pack(&root().join("dist"), &wanted, &root().join("target/scorm"))? {
        println!("{}", archive.display());
    }
    Ok(ExitCode::SUCCESS)
}

fn size_command(mut args: Arguments) -> Result<ExitCode> {
    let check: Option<PathBuf> = args.opt_value_from_str("--check")?;
    let write: Option<PathBuf> = args.opt_value_from_str("--write")?;
    finish(args)?;
    let sizes = size::measure(&root().join("dist"))?;
    println!("{}", sizes.markdown());
    if let Some(file) = write {
        sizes.write(&root().join(file))?;
    }
    if let Some(file) = check {
        sizes.check(&root().join(file))?;
    }
    sizes.within_budget()?;
    Ok(ExitCode::SUCCESS)
}

/// Refuses what no option has taken, so that a typing mistake is not passed over.
fn finish(args: Arguments) -> Result<()> {
    match args.finish().first() {
        None => Ok(()),
        Some(rest) => bail!(
            "`{}` is not understood here; `cargo xtask --help` lists the options.",
            rest.display()
        ),
    }
}

/// The folder of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."))
}
