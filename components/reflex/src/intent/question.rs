//! Questions that a search of the workspace answers.

use super::phrase::{after, quotes};

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Question {
    /// Where a name is defined; with `about`, what stands there too.
    Defined { name: String, about: bool },
    /// Where a text occurs; only the files, or every line.
    Occurs { text: String, files: bool, word: bool },
    Count(Counted),
    /// Lines marked TODO or FIXME.
    Todos,
    /// The files that match a glob.
    Files(String),
    /// What a file says.
    Shows(String),
}

/// What is counted.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Counted {
    Files(String),
    LinesOf(String),
    Text(String),
    Todos,
    Tests,
    Functions,
}

/// The question, or why it can't be answered by searching.
pub(super) fn parse(task: &str) -> Result<Question, String> {
    let text = task.trim().trim_end_matches(['?', '.', '!']).trim();
    let mut text = text;
    while let Some(rest) = after(text, &["please", "can you", "could you", "tell me", "do you know", "hey", "me"]) {
        text = rest;
    }
    let lower = text.to_lowercase();
    let asks = |beginnings: &[&str]| after(text, beginnings).is_some();
    let unclear = || Err(format!("The rules can't tell what to do with this: “{}”.", shortened(task)));
    if asks(&["why", "how do", "how does", "how can", "how should", "should", "explain", "when"]) {
        return Err(format!("This asks for understanding, which a search of the workspace does not give: “{}”.", shortened(task)));
    }
    if asks(&["list", "find", "show", "where", "which", "what", "are there", "is there", "search for", "search"]) && lower.contains("todo") {
        return Ok(Question::Todos);
    }
    if let Some(rest) = after(text, &["how many", "count"]) {
        return counted(rest).map(Question::Count).ok_or(()).or_else(|()| unclear());
    }
    if asks(&["where", "find", "show", "which", "who", "what", "list", "search", "is", "does", "grep", "locate", "print", "display", "read", "cat"]) {
        return searched(text, &lower).ok_or(()).or_else(|()| unclear());
    }
    unclear()
}

fn shortened(task: &str) -> String {
    let short: String = task.chars().take(120).collect();
    if short.len() < task.len() { format!("{short}…") } else { short }
}

fn searched(text: &str, lower: &str) -> Option<Question> {
    let subject = subject(text)?;
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let word = is_name(&subject);
    if after(text, &["which files", "what files", "list files", "list all files", "find files", "find all files", "which file", "list the files"]).is_some() {
        if has(&["mention", "contain", "use", "using", "reference", "import", "call", "include"]) {
            return Some(Question::Occurs { text: subject, files: true, word });
        }
        return glob_of(&subject).map(Question::Files);
    }
    if after(text, &["where"]).is_some() && has(&["defined", "declared", "definition", "implemented", "located"]) || has(&["definition of"]) {
        return Some(Question::Defined { name: subject, about: false });
    }
    if has(&["usage", "uses of", "used", "call sites", "calls to", "callers", "who calls", "references", "occurrence", "mention", "called"]) {
        return Some(Question::Occurs { text: subject, files: false, word });
    }
    if after(text, &["show", "print", "display", "read", "cat"]).is_some() || has(&["what is in ", "what's in ", "contents of", "content of"]) {
        return subject.contains(['.', '/']).then_some(Question::Shows(subject));
    }
    if after(text, &["what does", "what is", "what's"]).is_some() && word {
        return Some(Question::Defined { name: subject, about: true });
    }
    if after(text, &["list all", "list"]).is_some() && glob_of(&subject).is_some() {
        return glob_of(&subject).map(Question::Files);
    }
    let searching = after(text, &["where", "find", "search", "grep", "locate", "which", "is there", "list"]).is_some();
    (searching && (has_quote(text) || word)).then_some(Question::Occurs { text: subject, files: false, word })
}

fn counted(rest: &str) -> Option<Counted> {
    let lower = rest.to_lowercase();
    let given = subject(rest);
    if lower.contains("todo") {
        return Some(Counted::Todos);
    }
    if lower.starts_with("line") {
        return given.filter(|path| path.contains(['.', '/'])).map(Counted::LinesOf);
    }
    if lower.contains("times") || lower.contains("occurrence") || lower.contains("mention") {
        return given.map(Counted::Text);
    }
    if lower.contains("files") {
        let named = given.and_then(|given| glob_of(&given));
        let language = [("rust", "rs"), ("python", "py"), ("javascript", "js"), ("typescript", "ts"), ("markdown", "md"), ("go ", "go"), ("c files", "c")];
        let spoken = language.iter().find(|(name, _)| lower.contains(name)).map(|(_, extension)| format!("**/*.{extension}"));
        return named.or(spoken).or_else(|| Some("**/*".into())).map(Counted::Files);
    }
    if lower.contains("test") {
        return Some(Counted::Tests);
    }
    lower.contains("function").then_some(Counted::Functions)
}

/// `*.rs`, `.rs` or `rs` files as a glob over the whole workspace.
fn glob_of(subject: &str) -> Option<String> {
    if subject.contains('*') {
        return Some(if subject.contains('/') { subject.to_owned() } else { format!("**/{subject}") });
    }
    let extension = subject.strip_prefix('.')?;
    extension.chars().all(char::is_alphanumeric).then(|| format!("**/*.{extension}"))
}

fn has_quote(text: &str) -> bool {
    !quotes(text).is_empty()
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// Words that are never what a question is about.
const FILLERS: [&str; 72] = [
    "where", "which", "what", "is", "are", "the", "a", "an", "file", "files", "does", "do", "defined", "declared", "mention", "mentions",
    "contain", "contains", "use", "uses", "used", "using", "find", "all", "usages", "usage", "of", "function", "struct", "class", "method",
    "variable", "type", "constant", "in", "this", "project", "code", "codebase", "repository", "repo", "workspace", "show", "me", "list",
    "definition", "implemented", "called", "call", "calls", "callers", "who", "to", "for", "search", "word", "text", "string", "times",
    "how", "many", "occur", "occurs", "appear", "appears", "every", "references", "occurrences", "there", "import", "reference", "located",
];

/// What a question is about: what is quoted, else what looks like a name in code, else the last word that says something.
fn subject(text: &str) -> Option<String> {
    if let Some(quote) = quotes(text).into_iter().find(|quote| !quote.inner.trim().is_empty() && !quote.inner.contains('\n')) {
        return Some(quote.inner.trim().trim_end_matches("()").to_owned());
    }
    let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_matches([',', ';', ':', '?', '!', '"', '(']).trim_end_matches("()")).collect();
    let words: Vec<&str> = words.into_iter().map(|word| word.trim_end_matches(')')).filter(|word| !word.is_empty()).collect();
    let in_code = |word: &&&str| {
        let capitals = word.chars().skip(1).any(char::is_uppercase);
        word.contains(['_', '.', '/', '*']) || word.contains("::") || capitals && word.chars().any(char::is_lowercase)
    };
    let code = words.iter().skip(1).find(in_code);
    let said = |word: &&&str| !FILLERS.contains(&word.to_lowercase().as_str());
    let mut candidates = words.iter().filter(said);
    let chosen = match code {
        Some(code) => code,
        None => {
            let only = candidates.next()?;
            if candidates.next().is_some() {
                return None;
            }
            only
        }
    };
    Some(chosen.rsplit("::").next().unwrap_or(chosen).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_name_what_to_search_for() {
        let defined = |name: &str, about| Question::Defined { name: name.into(), about };
        let occurs = |text: &str, files, word| Question::Occurs { text: text.into(), files, word };
        let rows = [
            ("Where is parse_line defined?", defined("parse_line", false)),
            ("where is the function `total` defined", defined("total", false)),
            ("Where is Cart::total defined?", defined("total", false)),
            ("What does apply_discount do?", defined("apply_discount", true)),
            ("What is Cart?", defined("Cart", true)),
            ("which files mention \"discount rate\"?", occurs("discount rate", true, false)),
            ("Which files use HashMap?", occurs("HashMap", true, true)),
            ("find all usages of foo", occurs("foo", false, true)),
            ("who calls `total()`?", occurs("total", false, true)),
            ("where is 日本 used?", occurs("日本", false, true)),
            ("list the TODOs", Question::Todos),
            ("how many TODOs are there?", Question::Count(Counted::Todos)),
            ("how many rust files are there?", Question::Count(Counted::Files("**/*.rs".into()))),
            ("How many *.md files are there", Question::Count(Counted::Files("**/*.md".into()))),
            ("how many lines does src/lib.rs have?", Question::Count(Counted::LinesOf("src/lib.rs".into()))),
            ("how many times does `unwrap` occur?", Question::Count(Counted::Text("unwrap".into()))),
            ("how many tests are there?", Question::Count(Counted::Tests)),
            ("list all .py files", Question::Files("**/*.py".into())),
            ("show README.md", Question::Shows("README.md".into())),
            ("what is in src/lib.rs?", Question::Shows("src/lib.rs".into())),
        ];
        for (task, expected) in rows {
            assert_eq!(parse(task), Ok(expected), "{task}");
        }
    }

    #[test]
    fn questions_that_ask_for_understanding_have_no_search() {
        for task in ["why is this slow?", "how does the parser work?", "what is the best way to sort?", "should I use tokio?", "is this code good?", "what"] {
            assert!(parse(task).is_err(), "{task}: {:?}", parse(task));
        }
    }
}
