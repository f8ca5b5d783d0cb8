//! Build helper: `cargo xtask serve | build | test | size`.
fn main() {}
