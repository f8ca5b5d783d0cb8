//! Reverse mode against differences in f64 (each rule, and whole blocks), and against forward mode. (`oracle_gradient.rs`
//! has it beside JAX.)
#![cfg(not(target_arch = "wasm32"))]

#[path = "gradient/blocks.rs"]
mod blocks;
#[path = "gradient/difference.rs"]
mod difference;
#[path = "gradient/forward.rs"]
mod forward;
#[path = "gradient/model.rs"]
mod model;
#[path = "gradient/rules.rs"]
mod rules;
