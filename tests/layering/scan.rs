//! What a source file names: read as Rust tokens, so that comments, strings and doc comments do not count.

use std::iter::Peekable;
use std::str::FromStr;
use std::vec::IntoIter;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// What a source file names.
#[derive(Debug, Default, PartialEq)]
pub struct Names {
    /// Paths inside the crate, from its root: `crate::model::Error` is `["model", "Error"]`, and so is
    /// `super::Error` inside `model`. The root itself is the empty path.
    pub paths: Vec<Vec<String>>,
    /// Every identifier and keyword.
    pub words: Vec<String>,
    /// Whether an attribute gives a module another file (`#[path = ".."]`), or the crate another name.
    pub redirects: bool,
}

/// Reads a file that stands at `module` ("model", "trace") in the crate.
pub fn scan(module: &[String], text: &str) -> Result<Names, String> {
    let tokens = TokenStream::from_str(text).map_err(|e| e.to_string())?;
    let mut names = Names::default();
    walk(tokens, &mut module.to_vec(), &mut names);
    Ok(names)
}

type Tokens = Peekable<IntoIter<TokenTree>>;

fn walk(tokens: TokenStream, module: &mut Vec<String>, names: &mut Names) {
    let mut tokens = tokens
        .into_iter()
        .collect::<Vec<_>>()
        .into_iter()
        .peekable();
    // The name of the inline module whose body comes next.
    let mut inline = None;
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(ident) => {
                let word = ident.to_string();
                names.words.push(word.clone());
                names.redirects |= word == "extern" && next_is(&mut tokens, "crate");
                if word == "mod" {
                    inline = next_ident(&mut tokens);
                    continue;
                }
                if let Some(start) = start_of_path(&word, module) {
                    follow(start, &mut tokens, module, names, &word);
                }
            }
            TokenTree::Group(group) => {
                let body = group.delimiter() == Delimiter::Brace;
                let inner = if body { inline.take() } else { None };
                let depth = module.len();
                module.extend(inner);
                walk(group.stream(), module, names);
                module.truncate(depth);
            }
            TokenTree::Punct(punct) => {
                if punct.as_char() == ';' {
                    inline = None;
                }
                if let ('#', Some(TokenTree::Group(attribute))) = (punct.as_char(), tokens.peek()) {
                    names.redirects |= sets_path(attribute.stream());
                }
            }
            TokenTree::Literal(_) => {}
        }
    }
}

/// Whether `path =` stands in an attribute, `cfg_attr` included.
fn sets_path(attribute: TokenStream) -> bool {
    let tokens: Vec<_> = attribute.into_iter().collect();
    let named = tokens.windows(2).any(|pair| match pair {
        [TokenTree::Ident(name), TokenTree::Punct(equals)] => {
            name == "path" && equals.as_char() == '='
        }
        _ => false,
    });
    named
        || tokens.into_iter().any(|token| match token {
            TokenTree::Group(group) => sets_path(group.stream()),
            _ => false,
        })
}

/// The module at which a path that begins with `word` begins.
fn start_of_path(word: &str, module: &[String]) -> Option<Vec<String>> {
    match word {
        "crate" | "attention_playground" => Some(vec![]),
        "self" => Some(module.to_vec()),
        "super" => Some(module[..module.len().saturating_sub(1)].to_vec()),
        _ => None,
    }
}

/// Follows `:: a :: { b, c :: d }` from `path` on and records every end of it.
fn follow(
    mut path: Vec<String>,
    tokens: &mut Tokens,
    module: &mut Vec<String>,
    names: &mut Names,
    head: &str,
) {
    let mut moved = false;
    while skip_colons(tokens) {
        moved = true;
        match tokens.next() {
            Some(TokenTree::Ident(ident)) if ident == "super" => {
                path.pop();
            }
            Some(TokenTree::Ident(ident)) => {
                names.words.push(ident.to_string());
                path.push(ident.to_string());
            }
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                return follow_group(&path, &group, module, names);
            }
            // `::*` names the module itself; `::<T>` may hold paths of its own, which the caller walks.
            _ => break,
        }
    }
    // `crate` alone stands in `pub(crate)`; with `as` the root gets another name. `self` alone is a value.
    let renamed = next_is(tokens, "as");
    if moved || (renamed && head != "self") {
        names.paths.push(path);
    }
}

fn follow_group(path: &[String], group: &Group, module: &mut Vec<String>, names: &mut Names) {
    let mut tokens = group
        .stream()
        .into_iter()
        .collect::<Vec<_>>()
        .into_iter()
        .peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(ident) => {
                let word = ident.to_string();
                names.words.push(word.clone());
                let mut path = path.to_vec();
                match word.as_str() {
                    "self" => {}
                    "super" => {
                        path.pop();
                    }
                    "as" => {
                        // The new name is no path.
                        tokens.next();
                        continue;
                    }
                    _ => path.push(word),
                }
                let before = names.paths.len();
                follow(path.clone(), &mut tokens, module, names, "self");
                if names.paths.len() == before {
                    names.paths.push(path);
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == '*' => names.paths.push(path.to_vec()),
            TokenTree::Group(inner) => follow_group(path, &inner, module, names),
            _ => {}
        }
    }
}

fn skip_colons(tokens: &mut Tokens) -> bool {
    let colon = |tokens: &mut Tokens| matches!(tokens.peek(), Some(TokenTree::Punct(p)) if p.as_char() == ':');
    if !colon(tokens) {
        return false;
    }
    // One colon alone (`self: &Self`) begins no path.
    let mut ahead = tokens.clone();
    ahead.next();
    if !colon(&mut ahead) {
        return false;
    }
    tokens.next();
    tokens.next();
    true
}

fn next_is(tokens: &mut Tokens, expected: &str) -> bool {
    matches!(tokens.peek(), Some(TokenTree::Ident(word)) if word == expected)
}

fn next_ident(tokens: &mut Tokens) -> Option<String> {
    match tokens.peek() {
        Some(TokenTree::Ident(ident)) => {
            let name = ident.to_string();
            tokens.next();
            Some(name)
        }
        _ => None,
    }
}
