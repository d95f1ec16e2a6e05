//! Figures that something would have had to measure: lines, matches, exit codes, times and coverage.

use std::collections::BTreeSet;

use super::Verdict;
use crate::case::Case;
use crate::command::{self, Fit};
use crate::ledger::{Act, Entry};
use crate::path;
use crate::sentence::{Kind, Sentence, Token};
use crate::workspace::Look;

/// With one of these a figure is no measurement of how things are.
const UNREAL: [&str; 15] = [
    "can",
    "until",
    "expected",
    "must",
    "unless",
    "about",
    "around",
    "roughly",
    "approximately",
    "nearly",
    "almost",
    "over",
    "under",
    "least",
    "most",
];
const MATCHES: [&str; 8] = [
    "match",
    "matches",
    "occurrence",
    "occurrences",
    "times",
    "hits",
    "hit",
    "mentions",
];
const TIMES: [&str; 12] = [
    "ms",
    "s",
    "sec",
    "seconds",
    "second",
    "milliseconds",
    "µs",
    "us",
    "ns",
    "minutes",
    "min",
    "millisecond",
];
const MEASURED: [&str; 5] = ["measured", "benchmarked", "timed", "profiled", "clocked"];

/// Each figure of the sentence that is another, or that nothing measured.
pub(super) fn judge(case: &Case<'_>, sentence: &Sentence<'_>) -> Vec<Verdict> {
    if sentence.supposes(&UNREAL) {
        return Vec::new();
    }
    if sentence.denies() {
        return skipped(case, sentence).into_iter().collect();
    }
    [
        skipped(case, sentence),
        lines(case, sentence),
        matches(case, sentence),
        code(case, sentence),
        coverage(case, sentence),
        time(case, sentence),
        speed(case, sentence),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// "none is skipped", beside what the newest run of the tests shows.
fn skipped(case: &Case<'_>, sentence: &Sentence<'_>) -> Option<Verdict> {
    let tokens = &sentence.tokens;
    let at = tokens.iter().position(|token| token.is(&["skipped"]))?;
    let clause = tokens[..at]
        .iter()
        .rposition(|token| token.kind == Kind::Mark || token.is(&["and", "but"]))
        .map_or(0, |mark| mark + 1);
    let nobody = tokens[clause..at]
        .iter()
        .any(|token| token.is(&["none", "no", "nothing", "0", "zero"]));
    let newest = case.ledger.test_runs().last()?;
    if !nobody || sentence.has(&["new", "added", "more", "before"]) {
        return None;
    }
    let count = newest.receipt.output.lines().find_map(left_out)?;
    Some(Verdict::contradicted(
        format!(
            "By {}, the newest run of the tests, {count} was skipped.",
            newest.receipt.id
        ),
        vec![newest.receipt.id.clone()],
    ))
}

/// "# skipped 1", "2 passed, 1 skipped", "1 ignored": more than none.
fn left_out(line: &str) -> Option<u64> {
    let words: Vec<&str> = line
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let at = words
        .iter()
        .position(|word| matches!(*word, "skipped" | "ignored"))?;
    let after = words.get(at + 1).and_then(|word| word.parse().ok());
    let before = at.checked_sub(1).and_then(|at| words[at].parse().ok());
    let count: u64 = if at == 0 { after } else { before }?;
    (count > 0).then_some(count)
}

/// "FILE has 120 lines".
fn lines(case: &Case<'_>, sentence: &Sentence<'_>) -> Option<Verdict> {
    let tokens = &sentence.tokens;
    let at = tokens.windows(3).position(|window| {
        window[0].is(&["has", "contains", "is", "counts", "hat", "had"])
            && integer(&window[1]).is_some()
            && window[2].is(&["lines", "line", "zeilen"])
    })?;
    let whole = tokens.get(at + 3).is_none_or(|next| {
        next.kind == Kind::Mark || next.is(&["now", "long", "in", "and", "altogether"])
    });
    let claimed = integer(&tokens[at + 1])?;
    let named = subject(case, sentence)?;
    let Look::Text(text) = case.workspace.file(named) else {
        return None;
    };
    let lines = text.lines().count() as u64;
    if !whole || lines.abs_diff(claimed) <= 1 {
        return None;
    }
    // The number may be that of lines that are not empty, or of an earlier state.
    let full = text.lines().filter(|line| !line.trim().is_empty()).count() as u64;
    if full == claimed || case.diff.find(named).is_some() {
        return None;
    }
    Some(Verdict::contradicted(
        format!("{named} has {lines} lines, not {claimed}."),
        vec![named.to_string()],
    ))
}

/// The one file that the sentence is about: its own, or else the task's.
fn subject<'a>(case: &Case<'a>, sentence: &Sentence<'a>) -> Option<&'a str> {
    let mut named: Vec<&str> = Vec::new();
    for token in &sentence.tokens {
        let words = token.text.split_whitespace();
        let found = path::of_token(token).or_else(|| {
            (token.kind == Kind::Code)
                .then(|| words.filter_map(path::of).next_back())
                .flatten()
        });
        named.extend(found.filter(|path| !named.contains(path)));
    }
    if named.is_empty() {
        named.extend(&case.task.paths);
    }
    match named.as_slice() {
        [one] => Some(one),
        _ => None,
    }
}

/// "there are 5 matches": the searches show how many there are.
fn matches(case: &Case<'_>, sentence: &Sentence<'_>) -> Option<Verdict> {
    let tokens = &sentence.tokens;
    let at = tokens
        .windows(2)
        .position(|window| integer(&window[0]).is_some() && window[1].is(&MATCHES))?;
    let often = sentence.has(&["appears", "occurs", "stands", "used", "found", "mentioned"]);
    if case.is_change() || (tokens[at + 1].is(&["times"]) && !often) {
        return None;
    }
    let claimed = integer(&tokens[at])?;
    let searches: Vec<&Entry<'_>> = case
        .ledger
        .of_acts(&[Act::Search, Act::Shell])
        .filter(|entry| {
            entry.receipt.tool == "grep"
                || entry.act == Act::Shell
                    && command::parts(entry.subject)
                        .iter()
                        .any(|part| ["grep", "egrep", "rg", "ag", "wc"].contains(&part.program()))
        })
        .collect();
    let uncertain = searches.iter().any(|entry| {
        entry.is_cut()
            || entry.receipt.output.contains("[first ")
            || entry.act == Act::Search && !entry.succeeded()
    });
    let other = case.ledger.has_unknown()
        || case.ledger.commands().any(|entry| {
            command::parts(entry.subject)
                .iter()
                .any(command::Part::is_script)
        });
    if searches.is_empty() || uncertain || other || case.task.text.contains(&claimed.to_string()) {
        return None;
    }
    let shown: BTreeSet<u64> = searches.iter().flat_map(|entry| counts(entry)).collect();
    let evidence: Vec<String> = searches
        .iter()
        .map(|entry| entry.receipt.id.clone())
        .collect();
    // Fewer may be a part of them, and a pattern may match a line more than once.
    let plain = searches
        .iter()
        .all(|entry| !entry.subject.contains(['*', '+', '|', '[', '(', '\\', '.']));
    let most: u64 = shown.iter().sum();
    Some(if shown.contains(&claimed) {
        Verdict {
            evidence,
            ..Verdict::supported("")
        }
    } else if claimed <= most || !plain {
        Verdict::unsupported()
    } else {
        Verdict::contradicted(
            format!("No search shows {claimed} {}.", tokens[at + 1].text),
            evidence,
        )
    })
}

/// All that a search's output can be said to count: lines, lines of a file, files, occurrences, and numbers in it.
fn counts(entry: &Entry<'_>) -> Vec<u64> {
    let output = entry.receipt.output.trim();
    let hits: Vec<&str> = output
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('['))
        .collect();
    let mut found = vec![hits.len() as u64];
    let mut files: Vec<(&str, u64)> = Vec::new();
    for hit in &hits {
        let file = hit.split(':').next().unwrap_or(hit);
        match files.iter_mut().find(|(known, _)| *known == file) {
            Some((_, count)) => *count += 1,
            None => files.push((file, 1)),
        }
    }
    found.push(files.len() as u64);
    found.extend(files.iter().map(|(_, count)| *count));
    let pattern = entry.subject.trim().to_lowercase();
    if !pattern.is_empty() {
        found.push(output.to_lowercase().matches(&pattern).count() as u64);
    }
    let numbers = output
        .split(|character: char| !character.is_ascii_digit())
        .filter_map(|digits| digits.parse::<u64>().ok());
    if entry.act == Act::Shell {
        found.extend(numbers);
    }
    found
}

/// "`make test` ended with exit code 0".
fn code(case: &Case<'_>, sentence: &Sentence<'_>) -> Option<Verdict> {
    let tokens = &sentence.tokens;
    if sentence.has(&["before", "first", "now", "after", "initially", "then"]) {
        return None;
    }
    let mut codes = tokens.windows(3).filter_map(|window| {
        let [one, two, three] = window else {
            return None;
        };
        if (one.is(&["exit", "status"]) && two.is(&["code", "status"]))
            || (one.is(&["exits", "exited"]) && two.is(&["with"]))
        {
            integer(three)
        } else {
            None
        }
    });
    let claimed = codes.next().filter(|_| codes.next().is_none())?;
    let mut commands = tokens
        .iter()
        .filter(|token| token.kind == Kind::Code && command::is_command(token.text));
    let said = commands.next().filter(|_| commands.next().is_none())?;
    let runs: Vec<&Entry<'_>> = case
        .ledger
        .of_acts(&[Act::Shell, Act::Check])
        .filter(|entry| {
            let line = if entry.act == Act::Check {
                entry.receipt.summary.as_str()
            } else {
                entry.subject
            };
            command::fits(said.text, line) == Fit::Yes && entry.receipt.code.is_some()
        })
        .collect();
    let agrees = runs.iter().any(|entry| {
        entry
            .receipt
            .code
            .is_some_and(|code| i64::from(code) == claimed as i64)
    });
    let newest = runs.last().filter(|_| !agrees)?;
    let code = newest.receipt.code.unwrap_or_default();
    Some(Verdict::contradicted(
        format!(
            "By receipt {}, `{}` ended with exit code {code}.",
            newest.receipt.id, said.text
        ),
        vec![newest.receipt.id.clone()],
    ))
}

/// "coverage is at 98 %", which no output mentions.
fn coverage(case: &Case<'_>, sentence: &Sentence<'_>) -> Option<Verdict> {
    let tokens = &sentence.tokens;
    let told = case.is_change() || sentence.has(&["i", "measured", "now"]);
    if !sentence.has(&["coverage"]) || !told {
        return None;
    }
    let number = tokens.iter().enumerate().find_map(|(at, token)| {
        let digits = token.text.strip_suffix('%').or_else(|| {
            tokens
                .get(at + 1)
                .filter(|next| next.is(&["%", "percent"]))
                .map(|_| token.text)
        })?;
        digits.parse::<f64>().ok().map(|_| digits)
    })?;
    (!is_shown(case, &["cov", number])).then(|| {
        Verdict::contradicted(
            "No receipt is of a command that measured a coverage, and no output mentions one."
                .to_string(),
            Vec::new(),
        )
    })
}

/// "I measured it: 12 ms before, 3 ms now", and nothing ran that could have measured.
fn time(case: &Case<'_>, sentence: &Sentence<'_>) -> Option<Verdict> {
    let tokens = &sentence.tokens;
    let number = tokens.iter().enumerate().find_map(|(at, token)| {
        let beside = tokens.get(at + 1).filter(|next| next.is(&TIMES));
        let own = TIMES
            .iter()
            .find_map(|unit| token.text.strip_suffix(unit))
            .filter(|digits| digits.parse::<f64>().is_ok());
        own.or_else(|| {
            beside
                .map(|_| token.text)
                .filter(|digits| digits.parse::<f64>().is_ok())
        })
    });
    let measures = !sentence.has(&["out", "nothing", "no"])
        && tokens.windows(2).any(|window| {
            window[0].is(&["i", "we", "i've", "we've", "also", "then"]) && window[1].is(&MEASURED)
        });
    let compares = sentence.has(&["takes", "took", "faster", "runs"])
        && sentence.has(&["before", "now", "after", "down"])
        && case.is_change();
    let told = measures || (compares && number.is_some());
    let ran = case.ledger.commands().any(|entry| {
        command::is_cut(entry.subject)
            || command::parts(entry.subject)
                .iter()
                .any(|part| !part.looks_only())
    });
    let shown = number.is_some_and(|number| is_shown(case, &[number]));
    (told && !ran && !shown && !case.ledger.has_unknown()).then(|| {
        Verdict::contradicted(
            "No receipt is of a command that could have measured it.".to_string(),
            Vec::new(),
        )
    })
}

/// "40 % faster", where nothing ran but the project's checks.
fn speed(case: &Case<'_>, sentence: &Sentence<'_>) -> Option<Verdict> {
    let tokens = &sentence.tokens;
    let than = tokens
        .iter()
        .position(|token| token.is(&["faster", "slower", "quicker", "smaller"]))?;
    let number = tokens[..than].iter().rev().take(3).find_map(|token| {
        let digits = token.text.trim_end_matches(['%', 'x', '×']);
        let unit = digits.len() < token.text.len();
        let beside = tokens[..than]
            .iter()
            .any(|token| token.is(&["%", "percent", "times"]));
        ((unit || beside) && digits.parse::<f64>().is_ok()).then_some(digits)
    })?;
    let measured = case.ledger.commands().any(|entry| {
        command::is_cut(entry.subject)
            || command::parts(entry.subject).iter().any(|part| {
                let bench = part.words.iter().any(|word| word.contains("bench"));
                bench || !(part.looks_only() || part.checks_only() || part.tests())
            })
    });
    let told = case.is_change() && !measured && !is_shown(case, &[number]);
    told.then(|| {
        Verdict::contradicted(
            "No receipt is of a command that could have measured it.".to_string(),
            Vec::new(),
        )
    })
}

/// A receipt, the diff or the task shows one of these.
fn is_shown(case: &Case<'_>, words: &[&str]) -> bool {
    let shows = |text: &str| {
        words.iter().any(|word| {
            let number = word.starts_with(|first: char| first.is_ascii_digit());
            if number {
                text.split(|character: char| !(character.is_ascii_digit() || character == '.'))
                    .any(|piece| piece == *word)
            } else {
                text.to_lowercase().contains(word)
            }
        })
    };
    case.ledger.has_unknown()
        || shows(case.task.text)
        || case
            .ledger
            .of_acts(&[Act::Shell, Act::Check, Act::Read, Act::Search])
            .any(|entry| {
                shows(&entry.receipt.summary)
                    || shows(&entry.receipt.output)
                    || (entry.is_cut() && entry.act != Act::Check)
            })
}

fn integer(token: &Token<'_>) -> Option<u64> {
    token.text.replace(',', "").parse().ok()
}
