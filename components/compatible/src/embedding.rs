//! `POST /embeddings`: texts to vectors.

use openkoi_sdk::embedder::{Failure, Framing, HttpRequest, Model, Price, Reply};
use serde::{Deserialize, Serialize};

use crate::failure;
use crate::request::http;

/// The contract's bound.
const TEXTS: usize = 256;

/// How a model says that it makes vectors and can't chat.
const USE: (&str, &str) = ("use", "embedding");

#[derive(Serialize)]
struct Body<'a> {
    model: &'a str,
    input: &'a [String],
    encoding_format: &'static str,
}

#[derive(Deserialize)]
struct Answer {
    data: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    /// Its text's place; services that leave it out keep the order.
    index: Option<usize>,
    embedding: Vec<f32>,
}

pub(crate) fn encode(model: &str, texts: &[String]) -> Result<HttpRequest, Failure> {
    if texts.is_empty() || texts.len() > TEXTS || texts.iter().any(String::is_empty) {
        let count = texts.len();
        return Err(Failure::invalid(format!(
            "1 to {TEXTS} texts, none of them empty, can be embedded at once; these are {count}."
        )));
    }
    let body = Body {
        model,
        input: texts,
        encoding_format: "float",
    };
    let body = serde_json::to_vec(&body).map_err(|error| {
        Failure::invalid(format!(
            "The request for {model} can't be written as JSON: {error}."
        ))
    })?;
    Ok(http("POST", "/embeddings", body, Framing::Whole))
}

/// The vectors by the places that they name: each place once, and none left out.
pub(crate) fn read(reply: &Reply) -> Result<Vec<Vec<f32>>, Failure> {
    if !(200..300).contains(&reply.status) {
        return Err(failure::explain(reply));
    }
    let unreadable =
        |why: String| Failure::unavailable(format!("The service's vectors can't be read: {why}."));
    let answer: Answer =
        serde_json::from_slice(&reply.body).map_err(|error| unreadable(error.to_string()))?;
    let count = answer.data.len();
    let mut vectors: Vec<Option<Vec<f32>>> = vec![None; count];
    for (at, row) in answer.data.into_iter().enumerate() {
        let index = row.index.unwrap_or(at);
        match vectors.get_mut(index) {
            Some(place @ None) => *place = Some(row.embedding),
            Some(Some(_)) => return Err(unreadable(format!("two of them have the index {index}"))),
            None => {
                return Err(unreadable(format!(
                    "there are {count}, and one has the index {index}"
                )));
            }
        }
    }
    // As many as there are places, each once: all are filled.
    let vectors: Vec<Vec<f32>> = vectors.into_iter().flatten().collect();
    let length = vectors.first().map_or(0, Vec::len);
    if vectors.iter().any(|vector| vector.len() != length) {
        return Err(unreadable("they have different lengths".to_owned()));
    }
    Ok(vectors)
}

/// Those whose price is known. They come last, and say that they can't chat.
pub(crate) fn known(service: &str) -> impl Iterator<Item = Model> {
    let rows: &[(&str, f64)] = match service {
        "openai" => &[
            ("text-embedding-3-small", 0.02),
            ("text-embedding-3-large", 0.13),
        ],
        _ => &[],
    };
    rows.iter().map(|(id, input)| Model {
        id: (*id).to_owned(),
        name: (*id).to_owned(),
        context: 8_191,
        output: 0,
        tools: false,
        vision: false,
        reasoning: false,
        price: Some(Price {
            input: *input,
            output: 0.0,
            cache_read: *input,
            cache_write: *input,
        }),
        extra: vec![(USE.0.to_owned(), USE.1.to_owned())],
    })
}
