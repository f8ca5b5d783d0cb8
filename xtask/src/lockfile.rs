//! Reads a crate's version from Cargo.lock.

use anyhow::{Result, bail};

/// The version of `name` in the text of a Cargo.lock. Two versions of one crate are an error: the
/// wasm-bindgen tool must equal the one that is compiled in.
pub fn version<'a>(lock: &'a str, name: &str) -> Result<&'a str> {
    let mut versions = lock.split("[[package]]").filter_map(|package| {
        (field(package, "name")? == name).then(|| field(package, "version"))?
    });
    match (versions.next(), versions.next()) {
        (Some(version), None) => Ok(version),
        (None, _) => bail!("Cargo.lock does not name {name}; restore it from the repository."),
        (Some(a), Some(b)) => {
            bail!("Cargo.lock holds {name} {a} and {b}; bring them to one with `cargo update`.")
        }
    }
}

fn field<'a>(package: &'a str, key: &str) -> Option<&'a str> {
    package.lines().find_map(|line| {
        line.strip_prefix(key)?
            .strip_prefix(" = \"")?
            .strip_suffix('"')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "version = 4\n\n[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.2.1\"\n\n\
        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"registry\"\n\
        dependencies = [\n \"cfg-if\",\n]\n\n[[package]]\nname = \"two\"\nversion = \"1.0.0\"\n\n\
        [[package]]\nname = \"two\"\nversion = \"2.0.0\"\n";

    #[test]
    fn finds_the_exact_crate() {
        assert_eq!(version(LOCK, "wasm-bindgen").unwrap(), "0.2.130");
    }

    #[test]
    fn a_missing_or_double_crate_is_told() {
        assert!(
            version(LOCK, "yew")
                .unwrap_err()
                .to_string()
                .contains("does not name yew")
        );
        assert!(
            version(LOCK, "two")
                .unwrap_err()
                .to_string()
                .contains("1.0.0 and 2.0.0")
        );
    }

    #[test]
    fn windows_line_ends() {
        assert_eq!(
            version(&LOCK.replace('\n', "\r\n"), "wasm-bindgen").unwrap(),
            "0.2.130"
        );
    }
}
