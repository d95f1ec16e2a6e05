//! Texts in a JSON object: all that a package.json is asked for, in a tenth of the code of a JSON library.

/// The text at a path of names, such as `["scripts", "test"]`; none if it is not there or no text.
pub fn text(json: &str, path: &[&str]) -> Option<String> {
    let mut value = json.trim_start_matches('\u{feff}').trim();
    for name in path {
        value = member(value, name)?;
    }
    let (text, rest) = string(value)?;
    rest.trim().is_empty().then_some(text)
}

/// The raw value of a member; of several with the same name the last.
fn member<'a>(object: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = object.strip_prefix('{')?.trim_start();
    let mut found = None;
    while !rest.starts_with('}') {
        let (key, after) = string(rest)?;
        let value = after.trim_start().strip_prefix(':')?.trim_start();
        let (raw, after) = value.split_at(length(value)?);
        if key == name {
            found = Some(raw.trim_end());
        }
        rest = after.trim_start();
        match rest.strip_prefix(',') {
            Some(next) => rest = next.trim_start(),
            None if rest.starts_with('}') => {}
            None => return None,
        }
    }
    found
}

/// How many bytes the value takes that a text begins with; it ends before a comma or a bracket of what surrounds it.
fn length(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        match character {
            '"' => {
                let (_, rest) = string(&text[at..])?;
                at = text.len() - rest.len();
                continue;
            }
            '{' | '[' => depth += 1,
            '}' | ']' | ',' if depth == 0 => return (at > 0).then_some(at),
            '}' | ']' => depth -= 1,
            _ => {}
        }
        at += character.len_utf8();
    }
    None
}

/// The string that a text begins with, and what follows it.
fn string(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut rest = text.strip_prefix('"')?.chars();
    loop {
        match rest.next()? {
            '"' => return Some((value, rest.as_str())),
            '\\' => value.push(match rest.next()? {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\u{8}',
                'f' => '\u{c}',
                'u' => {
                    let digits = rest.as_str().get(..4)?;
                    rest = rest.as_str()[4..].chars();
                    // Half of a pair stands for no character; scripts that are looked for have none.
                    char::from_u32(u32::from_str_radix(digits, 16).ok()?).unwrap_or('\u{fffd}')
                }
                other => other,
            }),
            other => value.push(other),
        }
    }
}
