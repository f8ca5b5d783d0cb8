//! Learning to tell an order, with and without positions.

pub mod settings;
