//! What in a text is a file, and which files are the same.

use crate::sentence::{Kind, Token};

/// What files of a project end with.
const ENDINGS: [&str; 84] = [
    "rs", "py", "pyi", "js", "jsx", "ts", "tsx", "mjs", "cjs", "mts", "cts", "go", "c", "h", "cc",
    "cpp", "cxx", "hpp", "hh", "java", "kt", "kts", "rb", "php", "sh", "bash", "zsh", "fish",
    "ps1", "bat", "toml", "json", "jsonl", "json5", "yaml", "yml", "md", "mdx", "rst", "txt",
    "text", "adoc", "html", "htm", "css", "scss", "sass", "less", "csv", "tsv", "xml", "svg",
    "ini", "cfg", "conf", "lock", "sql", "swift", "lua", "vue", "svelte", "scala", "clj", "ex",
    "exs", "erl", "hs", "ml", "mli", "dart", "r", "jl", "zig", "nix", "tf", "proto", "graphql",
    "wit", "log", "out", "bak", "patch", "diff", "gradle",
];
/// Files that are known by their whole name.
const NAMES: [&str; 15] = [
    "Makefile",
    "makefile",
    "GNUmakefile",
    "Dockerfile",
    "Justfile",
    "justfile",
    "Gemfile",
    "Rakefile",
    "Procfile",
    "LICENSE",
    "CHANGELOG",
    "README",
    ".gitignore",
    ".env",
    ".dockerignore",
];
/// Products whose name looks like a file.
const PRODUCTS: [&str; 12] = [
    "node.js",
    "next.js",
    "vue.js",
    "d3.js",
    "express.js",
    "three.js",
    "nuxt.js",
    "react.js",
    "chart.js",
    "angular.js",
    "nest.js",
    "moment.js",
];

/// The file that a piece of text names, relative and without a line number.
pub fn of(text: &str) -> Option<&str> {
    let text = text.trim().trim_end_matches(['.', ',', ':', ';']);
    let text = text.trim_start_matches("./");
    let text = text.strip_prefix("workspace:").unwrap_or(text);
    let path = unnumbered(text);
    let plain = !path.is_empty()
        && path.len() <= 200
        && path
            .chars()
            .all(|character| character.is_alphanumeric() || "._-/@+~".contains(character))
        && !path.contains("//")
        && !path.ends_with('/');
    let name = path.rsplit('/').next().unwrap_or(path);
    let product = PRODUCTS
        .iter()
        .any(|product| product.eq_ignore_ascii_case(path));
    (plain && !product && (NAMES.contains(&name) || has_ending(name))).then_some(path)
}

fn has_ending(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, ending)| {
        let known = ENDINGS
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known));
        // "self.c" and "1.c" are as good as files; what begins with a digit and ends with one letter is a number's.
        known
            && !stem.is_empty()
            && !stem
                .chars()
                .all(|digit| digit.is_ascii_digit() || digit == '.')
    })
}

/// Without ":12", ":12:5", ":12-20" and "#L12".
fn unnumbered(text: &str) -> &str {
    let end = text.find("#L").unwrap_or(text.len());
    let text = &text[..end];
    text.find(':').map_or(text, |at| {
        let rest = &text[at + 1..];
        let line = rest.starts_with(|first: char| first.is_ascii_digit());
        if line { &text[..at] } else { text }
    })
}

/// The file that a token names.
pub fn of_token<'a>(token: &Token<'a>) -> Option<&'a str> {
    match token.kind {
        Kind::Mark => None,
        Kind::Word | Kind::Code | Kind::Quote => of(token.text),
    }
}

/// A directory, as "src/".
pub fn directory<'a>(token: &Token<'a>) -> Option<&'a str> {
    let text = token.text.trim_start_matches("./");
    let plain = text
        .chars()
        .all(|character| character.is_alphanumeric() || "._-/".contains(character));
    let name = text.trim_end_matches('/');
    (token.kind != Kind::Mark && plain && text.ends_with('/') && !name.is_empty()).then_some(name)
}

/// Relative, and nowhere but in the workspace.
pub fn is_inside(path: &str) -> bool {
    !path.starts_with(['/', '~']) && !path.split('/').any(|part| part == "..")
}

/// The same file, as far as both say: one may name fewer or more directories, or leave out the ending of a README.
pub fn same(named: &str, path: &str) -> bool {
    let whole = |long: &str, short: &str| {
        long.len() > short.len()
            && long.ends_with(short)
            && long.as_bytes().get(long.len() - short.len() - 1) == Some(&b'/')
    };
    let stem = |name: &str| matches!(name, "README" | "CHANGELOG" | "LICENSE");
    named == path
        || whole(path, named)
        || whole(named, path)
        || (stem(named) && base(path).split('.').next() == Some(named))
}

/// The file's own name.
pub fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The path is in this directory.
pub fn is_below(path: &str, directory: &str) -> bool {
    path.strip_prefix(directory)
        .is_some_and(|rest| rest.starts_with('/'))
        || path.contains(&format!("/{directory}/"))
}

/// What programs leave behind when they run, the project's checks among them: nobody's work.
pub fn is_generated(path: &str) -> bool {
    let directories = [
        "__pycache__",
        ".pytest_cache",
        ".mypy_cache",
        ".ruff_cache",
        "node_modules",
        ".nyc_output",
    ];
    let built = [
        "target/debug/",
        "target/release/",
        "target/.rustc_info.json",
        "target/CACHEDIR.TAG",
    ];
    path.ends_with(".pyc")
        || path.split('/').any(|part| directories.contains(&part))
        || built
            .iter()
            .any(|start| path.starts_with(start) || path.contains(&format!("/{start}")))
}

/// A file that package managers write.
pub fn is_lock(path: &str) -> bool {
    path.ends_with(".lock")
        || ["package-lock.json", "go.sum", "pnpm-lock.yaml"].contains(&base(path))
}

/// A file of prose, where words of a program prove nothing.
pub fn is_prose(path: &str) -> bool {
    [".md", ".mdx", ".rst", ".adoc", ".html", ".txt"]
        .iter()
        .any(|ending| path.ends_with(ending))
}

/// A file that holds tests, by its place or name.
pub fn is_test(path: &str) -> bool {
    let directories = [
        "tests",
        "test",
        "__tests__",
        "spec",
        "specs",
        "testing",
        "e2e",
    ];
    let mut parts: Vec<&str> = path.split('/').collect();
    let name = parts.pop().unwrap_or(path);
    let code = !is_prose(name);
    let stem = name.split('.').next().unwrap_or(name);
    let named = stem.starts_with("test_")
        || stem.ends_with("_test")
        || stem.ends_with("_tests")
        || stem.ends_with("_spec")
        || matches!(stem, "test" | "tests" | "conftest")
        || name.contains(".test.")
        || name.contains(".spec.")
        || (stem.ends_with("Test") || stem.ends_with("Tests") || stem.ends_with("Spec"));
    code && (named || parts.iter().any(|part| directories.contains(part)))
}
