//! Words of a shell line: quotes, escapes, parameters and substitutions.

use super::command::Word;
use super::reader::{End, Reader};

/// Reads one word up to an unquoted blank or operator.
pub(super) fn word(reader: &mut Reader) -> Result<Word, String> {
    let mut word = Word::default();
    while let Some(c) = reader.peek(0) {
        match c {
            '<' | '>' if word == Word::default() && reader.peek(1) == Some('(') => {
                reader.next();
                reader.next();
                reader.list(End::Parenthesis)?;
                push_dynamic(&mut word, "()");
            }
            ' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | '<' | '>' | '(' | ')' => break,
            '\'' => {
                reader.next();
                word.quoted = true;
                word.text.push_str(&until_single_quote(reader)?);
            }
            '"' => {
                reader.next();
                word.quoted = true;
                double_quoted(reader, &mut word, Some('"'))?;
            }
            '\\' => {
                reader.next();
                word.quoted = true;
                word.text.extend(reader.next().filter(|c| *c != '\n'));
            }
            '$' => dollar(reader, &mut word, false)?,
            '`' => backticks(reader, &mut word)?,
            _ => {
                reader.next();
                word.glob |= matches!(c, '*' | '?' | '[');
                word.text.push(c);
            }
        }
    }
    Ok(word)
}

fn until_single_quote(reader: &mut Reader) -> Result<String, String> {
    let mut text = String::new();
    loop {
        match reader.next() {
            Some('\'') => return Ok(text),
            Some(c) => text.push(c),
            None => return Err("an opening ' without a closing one".to_string()),
        }
    }
}

/// Reads text in which only `$`, `` ` `` and `\` mean something; `end` closes it, none means the end of the text.
fn double_quoted(reader: &mut Reader, word: &mut Word, end: Option<char>) -> Result<(), String> {
    reader.descend()?;
    let read = quoted_until(reader, word, end);
    reader.ascend();
    read
}

fn quoted_until(reader: &mut Reader, word: &mut Word, end: Option<char>) -> Result<(), String> {
    loop {
        match reader.peek(0) {
            None if end.is_none() => return Ok(()),
            None => {
                return Err(format!(
                    "an opening {} without a closing one",
                    end.unwrap_or('"')
                ));
            }
            Some(c) if Some(c) == end => {
                reader.next();
                return Ok(());
            }
            Some('\\') => {
                reader.next();
                match reader.next() {
                    Some('\n') | None => {}
                    Some(c @ ('$' | '`' | '"' | '\\')) => word.text.push(c),
                    Some(c) => word.text.extend(['\\', c]),
                }
            }
            Some('"') if end == Some('}') => {
                reader.next();
                double_quoted(reader, word, Some('"'))?;
            }
            Some('$') => dollar(reader, word, true)?,
            Some('`') => backticks(reader, word)?,
            Some(c) => {
                reader.next();
                word.text.push(c);
            }
        }
    }
}

fn push_dynamic(word: &mut Word, name: &str) {
    word.dynamic = true;
    word.text.push_str(&format!("${{{name}}}"));
}

fn dollar(reader: &mut Reader, word: &mut Word, inside_quotes: bool) -> Result<(), String> {
    reader.next();
    match reader.peek(0) {
        Some('(') if reader.peek(1) == Some('(') => {
            reader.take("((");
            let text = balanced_arithmetic(reader)?;
            quoted_text(reader, &text)?;
            push_dynamic(word, "((");
        }
        Some('(') => {
            reader.next();
            reader.list(End::Parenthesis)?;
            push_dynamic(word, "()");
        }
        Some('{') => {
            reader.next();
            let mut inner = Word::default();
            double_quoted(reader, &mut inner, Some('}'))?;
            parameter(word, &inner.text)?;
        }
        Some('\'') if !inside_quotes => {
            reader.next();
            word.quoted = true;
            word.text.push_str(&ansi_quoted(reader)?);
        }
        Some('"') if !inside_quotes => {}
        Some(c) if c == '_' || c.is_ascii_alphabetic() => {
            let mut name = String::new();
            while let Some(c) = reader
                .peek(0)
                .filter(|c| *c == '_' || c.is_ascii_alphanumeric())
            {
                name.push(c);
                reader.next();
            }
            parameter(word, &name)?;
        }
        Some(c @ ('0'..='9' | '@' | '*' | '#' | '?' | '-' | '$' | '!')) => {
            reader.next();
            push_dynamic(word, &c.to_string());
        }
        _ => word.text.push('$'),
    }
    Ok(())
}

/// Puts a parameter into the word, or what it always stands for.
fn parameter(word: &mut Word, name: &str) -> Result<(), String> {
    match name {
        "HOME" => word.text.push('~'),
        "PWD" => word.text.push('.'),
        "TMPDIR" => word.text.push_str("/tmp"),
        name if name.starts_with("IFS") || name.starts_with('!') => {
            return Err(format!(
                "the expansion ${{{name}}}, which hides what the line says"
            ));
        }
        name => push_dynamic(word, name),
    }
    Ok(())
}

fn backticks(reader: &mut Reader, word: &mut Word) -> Result<(), String> {
    reader.next();
    let mut text = String::new();
    loop {
        match reader.next() {
            Some('`') => break,
            Some('\\') => match reader.next() {
                Some(c @ ('`' | '\\' | '$')) => text.push(c),
                Some(c) => text.extend(['\\', c]),
                None => {}
            },
            Some(c) => text.push(c),
            None => return Err("an opening ` without a closing one".to_string()),
        }
    }
    reader.nested(&text)?;
    push_dynamic(word, "()");
    Ok(())
}

/// The text of `(( … ))` after its opening, its end included.
pub(super) fn balanced_arithmetic(reader: &mut Reader) -> Result<String, String> {
    let (mut text, mut open) = (String::new(), 2);
    while open > 0 {
        match reader.next() {
            Some(c) => {
                open += i32::from(c == '(') - i32::from(c == ')');
                text.push(c);
            }
            None => return Err("an opening (( without a closing one".to_string()),
        }
    }
    Ok(text)
}

/// Reads a text as if it stood between double quotes; its commands go to the reader.
pub(super) fn quoted_text(reader: &mut Reader, text: &str) -> Result<Word, String> {
    let mut inner = Reader::new(text, reader.depth());
    let mut word = Word {
        quoted: true,
        ..Word::default()
    };
    double_quoted(&mut inner, &mut word, None)?;
    reader.commands.extend(inner.commands);
    Ok(word)
}

/// `$'…'`: the escapes of C.
fn ansi_quoted(reader: &mut Reader) -> Result<String, String> {
    let mut text = String::new();
    loop {
        match reader.next() {
            Some('\'') => return Ok(text),
            Some('\\') => text.extend(escape(reader)),
            Some(c) => text.push(c),
            None => return Err("an opening $' without a closing one".to_string()),
        }
    }
}

fn escape(reader: &mut Reader) -> Option<char> {
    let (radix, most) = match reader.peek(0)? {
        'x' => (16, 2),
        'u' => (16, 4),
        'U' => (16, 8),
        '0'..='7' => (8, 3),
        other => {
            reader.next();
            return Some(match other {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                other => other,
            });
        }
    };
    if radix == 16 {
        reader.next();
    }
    let mut code = 0;
    for _ in 0..most {
        let Some(digit) = reader.peek(0).and_then(|c| c.to_digit(radix)) else {
            break;
        };
        code = code * radix + digit;
        reader.next();
    }
    char::from_u32(code)
}
