//! Lessons are found by meaning where the user names a model for it, and by words alone everywhere else.

use super::*;

/// About colours rather than about prices: two directions.
fn direction(text: &str) -> Vec<f32> {
    let text = text.to_lowercase();
    let speaks = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let of = |is: bool| if is { 1.0 } else { 0.01 };
    vec![of(speaks(&["discount", "rebate"])), of(speaks(&["colour"]))]
}

/// A home in which the shop was mended, and then one more server with these vectors is connected.
fn taught(script: Script, config: &str) -> (Home, Server) {
    let first = Server::chat(mends());
    let mut home = home(&Project::make(), &first);
    run(&home, &first, "Fix the discount").ends(0);
    home.own_file("config.toml", format!("[retry]\nbase_ms = 10\n{config}"));
    let second = Server::chat(script);
    home.connect(&second);
    (home, second)
}

fn asked_for_vectors(server: &Server) -> usize {
    let received = server.received();
    received.iter().filter(|it| it.is_for_vectors()).count()
}

const EMBEDDER: &str = "[models]\nembedder = \"openai/text-embedding-3-small\"\n";
/// It shares no word with any lesson.
const TASK: &str = "Explain rebates";

fn kinds(result: &Value) -> usize {
    result["recalled"].as_array().map_or(0, Vec::len)
}

#[test]
fn what_shares_no_word_is_found_by_meaning_and_the_report_says_what_it_cost() {
    let (home, server) = taught(Script::new().embedding(direction), EMBEDDER);
    let told = run(&home, &server, TASK);
    let result = told.json();
    assert_eq!(kinds(&result), 2, "{}", told.told());
    assert!(
        told.stderr.contains("by their words and by"),
        "{}",
        told.told()
    );
    let shares = result["model_usage"].as_array().expect("a list");
    let share = shares.iter().find(|share| share["role"] == "embedder");
    let share = share.expect("the embedder has its share");
    assert_eq!(share["model"], "openai/text-embedding-3-small");
    assert!(
        share["cost_usd"].as_f64().is_some_and(|cost| cost > 0.0),
        "{share}"
    );
    // Only the task is embedded anew.
    run(&home, &server, TASK);
    let received = server.received();
    let texts: Vec<usize> = received
        .iter()
        .filter(|it| it.is_for_vectors())
        .map(|it| it.body["input"].as_array().map_or(0, Vec::len))
        .collect();
    assert_eq!(texts[0], 3, "{texts:?}");
    assert!(texts[1] < 3, "{texts:?}");
}

#[test]
fn without_a_model_for_it_nothing_is_sent_anywhere_and_words_alone_count() {
    let (home, server) = taught(Script::new().embedding(direction), "");
    let result = run(&home, &server, TASK).json();
    assert_eq!(kinds(&result), 1, "{result}");
    assert_eq!(asked_for_vectors(&server), 0);
}

#[test]
fn a_project_can_t_name_an_embedder() {
    let (home, server) = taught(Script::new().embedding(direction), "");
    home.file(".openkoi/config.toml", EMBEDDER);
    run(&home, &server, TASK);
    assert_eq!(asked_for_vectors(&server), 0);
}

#[test]
fn an_embedder_that_is_down_or_unknown_is_told_and_words_go_on() {
    let rows = [
        (Script::new(), EMBEDDER),
        (Script::new(), "[models]\nembedder = \"nosuch/model\"\n"),
        (Script::new(), "[models]\nembedder = \"groq/model\"\n"),
    ];
    for (script, config) in rows {
        let (home, server) = taught(script, config);
        let told = run(&home, &server, TASK);
        assert_eq!(kinds(&told.json()), 1, "{config}\n{}", told.told());
        assert!(
            told.stderr.contains("by their words alone"),
            "{config}\n{}",
            told.told()
        );
    }
}

#[test]
fn vectors_that_are_none_are_a_fault_and_no_crash() {
    type Answer = fn(&[String]) -> Value;
    let rows: [(&str, Answer); 8] = [
        ("none", |_| json!({"data": []})),
        (
            "too many",
            |texts| json!({"data": vec![json!({"embedding": [1.0]}); texts.len() + 1]}),
        ),
        (
            "not numbers",
            |texts| json!({"data": vec![json!({"embedding": ["NaN"]}); texts.len()]}),
        ),
        (
            "null",
            |texts| json!({"data": vec![json!({"embedding": [null]}); texts.len()]}),
        ),
        (
            "beyond every float",
            |texts| json!({"data": vec![json!({"embedding": [1e300]}); texts.len()]}),
        ),
        ("of different lengths", |texts| {
            let each = (1..=texts.len()).map(|length| json!({"embedding": vec![1.0; length]}));
            json!({"data": each.collect::<Vec<_>>()})
        }),
        (
            "twice in one place",
            |texts| json!({"data": vec![json!({"index": 0, "embedding": [1.0]}); texts.len()]}),
        ),
        ("endless", |_| json!({"data": "x".repeat(40 << 20)})),
    ];
    for (what, answer) in rows {
        let (home, server) = taught(Script::new().embedding_as(answer), EMBEDDER);
        let told = run(&home, &server, TASK);
        assert_eq!(kinds(&told.json()), 1, "{what}\n{}", told.told());
        assert!(
            told.stderr.contains("by their words alone"),
            "{what}\n{}",
            told.told()
        );
    }
}
