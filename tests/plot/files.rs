//! Saved files.

use super::gallery;
use attention_playground::export::svg;
use std::path::Path;

/// Kept below target/plots, to be looked at.
#[test]
fn every_figure_can_be_saved() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("plots");
    std::fs::create_dir_all(&folder)?;
    for figure in gallery::figures() {
        let svg = svg::write(&figure);
        std::fs::write(folder.join(figure.id).with_extension("svg"), &svg)?;
    }
    Ok(())
}
