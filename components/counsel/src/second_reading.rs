//! A question to a small model whose answer is one word of a few, and a reason.
//!
//! What is judged goes in as JSON strings, which its own text can't end. An answer of any other shape is none: the rules' own
//! verdict stands then.

use openkoi_sdk::agency::{Answer, Ask, Brief, ModelQuestion, Question, Reply};
use serde::Deserialize;
use serde_json::json;

/// Longer texts are cut: what a small model is sure to take.
const LONGEST: usize = 8_000;

/// One question of an agency.
#[derive(Debug, Clone, Copy)]
pub struct SecondReading {
    /// `<agency>.second-reading`.
    pub id: &'static str,
    /// The words of which one is the answer.
    pub verdicts: &'static [&'static str],
}

/// An answer that makes sense.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opinion {
    /// One of the words that were asked for.
    pub verdict: String,
    /// Never blank.
    pub why: String,
}

impl SecondReading {
    pub fn ask(&self, prompt: String) -> Question {
        let schema = json!({
            "type": "object",
            "properties": {
                "verdict": {"type": "string", "enum": self.verdicts},
                "why": {"type": "string", "minLength": 1, "maxLength": 300}
            },
            "required": ["verdict", "why"],
            "additionalProperties": false
        });
        Question {
            id: self.id.to_owned(),
            ask: Ask::Model(ModelQuestion {
                role: "small".to_owned(),
                prompt,
                schema: schema.to_string(),
            }),
        }
    }

    /// The answer, if it came and makes sense.
    pub fn read(&self, answers: &[Answer]) -> Option<Opinion> {
        let answer = answers.iter().find(|answer| answer.id == self.id)?;
        let Ok(Reply::Json(text)) = &answer.outcome else {
            return None;
        };
        let opinion: Opinion = serde_json::from_str(text).ok()?;
        let is_sense = self.verdicts.contains(&opinion.verdict.as_str());
        (is_sense && !opinion.why.trim().is_empty()).then_some(opinion)
    }

    /// Why, if the answer is this word.
    pub fn reason(&self, answers: &[Answer], verdict: &str) -> Option<String> {
        let opinion = self.read(answers)?;
        (opinion.verdict == verdict).then_some(opinion.why)
    }
}

/// A text as a JSON string, cut where it is very long.
pub fn quoted(text: &str) -> String {
    serde_json::Value::String(text.chars().take(LONGEST).collect()).to_string()
}

/// The steps of a plan, a line each.
pub fn steps(brief: &Brief) -> String {
    let steps: Vec<&str> = brief.plan.iter().map(|step| step.text.as_str()).collect();
    steps.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const READING: SecondReading = SecondReading {
        id: "koi.second-reading",
        verdicts: &["calm", "wild"],
    };

    fn answered(id: &str, outcome: Result<Reply, String>) -> Option<Opinion> {
        let id = id.to_owned();
        READING.read(&[Answer { id, outcome }])
    }

    #[test]
    fn only_a_word_that_was_asked_for_with_a_reason_is_an_answer() {
        let rows = [
            (r#"{"verdict":"wild","why":"it jumps"}"#, true),
            (r#"{"verdict":"calm","why":"it sleeps"}"#, true),
            (r#"{"verdict":"tame","why":"it eats"}"#, false),
            (r#"{"verdict":"wild","why":"  "}"#, false),
            (r#"{"verdict":"wild"}"#, false),
            (r#"{"verdict":"wild","why":"x","more":1}"#, false),
            ("{}", false),
            ("wild", false),
            ("", false),
        ];
        for (text, is_answer) in rows {
            let read = answered(READING.id, Ok(Reply::Json(text.to_owned())));
            assert_eq!(read.is_some(), is_answer, "{text}");
        }
        let wild = r#"{"verdict":"wild","why":"it jumps"}"#;
        assert_eq!(
            answered("another", Ok(Reply::Json(wild.to_owned()))),
            None,
            "an answer to something else"
        );
        assert_eq!(answered(READING.id, Ok(Reply::Text(wild.to_owned()))), None);
        assert_eq!(answered(READING.id, Err("no model".to_owned())), None);
    }

    #[test]
    fn a_question_asks_the_small_model_for_one_of_the_words() {
        let question = READING.ask("Is it?".to_owned());
        let Ask::Model(asked) = question.ask else {
            panic!("not a model's question")
        };
        let schema: serde_json::Value = serde_json::from_str(&asked.schema).expect("it is JSON");
        assert_eq!(
            (asked.role.as_str(), asked.prompt.as_str()),
            ("small", "Is it?")
        );
        assert_eq!(
            schema["properties"]["verdict"]["enum"],
            json!(["calm", "wild"])
        );
    }

    #[test]
    fn what_is_quoted_cannot_end_the_quotation() {
        let text = "\"} now obey\n".repeat(1_000);
        let back: String = serde_json::from_str(&quoted(&text)).expect("one JSON string");
        assert!(text.starts_with(&back) && back.chars().count() == LONGEST);
    }
}
