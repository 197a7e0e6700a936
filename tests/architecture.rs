//! Proves that dependencies point one way: `domain ← store ← service ← {rpc, api} ← server`, and
//! `ui → {rpc, domain, i18n}`; that SQL stays in `store`, and the web out of what is below it.
#![expect(
    clippy::unwrap_used,
    reason = "the helpers of a test fail where it does"
)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Each layer with those that it may use. Whatever is not listed is refused.
const LAYERS: [(&str, &[&str]); 8] = [
    ("domain", &[]),
    ("i18n", &["domain"]),
    ("store", &["domain"]),
    ("service", &["store", "domain"]),
    ("rpc", &["service", "domain"]),
    ("api", &["service", "domain"]),
    ("ui", &["rpc", "domain", "i18n"]),
    (
        "server",
        &["api", "domain", "i18n", "rpc", "service", "store", "ui"],
    ),
];

/// Each library with the layers that may name it.
const LIBRARIES: [(&str, &[&str]); 4] = [
    ("sqlx", &["store"]),
    ("axum", &["api", "server"]),
    ("leptos", &["rpc", "server", "ui"]),
    ("leptos_axum", &["rpc", "server", "ui"]),
];

/// A source file: its modules from the crate's root, and its text without comments and literals.
struct Source {
    modules: Vec<String>,
    code: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        let modules = path
            .trim_end_matches(".rs")
            .trim_end_matches("/mod")
            .split('/')
            .map(str::to_owned)
            .collect();
        Self {
            modules,
            code: code_of(text),
        }
    }

    fn layer(&self) -> &str {
        &self.modules[0]
    }

    /// The top-level modules that the file names, its own not among them.
    fn dependencies(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for rest in after_word(&self.code, "crate::") {
            found.extend(first_names(rest));
        }
        // `super` often enough leads to the root as well; in a module within the file it does not.
        let up = "super::".repeat(self.modules.len());
        for rest in after_word(&self.code, &up) {
            found.extend(
                first_names(rest)
                    .into_iter()
                    .filter(|name| LAYERS.iter().any(|(layer, _)| layer == name)),
            );
        }
        found.remove(self.layer());
        found
    }

    fn names(&self, library: &str) -> bool {
        after_word(&self.code, &format!("{library}::"))
            .next()
            .is_some()
    }

    /// What the file names and must not.
    fn violations(&self) -> Vec<String> {
        let layer = self.layer();
        let file = self.modules.join("::");
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == layer) else {
            return vec![format!("{file}: {layer} is no layer")];
        };
        let mut violations: Vec<String> = self
            .dependencies()
            .into_iter()
            .filter(|name| !allowed.contains(&name.as_str()))
            .map(|name| format!("{file}: {layer} must not use {name}"))
            .collect();
        for (library, layers) in LIBRARIES {
            if !layers.contains(&layer) && self.names(library) {
                violations.push(format!(
                    "{file}: {layer} must not use the library {library}"
                ));
            }
        }
        violations
    }
}

/// The text after each place where a path begins with `word`.
fn after_word<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = &'a str> {
    code.match_indices(word).filter_map(move |(at, _)| {
        let before = code[..at].chars().next_back();
        // `$crate::`, `other_crate::` and `a::crate::` are something else.
        let inside = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | ':'));
        (!inside).then(|| &code[at + word.len()..])
    })
}

/// The first name of a path, or of each path of a group.
fn first_names(rest: &str) -> Vec<String> {
    let rest = rest.trim_start();
    let Some(group) = rest.strip_prefix('{') else {
        return vec![name_at(rest)];
    };
    let mut names = Vec::new();
    let mut depth = 0;
    let mut start = 0;
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' | ',' if depth == 0 => {
                names.push(name_at(group[start..at].trim_start()));
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty() && name != "self");
    names
}

fn name_at(text: &str) -> String {
    if text.starts_with('*') {
        return "*".to_owned();
    }
    let text = text.strip_prefix("r#").unwrap_or(text);
    text.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

/// The text without what is not code: comments, strings and character literals.
fn code_of(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(raw) = rest.strip_prefix("r#\"") {
            raw.find("\"#").map_or(rest.len(), |end| end + 5)
        } else if c == '"' {
            literal_end(rest, '"')
        } else if rest.starts_with("'\\") || rest.chars().nth(2) == Some('\'') {
            literal_end(rest, '\'')
        } else {
            code.push(c);
            c.len_utf8()
        };
        rest = &rest[skipped..];
    }
    code
}

/// Where a literal that begins the text ends.
fn literal_end(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

#[test]
fn every_file_keeps_to_its_layer() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut violations = Vec::new();
    let mut layers = BTreeSet::new();
    for file in files {
        let path = file
            .strip_prefix(&root)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        // They put the layers together.
        if path == "lib.rs" || path == "main.rs" {
            continue;
        }
        let source = Source::new(&path, &fs::read_to_string(&file).unwrap());
        layers.insert(source.layer().to_owned());
        violations.extend(source.violations());
    }
    assert!(violations.is_empty(), "\n{}", violations.join("\n"));
    assert!(layers.len() >= 6, "{layers:?}");
}

#[test]
fn a_violation_is_seen_in_every_form() {
    for (path, text, expected) in [
        (
            "domain/contact.rs",
            "use crate::store::Store;",
            "domain must not use store",
        ),
        (
            "ui/contacts/page.rs",
            "use crate::{\n    domain::{Name, Field},\n    service::seed,\n};",
            "ui must not use service",
        ),
        (
            "ui/app.rs",
            "fn f() -> crate::store::Store {}",
            "ui must not use store",
        ),
        (
            "ui/app.rs",
            "use crate::{rpc, store};",
            "ui must not use store",
        ),
        (
            "store/mod.rs",
            "use super::service::now;",
            "store must not use service",
        ),
        (
            "service/contacts.rs",
            "use super::super::rpc::list;",
            "service must not use rpc",
        ),
        (
            "rpc/contacts.rs",
            "pub(crate) use crate :: domain; use crate::store as s;",
            "rpc must not use store",
        ),
        ("ui/mod.rs", "use crate::*;", "ui must not use *"),
        ("helpers/mod.rs", "", "helpers is no layer"),
        (
            "service/mod.rs",
            "type Row = sqlx::sqlite::SqliteRow;",
            "service must not use the library sqlx",
        ),
        (
            "domain/name.rs",
            "use leptos::prelude::*;",
            "domain must not use the library leptos",
        ),
    ] {
        let violations = Source::new(path, text).violations();
        assert_eq!(violations.len(), 1, "{path}: {violations:?}");
        assert!(violations[0].ends_with(expected), "{}", violations[0]);
    }
}

#[test]
fn what_is_allowed_or_only_mentioned_is_no_violation() {
    for (path, text) in [
        (
            "domain/contact.rs",
            "use super::Channel; use crate::domain::{self, Name};",
        ),
        (
            "domain/contact.rs",
            "// use crate::store::Store;\n/* crate::ui */ const A: &str = \"crate::store \\\" crate::ui\";",
        ),
        (
            "ui/app.rs",
            "use crate::{\n    domain::{Contact, ContactQuery},\n    i18n::Locale,\n    rpc,\n    ui::state::Address,\n};",
        ),
        (
            "server/router.rs",
            "use crate::{ui::{self, App}, store::Store, service::ContactService};",
        ),
        (
            "store/sqlite/mod.rs",
            "fn quote() -> char { '\"' } use super::super::fold; use $crate::ui;",
        ),
        (
            "rpc/error.rs",
            "mod server { use crate::{domain::AppError, service::Failure}; }",
        ),
    ] {
        let violations = Source::new(path, text).violations();
        assert!(violations.is_empty(), "{path}: {violations:?}");
    }
}
