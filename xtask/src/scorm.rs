//! `cargo xtask scorm --lesson NAME`: a lesson as a package for a learning management system, in SCORM 1.2 and 2004.
//!
//! A package is dist/ as it is, with a page that holds the lesson, a script that tells the system what the lesson tells,
//! and the manifest. Each is written as a folder and as a ZIP of it.

mod manifest;

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::{page, root};
pub use manifest::Edition;

/// It names index.html itself: learning systems have no page for a folder.
const LAUNCH: &str = include_str!("scorm/launch.html");
const SCRIPT: &str = include_str!("scorm/scorm.js");
const STYLE: &str = include_str!("scorm/scorm.css");

/// What is packed.
pub struct Wanted {
    /// The lesson's name.
    pub lesson: String,
    /// The language that it is held in; `None`: the one that the learner's browser prefers.
    pub language: Option<String>,
}

/// Packs the lesson in both editions, below `to`; returns the ZIP files.
pub fn pack(dist: &Path, wanted: &Wanted, to: &Path) -> Result<Vec<PathBuf>> {
    let title = title(wanted)?;
    if !dist.join("index.html").is_file() {
        bail!("there is no page to pack; run `cargo xtask build` first.");
    }
    let mut packed = Vec::new();
    for edition in [Edition::V12, Edition::V2004] {
        let name = format!(
            "attention-playground-{}-scorm-{}",
            wanted.lesson,
            edition.name()
        );
        let folder = to.join(&name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder).with_context(|| unwritable(&folder))?;
        }
        copy(dist, &folder)?;
        // A learning system has its own ways to keep files, and an origin on which nothing else may stay.
        page::without_worker(&folder)?;
        for (name, text) in [
            ("scorm.html", launch(wanted, &title)),
            ("scorm.js", SCRIPT.to_owned()),
            ("scorm.css", STYLE.to_owned()),
        ] {
            put(&folder.join(name), &text)?;
        }
        let files = files(&folder)?;
        let manifest = manifest::write(edition, &wanted.lesson, &title, &files);
        put(&folder.join("imsmanifest.xml"), &manifest)?;
        let archive = to.join(format!("{name}.zip"));
        zip(&folder, &archive)?;
        packed.push(archive);
    }
    Ok(packed)
}

/// The lesson's title in the wanted language, or a sentence that says which lessons and languages there are.
fn title(wanted: &Wanted) -> Result<String> {
    let all = lessons::compile_folder(&root().join("lessons"))?;
    let known: Vec<_> = all.iter().map(|lesson| lesson.name.as_str()).collect();
    let Some(lesson) = all.iter().find(|lesson| lesson.name == wanted.lesson) else {
        bail!(
            "--lesson: `{}` is none of {}.",
            wanted.lesson,
            known.join(", ")
        );
    };
    let language = wanted.language.as_deref().unwrap_or("en");
    let Some(told) = lesson
        .languages
        .iter()
        .find(|told| told.language == language)
    else {
        bail!(
            "--lang: the lesson `{}` is not told in `{language}`.",
            wanted.lesson
        );
    };
    Ok(told.title.clone())
}

fn launch(wanted: &Wanted, title: &str) -> String {
    let language = wanted.language.as_deref();
    let attribute = language.map_or_else(String::new, |l| format!(" lang=\"{l}\""));
    LAUNCH
        .replace("{lang-attribute}", &attribute)
        .replace("{lang}", language.unwrap_or("en"))
        .replace("{lesson}", &wanted.lesson)
        .replace("{title}", &manifest::escaped(title))
}

fn put(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).with_context(|| unwritable(path))
}

fn unwritable(path: &Path) -> String {
    format!("{} cannot be written.", path.display())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to).with_context(|| unwritable(to))?;
    for entry in
        std::fs::read_dir(from).with_context(|| format!("{} cannot be read.", from.display()))?
    {
        let entry = entry?;
        // The example pages are for the playground's own server.
        if entry.file_name() == "examples" {
            continue;
        }
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target).with_context(|| unwritable(&target))?;
        }
    }
    Ok(())
}

/// Every file below the folder, by its address in the package, in order.
fn files(folder: &Path) -> Result<Vec<String>> {
    fn collect(folder: &Path, before: &str, found: &mut Vec<String>) -> Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = format!("{before}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                collect(&entry.path(), &format!("{name}/"), found)?;
            } else {
                found.push(name);
            }
        }
        Ok(())
    }
    let mut found = Vec::new();
    collect(folder, "", &mut found)?;
    found.sort();
    Ok(found)
}

/// The manifest lies at the root of the archive, as both editions want it. Times are left at the format's first: the
/// same page gives the same bytes.
fn zip(folder: &Path, to: &Path) -> Result<()> {
    let mut archive = ZipWriter::new(File::create(to).with_context(|| unwritable(to))?);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    for name in files(folder)? {
        archive.start_file(&name, options)?;
        std::io::copy(&mut File::open(folder.join(&name))?, &mut archive)?;
    }
    archive.finish()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn wanted(lesson: &str) -> Wanted {
        Wanted {
            lesson: lesson.into(),
            language: Some("de".into()),
        }
    }

    #[test]
    fn a_package_holds_the_page_the_lesson_and_a_manifest_that_names_every_file() {
        let folder = std::env::temp_dir().join(format!("xtask-scorm-{}", std::process::id()));
        let dist = folder.join("dist");
        std::fs::create_dir_all(dist.join("style")).unwrap();
        for name in ["index.html", "embed.js", "sw.js", "style/page & more.css"] {
            std::fs::write(dist.join(name), name).unwrap();
        }
        let packed = pack(&dist, &wanted("attention"), &folder).unwrap();
        assert_eq!(packed.len(), 2);
        for archive in packed {
            let mut archive = zip::ZipArchive::new(File::open(archive).unwrap()).unwrap();
            let mut text = |name: &str| {
                let mut text = String::new();
                archive
                    .by_name(name)
                    .unwrap()
                    .read_to_string(&mut text)
                    .unwrap();
                text
            };
            assert!(text("scorm.html").contains("lesson=\"attention\""));
            let manifest = text("imsmanifest.xml");
            let document = roxmltree::Document::parse(&manifest).unwrap();
            let named: Vec<_> = document
                .descendants()
                .filter(|node| node.tag_name().name() == "file")
                .filter_map(|node| node.attribute("href").map(str::to_owned))
                .collect();
            let mut there: Vec<_> = archive
                .file_names()
                .map(|name| name.unwrap().into_owned())
                .collect();
            there.retain(|name| name != "imsmanifest.xml");
            there.sort();
            assert_eq!(named, there);
            assert!(!there.iter().any(|name| name == "sw.js"), "{there:?}");
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_there_is_not_is_refused_by_its_option() {
        let refused = |wanted: &Wanted| title(wanted).unwrap_err().to_string();
        assert!(
            refused(&wanted("atention")).starts_with("--lesson: `atention` is none of attention")
        );
        let mut in_french = wanted("attention");
        in_french.language = Some("fr".into());
        assert!(refused(&in_french).starts_with("--lang"));
    }
}
