//! `${NAME}` and `${NAME:-otherwise}` in what starts a server.

/// The text with each variable's value in its place; or the name of the first one that has none.
pub(super) fn expanded(
    text: &str,
    value: &dyn Fn(&str) -> Option<String>,
) -> Result<String, String> {
    let (mut done, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once("${") {
        let Some((inside, behind)) = after.split_once('}') else {
            break;
        };
        let (name, otherwise) = match inside.split_once(":-") {
            Some((name, otherwise)) => (name, Some(otherwise)),
            None => (inside, None),
        };
        done.push_str(before);
        match value(name).or(otherwise.map(str::to_owned)) {
            Some(value) => done.push_str(&value),
            None => return Err(name.to_owned()),
        }
        rest = behind;
    }
    done.push_str(rest);
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_stand_for_their_values_and_one_without_is_named() {
        let value = |name: &str| (name == "A").then(|| "${B}".to_owned());
        let rows = [
            ("plain $A {A}", Ok("plain $A {A}")),
            ("x${A}y${A}", Ok("x${B}y${B}")),
            ("${B:-c}${A:-c}", Ok("c${B}")),
            ("${B:-}", Ok("")),
            ("${A", Ok("${A")),
            ("${B}", Err("B")),
            ("${A}${C}", Err("C")),
        ];
        for (text, expected) in rows {
            let expected = expected.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(expanded(text, &value), expected, "{text}");
        }
    }
}
