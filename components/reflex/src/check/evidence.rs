//! What the text about a failed test shows: places, and two values that should have been equal.

/// Every `path:line` and `File "path", line n` of a text.
pub(super) fn places(text: &str) -> Vec<(String, usize)> {
    let mut found: Vec<(String, usize)> = Vec::new();
    let mut add = |path: &str, line: &str| {
        let digits: String = line.chars().take_while(char::is_ascii_digit).collect();
        if let Ok(number) = digits.parse()
            && crate::lexer::Language::of(path).is_some()
            && !found
                .iter()
                .any(|(known, at)| known == path && *at == number)
        {
            found.push((path.to_owned(), number));
        }
    };
    for line in text.lines() {
        if let Some(rest) = line.trim_start().strip_prefix("File \"") {
            if let Some((path, number)) = rest.split_once("\", line ") {
                add(path, number);
            }
            continue;
        }
        for word in line.split([' ', '(', ')', '\'', '"', ',', '\t']) {
            let mut rest = word;
            while let Some((head, tail)) = rest.rsplit_once(':') {
                if tail.starts_with(|c: char| c.is_ascii_digit()) {
                    add(head, tail);
                }
                rest = head;
            }
        }
    }
    found
}

/// The two sides of a failed comparison.
pub(super) fn values(text: &str) -> Option<(String, String)> {
    let field = |names: &[&str]| {
        text.lines().find_map(|line| {
            names
                .iter()
                .find_map(|name| Some(plain_value(line.trim_start().strip_prefix(name)?)))
        })
    };
    let sides = [
        (field(&["left: ", "left:"]), field(&["right: ", "right:"])),
        (
            field(&["expected: ", "Expected: "]),
            field(&["actual: ", "Received: ", "got: "]),
        ),
    ];
    for side in sides {
        if let (Some(one), Some(other)) = side {
            return Some((one, other));
        }
    }
    text.lines().find_map(compared)
}

/// `5 != 6`, `assert 5 == 6`, `expected 5, got 6`, `Add(1, 2) = -1, want 3`
fn compared(line: &str) -> Option<(String, String)> {
    let line = line.trim().trim_start_matches("E ").trim();
    for mark in ["AssertionError: assert ", "AssertionError: "] {
        if let Some(rest) = line.strip_prefix(mark) {
            let operators = [" !== ", " != ", " == "];
            let pair = operators
                .iter()
                .find_map(|operator| rest.split_once(operator));
            return pair.map(|(one, other)| (plain_value(one), plain_value(other)));
        }
    }
    let wanted = ["want ", "wanted ", "expected ", "expect "]
        .iter()
        .find_map(|mark| line.split_once(mark))?
        .1;
    let got = ["got ", "was ", " = ", "actual "]
        .iter()
        .find_map(|mark| line.split_once(mark))?
        .1;
    let cut = |text: &str| {
        plain_value(
            text.split([',', ';'])
                .next()
                .unwrap_or(text)
                .split(" but ")
                .next()
                .unwrap_or(text),
        )
    };
    Some((cut(wanted), cut(got)))
}

/// A value without the quotes around it.
fn plain_value(value: &str) -> String {
    let value = value.trim().trim_end_matches([',', ';', '.']);
    for quote in ['"', '\'', '`'] {
        if let Some(inner) = value
            .strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote))
        {
            return inner.to_owned();
        }
    }
    value.to_owned()
}
