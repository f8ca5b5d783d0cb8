//! A small page with all kinds of tags that the real one has.

use super::*;
use std::path::PathBuf;

const INDEX: &str = r#"<!doctype html>
<html lang="en">
<head>
  <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'">
  <link rel="icon" href="icon.svg" type="image/svg+xml">
  <link rel="manifest" href="app.webmanifest">
  <link rel="preload" href="text.woff2" as="font" crossorigin>
  <link rel="stylesheet" href="app.css">
  <link rel="modulepreload" href="app.js">
  <link rel="preload" href="app.wasm" as="fetch" crossorigin>
  <script type="module" src="boot.js"></script>
</head>
<body><p>1 &lt; 2</p></body>
</html>
"#;
const CDN: &str = "https://cdn.example/play/";

fn dist(name: &str) -> PathBuf {
    let dist = std::env::temp_dir().join(format!("xtask-page-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&dist).unwrap();
    std::fs::write(dist.join("index.html"), INDEX).unwrap();
    for file in [
        "app.css",
        "app.js",
        "app.wasm",
        "boot.js",
        "text.woff2",
        "sw.js",
    ] {
        std::fs::write(dist.join(file), file).unwrap();
    }
    dist
}

fn index(dist: &Path) -> String {
    std::fs::read_to_string(dist.join("index.html")).unwrap()
}

/// The tag that names the file.
fn tag<'a>(html: &'a str, file: &str) -> &'a str {
    html.lines()
        .find(|line| line.contains(&format!("{file}?")) || line.contains(&format!("{file}\"")))
        .unwrap_or_else(|| panic!("{file} in {html}"))
}

#[test]
fn code_carries_its_sum_and_asks_for_its_version() {
    let dist = dist("sums");
    seal(&dist, "").unwrap();
    let html = index(&dist);
    for file in ["app.css", "app.js", "boot.js"] {
        let sum = precache::sum(file.as_bytes());
        let tag = tag(&html, file);
        assert_eq!(
            attribute(tag, "integrity"),
            Some(format!("sha256-{sum}").as_str())
        );
        assert!(
            tag.contains(&format!("\"{file}?{}\"", &sum[..MARK])),
            "{tag}"
        );
    }
    // Compiled while it arrives: no sum, but the address of its version.
    let module = tag(&html, "app.wasm");
    assert!(
        module.contains("app.wasm?") && !module.contains("integrity"),
        "{module}"
    );
    for file in ["icon.svg", "app.webmanifest", "text.woff2"] {
        assert_eq!(tag(&html, file), tag(INDEX, file));
    }
    assert!(html.contains("<p>1 &lt; 2</p>"));
}

#[test]
fn the_page_and_the_service_worker_say_the_same_version() {
    let dist = dist("version");
    seal(&dist, "").unwrap();
    let html = index(&dist);
    let version = attribute(&html, VERSION).unwrap();
    let worker = std::fs::read_to_string(dist.join("sw.js")).unwrap();
    assert!(
        worker.contains(&format!("\"version\":\"{version}\"")),
        "{worker}"
    );
    assert!(worker.contains(&format!(
        "\"index.html\":\"{}\"",
        precache::sum(html.as_bytes())
    )));
}

#[test]
fn to_seal_again_changes_nothing_but_what_has_changed() {
    let dist = dist("again");
    seal(&dist, CDN).unwrap();
    let first = index(&dist);
    seal_again(&dist).unwrap();
    assert_eq!(index(&dist), first);
    std::fs::write(dist.join("app.css"), "p{}").unwrap();
    seal_again(&dist).unwrap();
    let second = index(&dist);
    assert_ne!(attribute(&second, VERSION), attribute(&first, VERSION));
    assert_ne!(tag(&second, "app.css"), tag(&first, "app.css"));
    assert_eq!(tag(&second, "app.js"), tag(&first, "app.js"));
}

#[test]
fn a_cdn_is_asked_with_sums_and_allowed_by_the_policy() {
    let dist = dist("cdn");
    seal(&dist, CDN).unwrap();
    let html = index(&dist);
    for file in ["app.css", "app.js", "app.wasm", "boot.js"] {
        let tag = tag(&html, file);
        assert!(tag.contains(&format!("\"{CDN}{file}?")), "{tag}");
        assert!(
            tag.contains(" integrity=\"sha256-") && tag.contains(" crossorigin"),
            "{tag}"
        );
    }
    assert!(tag(&html, "text.woff2").contains(&format!("\"{CDN}text.woff2\"")));
    assert_eq!(tag(&html, "icon.svg"), tag(INDEX, "icon.svg"));
    let policy = crate::server::policy(&html).unwrap();
    for directive in ["script-src", "style-src", "font-src", "connect-src"] {
        assert!(
            policy.contains(&format!("{directive} 'self' https://cdn.example")),
            "{policy}"
        );
    }
    assert!(policy.contains("img-src 'self' data:;"), "{policy}");
}

#[test]
fn to_leave_a_cdn_leaves_nothing_of_it() {
    let dist = dist("leave");
    seal(&dist, "").unwrap();
    let before = index(&dist);
    seal(&dist, CDN).unwrap();
    seal(&dist, "https://other.example:8443/").unwrap();
    let other = index(&dist);
    assert!(
        !other.contains("cdn.example")
            && other.contains("script-src 'self' https://other.example:8443 ")
    );
    seal(&dist, "").unwrap();
    // What is asked for across origins may be asked for so at home too.
    assert_eq!(
        index(&dist).replace(" crossorigin", ""),
        before.replace(" crossorigin", "").replace(
            attribute(&before, VERSION).unwrap(),
            attribute(&index(&dist), VERSION).unwrap()
        )
    );
}

#[test]
fn a_copy_without_the_service_worker_does_not_ask_for_it() {
    let dist = dist("without");
    seal(&dist, "").unwrap();
    without_worker(&dist).unwrap();
    assert!(!dist.join("sw.js").exists());
    assert_eq!(attribute(&index(&dist), VERSION), None);
    assert!(index(&dist).contains("<html lang=\"en\">"));
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let dist = dist("missing");
    std::fs::remove_file(dist.join("app.css")).unwrap();
    let error = seal(&dist, "").unwrap_err().to_string();
    assert_eq!(
        error,
        "index.html names app.css, which dist/ does not have."
    );
}
