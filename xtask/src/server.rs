//! A static file server for 127.0.0.1, as strict as a good host: right types, gzip, ETag, the policy as a header.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result, anyhow};
use percent_encoding::percent_decode_str;
use tiny_http::{Header, Method, Request, Response};

use crate::mime;

const THREADS: usize = 4;

/// A bound port.
pub struct Server {
    http: Arc<tiny_http::Server>,
}

/// A folder of files below a prefix of the address.
pub struct Site {
    root: PathBuf,
    prefix: String,
    policy: Option<String>,
    gzipped: Mutex<HashMap<u64, Arc<Vec<u8>>>>,
}

impl Server {
    /// Binds a port of 127.0.0.1; 0 takes a free one.
    pub fn bind(port: u16) -> Result<Server> {
        let http = tiny_http::Server::http(("127.0.0.1", port))
            .map_err(|error| refusal(port, error.as_ref()))?;
        Ok(Server {
            http: Arc::new(http),
        })
    }

    /// The port that was bound.
    pub fn port(&self) -> u16 {
        self.http
            .server_addr()
            .to_ip()
            .map(|address| address.port())
            .unwrap_or_default()
    }

    /// Answers until the program ends.
    pub fn run(self, site: Site) {
        for worker in self.start(site) {
            // A worker ends only with the server.
            let _ = worker.join();
        }
    }

    /// Answers on threads of its own.
    pub fn start(self, site: Site) -> Vec<std::thread::JoinHandle<()>> {
        let site = Arc::new(site);
        let worker = |_| {
            let (http, site) = (Arc::clone(&self.http), Arc::clone(&site));
            std::thread::spawn(move || {
                while let Ok(request) = http.recv() {
                    // The browser may have gone away meanwhile: nothing to do about it.
                    let _ = site.answer(request);
                }
            })
        };
        (0..THREADS).map(worker).collect()
    }
}

fn refusal(port: u16, error: &(dyn std::error::Error + 'static)) -> anyhow::Error {
    match error
        .downcast_ref::<std::io::Error>()
        .map(std::io::Error::kind)
    {
        Some(std::io::ErrorKind::AddrInUse) => anyhow!(
            "port {port} is in use; end what uses it, or choose another with `--port {}`.",
            port.checked_add(1).unwrap_or(8080)
        ),
        _ => anyhow!("port {port} cannot be used ({error}); choose another with `--port 8081`."),
    }
}

/// What a request's path leads to.
#[derive(Debug, PartialEq, Eq)]
enum Target {
    File(PathBuf),
    /// A folder without its slash: relative addresses would go wrong.
    Folder,
    Nothing,
}

impl Site {
    /// Serves `root` below `prefix`, which begins and ends with a slash.
    pub fn new(root: impl AsRef<Path>, prefix: &str) -> Result<Site> {
        let root = root.as_ref();
        let root = root
            .canonicalize()
            .with_context(|| format!("{} is missing; run `cargo xtask build`.", root.display()))?;
        let policy = std::fs::read_to_string(root.join("index.html"))
            .ok()
            .and_then(|html| policy(&html));
        Ok(Site {
            root,
            prefix: prefix.to_owned(),
            policy,
            gzipped: Mutex::default(),
        })
    }

    fn answer(&self, request: Request) -> std::io::Result<()> {
        if !matches!(request.method(), Method::Get | Method::Head) {
            return respond(request, plain(405, "only GET and HEAD are answered"));
        }
        let url = request.url().to_owned();
        let (path, query) = url
            .split_once('?')
            .map_or((url.as_str(), None), |(path, query)| (path, Some(query)));
        match self.resolve(path) {
            Target::File(file) => match std::fs::read(&file) {
                Ok(bytes) => self.send(request, &file, bytes),
                Err(_) => respond(request, plain(404, "not found")),
            },
            Target::Folder => {
                let query = query.map(|query| format!("?{query}")).unwrap_or_default();
                // From the root, so that no path can be read as the name of another host.
                let place = format!("/{}/{query}", path.trim_matches('/'));
                respond(
                    request,
                    with(plain(301, "moved"), vec![header("Location", &place)]),
                )
            }
            Target::Nothing => respond(request, plain(404, "not found")),
        }
    }

    /// Only names below the root; a link out of it is refused as well.
    fn resolve(&self, path: &str) -> Target {
        let Some(below) = path.strip_prefix(&self.prefix) else {
            return if format!("{path}/") == self.prefix {
                Target::Folder
            } else {
                Target::Nothing
            };
        };
        let Ok(name) = percent_decode_str(below).decode_utf8() else {
            return Target::Nothing;
        };
        let relative = Path::new(name.as_ref());
        let plain_names = relative
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if !plain_names || name.contains(['\\', '\0', ':']) {
            return Target::Nothing;
        }
        let full = match self.root.join(relative).canonicalize() {
            Ok(full) if full.starts_with(&self.root) => full,
            _ => return Target::Nothing,
        };
        if !full.is_dir() {
            return Target::File(full);
        }
        if name.is_empty() || name.ends_with('/') {
            Target::File(full.join("index.html"))
        } else {
            Target::Folder
        }
    }

    fn send(&self, request: Request, file: &Path, bytes: Vec<u8>) -> std::io::Result<()> {
        let content_type = mime::of(file);
        let hash = hash(&bytes);
        let zip = mime::compresses(content_type) && accepts_gzip(&request);
        let tag = format!("\"{hash:016x}{}\"", if zip { "-gz" } else { "" });
        let mut headers = vec![
            header("Content-Type", content_type),
            header("ETag", &tag),
            // Always asked again, never loaded again in vain.
            header("Cache-Control", "no-cache"),
            header("Vary", "Accept-Encoding"),
            header("X-Content-Type-Options", "nosniff"),
        ];
        if let Some(policy) = self.policy.as_ref().filter(|_| mime::runs(content_type)) {
            headers.push(header("Content-Security-Policy", policy));
        }
        if value(&request, "If-None-Match")
            .is_some_and(|tags| tags.split(',').any(|t| t.trim() == tag))
        {
            return respond(
                request,
                with(
                    Response::from_data(Vec::new()).with_status_code(304),
                    headers,
                ),
            );
        }
        let body = if zip {
            headers.push(header("Content-Encoding", "gzip"));
            self.gzipped(hash, &bytes).as_ref().clone()
        } else {
            bytes
        };
        // With a threshold, since tiny_http sends long bodies in chunks and without their length.
        respond(
            request,
            with(
                Response::from_data(body).with_chunked_threshold(usize::MAX),
                headers,
            ),
        )
    }

    fn gzipped(&self, hash: u64, bytes: &[u8]) -> Arc<Vec<u8>> {
        let mut kept = self
            .gzipped
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(kept.entry(hash).or_insert_with(|| Arc::new(gzip(bytes))))
    }
}

/// Answers and ends the connection. A browser opens six at once and keeps them; tiny_http may leave what came fifth or
/// sixth without a thread until another one ends, so that the first visit would wait for good.
fn respond<R: Read>(request: Request, response: Response<R>) -> std::io::Result<()> {
    let head_only = *request.method() == Method::Head;
    let mut bytes = Vec::new();
    let version = request.http_version().clone();
    response.raw_print(&mut bytes, version, request.headers(), head_only, None)?;
    // The library keeps this header to itself.
    let line = bytes
        .windows(2)
        .position(|two| two == b"\r\n")
        .map_or(0, |at| at + 2);
    bytes.splice(line..line, *b"Connection: close\r\n");
    let mut writer = request.into_writer();
    writer.write_all(&bytes)?;
    writer.flush()
}

/// gzip at level 9, as it is measured and as it is served.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// The policy that a page names in its own meta element.
pub fn policy(html: &str) -> Option<String> {
    let at = html.find("Content-Security-Policy")?;
    let tag = html.get(html.get(..at)?.rfind('<')?..)?;
    let tag = tag.get(..tag.find('>')?)?;
    let text = tag.split_once("content=\"")?.1;
    Some(
        text.split_once('"')?
            .0
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
    )
}

fn accepts_gzip(request: &Request) -> bool {
    let accepted = |coding: &str| {
        let mut parts = coding.split(';').map(str::trim);
        let gzip = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        gzip && !parts.any(|part| {
            matches!(
                part.strip_prefix("q="),
                Some("0" | "0.0" | "0.00" | "0.000")
            )
        })
    };
    value(request, "Accept-Encoding").is_some_and(|codings| codings.split(',').any(accepted))
}

fn value<'a>(request: &'a Request, name: &'static str) -> Option<&'a str> {
    request
        .headers()
        .iter()
        .find(|header| header.field.equiv(name))
        .map(|header| header.value.as_str())
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

type Memory = Response<std::io::Cursor<Vec<u8>>>;

fn plain(status: u16, text: &str) -> Memory {
    Response::from_string(text).with_status_code(status)
}

fn with(response: Memory, headers: Vec<Option<Header>>) -> Memory {
    headers
        .into_iter()
        .flatten()
        .fold(response, Response::with_header)
}

/// A header, or none where the value is no ASCII text.
fn header(name: &str, value: &str) -> Option<Header> {
    Header::from_bytes(name, value).ok()
}

#[cfg(test)]
mod tests;
