//! Questions: what is searched for.

use super::*;

#[test]
fn questions_name_what_to_search_for() {
    let defined = |name: &str, about| Question::Defined {
        name: name.into(),
        about,
    };
    let occurs = |text: &str, files, word| Question::Occurs {
        text: text.into(),
        files,
        word,
    };
    let rows = [
        ("Where is parse_line defined?", defined("parse_line", false)),
        (
            "where is the function `total` defined",
            defined("total", false),
        ),
        ("Where is Cart::total defined?", defined("total", false)),
        (
            "What does apply_discount do?",
            defined("apply_discount", true),
        ),
        ("What is Cart?", defined("Cart", true)),
        (
            "which files mention \"discount rate\"?",
            occurs("discount rate", true, false),
        ),
        ("Which files use HashMap?", occurs("HashMap", true, true)),
        ("find all usages of foo", occurs("foo", false, true)),
        ("who calls `total()`?", occurs("total", false, true)),
        ("where is 日本 used?", occurs("日本", false, true)),
        ("list the TODOs", Question::Todos),
        ("how many TODOs are there?", Question::Count(Counted::Todos)),
        (
            "how many rust files are there?",
            Question::Count(Counted::Files("**/*.rs".into())),
        ),
        (
            "How many *.md files are there",
            Question::Count(Counted::Files("**/*.md".into())),
        ),
        (
            "how many lines does src/lib.rs have?",
            Question::Count(Counted::LinesOf("src/lib.rs".into())),
        ),
        (
            "how many times does `unwrap` occur?",
            Question::Count(Counted::Text("unwrap".into())),
        ),
        ("how many tests are there?", Question::Count(Counted::Tests)),
        ("list all .py files", Question::Files("**/*.py".into())),
        ("show README.md", Question::Shows("README.md".into())),
        (
            "what is in src/lib.rs?",
            Question::Shows("src/lib.rs".into()),
        ),
    ];
    for (task, expected) in rows {
        assert_eq!(parse(task), Ok(expected), "{task}");
    }
}

#[test]
fn questions_that_ask_for_understanding_have_no_search() {
    for task in [
        "why is this slow?",
        "how does the parser work?",
        "what is the best way to sort?",
        "should I use tokio?",
        "is this code good?",
        "what",
    ] {
        assert!(parse(task).is_err(), "{task}: {:?}", parse(task));
    }
}
