//! What the service worker (static/sw.js) keeps: the files of dist/ with their sums, in a line before the script.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The service worker, as dist/ has it.
pub const WORKER: &str = "sw.js";
const LIST: &str = "const PRECACHE=";
/// Not kept: what only other pages, the installer of an app, or nobody asks for. Names of folders end in a slash.
const LEFT_OUT: [&str; 9] = [
    WORKER,
    "embed.js",
    "embed.mjs",
    "examples/",
    "fonts/OFL.txt",
    "icons/icon-192.png",
    "icons/icon-512.png",
    "icons/icon-maskable.png",
    // English is in the module.
    "lang/en.ftl",
];

/// SHA-256 in base64, by the file's address relative to dist/.
pub type Sums = BTreeMap<String, String>;

/// The sum of a file, as service workers and `integrity` attributes have it after `sha256-`.
pub fn sum(bytes: &[u8]) -> String {
    BASE64_STANDARD.encode(Sha256::digest(bytes))
}

/// The sums of all files that the service worker keeps.
pub fn sums(dist: &Path) -> Result<Sums> {
    fn collect(folder: &Path, before: &str, sums: &mut Sums) -> Result<()> {
        let unreadable = || format!("{} cannot be read.", folder.display());
        for entry in std::fs::read_dir(folder).with_context(unreadable)? {
            let path = entry.with_context(unreadable)?.path();
            let Some(own) = path.file_name().and_then(|name| name.to_str()) else {
                bail!("{} has a name that no address can have.", path.display());
            };
            let is_folder = path.is_dir();
            let name = format!("{before}{own}{}", if is_folder { "/" } else { "" });
            if LEFT_OUT.contains(&name.as_str()) {
                continue;
            }
            if is_folder {
                collect(&path, &name, sums)?;
            } else {
                let bytes = std::fs::read(&path)
                    .with_context(|| format!("{} cannot be read.", path.display()))?;
                sums.insert(name, sum(&bytes));
            }
        }
        Ok(())
    }
    let mut found = Sums::new();
    collect(dist, "", &mut found)?;
    Ok(found)
}

/// What tells one build from another: a sum over names and sums of its files.
pub fn version(sums: &Sums) -> String {
    let lines = sums.iter().map(|(name, sum)| format!("{name} {sum}\n"));
    let sum = sum(lines.collect::<String>().as_bytes());
    sum.replace(['+', '/', '='], "").chars().take(12).collect()
}

/// The first line of the service worker.
#[derive(Default, Serialize, Deserialize)]
struct List {
    version: String,
    base: String,
    files: Sums,
}

/// Writes the list into the service worker, in the place of one that is there. `base` is where else the page asks for
/// its files, or empty. Returns how many files are kept.
pub fn write(dist: &Path, version: &str, base: &str) -> Result<usize> {
    let (_, script) = read(dist)?;
    let list = List {
        version: version.to_owned(),
        base: base.to_owned(),
        files: sums(dist)?,
    };
    let path = dist.join(WORKER);
    std::fs::write(
        &path,
        format!("{LIST}{};\n{script}", serde_json::to_string(&list)?),
    )
    .with_context(|| format!("{} cannot be written.", path.display()))?;
    Ok(list.files.len())
}

/// Where else the page asks for its files, as it was written last.
pub fn base(dist: &Path) -> Result<String> {
    Ok(read(dist)?.0.base)
}

/// The list, empty where there is none yet, and the script.
fn read(dist: &Path) -> Result<(List, String)> {
    let path = dist.join(WORKER);
    let text = std::fs::read_to_string(&path).with_context(|| {
        format!(
            "{} is missing; run `cargo xtask build` first.",
            path.display()
        )
    })?;
    let Some((list, script)) = text
        .strip_prefix(LIST)
        .and_then(|rest| rest.split_once(";\n"))
    else {
        return Ok((List::default(), text));
    };
    let list = serde_json::from_str(list).with_context(|| {
        format!(
            "the list in {} cannot be read; run `cargo xtask build` again.",
            path.display()
        )
    })?;
    Ok((list, script.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dist(name: &str) -> std::path::PathBuf {
        let dist =
            std::env::temp_dir().join(format!("xtask-precache-{}-{name}", std::process::id()));
        for folder in ["examples", "lang", "lessons/more"] {
            std::fs::create_dir_all(dist.join(folder)).unwrap();
        }
        for (file, text) in [
            ("index.html", "page"),
            ("sw.js", "worker"),
            ("embed.js", "for others"),
            ("examples/index.html", "an example"),
            ("lang/de.ftl", "deutsch"),
            ("lang/en.ftl", "english"),
            ("lessons/more/a.json", "{}"),
        ] {
            std::fs::write(dist.join(file), text).unwrap();
        }
        dist
    }

    #[test]
    fn a_sum_is_the_one_of_the_standard() {
        // FIPS 180-2, B.1: the digest of "abc", written in base64.
        assert_eq!(sum(b"abc"), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    }

    #[test]
    fn what_is_kept_is_listed_by_its_address() {
        let sums = sums(&dist("list")).unwrap();
        let names: Vec<_> = sums.keys().map(String::as_str).collect();
        assert_eq!(names, ["index.html", "lang/de.ftl", "lessons/more/a.json"]);
        assert_eq!(sums["index.html"], sum(b"page"));
    }

    #[test]
    fn another_file_is_another_version() {
        let dist = dist("version");
        let before = version(&sums(&dist).unwrap());
        assert_eq!(before, version(&sums(&dist).unwrap()));
        assert_eq!(before.len(), 12);
        std::fs::write(dist.join("lang/de.ftl"), "Deutsch").unwrap();
        let after = version(&sums(&dist).unwrap());
        assert_ne!(before, after);
        std::fs::rename(dist.join("lang/de.ftl"), dist.join("lang/fr.ftl")).unwrap();
        assert_ne!(after, version(&sums(&dist).unwrap()));
    }

    #[test]
    fn the_list_is_written_once_before_the_script() {
        let dist = dist("write");
        assert_eq!(write(&dist, "first", "").unwrap(), 3);
        assert_eq!(write(&dist, "second", "https://cdn.example/a/").unwrap(), 3);
        let text = std::fs::read_to_string(dist.join("sw.js")).unwrap();
        assert!(text.starts_with("const PRECACHE={") && text.ends_with("};\nworker"));
        let (list, script) = read(&dist).unwrap();
        assert_eq!(
            (list.version.as_str(), script.as_str()),
            ("second", "worker")
        );
        assert_eq!(base(&dist).unwrap(), "https://cdn.example/a/");
        assert_eq!(list.files["index.html"], sum(b"page"));
    }

    #[test]
    fn a_folder_without_a_service_worker_is_refused() {
        let dist = dist("none");
        std::fs::remove_file(dist.join("sw.js")).unwrap();
        let error = write(&dist, "v", "").unwrap_err().to_string();
        assert!(error.contains("sw.js is missing"), "{error}");
    }
}
