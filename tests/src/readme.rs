//! The commands that the README shows, as it shows them.
//!
//! What stands in a fence marked `sh` is a promise: each line is run and ends with 0, or with the code that a comment
//! behind it names (`# exit 1`).

/// One command of a fence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// From 1.
    pub line: usize,
    pub text: String,
    pub code: i32,
}

/// The fences of commands, in their order.
pub fn fences(markdown: &str) -> Vec<Vec<Command>> {
    let mut fences = Vec::new();
    let mut open: Option<Vec<Command>> = None;
    let mut begun: Option<Command> = None;
    for (index, line) in markdown.lines().enumerate() {
        match open.as_mut() {
            None if line.trim() == "```sh" => open = Some(Vec::new()),
            None => {}
            Some(_) if line.trim() == "```" => fences.extend(open.take()),
            Some(commands) => {
                let mut command = begun.take().unwrap_or(Command {
                    line: index + 1,
                    text: String::new(),
                    code: 0,
                });
                if let Some(part) = line.trim_end().strip_suffix('\\') {
                    command.text.push_str(part);
                    begun = Some(command);
                    continue;
                }
                let (text, comment) = split(line);
                command.text.push_str(text);
                command.code = code(comment).unwrap_or(0);
                if !command.text.trim().is_empty() {
                    commands.push(command);
                }
            }
        }
    }
    fences
}

/// Parts a line from the comment behind it. A "#" within quotes begins none.
fn split(line: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            (None, '#') if line[..at].is_empty() || line[..at].ends_with(char::is_whitespace) => {
                return (line[..at].trim_end(), &line[at..]);
            }
            _ => {}
        }
    }
    (line.trim_end(), "")
}

/// "# exit 3", "# exits with 3: …".
fn code(comment: &str) -> Option<i32> {
    let rest = comment.split_once("exit")?.1;
    let digits: String = rest
        .trim_start_matches(|c: char| !c.is_ascii_digit())
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_of_commands_is_read_line_by_line() {
        let markdown = "# Title\n```sh\n# a remark\nkoi \"fix #3\"  # exit 3: not good\nkoi \\\n  --long\n```\n```toml\nx = 1\n```\n";
        let row = |line, text: &str, code| Command {
            line,
            text: text.to_owned(),
            code,
        };
        assert_eq!(
            fences(markdown),
            [[row(4, "koi \"fix #3\"", 3), row(5, "koi   --long", 0)]]
        );
    }
}
