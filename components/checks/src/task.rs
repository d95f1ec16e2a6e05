//! What the user's words ask for, as far as it changes how a result is judged.

/// The task wants an answer and nothing else: every sentence asks, or forbids a change.
pub fn only_asks(task: &str) -> bool {
    let asking = [
        "which", "why", "what", "where", "who", "when", "how", "do", "does", "did", "is", "are",
        "was", "were", "has", "have", "explain", "tell", "list", "show", "describe",
    ];
    let forbids = [
        "don't change",
        "do not change",
        "don't modify",
        "do not modify",
        "change nothing",
        "no changes",
    ];
    let task = task.to_lowercase().replace('’', "'");
    let mut sentences = task
        .split_inclusive(['.', '?', '!', '\n'])
        .map(str::trim)
        .filter(|sentence| words(sentence).next().is_some())
        .peekable();
    let mends = [
        "fix", "make", "repair", "mend", "correct", "solve", "resolve",
    ];
    sentences.peek().is_some()
        && sentences.all(|sentence| {
            let asks = words(sentence)
                .next()
                .is_some_and(|word| asking.contains(&word));
            forbids.iter().any(|start| sentence.starts_with(start))
                || (asks && !words(sentence).any(|word| mends.contains(&word)))
        })
}

/// The task is about tests or the build succeeding.
pub fn asks_to_pass(task: &str) -> bool {
    if only_asks(task) {
        return false;
    }
    let task = task.to_lowercase();
    let subject = words(&task).any(|word| {
        ["test", "build", "compil", "suite", "lint", "clippy"]
            .iter()
            .any(|start| word.starts_with(start))
            || word == "ci"
    });
    let wish = words(&task).any(|word| {
        matches!(
            word,
            "fix"
                | "fixes"
                | "pass"
                | "passes"
                | "passing"
                | "green"
                | "repair"
                | "broken"
                | "breaks"
                | "red"
                | "again"
        ) || word.starts_with("fail")
            || word.starts_with("succe")
            || word == "works"
    });
    subject && wish
}

/// The task is about mending what this test is named after.
pub fn asks_to_mend(task: &str, test: &str) -> bool {
    if only_asks(task) {
        return false;
    }
    let task = task.to_lowercase();
    let mending = [
        "fix", "fixes", "repair", "correct", "bug", "wrong", "broken", "fails", "failing",
    ];
    if !words(&task).any(|word| mending.contains(&word)) {
        return false;
    }
    // The path, the module and the class say less than the test's own name.
    let own = ["::", " > ", " › ", "/"].iter().fold(
        test.split(" (").next().unwrap_or(test),
        |name, separator| name.rsplit(separator).next().unwrap_or(name),
    );
    let test = own.to_lowercase();
    words(&test).any(|part| {
        part.chars().count() > 2 && !COMMON.contains(&part) && words(&task).any(|word| word == part)
    })
}

/// The task asks that something go away, so that tests may go with it.
pub fn asks_to_remove(task: &str) -> bool {
    let task = task.to_lowercase();
    let removing = [
        "remove",
        "delete",
        "drop",
        "retire",
        "skip",
        "ignore",
        "disable",
        "merge",
        "consolidate",
    ];
    words(&task).any(|word| removing.contains(&word))
}

/// The task asks that tests become other than they are.
pub fn asks_to_change_tests(task: &str) -> bool {
    let task = task.to_lowercase();
    let mut carried = false;
    let english = clauses(&task).any(|clause| {
        let words: Vec<&str> = words(clause).collect();
        let denied = words.iter().any(|word| DENIALS.contains(word)) || clause.contains("n't ");
        let verb = words.iter().any(|word| CHANGES.contains(word)) || mends_the_test(&words);
        // "Remove discount and its test": the verb stands in the clause before.
        let goes_on = carried && words.len() <= 5;
        carried = (verb || goes_on) && !denied;
        carried && speaks_of_tests(&words)
    });
    let foreign = FOREIGN_TESTS.iter().any(|word| task.contains(word))
        && FOREIGN_CHANGES.iter().any(|word| task.contains(word));
    english || foreign
}

/// The task is about the settings of tools.
pub fn asks_to_set_up(task: &str) -> bool {
    let task = task.to_lowercase();
    let about = [
        "config",
        "configuration",
        "configure",
        "setting",
        "settings",
        "setup",
        "conftest",
        "fixture",
        "fixtures",
        "makefile",
        "target",
        "targets",
        "script",
        "scripts",
        "ci",
        "workflow",
        "konfiguration",
        "konfiguriere",
    ];
    words(&task).any(|word| about.contains(&word)) || task.contains("設定") || task.contains("配置")
}

/// The task wants that the lint allows or forbids something else.
pub fn asks_to_rule(task: &str) -> bool {
    let task = task.to_lowercase();
    let ruling = [
        "rule", "rules", "allow", "forbid", "ignore", "suppress", "silence", "disable", "enable",
        "exclude", "relax", "exempt",
    ];
    words(&task).any(|word| ruling.contains(&word))
}

/// The task names this file.
pub fn names(task: &str, file: &str) -> bool {
    task.to_lowercase().contains(&file.to_lowercase())
}

const DENIALS: [&str; 4] = ["not", "never", "without", "cannot"];
/// Ways in which tests may become other than they are.
const CHANGES: [&str; 40] = [
    "update",
    "change",
    "edit",
    "rewrite",
    "adjust",
    "modify",
    "refactor",
    "replace",
    "migrate",
    "port",
    "convert",
    "correct",
    "relax",
    "loosen",
    "move",
    "rename",
    "clean",
    "simplify",
    "split",
    "merge",
    "regenerate",
    "adapt",
    "remove",
    "delete",
    "drop",
    "retire",
    "skip",
    "ignore",
    "disable",
    "mark",
    "quarantine",
    "xfail",
    "consolidate",
    "deduplicate",
    "parametrize",
    "parametrise",
    "stabilize",
    "stabilise",
    "revise",
    "mock",
];
/// "Test" where it is spelt otherwise, or has other forms.
const FOREIGN_TESTS: [&str; 8] = [
    "den test",
    "die tests",
    "tests an",
    "prueba",
    "テストを",
    "测试",
    "le test",
    "les tests",
];
const FOREIGN_CHANGES: [&str; 16] = [
    "passe ",
    "ändere",
    "aktualisiere",
    "korrigiere",
    "lösche",
    "entferne",
    "überspringe",
    "actualiza",
    "modifie",
    "mets à jour",
    "テストを更新",
    "テストを修正",
    "テストを変更",
    "更新测试",
    "修改测试",
    "删除测试",
];

fn clauses(task: &str) -> impl Iterator<Item = &str> {
    task.split(['.', ';', ':', ',', '!', '?', '\n'])
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" but "))
}

/// Tests are what the clause is about, and not that they pass.
fn speaks_of_tests(words: &[&str]) -> bool {
    let wish = |word: &&str| {
        ["pass", "succe", "green", "run", "work", "fail"]
            .iter()
            .any(|start| word.starts_with(start))
    };
    words.iter().enumerate().any(|(at, word)| {
        let tests = matches!(
            *word,
            "test"
                | "tests"
                | "spec"
                | "specs"
                | "snapshot"
                | "snapshots"
                | "assertion"
                | "assertions"
                | "expectation"
                | "expectations"
        );
        let failing = at > 0 && wish(&words[at - 1]);
        tests && !failing && !words[at + 1..].iter().take(3).any(wish)
    })
}

/// "Fix the flaky test": the test is what is to be mended, and not what it tests.
fn mends_the_test(words: &[&str]) -> bool {
    let filling = [
        "the",
        "this",
        "that",
        "these",
        "those",
        "our",
        "my",
        "a",
        "flaky",
        "wrong",
        "incorrect",
        "outdated",
        "obsolete",
        "unit",
        "integration",
        "its",
    ];
    let verb = words
        .iter()
        .position(|word| matches!(*word, "fix" | "mend" | "repair"));
    let object = verb.and_then(|verb| {
        words[verb + 1..]
            .iter()
            .find(|word| !filling.contains(word))
    });
    object.is_some_and(|word| matches!(*word, "test" | "tests"))
}

/// Words of test names that name nothing.
const COMMON: [&str; 14] = [
    "test", "tests", "the", "and", "not", "for", "with", "when", "should", "returns", "works",
    "case", "fix", "bug",
];

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
}
