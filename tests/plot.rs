//! Plots: what is drawn lies within its frame whatever the data are, files are well formed and say what the figure does.
#![cfg(not(target_arch = "wasm32"))]

#[path = "plot/files.rs"]
mod files;
#[path = "plot/gallery.rs"]
mod gallery;
