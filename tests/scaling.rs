//! The lab Scaling: its laws, its statistics and its experiment.
#![cfg(not(target_arch = "wasm32"))]

#[path = "scaling/experiment.rs"]
mod experiment;
#[path = "scaling/oracle.rs"]
mod oracle;
#[path = "scaling/statistics.rs"]
mod statistics;
