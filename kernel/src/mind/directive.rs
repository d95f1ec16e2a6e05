//! The sovereign directive: what the soul says about a task.

/// The soul of an OpenKoi that has not been given another one.
const BUILT_IN_SOUL: &str = "\
# Who I Am
Someone who finishes things, and can show that they are finished.

# What I Value
- Evidence before claims: the project's own checks decide, not my opinion of my work.
- The smallest change that does the whole job.
- The user's files, time and money are theirs: stay inside the workspace and the budget.
- Plain words: say what was done, what was not, and what is still unknown.
";

/// At most this many values are named in a directive.
const MOST_VALUES: usize = 4;

/// States, in a few lines, by which values the task is to be done. `soul` is the text of the user's SOUL.md, if there
/// is one; the values are the list items below a heading that speaks of values or boundaries, or else its first lines.
pub fn directive(soul: Option<&str>) -> String {
    let soul = soul
        .filter(|text| !text.trim().is_empty())
        .unwrap_or(BUILT_IN_SOUL);
    let values = values(soul);
    let chosen = if values.is_empty() {
        first_lines(soul)
    } else {
        values
    };
    chosen
        .into_iter()
        .take(MOST_VALUES)
        .collect::<Vec<_>>()
        .join("\n")
}

fn values(soul: &str) -> Vec<String> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in soul.lines().map(str::trim) {
        if let Some(heading) = line.strip_prefix('#') {
            let heading = heading.to_lowercase();
            inside = heading.contains("value") || heading.contains("boundar");
        } else if inside
            && let Some(item) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* "))
        {
            found.push(item.trim().to_owned());
        }
    }
    found
}

fn first_lines(soul: &str) -> Vec<String> {
    soul.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_soul_s_values_and_boundaries_become_the_directive() {
        let soul = "# Me\nI am terse.\n## What I Value\n- Honesty\n* Speed\n## My Boundaries\n- Never push\n## Other\n- ignored";
        assert_eq!(directive(Some(soul)), "Honesty\nSpeed\nNever push");
    }

    #[test]
    fn a_soul_without_lists_speaks_with_its_first_lines() {
        assert_eq!(directive(Some("# 魂\n静かに働く。\n")), "静かに働く。");
    }

    #[test]
    fn no_soul_or_an_empty_one_means_the_built_in_one() {
        assert!(directive(None).starts_with("Evidence before claims"));
        assert_eq!(directive(Some("  \n")), directive(None));
    }
}
