//! What a first visit transfers: the page and every file of dist/ that it names, gzipped as a server sends them.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::{marked, mime, server};

/// The most that a first visit may transfer, in bytes.
const BUDGET: usize = 394_000;
/// A compiler's patch version or another machine moves a wasm module by this much at most, in bytes.
const TOLERANCE: usize = 2_000;
/// Files that are fetched when they are asked for, and by no first visit, though a script may name them: the attention
/// kernel's own module and its interface, the worker with what the labs measure, what the first lab does without, and the
/// service worker.
const LATER: [&str; 8] = [
    "cost.js",
    "experiments.wasm",
    "fused.js",
    "fused-relaxed.wasm",
    "fused-simd128.wasm",
    "split_later.wasm",
    "sw.js",
    "worker.js",
];
const MARKER: &str = "<!-- size -->";

/// Bytes by name of file, in alphabetical order.
#[derive(Debug, PartialEq, Eq)]
pub struct Sizes(BTreeMap<String, usize>);

/// Measures what `index.html` in `dist` leads to.
pub fn measure(dist: &Path) -> Result<Sizes> {
    let mut sizes = BTreeMap::new();
    let mut waiting = vec![PathBuf::from("index.html")];
    while let Some(name) = waiting.pop() {
        let key = name
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect::<Vec<_>>()
            .join("/");
        if sizes.contains_key(&key) || LATER.contains(&key.as_str()) {
            continue;
        }
        let path = dist.join(&name);
        let bytes = std::fs::read(&path).with_context(|| {
            format!(
                "{} is missing; run `cargo xtask build` first.",
                path.display()
            )
        })?;
        let content_type = mime::of(&path);
        let sent = if mime::compresses(content_type) {
            server::gzip(&bytes).len()
        } else {
            bytes.len()
        };
        sizes.insert(key, sent);
        if content_type.starts_with("text/") {
            waiting.extend(named_files(dist, &name, &String::from_utf8_lossy(&bytes)));
        }
    }
    Ok(Sizes(sizes))
}

/// Every word of the text that, taken as an address relative to its file, is a file of dist/. This finds `href`, `src`,
/// `url(..)`, `import` and `new URL(..)` alike; it may count too much (what is loaded later), never too little.
fn named_files(dist: &Path, file: &Path, text: &str) -> Vec<PathBuf> {
    let folder = file.parent().unwrap_or(Path::new(""));
    text.split(|c: char| c.is_whitespace() || "\"'`()<>=,;".contains(c))
        .map(|word| word.split(['?', '#']).next().unwrap_or_default())
        .filter(|word| word.contains('.') && !word.starts_with('/') && !word.ends_with(".html"))
        .filter_map(|word| normal(&folder.join(word)))
        .filter(|path| dist.join(path).is_file())
        .collect()
}

/// The path without `.` and `..`; `None` where it leaves the folder.
fn normal(path: &Path) -> Option<PathBuf> {
    let mut result = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => result.push(name),
            Component::ParentDir => result.pop().then_some(())?,
            Component::CurDir => {}
            _ => return None,
        }
    }
    Some(result)
}

impl Sizes {
    /// All files together, in bytes.
    pub fn total(&self) -> usize {
        self.0.values().sum()
    }

    /// Bytes by name of file.
    pub fn files(&self) -> impl Iterator<Item = (&str, usize)> {
        self.0.iter().map(|(name, bytes)| (name.as_str(), *bytes))
    }

    /// A Markdown table; KB are 1000 bytes.
    pub fn markdown(&self) -> String {
        let mut lines = vec!["| file | KB, gzip |".to_owned(), "|---|---:|".to_owned()];
        lines.extend(
            self.0
                .iter()
                .map(|(name, bytes)| format!("| {name} | {} |", kilobytes(*bytes))),
        );
        lines.push(format!(
            "| **first visit in all** | **{}** |",
            kilobytes(self.total())
        ));
        lines.join("\n")
    }

    /// Fails above the budget.
    pub fn within_budget(&self) -> Result<()> {
        if self.total() > BUDGET {
            let (total, budget) = (kilobytes(self.total()), BUDGET / 1000);
            bail!(
                "a first visit transfers {total} KB, which is over the budget of {budget} KB; make something smaller."
            );
        }
        Ok(())
    }

    /// Fails where the marked block of a file says other numbers than these.
    pub fn check(&self, file: &Path) -> Result<()> {
        let said = parse(&marked::read(file, MARKER)?);
        let wrong = self
            .0
            .iter()
            .find(|(name, bytes)| !said.get(*name).is_some_and(|said| near(*said, **bytes)));
        let extra = said.keys().find(|name| !self.0.contains_key(*name));
        if let Some(name) = wrong.map(|(name, _)| name).or(extra) {
            bail!(
                "{} is out of date at {name}; run `cargo xtask size --write {}`.",
                file.display(),
                file.file_name().unwrap_or_default().display()
            );
        }
        Ok(())
    }

    /// Puts the table between the markers of a file.
    pub fn write(&self, file: &Path) -> Result<()> {
        marked::write(file, MARKER, &self.markdown())
    }
}

/// Bytes by file, as a table says them.
fn parse(table: &str) -> BTreeMap<String, usize> {
    let row = |line: &str| {
        let (name, number) = line.trim().trim_matches('|').split_once('|')?;
        Some((
            name.trim().to_owned(),
            (number.trim().parse::<f64>().ok()? * 1000.0).round() as usize,
        ))
    };
    table.lines().filter_map(row).collect()
}

fn near(said: usize, measured: usize) -> bool {
    said.abs_diff(measured) <= TOLERANCE.min(measured / 20 + 200)
}

fn kilobytes(bytes: usize) -> String {
    format!("{:.1}", bytes as f64 / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes() -> Sizes {
        Sizes(
            [
                ("a.wasm".to_owned(), 150_250),
                ("index.html".to_owned(), 1_000),
            ]
            .into(),
        )
    }

    fn file(name: &str, text: &str) -> PathBuf {
        let path =
            std::env::temp_dir().join(format!("xtask-size-{}-{name}.md", std::process::id()));
        std::fs::write(&path, text).unwrap();
        path
    }

    #[test]
    fn the_table() {
        let table = sizes().markdown();
        assert!(
            table.contains(
                "\n| a.wasm | 150.2 |\n| index.html | 1.0 |\n| **first visit in all** | **151.2** |"
            ),
            "{table}"
        );
        assert_eq!(
            parse(&table),
            [
                ("a.wasm".to_owned(), 150_200),
                ("index.html".to_owned(), 1_000)
            ]
            .into()
        );
    }

    #[test]
    fn written_is_checked_and_stale_is_refused() {
        let path = file("stale", &format!("before\n{MARKER}\n{MARKER}\nafter\n"));
        assert!(
            sizes()
                .check(&path)
                .unwrap_err()
                .to_string()
                .contains("out of date at a.wasm")
        );
        sizes().write(&path).unwrap();
        sizes().check(&path).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(
            text.starts_with("before\n") && text.ends_with("\nafter\n"),
            "{text}"
        );
        let grown = Sizes(
            [
                ("a.wasm".to_owned(), 155_000),
                ("index.html".to_owned(), 1_000),
            ]
            .into(),
        );
        assert!(grown.check(&path).is_err(), "5 KB more must be told");
        let fewer = Sizes([("a.wasm".to_owned(), 150_250)].into());
        assert!(
            fewer
                .check(&path)
                .unwrap_err()
                .to_string()
                .contains("index.html")
        );
        assert!(
            sizes()
                .check(&file("none", "no markers"))
                .unwrap_err()
                .to_string()
                .contains("has no block")
        );
    }

    #[test]
    fn the_budget() {
        sizes().within_budget().unwrap();
        let error = Sizes([("a".to_owned(), BUDGET + 1)].into())
            .within_budget()
            .unwrap_err();
        assert!(error.to_string().contains("over the budget of 394 KB"));
    }

    #[test]
    fn what_a_page_names_is_followed() {
        let dist = std::env::temp_dir().join(format!("xtask-size-{}-dist", std::process::id()));
        std::fs::create_dir_all(dist.join("style")).unwrap();
        std::fs::create_dir_all(dist.join("fonts")).unwrap();
        let put = |name: &str, text: &str| std::fs::write(dist.join(name), text).unwrap();
        put(
            "index.html",
            "<link rel=stylesheet href=style/app.css><script type=module src=\"boot.js\"></script><a href=\"more.html\">",
        );
        put(
            "style/app.css",
            "@font-face{src:url(../fonts/t.woff2) format('woff2')} p{background:url('../../out.png')}",
        );
        put("fonts/t.woff2", "font");
        put(
            "boot.js",
            "import('./app.js'); new URL('app_bg.wasm?v=1', import.meta.url); later = () => import('./fused.js')",
        );
        put("fused.js", "new URL('fused-relaxed.wasm', base)");
        put("fused-relaxed.wasm", "");
        put("app.js", "");
        put("app_bg.wasm", "");
        put("more.html", "");
        put("unused.js", "");
        let names: Vec<String> = measure(&dist).unwrap().0.into_keys().collect();
        assert_eq!(
            names,
            [
                "app.js",
                "app_bg.wasm",
                "boot.js",
                "fonts/t.woff2",
                "index.html",
                "style/app.css"
            ]
        );
        assert_eq!(
            measure(&dist).unwrap().0["fonts/t.woff2"],
            4,
            "a font goes as it is"
        );
    }
}
