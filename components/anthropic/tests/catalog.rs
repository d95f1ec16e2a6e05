//! The models on offer.

use openkoi_anthropic::Anthropic;
use openkoi_sdk::provider::{Catalog, FailureKind, Framing, Model, Reply, Service};

fn service() -> Service {
    Service {
        id: "anthropic".to_owned(),
        settings: Vec::new(),
    }
}

fn reply(status: u16, body: &str) -> Reply {
    Reply {
        status,
        headers: Vec::new(),
        body: body.as_bytes().to_vec(),
    }
}

fn named<'a>(models: &'a [Model], id: &str) -> &'a Model {
    models
        .iter()
        .find(|model| model.id == id)
        .unwrap_or_else(|| panic!("no {id}"))
}

#[test]
fn the_default_is_a_sonnet_that_is_still_served() {
    let known = Anthropic::known(service());
    assert!(known[0].id.starts_with("claude-sonnet-"), "{}", known[0].id);
    assert!(known[0].extra.is_empty());
}

#[test]
fn prices_and_windows_are_those_of_the_price_list() {
    let known = Anthropic::known(service());
    for (id, input, output, cache_read, cache_write, context) in [
        ("claude-sonnet-5-5", 2.0, 10.0, 0.1, 2.5, 1_000_000),
        ("claude-opus-5-5", 4.0, 20.0, 0.2, 5.0, 1_000_000),
        ("claude-haiku-5-5", 0.1, 0.5, 0.01, 0.125, 1_000_000),
        ("claude-haiku-4-5-20251001", 1.0, 5.0, 0.1, 1.25, 200_000),
        ("claude-sonnet-4-20250514", 3.0, 15.0, 0.3, 3.75, 200_000),
        ("claude-opus-4-20250514", 15.0, 75.0, 1.5, 18.75, 200_000),
        ("claude-haiku-3-5-20241022", 0.8, 4.0, 0.08, 1.0, 200_000),
    ] {
        let model = named(&known, id);
        let price = model.price.as_ref().expect("a price");
        assert_eq!((price.input, price.output), (input, output), "{id}");
        assert_eq!(
            (price.cache_read, price.cache_write, model.context),
            (cache_read, cache_write, context),
            "{id}"
        );
    }
}

#[test]
fn no_model_is_known_twice() {
    let mut ids: Vec<String> = Anthropic::known(service())
        .into_iter()
        .map(|model| model.id)
        .collect();
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn the_service_is_asked_for_all_its_models_at_once() {
    let ask = Anthropic::ask(service()).expect("a request");
    assert_eq!(
        (ask.method.as_str(), ask.path.as_str()),
        ("GET", "/v1/models?limit=1000")
    );
    assert_eq!(
        ask.headers,
        vec![("anthropic-version".to_owned(), "2023-06-01".to_owned())]
    );
    assert!(ask.body.is_empty() && ask.framing == Framing::Whole);
}

#[test]
fn the_listed_models_come_with_what_is_known_of_them_and_the_best_first() {
    let body = include_str!("exchanges/models.json");
    let models = Anthropic::read(service(), reply(200, body)).expect("models");
    let ids: Vec<_> = models.iter().map(|model| model.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "claude-sonnet-5-5",
            "claude-haiku-4-5-20251001",
            "claude-sonnet-4-20250514",
            "claude-koi-7"
        ]
    );

    let koi = named(&models, "claude-koi-7");
    assert_eq!(
        (koi.name.as_str(), koi.context, koi.output, koi.vision),
        ("Claude Koi 7", 2_000_000, 256_000, false)
    );
    assert_eq!(koi.price, None);
    assert_eq!(
        named(&models, "claude-sonnet-5-5")
            .price
            .as_ref()
            .map(|price| price.input),
        Some(2.0)
    );
    assert!(
        named(&models, "claude-sonnet-4-20250514").extra.is_empty(),
        "what is served is not retired"
    );
}

#[test]
fn an_answer_that_is_no_list_is_a_failure_that_says_why() {
    for (status, body, kind) in [
        (
            401,
            r#"{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}"#,
            FailureKind::Auth,
        ),
        (200, "<html>", FailureKind::Unavailable),
        (200, "{}", FailureKind::Unavailable),
    ] {
        assert_eq!(
            Anthropic::read(service(), reply(status, body))
                .expect_err("a failure")
                .kind,
            kind,
            "{body}"
        );
    }
}
