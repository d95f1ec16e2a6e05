//! How many tests the answer says passed, beside the numbers that outputs show.

use std::collections::BTreeSet;

use super::Verdict;
use crate::case::Case;
use crate::ledger::Entry;
use crate::sentence::{Sentence, Token, has};

const UNREAL: [&str; 3] = ["until", "expected", "must"];
/// A clause with one of these speaks of how it was.
const PAST: [&str; 6] = [
    "before",
    "previously",
    "baseline",
    "initially",
    "were",
    "had",
];
const PASS: [&str; 6] = ["pass", "passes", "passed", "passing", "green", "succeed"];

/// A number of tests that pass, if the sentence gives one.
pub(super) fn judge(case: &Case<'_>, sentence: &Sentence<'_>) -> Option<Verdict> {
    let (count, all) = claimed(sentence)?;
    let runs: Vec<&Entry<'_>> = case.ledger.test_runs().collect();
    if runs.is_empty() {
        return Some(Verdict::unsupported());
    }
    let mut shown = BTreeSet::new();
    let mut total = 0;
    let mut counted = false;
    for entry in &runs {
        let (numbers, sum) = numbers(&entry.receipt.output);
        counted |= sum.is_some();
        total += sum.unwrap_or(0);
        shown.extend(sum);
        shown.extend(numbers);
    }
    shown.insert(total);
    let evidence: Vec<String> = runs.iter().map(|entry| entry.receipt.id.clone()).collect();
    if shown.contains(&count) {
        return Some(Verdict {
            evidence,
            ..Verdict::supported("")
        });
    }
    let certain =
        all && counted && !runs.iter().any(|entry| entry.is_cut()) && !case.ledger.has_unknown();
    if !certain {
        // Beside what was before, a number is a story rather than a claim.
        return (!sentence.has(&PAST)).then(Verdict::unsupported);
    }
    Some(Verdict::contradicted(
        format!("No output of a test run shows the number {count}."),
        evidence,
    ))
}

/// The number, and whether it is that of all tests.
fn claimed(sentence: &Sentence<'_>) -> Option<(u64, bool)> {
    let tokens = &sentence.tokens;
    if sentence.supposes(&UNREAL) || sentence.denies() || !sentence.has(&PASS) {
        return None;
    }
    let part = sentence.has(&[
        "new",
        "added",
        "my",
        "these",
        "those",
        "other",
        "of",
        "remaining",
        "existing",
        "related",
    ]);
    let clauses = tokens.split(|token| token.is_mark(",;:—–") || token.is(&["and", "but"]));
    clauses
        .filter(|clause| !has(clause, &PAST))
        .find_map(|clause| counted(clause, part))
}

/// The number of a clause.
fn counted(tokens: &[Token<'_>], part: bool) -> Option<(u64, bool)> {
    tokens.iter().enumerate().find_map(|(at, token)| {
        let (number, whole) = number(token)?;
        let next = |distance: usize| tokens.get(at + distance);
        let tests = (1..=2)
            .any(|distance| next(distance).is_some_and(|token| token.is(&["tests", "test"])));
        let passed = next(1).is_some_and(|token| token.is(&["passed", "pass", "passing"]));
        let all = whole || (at > 0 && tokens[at - 1].is(&["all"]));
        (tests || passed).then_some((number, (all || passed) && !part))
    })
}

fn number(token: &Token<'_>) -> Option<(u64, bool)> {
    if let Some((passed, total)) = token.text.split_once('/') {
        let (passed, total): (u64, u64) = (passed.parse().ok()?, total.parse().ok()?);
        return (passed == total).then_some((total, true));
    }
    token.text.parse().ok().map(|number| (number, false))
}

/// Numbers beside words of a test report, and the sum of those that passed.
fn numbers(output: &str) -> (Vec<u64>, Option<u64>) {
    let mut found = Vec::new();
    let mut sum = None;
    for line in output.lines() {
        let words: Vec<&str> = line
            .split(|character: char| !(character.is_alphanumeric() || character == '_'))
            .filter(|word| !word.is_empty())
            .collect();
        let report = words.iter().any(|word| {
            let word = word.to_ascii_lowercase();
            matches!(
                word.as_str(),
                "passed"
                    | "pass"
                    | "passing"
                    | "tests"
                    | "test"
                    | "ran"
                    | "running"
                    | "ok"
                    | "total"
            )
        });
        if !report {
            continue;
        }
        for (at, word) in words.iter().enumerate() {
            let Ok(number) = word.parse::<u64>() else {
                continue;
            };
            found.push(number);
            let after = words.get(at + 1).map(|next| next.to_ascii_lowercase());
            let before = at
                .checked_sub(1)
                .and_then(|at| words.get(at))
                .map(|before| before.to_ascii_lowercase());
            let passed = after.is_some_and(|next| matches!(next.as_str(), "passed" | "passing"))
                || before.as_deref() == Some("pass");
            if passed {
                sum = Some(sum.unwrap_or(0) + number);
            }
        }
    }
    // A list of those that passed, one a line, tells how many there are.
    let listed = output
        .lines()
        .filter(|line| line.starts_with("PASSED "))
        .count() as u64;
    if listed > 0 {
        found.push(listed);
        sum = sum.or(Some(listed));
    }
    // "Ran 12 tests in 0.01s" is unittest's way.
    (found, sum)
}
