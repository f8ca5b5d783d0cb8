//! The only place that touches the browser.

/// Mounts the app.
pub fn mount() {}
