//! `cargo xtask oembed --address URL`: lets editors that know oEmbed (<https://oembed.com>, version 1.0) make a frame of a
//! pasted address. The answer is a static file that the page points to, so no server is asked anything; it has to hold
//! whole addresses, and so has to know where the page will stand.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::page;

const FILE: &str = "oembed.json";
const TITLE: &str = "attention playground";
/// Of a column of text.
const WIDTH: u32 = 720;
/// What the first lab needs at that width; a frame that hears of `resize` follows the page.
const HEIGHT: u32 = 2200;

/// Writes the answer beside dist/index.html, and the pointer to it into that page.
pub fn write(dist: &Path, address: &str) -> Result<()> {
    let address = folder("--address", address)?;
    let index = dist.join("index.html");
    let html = std::fs::read_to_string(&index).with_context(|| {
        format!(
            "{} is missing; run `cargo xtask build` first.",
            index.display()
        )
    })?;
    std::fs::write(dist.join(FILE), answer(&address))?;
    std::fs::write(&index, pointing(&html, &address)?)?;
    page::seal_again(dist)?;
    println!("{address}{FILE} is what {address} points to.");
    Ok(())
}

/// The address of a folder, with its last slash; `option` is where it was given.
pub fn folder(option: &str, address: &str) -> Result<String> {
    let host = address
        .strip_prefix("https://")
        .or(address.strip_prefix("http://"));
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/%[]".contains(c);
    match host {
        Some(host) if !host.is_empty() && host.chars().all(plain) => {
            Ok(format!("{}/", address.trim_end_matches('/')))
        }
        _ => bail!(
            "{option}: `{address}` is no address of a folder, such as https://host.example/playground/."
        ),
    }
}

fn answer(address: &str) -> String {
    let html = format!(
        "<iframe src=\"{address}?embed=1\" title=\"{TITLE}\" width=\"100%\" height=\"{HEIGHT}\" loading=\"lazy\" style=\"border: 0\"></iframe>"
    );
    let answer = serde_json::json!({
        "version": "1.0",
        "type": "rich",
        "title": TITLE,
        "provider_name": TITLE,
        "provider_url": address,
        "html": html,
        "width": WIDTH,
        "height": HEIGHT,
    });
    format!("{answer:#}\n")
}

/// The page with one pointer, whatever it had before.
fn pointing(html: &str, address: &str) -> Result<String> {
    let lines = html
        .lines()
        .filter(|line| !line.contains("application/json+oembed"));
    let html: String = lines.map(|line| format!("{line}\n")).collect();
    let Some((head, rest)) = html.split_once("</head>") else {
        bail!("dist/index.html has no head; run `cargo xtask build` again.");
    };
    Ok(format!(
        "{head}<link rel=\"alternate\" type=\"application/json+oembed\" href=\"{address}{FILE}\" title=\"{TITLE}\">\n</head>{rest}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_is_what_oembed_asks_of_rich_content() {
        let answer: serde_json::Value =
            serde_json::from_str(&answer("https://host.example/lab/")).unwrap();
        assert_eq!(answer["version"], "1.0");
        assert_eq!(answer["type"], "rich");
        assert!(answer["width"].is_u64() && answer["height"].is_u64());
        let html = answer["html"].as_str().unwrap();
        assert!(
            html.contains("src=\"https://host.example/lab/?embed=1\""),
            "{html}"
        );
    }

    #[test]
    fn a_page_points_to_it_once() {
        let once = pointing("<head>\n</head><body>", "https://a.example/").unwrap();
        let twice = pointing(&once, "https://b.example/").unwrap();
        assert_eq!(twice.matches("json+oembed").count(), 1);
        assert!(twice.contains("href=\"https://b.example/oembed.json\""));
        assert!(pointing("no page", "https://a.example/").is_err());
    }

    #[test]
    fn an_address_is_one_of_a_folder() {
        assert_eq!(
            folder("--address", "https://host.example/a").unwrap(),
            "https://host.example/a/"
        );
        for wrong in [
            "host.example",
            "https://",
            "https://a.example/?x",
            "https://a\"b/",
            "javascript:1",
        ] {
            assert!(
                folder("--address", wrong)
                    .unwrap_err()
                    .to_string()
                    .starts_with("--address"),
                "{wrong}"
            );
        }
    }
}
