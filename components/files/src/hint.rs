//! Where a text that a model looked for might stand, when it does not stand there exactly.

use std::collections::HashMap;

/// Lines longer than this are compared by their beginning.
const COMPARED: usize = 400;
const SHOWN: usize = 200;
/// Below this similarity a line tells the model nothing.
const ENOUGH: f32 = 0.5;

/// A sentence that says what stands in the text instead of `old`.
pub fn nearest(text: &str, old: &str) -> Option<String> {
    if let Some(plain) = without_numbers(old).filter(|plain| text.contains(plain.as_str())) {
        let line = text[..text.find(&plain)?].matches('\n').count() + 1;
        return Some(format!(
            "it stands at line {line} without the line numbers that `read` adds; leave them out"
        ));
    }
    if let Some((first, count)) = ignoring_space(text, old) {
        let lines: Vec<&str> = text.lines().skip(first).take(count.min(20)).collect();
        return Some(format!(
            "lines {}-{} differ from it only in white space; they are\n{}",
            first + 1,
            first + count,
            lines.join("\n")
        ));
    }
    let wanted = old
        .lines()
        .map(str::trim)
        .find(|line| line.chars().any(char::is_alphanumeric))?;
    let (number, line) = most_similar(text, wanted)?;
    let shown: String = line.chars().take(SHOWN).collect();
    Some(format!(
        "the nearest line is {number}\n{shown}\nread around it and copy the text exactly"
    ))
}

/// The text without the numbers and tabs of `read`, if each line has them.
fn without_numbers(old: &str) -> Option<String> {
    let line = |line: &str| {
        let (number, rest) = line.trim_start().split_once('\t')?;
        (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| rest.to_string())
    };
    let lines: Option<Vec<String>> = old.lines().map(line).collect();
    lines
        .filter(|lines| !lines.is_empty())
        .map(|lines| lines.join("\n"))
}

/// The place, as first line from 0 and number of lines, whose words are those of `old`.
fn ignoring_space(text: &str, old: &str) -> Option<(usize, usize)> {
    let words = |line: &str| line.split_whitespace().collect::<String>();
    let old: Vec<String> = old.trim().lines().map(words).collect();
    if old.iter().all(String::is_empty) {
        return None;
    }
    let lines: Vec<String> = text.lines().map(words).collect();
    lines
        .windows(old.len())
        .position(|window| window == old.as_slice())
        .map(|first| (first, old.len()))
}

fn most_similar<'a>(text: &'a str, wanted: &str) -> Option<(usize, &'a str)> {
    let length = wanted.len();
    let wanted = pairs(wanted);
    let (mut best, mut found) = (ENOUGH, None);
    for (index, line) in text.lines().enumerate() {
        // A line several times as long or short can't be similar enough, and need not be compared.
        if line.len() < length / 4 || line.trim().len() > length * 4 {
            continue;
        }
        let similarity = similarity(&wanted, &pairs(line.trim()));
        if similarity > best {
            (best, found) = (similarity, Some((index + 1, line)));
        }
    }
    found
}

/// How often each pair of neighbouring characters occurs.
fn pairs(line: &str) -> HashMap<(char, char), u32> {
    let mut pairs = HashMap::new();
    let padded = || {
        std::iter::once(' ')
            .chain(line.chars().take(COMPARED))
            .chain(std::iter::once(' '))
    };
    for pair in padded().zip(padded().skip(1)) {
        *pairs.entry(pair).or_insert(0) += 1;
    }
    pairs
}

/// The part of all pairs that two lines share, from 0 to 1.
#[allow(clippy::cast_precision_loss, reason = "a few hundred pairs")]
fn similarity(left: &HashMap<(char, char), u32>, right: &HashMap<(char, char), u32>) -> f32 {
    let shared: u32 = left
        .iter()
        .map(|(pair, count)| *count.min(right.get(pair).unwrap_or(&0)))
        .sum();
    let all: u32 = left.values().sum::<u32>() + right.values().sum::<u32>();
    if all == 0 {
        0.0
    } else {
        2.0 * shared as f32 / all as f32
    }
}
