//! What the user's words ask for, as far as it changes how a result is judged.

/// The task is about tests or the build succeeding.
pub fn asks_to_pass(task: &str) -> bool {
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

/// Words of test names that name nothing.
const COMMON: [&str; 14] = [
    "test", "tests", "the", "and", "not", "for", "with", "when", "should", "returns", "works",
    "case", "fix", "bug",
];

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
}
