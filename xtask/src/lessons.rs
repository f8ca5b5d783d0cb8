//! Puts the lessons into dist/lessons, a file a language, as the page's own build has their checksums.

use crate::root;
use anyhow::{Context, Result};
use std::path::Path;

/// Writes `lessons/NAME.LANGUAGE.json` below `dist`.
pub fn write(dist: &Path) -> Result<((), String)> {
    let lessons = lessons::compile_folder(&root().join("lessons"))?;
    let folder = dist.join("lessons");
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("{} cannot be written.", folder.display()))?;
    let (mut files, mut bytes) = (0, 0);
    for lesson in &lessons {
        for told in &lesson.languages {
            let path = folder.join(format!("{}.{}.json", lesson.name, told.language));
            std::fs::write(&path, &told.json)
                .with_context(|| format!("{} cannot be written.", path.display()))?;
            files += 1;
            bytes += told.json.len();
        }
    }
    Ok(((), format!("{files} files, {} KB", bytes / 1000)))
}
