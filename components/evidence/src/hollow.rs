//! Files that are there and hold nothing.

/// Why a file is as good as none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hollow {
    /// There is no word in it.
    Empty,
    /// It only says that something is still to be written.
    Placeholder,
}

impl Hollow {
    /// What is wrong with the text of a file, unless the task wants it like that.
    pub fn of(text: &str, task: &str) -> Option<Self> {
        let wanted = |words: &[&str]| {
            crate::task::words(task).any(|word| words.contains(&word.trim_end_matches('s')))
        };
        if text.trim().is_empty() {
            return (!wanted(&[
                "empty",
                "blank",
                "placeholder",
                "stub",
                "touch",
                "leer",
                "leere",
            ]))
            .then_some(Self::Empty);
        }
        let mut bodies = text
            .lines()
            .map(bare)
            .filter(|line| !line.is_empty())
            .peekable();
        let body = bodies.peek().is_some();
        let open = body && bodies.all(|line| OPEN.iter().any(|open| line.starts_with(open)));
        let asked = wanted(&[
            "todo",
            "placeholder",
            "stub",
            "skeleton",
            "template",
            "scaffold",
            "outline",
            "task",
            "fixme",
            "lorem",
        ]);
        (open && !asked).then_some(Self::Placeholder)
    }

    /// What the file is.
    pub fn words(self) -> &'static str {
        match self {
            Self::Empty => "is empty",
            Self::Placeholder => "holds nothing but a note that it is still to be written",
        }
    }
}

/// How a line begins that stands for what is not there.
const OPEN: [&str; 9] = [
    "todo",
    "tbd",
    "fixme",
    "placeholder",
    "coming soon",
    "to be written",
    "to be done",
    "lorem ipsum",
    "work in progress",
];

/// A line in lower case without the marks of a comment or a list; none of a heading.
fn bare(line: &str) -> String {
    let line = line.trim();
    let heading = line.starts_with("# ") && !line.to_lowercase().contains("todo");
    if heading || line.starts_with("##") || line.starts_with("#!") {
        return String::new();
    }
    line.trim_start_matches(|mark: char| !mark.is_alphanumeric())
        .to_lowercase()
}
