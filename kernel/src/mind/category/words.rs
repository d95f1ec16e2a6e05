//! The words that the rules know.

use super::clause::Token;

/// What a verb at the start of a clause orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// This category, whatever it is done to.
    Always(&'static str),
    Question,
    Fix,
    Refactor,
    Migrate,
    Write,
    Make,
    Implement,
}

/// What a noun or a file's name says about the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Text for people.
    Prose(&'static str),
    /// What keeps data.
    Data(&'static str),
    /// Source code, interfaces, tests.
    Made(&'static str),
    /// Prose only if it is written: one can also validate an email.
    Letter,
    /// A mistake in writing.
    Slip,
}

/// Words before the verb that order nothing themselves.
pub(super) const POLITE: &[&str] = &[
    "please",
    "can",
    "could",
    "would",
    "will",
    "you",
    "kindly",
    "now",
    "also",
    "just",
    "first",
    "next",
    "finally",
    "let's",
    "lets",
    "let",
    "us",
    "me",
    "help",
    "i",
    "we",
    "want",
    "need",
    "like",
    "i'd",
    "we'd",
    "should",
    "must",
    "have",
    "quickly",
    "carefully",
    "hey",
    "hi",
    "hello",
    "ok",
    "okay",
    "so",
];

/// Words with which a question begins.
pub(super) const QUESTION: &[&str] = &[
    "what", "what's", "why", "how", "where", "where's", "who", "who's", "which", "when", "whose",
    "is", "are", "does", "do", "did", "was", "were", "has", "am",
];

/// Little words that stand in most English sentences.
pub(super) const ENGLISH: &[&str] = &[
    "the", "a", "an", "of", "for", "in", "with", "is", "it", "this", "that", "from", "on", "at",
    "by", "be", "are", "not", "when", "so", "into", "all", "my", "our", "your", "please", "what",
    "why", "how", "does", "where", "its", "every", "each", "new", "add", "fix", "write", "update",
    "make", "create",
];

/// Little words of other languages in Latin letters, without those that English has too.
pub(super) const FOREIGN: &[&str] = &[
    "le", "la", "les", "des", "du", "un", "une", "dans", "pour", "avec", "et", "est", "ce",
    "cette", "el", "los", "las", "una", "para", "por", "que", "del", "en", "y", "der", "den",
    "dem", "das", "ein", "eine", "einen", "und", "für", "mit", "ist", "von", "nicht", "im", "il",
    "lo", "gli", "che", "di", "della", "nel", "um", "uma", "não", "os", "na", "het", "een", "voor",
    "niet", "och", "att", "som", "jest", "nie", "w", "ve", "bir",
];

/// The verb that a word is. `next` follows it.
pub(super) fn verb(word: &str, next: Option<&str>) -> Option<Verb> {
    Some(match word {
        "fix" | "repair" | "debug" | "resolve" | "solve" | "correct" | "mend" | "troubleshoot"
        | "hotfix" => Verb::Fix,
        "refactor" | "restructure" | "simplify" | "deduplicate" | "reorganize" | "reorganise"
        | "modularize" | "decouple" | "inline" | "rename" | "extract" | "refactoring" => {
            Verb::Refactor
        }
        "clean" | "tidy" if next == Some("up") => Verb::Refactor,
        "split" if next == Some("up") || next == Some("the") => Verb::Refactor,
        "document" => Verb::Always("docs"),
        "summarize" | "summarise" | "recap" | "condense" => Verb::Always("summary"),
        "translate" | "proofread" | "rephrase" | "paraphrase" | "reword" => Verb::Always("writing"),
        "test" | "unit-test" => Verb::Always("test"),
        "explain" | "describe" | "tell" | "clarify" => Verb::Question,
        "migrate" => Verb::Migrate,
        "write" | "draft" | "compose" => Verb::Write,
        "implement" | "code" | "program" => Verb::Implement,
        "add" | "create" | "build" | "make" | "develop" | "generate" | "introduce" | "extend"
        | "update" | "change" | "modify" | "improve" | "optimize" | "optimise" | "remove"
        | "delete" | "drop" | "replace" | "convert" | "port" | "rewrite" | "support" | "design"
        | "define" | "expose" | "cover" | "expand" | "speed" | "prepare" | "new" | "missing"
        | "review" | "polish" | "edit" | "turn" | "move" | "handle" | "alter" => Verb::Make,
        _ => return None,
    })
}

/// A word that tells of something wrong.
pub(super) fn symptom(word: &str) -> bool {
    matches!(
        word,
        "bug"
            | "bugs"
            | "buggy"
            | "failing"
            | "fails"
            | "fail"
            | "failed"
            | "failure"
            | "failures"
            | "broken"
            | "breaks"
            | "crash"
            | "crashes"
            | "crashing"
            | "crashed"
            | "regression"
            | "regressions"
            | "panic"
            | "panics"
            | "segfault"
            | "segfaults"
            | "deadlock"
            | "deadlocks"
            | "hangs"
            | "leak"
            | "leaks"
            | "traceback"
            | "stacktrace"
            | "flaky"
            | "wrong"
            | "doesn't"
            | "throws"
            | "raises"
            | "error"
            | "errors"
            | "exception"
            | "exceptions"
            | "off-by-one"
            | "typeerror"
            | "nullpointerexception"
    )
}

/// What a word names.
pub(super) fn meaning(word: &Token) -> Option<Meaning> {
    noun(word).or_else(|| file(&word.lower))
}

fn noun(word: &Token) -> Option<Meaning> {
    Some(match word.lower.as_str() {
        "readme" | "readmes" => Meaning::Prose("readme"),
        "documentation" => Meaning::Prose("documentation"),
        "docs" | "doc" | "docstring" | "docstrings" | "changelog" | "tutorial" | "guide"
        | "manual" | "faq" | "handbook" | "walkthrough" => Meaning::Prose("docs"),
        "summary" | "summaries" | "tldr" | "abstract" | "synopsis" => Meaning::Prose("summary"),
        "article" | "blog" | "essay" | "poem" | "haiku" | "limerick" | "newsletter"
        | "announcement" | "speech" | "paragraph" | "prose" | "blogpost" => {
            Meaning::Prose("writing")
        }
        "email" | "mail" | "letter" | "message" | "post" | "story" | "note" | "reply" | "tweet"
        | "bio" => Meaning::Letter,
        "typo" | "typos" | "spelling" | "grammar" | "wording" | "punctuation" => Meaning::Slip,
        "test" | "tests" | "unittest" | "unittests" | "unit-test" | "unit-tests" | "coverage"
        | "testcase" | "testcases" => Meaning::Made("test"),
        "migration" | "migrations" => Meaning::Data("migration"),
        "sql" | "query" | "queries" => Meaning::Data("sql"),
        "schema" | "schemas" | "column" | "columns" => Meaning::Data("schema"),
        "database" | "databases" | "db" | "postgres" | "mysql" | "sqlite" => {
            Meaning::Data("database")
        }
        "graphql" | "resolver" | "resolvers" => Meaning::Made("graphql"),
        "rest" if word.text == "REST" => Meaning::Made("rest"),
        "restful" => Meaning::Made("rest"),
        "endpoint" | "endpoints" | "route" | "routes" | "webhook" | "webhooks" => {
            Meaning::Made("endpoint")
        }
        "api" | "apis" | "openapi" | "swagger" => Meaning::Made("api"),
        "function" | "functions" | "method" | "methods" | "class" | "classes" | "struct"
        | "enum" | "module" | "modules" | "package" | "crate" | "library" | "script"
        | "program" | "cli" | "app" | "application" | "parser" | "component" | "components"
        | "flag" | "option" | "subcommand" | "algorithm" | "type" | "types" | "interface"
        | "handler" | "variable" | "constant" | "code" | "codebase" | "css" | "html" | "server"
        | "client" | "cache" | "caching" | "logging" | "retry" | "retries" | "login"
        | "authentication" | "button" | "form" | "validation" | "pagination" | "dockerfile"
        | "makefile" | "plugin" | "hook" | "widget" => Meaning::Made("code"),
        "bug" | "bugs" | "failing" | "broken" | "flaky" | "buggy" => Meaning::Made("bugfix"),
        _ => return None,
    })
}

/// What the name of a file says.
fn file(lower: &str) -> Option<Meaning> {
    let name = lower.rsplit('/').next().unwrap_or_default();
    let (stem, end) = name.rsplit_once('.')?;
    let in_folder = |folder: &str| lower.split('/').rev().skip(1).any(|part| part == folder);
    let is_test = ["tests", "test", "spec", "__tests__"]
        .iter()
        .any(|folder| in_folder(folder))
        || stem
            .split(['_', '-', '.'])
            .any(|part| ["test", "tests", "spec"].contains(&part));
    Some(match end {
        "sql" if in_folder("migrations") || in_folder("migrate") => Meaning::Data("migration"),
        "sql" => Meaning::Data("sql"),
        "graphql" | "gql" => Meaning::Made("graphql"),
        "md" | "rst" | "adoc" if stem == "readme" => Meaning::Prose("readme"),
        "md" | "rst" | "adoc" => Meaning::Prose("docs"),
        "yaml" | "yml" | "json" if ["openapi", "swagger"].contains(&stem) => Meaning::Made("api"),
        "rs" | "py" | "js" | "jsx" | "ts" | "tsx" | "go" | "java" | "c" | "h" | "cc" | "cpp"
        | "hpp" | "cs" | "rb" | "php" | "swift" | "kt" | "scala" | "sh" | "ex" | "hs" | "lua"
        | "zig" | "html" | "css" | "vue" => Meaning::Made(if is_test { "test" } else { "code" }),
        _ => return None,
    })
}
