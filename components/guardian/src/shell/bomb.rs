//! Functions that start themselves twice.

/// `f(){ f|f& };f` under any name.
pub(super) fn is_fork_bomb(line: &str) -> bool {
    let dense: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    dense.match_indices("(){").take(20).any(|(at, _)| {
        let start = dense[..at]
            .rfind([';', '&', '|', '{', '}', '\'', '"'])
            .map_or(0, |before| before + 1);
        let name = dense[start..at].trim_start_matches("function");
        !name.is_empty() && dense[at..].contains(&format!("{name}|{name}"))
    })
}
