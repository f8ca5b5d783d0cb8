//! The page: Yew components that draw slices of state and trace. Only [`app`] has effects.

pub mod app;
pub mod attention;
pub mod controls;
pub mod format;
pub mod formula;
pub mod grid;
pub mod header;
pub mod heat;
pub mod intent;
pub mod lesson;
pub mod order;
pub mod overview;
pub mod part;
pub mod permutation;
pub mod reading;
pub mod scene;
pub mod slots;
pub mod store;
pub mod symbols;
pub mod tag;
pub mod text;
pub mod tokens;
