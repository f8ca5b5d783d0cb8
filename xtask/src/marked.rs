//! A block of a Markdown file between two lines of the same marker, which a command keeps up to date.

use std::path::Path;

use anyhow::{Context, Result};

/// What stands between the two markers of a file.
pub fn read(file: &Path, marker: &str) -> Result<String> {
    let text = text_of(file)?;
    let (_, said, _) = block(&text, marker).with_context(|| no_block(file, marker))?;
    Ok(said.to_owned())
}

/// Puts `content` between the two markers of a file.
pub fn write(file: &Path, marker: &str, content: &str) -> Result<()> {
    let text = text_of(file)?;
    let (before, _, after) = block(&text, marker).with_context(|| no_block(file, marker))?;
    let text = format!("{before}{marker}\n{content}\n{marker}{after}");
    std::fs::write(file, text).with_context(|| format!("{} cannot be written.", file.display()))
}

fn text_of(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).with_context(|| {
        format!(
            "{} cannot be read; it should hold a table between markers.",
            file.display()
        )
    })
}

fn no_block(file: &Path, marker: &str) -> String {
    format!(
        "{} has no block between two `{marker}` lines; put them where the table belongs.",
        file.display()
    )
}

/// What is before, between and after the two markers.
fn block<'a>(text: &'a str, marker: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let (before, rest) = text.split_once(marker)?;
    let (said, after) = rest.split_once(marker)?;
    Some((before, said, after))
}
