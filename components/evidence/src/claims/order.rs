//! "FILE is sorted": lines that stand in an order, or don't.

use super::Verdict;
use crate::case::Case;
use crate::path;
use crate::sentence::{Sentence, Token};
use crate::workspace::Look;

const UNREAL: [&str; 5] = ["can", "before", "previously", "was", "were"];
/// Of such files the lines are what is sorted.
const LISTS: [&str; 5] = [".txt", ".csv", ".tsv", ".list", ".lst"];

/// A list that is said to be in order.
pub(super) fn judge(case: &Case<'_>, sentence: &Sentence<'_>) -> Option<Verdict> {
    let tokens = &sentence.tokens;
    if !case.is_change() || sentence.supposes(&UNREAL) || sentence.denies() {
        return None;
    }
    let said = tokens.iter().position(|token| token.is(&["sorted"]))?;
    // "sorted by age" is an order that no rule here knows.
    let special = tokens[said + 1..]
        .iter()
        .take(4)
        .any(|token| token.is(&["by", "according", "length", "after"]));
    let named = tokens.iter().find_map(list)?;
    if special {
        return None;
    }
    let Look::Text(text) = case.workspace.file(named) else {
        return None;
    };
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    if lines.len() < 2 {
        return None;
    }
    let down = [
        "descending",
        "reverse",
        "reversed",
        "backwards",
        "newest",
        "highest",
        "largest",
    ];
    let down = sentence.has(&down) || case.task.says(&down);
    let table = !named.ends_with(".txt");
    let headless = lines.get(1..).filter(|_| table).unwrap_or_default();
    if in_order(&lines, down) || (table && in_order(headless, down)) {
        return Some(Verdict::supported(named));
    }
    let (one, other) = lines
        .windows(2)
        .find(|pair| pair[0].to_lowercase() > pair[1].to_lowercase())
        .map_or((lines[0], lines[1]), |pair| (pair[0], pair[1]));
    Some(Verdict::contradicted(
        format!("In {named}, “{one}” stands before “{other}”."),
        vec![named.to_string()],
    ))
}

fn list<'a>(token: &Token<'a>) -> Option<&'a str> {
    path::of_token(token).filter(|named| LISTS.iter().any(|ending| named.ends_with(ending)))
}

/// By bytes, by letters whatever their case and signs, or as numbers.
fn in_order(lines: &[&str], down: bool) -> bool {
    let letters = |line: &str| {
        let kept = |character: &char| character.is_alphanumeric() || *character == ' ';
        line.to_lowercase().chars().filter(kept).collect::<String>()
    };
    let number = |line: &str| -> Option<f64> {
        let end = line
            .find(|character: char| !(character.is_ascii_digit() || "-.".contains(character)))
            .unwrap_or(line.len());
        line[..end].parse().ok()
    };
    let numbers: Option<Vec<f64>> = lines.iter().map(|line| number(line.trim())).collect();
    let lower: Vec<String> = lines.iter().map(|line| line.to_lowercase()).collect();
    let plain: Vec<String> = lines.iter().map(|line| letters(line)).collect();
    // Accents sort differently from place to place.
    lines.iter().any(|line| !line.is_ascii())
        || goes(lines, down)
        || goes(&lower, down)
        || goes(&plain, down)
        || numbers.is_some_and(|numbers| goes(&numbers, down))
}

fn goes<T: PartialOrd>(items: &[T], down: bool) -> bool {
    items.windows(2).all(|pair| {
        if down {
            pair[0] >= pair[1]
        } else {
            pair[0] <= pair[1]
        }
    })
}
