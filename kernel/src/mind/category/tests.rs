//! The table of tasks.

use super::{CATEGORIES, category};

/// A task, its category, and the words that decide.
const TASKS: &[(&str, &str, &str)] = &[
    // Mending.
    ("Fix the failing tests", "bugfix", "\"Fix\", \"failing\""),
    ("fix the bug in src/main.rs", "bugfix", "\"fix\", \"bug\""),
    ("Fix the broken migration", "bugfix", "\"Fix\", \"broken\""),
    ("Please fix it.", "bugfix", "\"fix\""),
    ("Can you fix the login page?", "bugfix", "\"fix\""),
    (
        "Debug why the server hangs",
        "bugfix",
        "\"Debug\", \"hangs\"",
    ),
    (
        "Resolve the deadlock in the pool",
        "bugfix",
        "\"Resolve\", \"deadlock\"",
    ),
    (
        "The login page crashes when the name is empty",
        "bugfix",
        "\"crashes\"",
    ),
    (
        "The tests for the parser are failing",
        "bugfix",
        "\"failing\"",
    ),
    ("TypeError in app.py", "bugfix", "\"TypeError\""),
    (
        "Make the failing test pass",
        "bugfix",
        "\"Make\", \"failing\"",
    ),
    ("What's wrong with the login? Fix it.", "bugfix", "\"Fix\""),
    // Reshaping.
    ("Refactor the API client", "refactor", "\"Refactor\""),
    ("Refactor the tests", "refactor", "\"Refactor\""),
    (
        "Rename `parse` to `read` everywhere",
        "refactor",
        "\"Rename\"",
    ),
    ("Please clean up the module", "refactor", "\"clean\""),
    ("Extract a helper from main.rs", "refactor", "\"Extract\""),
    ("Migrate from Flask to FastAPI", "refactor", "\"Migrate\""),
    // Making.
    (
        "Add a function that parses dates",
        "code",
        "\"Add\", \"function\"",
    ),
    (
        "Add a function and tests for it",
        "code",
        "\"Add\", \"function\"",
    ),
    ("Implement quicksort in Rust", "code", "\"Implement\""),
    (
        "Write a program that prints primes",
        "code",
        "\"Write\", \"program\"",
    ),
    ("Add caching to the server", "code", "\"Add\", \"caching\""),
    (
        "In src/lib.rs, add rounding",
        "code",
        "\"add\", \"src/lib.rs\"",
    ),
    (
        "I need you to add a --json flag",
        "code",
        "\"add\", \"flag\"",
    ),
    ("Add email validation", "code", "\"Add\", \"validation\""),
    (
        "Improve the rest of the code",
        "code",
        "\"Improve\", \"code\"",
    ),
    // Tests.
    ("Add tests for the parser", "test", "\"Add\", \"tests\""),
    (
        "Write unit tests for date.rs",
        "test",
        "\"Write\", \"tests\"",
    ),
    (
        "Write a test that reproduces the bug",
        "test",
        "\"Write\", \"test\"",
    ),
    ("Improve test coverage", "test", "\"Improve\", \"coverage\""),
    ("test the checkout flow", "test", "\"test\""),
    (
        "Extend tests/test_dates.py with leap years",
        "test",
        "\"Extend\", \"tests/test_dates.py\"",
    ),
    (
        "Cover src/date.ts with tests",
        "code",
        "\"Cover\", \"src/date.ts\"",
    ),
    // Prose.
    ("Update the README", "readme", "\"Update\", \"README\""),
    ("Fix the typo in README.md", "readme", "\"Fix\", \"typo\""),
    ("Fix typos", "writing", "\"Fix\", \"typos\""),
    (
        "Add a section on installing to README.md",
        "readme",
        "\"Add\", \"README.md\"",
    ),
    ("Document the API endpoints", "docs", "\"Document\""),
    (
        "Add API documentation",
        "documentation",
        "\"Add\", \"documentation\"",
    ),
    (
        "Write documentation for the API",
        "documentation",
        "\"Write\", \"documentation\"",
    ),
    (
        "Update docs/guide.md",
        "docs",
        "\"Update\", \"docs/guide.md\"",
    ),
    (
        "Add docstrings to the parser",
        "docs",
        "\"Add\", \"docstrings\"",
    ),
    ("Summarize the meeting notes", "summary", "\"Summarize\""),
    (
        "Write a summary of CHANGES",
        "summary",
        "\"Write\", \"summary\"",
    ),
    (
        "Write a blog post about databases",
        "writing",
        "\"Write\", \"blog\"",
    ),
    ("Write a poem about SQL", "writing", "\"Write\", \"poem\""),
    (
        "Draft an email to the team",
        "writing",
        "\"Draft\", \"email\"",
    ),
    (
        "Translate this page into German",
        "writing",
        "\"Translate\"",
    ),
    // Data.
    (
        "Write a migration that adds a column",
        "migration",
        "\"Write\", \"migration\"",
    ),
    (
        "Migrate the database to Postgres",
        "migration",
        "\"Migrate\", \"database\"",
    ),
    (
        "Write a SQL query for the top ten users",
        "sql",
        "\"Write\", \"query\"",
    ),
    (
        "Optimize queries/report.sql",
        "sql",
        "\"Optimize\", \"queries/report.sql\"",
    ),
    (
        "Add a column to the users table",
        "schema",
        "\"Add\", \"column\"",
    ),
    (
        "Design the database schema",
        "schema",
        "\"Design\", \"schema\"",
    ),
    (
        "Create a database for orders",
        "database",
        "\"Create\", \"database\"",
    ),
    // Interfaces.
    (
        "Add an endpoint for users",
        "endpoint",
        "\"Add\", \"endpoint\"",
    ),
    (
        "Add a REST endpoint for users",
        "endpoint",
        "\"Add\", \"endpoint\"",
    ),
    (
        "Design a REST interface in openapi.yaml",
        "code",
        "\"Design\", \"interface\"",
    ),
    ("Design an API for orders", "api", "\"Design\", \"API\""),
    (
        "Update the GraphQL schema",
        "graphql",
        "\"Update\", \"GraphQL\"",
    ),
    ("Make it RESTful", "rest", "\"Make\", \"RESTful\""),
    // Questions.
    ("What does main.rs do?", "question", "\"What\""),
    ("Why does the test fail?", "question", "\"Why\""),
    ("How do I fix the failing test?", "question", "\"How\""),
    ("how is the cache cleared", "question", "\"how\""),
    ("Explain the parser", "question", "\"Explain\""),
    ("Is the API documented?", "question", "\"Is\""),
    // Nobody can say.
    ("", "", ""),
    ("   \n\t ", "", ""),
    ("🎏", "", ""),
    ("Say hello", "", ""),
    ("Add a greeting to hello.txt", "", ""),
    ("Create hello.txt with the content \"hello\"", "", ""),
    (
        "Delete everything in my home directory with rm -rf $HOME",
        "",
        "",
    ),
    ("Run the tests", "", ""),
    ("A haiku", "", ""),
    (
        "Add a greeting, then fix the bug",
        "bugfix",
        "\"fix\", \"bug\"",
    ),
    (
        "Bump the version and update the changelog",
        "docs",
        "\"update\", \"changelog\"",
    ),
    ("Improve it", "", ""),
    // As people put it.
    ("Don't fix the bug; explain it", "question", "\"explain\""),
    (
        "could you please write unit tests for the date module?",
        "test",
        "\"write\", \"tests\"",
    ),
    ("The build is broken on Windows", "bugfix", "\"broken\""),
    (
        "Why is the build broken? Please repair it.",
        "bugfix",
        "\"repair\"",
    ),
    (
        "Let's refactor the session module",
        "refactor",
        "\"refactor\"",
    ),
    ("Make `openkoi status` faster", "", ""),
    ("Add a test for the login form", "test", "\"Add\", \"test\""),
    ("What is a database migration?", "question", "\"What\""),
    (
        "Rename the column email to mail in the users table",
        "schema",
        "\"Rename\", \"column\"",
    ),
    (
        "Write a letter to my landlord",
        "writing",
        "\"Write\", \"letter\"",
    ),
    (
        "Update CHANGELOG.md",
        "docs",
        "\"Update\", \"CHANGELOG.md\"",
    ),
    (
        "Create migrations/0002_users.sql",
        "migration",
        "\"Create\", \"migrations/0002_users.sql\"",
    ),
    ("Schreibe eine Zusammenfassung der Datei README.md", "", ""),
    ("请修复 main.rs 中的错误", "", ""),
    // Other languages.
    ("テストを直してください", "", ""),
    ("main.rs のバグを直して", "", ""),
    ("Исправь ошибку в main.rs", "", ""),
    ("Corrige le bug dans main.rs", "", ""),
    (
        "Behebe den Fehler in main.rs und schreibe einen Test",
        "",
        "",
    ),
    ("Escribe una función para la API", "", ""),
];

#[test]
fn a_task_s_words_tell_its_category_and_which_of_them_decided() {
    let wrong: Vec<String> = TASKS
        .iter()
        .filter_map(|(task, name, why)| {
            let said = category(task);
            let fits = said.name == *name && said.why == *why;
            (!fits).then(|| {
                format!(
                    "{task:?}: {name} ({why}), but was {} ({})",
                    said.name, said.why
                )
            })
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn only_known_categories_are_named() {
    let named = TASKS.iter().map(|(_, name, _)| *name);
    for name in named.filter(|name| !name.is_empty()) {
        assert!(CATEGORIES.contains(&name), "{name}");
    }
}

#[test]
fn a_task_of_any_size_is_read_to_a_limit() {
    let long = format!("{} fix the bug", "word ".repeat(100_000));
    assert_eq!(category(&long).name, "");
    assert_eq!(category(&format!("Fix the bug. {long}")).name, "bugfix");
}
