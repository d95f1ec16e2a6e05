//! A plan that can be told from a task's words alone.

use crate::domain::{Effect, Plan, PlanStep, Spend};

/// A longer task is not simple.
const WORDS: usize = 14;
/// Words that join several tasks to one.
const JOINTS: [&str; 5] = ["and", "then", "also", "afterwards", "plus"];
/// How a question begins.
const QUESTIONS: [&str; 16] = [
    "what",
    "where",
    "which",
    "who",
    "whose",
    "why",
    "when",
    "how",
    "is",
    "are",
    "does",
    "do",
    "can",
    "explain",
    "describe",
    "summarize",
];
/// How an instruction begins that one call carries out, and what it does.
const INSTRUCTIONS: [(&str, Effect); 13] = [
    ("create", Effect::WriteWorkspace),
    ("write", Effect::WriteWorkspace),
    ("append", Effect::WriteWorkspace),
    ("replace", Effect::WriteWorkspace),
    ("rename", Effect::WriteWorkspace),
    ("move", Effect::WriteWorkspace),
    ("delete", Effect::WriteWorkspace),
    ("remove", Effect::WriteWorkspace),
    ("run", Effect::Execute),
    ("list", Effect::Read),
    ("show", Effect::Read),
    ("find", Effect::Read),
    ("count", Effect::Read),
];
/// What one look costs, and one change with its check: measured on small projects, and on the safe side.
const LOOK: Spend = Spend {
    tokens: 6_000,
    usd: 0.02,
    seconds: 20,
};
const CHANGE: Spend = Spend {
    tokens: 12_000,
    usd: 0.05,
    seconds: 60,
};

/// The plan of a simple task: one question, or one literal instruction of a few words in one sentence. None: it takes a
/// planner.
pub fn sketch(task: &str) -> Option<Plan> {
    let task = task.trim();
    let words: Vec<String> = task
        .split_whitespace()
        .map(|word| {
            word.trim_matches(|letter: char| !letter.is_alphanumeric())
                .to_lowercase()
        })
        .collect();
    let is_short = words.len() <= WORDS && task.lines().count() <= 1;
    if !is_short || words.iter().any(|word| JOINTS.contains(&word.as_str())) {
        return None;
    }
    let first = words.first()?.as_str();
    let effect = if QUESTIONS.contains(&first) {
        Effect::Read
    } else {
        let (_, effect) = INSTRUCTIONS.iter().find(|(verb, _)| *verb == first)?;
        // "Write tests", "create a parser": literal instructions name what they are about.
        let names = |letter: char| matches!(letter, '.' | '/' | '`' | '"' | '\'');
        if *effect != Effect::Read && !task.trim_end_matches('.').contains(names) {
            return None;
        }
        effect.clone()
    };
    let estimate = if effect == Effect::Read { LOOK } else { CHANGE };
    let step = PlanStep {
        text: task.to_owned(),
        effect,
    };
    Some(Plan {
        steps: vec![step],
        estimate,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_question_or_one_literal_instruction_needs_no_planner() {
        let rows = [
            ("What does parse_line return?", Some(Effect::Read)),
            ("Where is the port configured", Some(Effect::Read)),
            ("Explain src/main.rs", Some(Effect::Read)),
            ("List all TODO comments", Some(Effect::Read)),
            (
                "Create hello.txt with the content \"hello\"",
                Some(Effect::WriteWorkspace),
            ),
            ("Rename a.txt to b.txt", Some(Effect::WriteWorkspace)),
            ("Delete notes/old.md.", Some(Effect::WriteWorkspace)),
            ("Run `make test`", Some(Effect::Execute)),
            ("Create a parser for invoices.", None),
            ("Write tests", None),
            ("Fix the bug in till.rs", None),
            ("Create a.txt and delete b.txt", None),
            ("Create a.txt\nDelete b.txt", None),
            ("Make the failing tests pass", None),
            (
                "What is the quickest way to make this service, which has grown for years, start in under a second?",
                None,
            ),
            ("バグを直して", None),
            ("", None),
        ];
        for (task, expected) in rows {
            let effect = sketch(task).map(|plan| plan.steps[0].effect.clone());
            assert_eq!(effect, expected, "{task}");
        }
    }
}
