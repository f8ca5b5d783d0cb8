//! The state: documents, actions, history, links, presets.

#![cfg(not(target_arch = "wasm32"))]

mod codec;
mod docs;
mod document;
mod history;
mod link;
mod paste;
mod presets;
mod reduce;
mod strategies;
