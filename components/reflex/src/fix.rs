//! A change that a diagnostic suggests, and what it makes of a file.

use crate::text::Text;

/// A suggested change to one file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fix {
    /// As the tool printed it.
    pub(crate) path: String,
    pub(crate) change: Change,
    /// The tool's own words.
    pub(crate) because: String,
}

/// What to change. Lines count from 1.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Change {
    /// Replaces stretches of text, all of them or none.
    Spans(Vec<Span>),
    /// Replaces a line; where the tool printed the old one it must still be there.
    Line {
        line: usize,
        old: Option<String>,
        new: String,
    },
    /// Puts lines in before this one.
    Insert { line: usize, new: Vec<String> },
    /// Replaces a whole word on a line.
    Word {
        line: usize,
        from: String,
        to: String,
    },
    /// Ends the line's code with this, before a comment.
    End { line: usize, with: String },
    /// Adds a Python import where imports stand.
    Import(String),
}

/// A stretch of text. Columns count characters from 1; the end is not part of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Span {
    pub(crate) from: (usize, usize),
    pub(crate) to: (usize, usize),
    pub(crate) new: String,
}

impl Change {
    /// Where it begins.
    pub(crate) fn line(&self) -> usize {
        match self {
            Self::Spans(spans) => spans.iter().map(|span| span.from.0).min().unwrap_or(1),
            Self::Line { line, .. }
            | Self::Insert { line, .. }
            | Self::Word { line, .. }
            | Self::End { line, .. } => *line,
            Self::Import(_) => 1,
        }
    }

    /// The text after the change; none where the text is not the one that the tool saw.
    pub(crate) fn apply(&self, text: &Text) -> Option<Text> {
        let after = match self {
            Self::Spans(spans) => replaced(text, spans)?,
            Self::Line { line, old, new } => {
                let current = text.line(*line)?;
                if old.as_ref().is_some_and(|old| old.trim() != current.trim()) {
                    return None;
                }
                let indent = &current[..current.len() - current.trim_start().len()];
                text.with_line(*line, format!("{indent}{}", new.trim()))?
            }
            Self::Insert { line, new } => {
                if new.iter().all(|new| text.lines.contains(new)) {
                    return None;
                }
                text.with_inserted(*line, new)?
            }
            Self::Word { line, from, to } => {
                text.with_line(*line, replace_word(text.line(*line)?, from, to)?)?
            }
            Self::End { line, with } => {
                let current = text.line(*line)?;
                let code = code_of(current);
                text.with_line(*line, format!("{code}{with}{}", &current[code.len()..]))?
            }
            Self::Import(import) => {
                text.with_inserted(import_line(text), std::slice::from_ref(import))?
            }
        };
        (after != *text).then_some(after)
    }
}

/// From the end to the beginning, so that earlier positions stay true.
fn replaced(text: &Text, spans: &[Span]) -> Option<Text> {
    let overlap = |a: &Span, b: &Span| a.from <= b.from && b.from < a.to;
    let backwards = spans.iter().any(|span| span.to < span.from);
    let tangled = (1..spans.len()).any(|at| {
        spans[..at]
            .iter()
            .any(|other| overlap(other, &spans[at]) || overlap(&spans[at], other))
    });
    if backwards || tangled {
        return None;
    }
    let mut ordered: Vec<&Span> = spans.iter().collect();
    let mut lines = text.lines.clone();
    while let Some(last) = (0..ordered.len()).max_by_key(|at| ordered[*at].from) {
        let span = ordered.remove(last);
        let first = lines.get(span.from.0.checked_sub(1)?)?;
        let last = lines.get(span.to.0.checked_sub(1)?)?;
        let head = &first[..byte_of(first, span.from.1)?];
        let tail = &last[byte_of(last, span.to.1)?..];
        let joined = format!("{head}{}{tail}", span.new);
        lines.splice(
            span.from.0 - 1..span.to.0,
            joined.split('\n').map(str::to_owned),
        );
    }
    Some(Text { lines })
}

/// The byte at a column; a column just after the end is the end.
fn byte_of(line: &str, column: usize) -> Option<usize> {
    let wanted = column.checked_sub(1)?;
    line.char_indices()
        .map(|(at, _)| at)
        .chain([line.len()])
        .nth(wanted)
}

/// The line with every whole-word occurrence replaced; none where there is none.
pub(crate) fn replace_word(line: &str, from: &str, to: &str) -> Option<String> {
    if from.is_empty() {
        return None;
    }
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let (mut out, mut at, mut any) = (String::new(), 0, false);
    while let Some(found) = line[at..].find(from).map(|found| at + found) {
        let end = found + from.len();
        let alone = !line[..found].ends_with(is_word) && !line[end..].starts_with(is_word);
        out.push_str(&line[at..found]);
        out.push_str(if alone { to } else { from });
        any |= alone;
        at = end;
    }
    out.push_str(&line[at..]);
    any.then_some(out)
}

/// The line without a comment at its end and the space before that.
fn code_of(line: &str) -> &str {
    let comment = [" //", " /*", " #", "\t//", "\t#"]
        .iter()
        .filter_map(|sign| line.find(sign))
        .min();
    line[..comment.unwrap_or(line.len())].trim_end()
}

/// Before the first import, else after what must stand first.
fn import_line(text: &Text) -> usize {
    let imports = |line: &String| {
        line.starts_with("import ") || line.starts_with("from ") && !line.contains("__future__")
    };
    if let Some(index) = text.lines.iter().position(imports) {
        return index + 1;
    }
    let mut quotes = 0;
    for (index, line) in text.lines.iter().enumerate() {
        let inside = quotes % 2 == 1;
        quotes += line.matches("\"\"\"").count();
        let prelude = line.starts_with('#')
            || line.trim().is_empty()
            || line.contains("__future__")
            || line.starts_with("\"\"\"");
        if !inside && !prelude {
            return index + 1;
        }
    }
    text.lines.len() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_make_the_text_that_the_tool_meant() {
        let span = |from, to, new: &str| Span {
            from,
            to,
            new: new.into(),
        };
        let rows = [
            (
                Change::Spans(vec![
                    span((1, 5), (1, 6), "y"),
                    span((1, 10), (1, 10), ".len()"),
                ]),
                "let x = v",
                "let y = v.len()",
            ),
            (
                Change::Spans(vec![span((1, 1), (1, 1), "use a;\n")]),
                "b",
                "use a;\nb",
            ),
            (
                Change::Spans(vec![span((1, 2), (2, 2), "|")]),
                "éa\nbü",
                "é|ü",
            ),
            (
                Change::Line {
                    line: 2,
                    old: Some("b".into()),
                    new: "c".into(),
                },
                "a\n  b",
                "a\n  c",
            ),
            (
                Change::Word {
                    line: 1,
                    from: "totl".into(),
                    to: "total".into(),
                },
                "totl + totls",
                "total + totls",
            ),
            (
                Change::End {
                    line: 1,
                    with: ":".into(),
                },
                "def a()  # note",
                "def a():  # note",
            ),
            (
                Change::Import("import math".into()),
                "\"\"\"Doc\nmore\"\"\"\n\nx = 1",
                "\"\"\"Doc\nmore\"\"\"\n\nimport math\nx = 1",
            ),
            (
                Change::Import("import math".into()),
                "# c\nimport os\nx",
                "# c\nimport math\nimport os\nx",
            ),
        ];
        for (change, before, after) in rows {
            assert_eq!(
                change.apply(&Text::new(before)),
                Some(Text::new(after)),
                "{change:?}"
            );
        }
    }

    #[test]
    fn a_change_for_another_text_is_none() {
        let rows = [
            Change::Line {
                line: 1,
                old: Some("other".into()),
                new: "x".into(),
            },
            Change::Line {
                line: 9,
                old: None,
                new: "x".into(),
            },
            Change::Word {
                line: 1,
                from: "gone".into(),
                to: "x".into(),
            },
            Change::Spans(vec![Span {
                from: (1, 90),
                to: (1, 91),
                new: "x".into(),
            }]),
            Change::Spans(vec![Span {
                from: (0, 0),
                to: (0, 0),
                new: "x".into(),
            }]),
            Change::Insert {
                line: 70,
                new: vec!["x".into()],
            },
        ];
        for change in rows {
            assert_eq!(change.apply(&Text::new("text here")), None, "{change:?}");
        }
    }
}
