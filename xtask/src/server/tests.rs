//! The server over a real socket, with a folder of its own.

use std::io::Read;
use std::net::TcpStream;

use super::*;

const PAGE: &str = "<!doctype html><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';\n  \
    script-src 'self'\"><title>t</title>";

/// A site below /some/folder/ with a secret beside its root.
fn site(name: &str) -> Site {
    let base = std::env::temp_dir().join(format!("xtask-server-{}-{name}", std::process::id()));
    let root = base.join("dist");
    std::fs::create_dir_all(root.join("style")).unwrap();
    std::fs::write(base.join("secret.txt"), "secret").unwrap();
    std::fs::write(root.join("index.html"), PAGE).unwrap();
    std::fs::write(root.join("a b.js"), "export const a = 1;".repeat(50)).unwrap();
    std::fs::write(root.join("style/app.css"), "p{}").unwrap();
    std::fs::write(root.join("app_bg.wasm"), b"\0asm\x01\0\0\0").unwrap();
    Site::new(&root, "/some/folder/").unwrap()
}

fn ask(port: u16, request: &str) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream
        .write_all(format!("{request}\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes())
        .unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
    (
        String::from_utf8_lossy(&bytes[..end]).into_owned(),
        bytes[end + 4..].to_vec(),
    )
}

fn started(name: &str) -> u16 {
    let server = Server::bind(0).unwrap();
    let port = server.port();
    server.start(site(name));
    port
}

#[test]
fn nothing_outside_the_root_is_reached() {
    let site = site("traversal");
    for path in [
        "/some/folder/../secret.txt",
        "/some/folder/style/../../secret.txt",
        "/some/folder/%2e%2e/secret.txt",
        "/some/folder/..%2fsecret.txt",
        "/some/folder/style/..%5c..%5csecret.txt",
        "/some/folder//etc/passwd",
        "/some/folder/%2fetc/passwd",
        "/some/folder/C:/secret.txt",
        "/some/folder/a%00b",
        "/some/folder/%ff",
        "/index.html",
        "/",
        "",
    ] {
        assert_eq!(site.resolve(path), Target::Nothing, "{path}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_root_is_refused() {
    let site = site("link");
    let link = site.root.join("link.txt");
    let _ = std::fs::remove_file(&link);
    std::os::unix::fs::symlink(site.root.parent().unwrap().join("secret.txt"), link).unwrap();
    assert_eq!(site.resolve("/some/folder/link.txt"), Target::Nothing);
}

#[test]
fn names_folders_and_the_index() {
    let site = site("names");
    assert_eq!(
        site.resolve("/some/folder/"),
        Target::File(site.root.join("index.html"))
    );
    assert_eq!(site.resolve("/some/folder"), Target::Folder);
    assert_eq!(site.resolve("/some/folder/style"), Target::Folder);
    assert_eq!(
        site.resolve("/some/folder/a%20b.js"),
        Target::File(site.root.join("a b.js"))
    );
    assert_eq!(site.resolve("/some/folder/none.js"), Target::Nothing);
}

#[test]
fn a_page_has_its_policy_as_a_header() {
    let (head, body) = ask(started("policy"), "GET /some/folder/?theme=dark HTTP/1.1");
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(
        head.contains("Content-Security-Policy: default-src 'none'; script-src 'self'\r\n"),
        "{head}"
    );
    assert!(
        head.contains("Content-Type: text/html; charset=utf-8\r\n") && head.contains("no-cache"),
        "{head}"
    );
    assert_eq!(body, PAGE.as_bytes());
}

/// A worker and a service worker have the policy of their own answers, not the page's.
#[test]
fn scripts_have_the_policy_and_what_cannot_run_has_not() {
    let port = started("workers");
    let policy = "Content-Security-Policy: default-src 'none'; script-src 'self'\r\n";
    let (head, _) = ask(port, "GET /some/folder/a%20b.js HTTP/1.1");
    assert!(head.contains(policy), "{head}");
    for file in ["style/app.css", "app_bg.wasm"] {
        let (head, _) = ask(port, &format!("GET /some/folder/{file} HTTP/1.1"));
        assert!(!head.contains("Content-Security-Policy"), "{head}");
    }
}

#[test]
fn gzip_only_where_it_is_accepted() {
    let port = started("gzip");
    let (head, body) = ask(
        port,
        "GET /some/folder/a%20b.js HTTP/1.1\r\nAccept-Encoding: br, gzip;q=0.8",
    );
    assert!(head.contains("Content-Encoding: gzip"), "{head}");
    let mut text = String::new();
    flate2::read::GzDecoder::new(body.as_slice())
        .read_to_string(&mut text)
        .unwrap();
    assert_eq!(text, "export const a = 1;".repeat(50));
    for refused in [
        "Accept-Encoding: gzip;q=0",
        "Accept-Encoding: identity",
        "X-None: 1",
    ] {
        let (head, body) = ask(
            port,
            &format!("GET /some/folder/a%20b.js HTTP/1.1\r\n{refused}"),
        );
        assert!(
            !head.contains("Content-Encoding") && body.len() == 950,
            "{refused}: {head}"
        );
    }
}

#[test]
fn an_unchanged_file_is_not_sent_again() {
    let port = started("etag");
    let (head, body) = ask(port, "GET /some/folder/app_bg.wasm HTTP/1.1");
    assert!(
        head.contains("Content-Type: application/wasm") && body.len() == 8,
        "{head}"
    );
    let tag = head
        .lines()
        .find_map(|line| line.strip_prefix("ETag: "))
        .unwrap();
    let (head, body) = ask(
        port,
        &format!("GET /some/folder/app_bg.wasm HTTP/1.1\r\nIf-None-Match: \"x\", {tag}"),
    );
    assert!(
        head.starts_with("HTTP/1.1 304") && body.is_empty(),
        "{head}"
    );
    let (head, _) = ask(
        port,
        "GET /some/folder/app_bg.wasm HTTP/1.1\r\nIf-None-Match: \"x\"",
    );
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
}

#[test]
fn other_methods_and_a_missing_slash() {
    let port = started("methods");
    assert!(
        ask(port, "POST /some/folder/ HTTP/1.1\r\nContent-Length: 0")
            .0
            .starts_with("HTTP/1.1 405")
    );
    let (head, _) = ask(port, "GET /some/folder?embed=1 HTTP/1.1");
    assert!(
        head.starts_with("HTTP/1.1 301") && head.contains("Location: /some/folder/?embed=1\r\n"),
        "{head}"
    );
    assert!(
        ask(port, "GET /some/folder/none HTTP/1.1")
            .0
            .starts_with("HTTP/1.1 404")
    );
}

#[test]
fn a_port_in_use_is_one_sentence() {
    let first = Server::bind(0).unwrap();
    let error = Server::bind(first.port())
        .err()
        .map(|e| e.to_string())
        .unwrap_or_default();
    assert!(
        error.starts_with(&format!("port {} is in use; ", first.port()))
            && error.contains("--port"),
        "{error}"
    );
}

/// The page's own policy, from which the header is made, allows no inline script or style.
#[test]
fn the_policy_of_the_page() {
    let html = std::fs::read_to_string(crate::root().join("index.html")).unwrap();
    let policy = policy(&html).unwrap();
    let told = std::fs::read_to_string(crate::root().join("docs/hosting.md")).unwrap();
    assert_eq!(
        told.matches(&policy).count(),
        4,
        "docs/hosting.md has another policy"
    );

    for part in [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval';",
        "style-src 'self';",
        "base-uri 'none'",
    ] {
        assert!(policy.contains(part), "{part} in {policy}");
    }
    assert!(
        !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
        "{policy}"
    );
    assert!(!html.contains("<style") && !html.contains("style=\"") && !html.contains("onclick"));
    assert!(
        html.split("<script")
            .skip(1)
            .all(|tag| tag.split('>').next().is_some_and(|t| t.contains("src=")))
    );
}

#[test]
fn many_connections_at_once_are_all_answered() {
    let port = started("many");
    let mut streams: Vec<_> = (0..12)
        .map(|_| TcpStream::connect(("127.0.0.1", port)).unwrap())
        .collect();
    for stream in &mut streams {
        // As browsers do: without a word about closing.
        stream
            .write_all(b"GET /some/folder/ HTTP/1.1\r\nHost: x\r\n\r\n")
            .unwrap();
    }
    // And as browsers do: with what the length says read, the connection that is to be closed is closed.
    for mut stream in streams {
        stream
            .set_read_timeout(Some(std::time::Duration::from_secs(20)))
            .unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(PAGE.as_bytes()) {
            let mut part = [0; 4096];
            let count = stream.read(&mut part).expect("an answer");
            assert_ne!(count, 0, "the answer is whole");
            answer.extend_from_slice(&part[..count]);
        }
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("Connection: close"));
    }
}
