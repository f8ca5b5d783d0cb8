//! The last step of a build: index.html gets the sums of what it names, and the service worker its list.
//!
//! What index.html names may be one version only: a script or a style sheet of another one is refused by the browser
//! (Subresource Integrity), and is not even asked for, since the beginning of its sum is in its address. So no cache
//! between server and browser can mix two versions.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::precache;

const PAGE: &str = "index.html";
/// The attribute of `html` by which static/boot.js knows that there is a service worker, and of which version.
const VERSION: &str = "data-version";
/// What the module's tag is where it carries a sum, for browsers preload nothing like it with one (crbug.com/981419):
/// static/boot.js then asks for it first.
const NO_PRELOAD: &str = "module";
/// As much of a sum as tells two versions of a file apart.
const MARK: usize = 8;
/// The directives of the policy that what comes from a CDN needs.
const DIRECTIVES: [&str; 4] = [
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
];

/// Seals the page in `dist`. `base`, the address of a folder or empty, is where its scripts, style sheets, fonts and
/// module are to be asked for. Can be done again, with what a page gained meanwhile. Returns how many files the service
/// worker keeps.
pub fn seal(dist: &Path, base: &str) -> Result<usize> {
    let path = dist.join(PAGE);
    let html = std::fs::read_to_string(&path)
        .with_context(|| format!("{} is missing; run `cargo xtask build`.", path.display()))?;
    let write = |html: &str| {
        std::fs::write(&path, html)
            .with_context(|| format!("{} cannot be written.", path.display()))
    };
    let html = summed(
        &html,
        dist,
        &Bases {
            old: &precache::base(dist)?,
            new: base,
        },
    )?;
    write(&html)?;
    let version = precache::version(&precache::sums(dist)?);
    write(&versioned(&html, &version)?)?;
    precache::write(dist, &version, base)
}

/// Seals again a page that was changed since.
pub fn seal_again(dist: &Path) -> Result<usize> {
    seal(dist, &precache::base(dist)?)
}

/// Takes the service worker out of a copy of dist/, for a place that keeps its files itself.
pub fn without_worker(dist: &Path) -> Result<()> {
    let (page, worker) = (dist.join(PAGE), dist.join(precache::WORKER));
    let html = std::fs::read_to_string(&page)
        .with_context(|| format!("{} cannot be read.", page.display()))?;
    std::fs::write(&page, without(&html, VERSION))
        .with_context(|| format!("{} cannot be written.", page.display()))?;
    std::fs::remove_file(&worker)
        .with_context(|| format!("{} cannot be removed.", worker.display()))
}

/// Where the page asks for its files, as it is and as it is to be.
struct Bases<'a> {
    old: &'a str,
    new: &'a str,
}

/// The page with sums in what it loads.
fn summed(html: &str, dist: &Path, bases: &Bases<'_>) -> Result<String> {
    let html = without(html, VERSION);
    let mut parts: Vec<_> = html.split('<').map(str::to_owned).collect();
    for part in &mut parts {
        let Some((tag, rest)) = part.split_once('>') else {
            continue;
        };
        if tag.starts_with("link ") || tag.starts_with("script ") {
            *part = format!("{}>{rest}", loaded(tag, dist, bases)?);
        } else if tag.contains("Content-Security-Policy") {
            *part = format!("{}>{rest}", allowed(tag, bases)?);
        }
    }
    Ok(parts.join("<"))
}

/// What a tag of the page loads.
#[derive(Clone, Copy, PartialEq)]
enum Load {
    /// A script or a style sheet.
    Code,
    /// The WebAssembly module, ahead of the script that wants it.
    Module,
    /// A font, ahead of the style sheet that wants it.
    Font,
}

impl Load {
    fn of(tag: &str) -> Option<Load> {
        let preload = match attribute(tag, "as") {
            Some("fetch") => Some(Load::Module),
            Some("font") => Some(Load::Font),
            _ => None,
        };
        match attribute(tag, "rel") {
            Some("preload" | NO_PRELOAD) => preload,
            Some("stylesheet" | "modulepreload") => Some(Load::Code),
            _ => tag.starts_with("script ").then_some(Load::Code),
        }
    }
}

/// The tag of something that is loaded, with the address and the sum that it is to have.
fn loaded(tag: &str, dist: &Path, bases: &Bases<'_>) -> Result<String> {
    let (Some(load), Some(address)) = (
        Load::of(tag),
        attribute(tag, "src").or(attribute(tag, "href")),
    ) else {
        return Ok(tag.to_owned());
    };
    let file = address.split('?').next().unwrap_or_default();
    let file = file.strip_prefix(bases.old).unwrap_or(file);
    let base = bases.new;
    let bytes = std::fs::read(dist.join(file))
        .with_context(|| format!("{PAGE} names {address}, which dist/ does not have."))?;
    let sum = precache::sum(&bytes);
    let mut address_and_more = match load {
        // A style sheet names its fonts without a mark, and a font loaded twice is worse than an old one.
        Load::Font => format!("\"{base}{file}\""),
        Load::Code | Load::Module => {
            format!("\"{base}{file}?{}\"", sum.get(..MARK).unwrap_or_default())
        }
    };
    // The module is compiled while it arrives, which a sum forbids: it has one only where it comes from elsewhere.
    if load == Load::Code || (load == Load::Module && !base.is_empty()) {
        address_and_more.push_str(&format!(" integrity=\"sha256-{sum}\""));
    }
    if load == Load::Code && !base.is_empty() && !tag.contains(" crossorigin") {
        address_and_more.push_str(" crossorigin");
    }
    let tag = match load {
        Load::Module if base.is_empty() => tag.replacen(NO_PRELOAD, "preload", 1),
        Load::Module => tag.replacen("\"preload\"", &format!("\"{NO_PRELOAD}\""), 1),
        Load::Code | Load::Font => tag.to_owned(),
    };
    Ok(without(&tag, "integrity").replacen(&format!("\"{address}\""), &address_and_more, 1))
}

/// The policy that also allows the origin from which the page's files come, and no longer the one from which they came.
fn allowed(tag: &str, bases: &Bases<'_>) -> Result<String> {
    let allowing = |directive: &str, base: &str| match base {
        "" => directive.to_owned(),
        base => format!("{directive} {}", origin(base)),
    };
    let mut tag = tag.to_owned();
    for directive in DIRECTIVES {
        let old = allowing(directive, bases.old);
        if !tag.contains(&old) {
            bail!("the Content-Security-Policy of {PAGE} has no `{old}`.");
        }
        tag = tag.replacen(&old, &allowing(directive, bases.new), 1);
    }
    Ok(tag)
}

/// Scheme, host and port of an address.
fn origin(address: &str) -> &str {
    let host = address.find("://").map_or(0, |at| at + 3);
    let end = address[host..]
        .find('/')
        .map_or(address.len(), |at| host + at);
    &address[..end]
}

fn versioned(html: &str, version: &str) -> Result<String> {
    let Some(at) = html.find("<html") else {
        bail!("{PAGE} has no element html; restore it from the repository.");
    };
    let (before, after) = html.split_at(at + "<html".len());
    Ok(format!("{before} {VERSION}=\"{version}\"{after}"))
}

/// The text without the first attribute of this name.
fn without(html: &str, name: &str) -> String {
    match attribute(html, name) {
        Some(value) => html.replacen(&format!(" {name}=\"{value}\""), "", 1),
        None => html.to_owned(),
    }
}

/// The value of an attribute of a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, value) = tag.split_once(&format!(" {name}=\""))?;
    Some(value.split_once('"')?.0)
}

#[cfg(test)]
mod tests;
