//! Content types of what dist/ holds.

use std::path::Path;

/// The Content-Type of a file by its ending. A module script and a streamed wasm module load only with theirs.
pub fn of(path: &Path) -> &'static str {
    let ending = path
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default()
        .to_ascii_lowercase();
    match ending.as_str() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "ipynb" => "application/x-ipynb+json",
        _ => "application/octet-stream",
    }
}

/// Whether gzip makes it smaller (woff2 and png are compressed as they are).
pub fn compresses(content_type: &str) -> bool {
    content_type.starts_with("text/")
        || content_type.ends_with("json")
        || matches!(content_type, "application/wasm" | "image/svg+xml")
}

/// Whether it may be what a policy binds: a page, or the script of a worker, which has its policy from its own answer.
pub fn runs(content_type: &str) -> bool {
    content_type.starts_with("text/html") || content_type.starts_with("text/javascript")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_browsers_insist_on() {
        assert_eq!(of(Path::new("a/app_bg.wasm")), "application/wasm");
        assert_eq!(of(Path::new("boot.js")), "text/javascript; charset=utf-8");
        assert_eq!(of(Path::new("embed.mjs")), "text/javascript; charset=utf-8");
        assert_eq!(of(Path::new("A.CSS")), "text/css; charset=utf-8");
        assert_eq!(
            of(Path::new("manifest.webmanifest")),
            "application/manifest+json"
        );
        assert_eq!(of(Path::new("LICENSE")), "application/octet-stream");
    }

    #[test]
    fn fonts_and_pictures_go_as_they_are() {
        assert!(compresses(of(Path::new("a.wasm"))) && compresses(of(Path::new("a.svg"))));
        assert!(!compresses(of(Path::new("a.woff2"))) && !compresses(of(Path::new("a.png"))));
    }
}
