//! The models on offer, service by service.

use openkoi_compatible::Compatible;
use openkoi_sdk::embedder::{Catalog, FailureKind, Framing, Model, Price, Reply, Service};

const MANIFEST: &str = include_str!("../component.toml");

/// A service as the manifest describes it.
fn service(id: &str) -> Service {
    let from = MANIFEST
        .find(&format!("[[services]]\nid = \"{id}\""))
        .expect("a row");
    let row = MANIFEST[from..].split("\n\n").next().expect("its lines");
    let settings = row.split("[services.settings]").nth(1).expect("settings");
    let settings = settings.lines().filter_map(|line| line.split_once(" = "));
    let settings = settings
        .map(|(name, value)| (name.to_owned(), value.trim_matches('"').to_owned()))
        .collect();
    Service {
        id: id.to_owned(),
        settings,
    }
}

fn services() -> Vec<String> {
    let rows = MANIFEST.split("[[services]]\nid = \"").skip(1);
    rows.map(|row| row.split('"').next().expect("an id").to_owned())
        .collect()
}

fn read(id: &str, body: &str) -> Vec<Model> {
    Compatible::read(service(id), reply(200, body)).expect("models")
}

fn reply(status: u16, body: &str) -> Reply {
    Reply {
        status,
        headers: Vec::new(),
        body: body.as_bytes().to_vec(),
    }
}

fn ids(models: &[Model]) -> Vec<&str> {
    models.iter().map(|model| model.id.as_str()).collect()
}

#[test]
fn the_default_of_each_service_is_known_and_stands_first() {
    assert_eq!(services().len(), 11);
    for id in services() {
        let service = service(&id);
        let default = service
            .settings
            .iter()
            .find(|(name, _)| name == "default_model")
            .map(|(_, model)| model.clone());
        let known = Compatible::known(service);
        assert_eq!(known.first().map(|model| model.id.clone()), default, "{id}");
    }
}

#[test]
fn services_on_this_machine_are_asked_for_their_models() {
    for id in ["ollama", "llamacpp", "my-own"] {
        let service = Service {
            id: id.to_owned(),
            settings: Vec::new(),
        };
        assert!(Compatible::known(service).is_empty(), "{id}");
    }
    let ask = Compatible::ask(service("ollama")).expect("a request");
    assert_eq!(
        (ask.method.as_str(), ask.path.as_str(), ask.framing),
        ("GET", "/models", Framing::Whole)
    );
}

#[test]
fn prices_and_windows_are_those_of_the_price_lists() {
    for (service_id, id, input, output, context) in [
        ("openai", "gpt-4.1", 2.0, 8.0, 1_047_576),
        ("openai", "gpt-4.1-mini", 0.4, 1.6, 1_047_576),
        ("openai", "o3-mini", 1.1, 4.4, 200_000),
        ("groq", "llama-3.3-70b-versatile", 0.59, 0.79, 131_072),
        ("moonshot", "kimi-k2.5", 0.6, 3.0, 262_144),
    ] {
        let known = Compatible::known(service(service_id));
        let model = known.iter().find(|model| model.id == id).expect(id);
        let price = model.price.as_ref().expect("a price");
        assert_eq!(
            (price.input, price.output, model.context),
            (input, output, context),
            "{id}"
        );
    }
}

#[test]
fn a_list_of_openai_keeps_what_can_chat_and_gains_what_is_known() {
    let models = read(
        "openai",
        r#"{"object":"list","data":[
            {"id":"text-embedding-3-small","object":"model","created":1705948997,"owned_by":"system"},
            {"id":"gpt-7-preview","object":"model","created":1,"owned_by":"system"},
            {"id":"whisper-1","object":"model"},{"id":"gpt-image-1","object":"model"},
            {"id":"o3-mini","object":"model","created":1,"owned_by":"system"},
            {"id":"gpt-4.1","object":"model","created":1,"owned_by":"system"}]}"#,
    );
    assert_eq!(ids(&models), ["gpt-4.1", "o3-mini", "gpt-7-preview"]);
    assert_eq!(
        models[0].price.as_ref().map(|price| price.cache_read),
        Some(0.5)
    );
    assert_eq!((models[1].vision, models[1].reasoning), (false, true));
    assert_eq!(
        (models[2].context, models[2].reasoning, &models[2].price),
        (128_000, true, &None)
    );
}

#[test]
fn openrouter_names_prices_for_a_token_and_they_become_prices_for_a_million() {
    let models = read(
        "openrouter",
        r#"{"data":[
            {"id":"anthropic/claude-sonnet-4.5","name":"Anthropic: Claude Sonnet 4.5","context_length":1000000,
             "architecture":{"input_modalities":["text","image"]},"supported_parameters":["tools","reasoning"],
             "pricing":{"prompt":"0.000003","completion":"0.000015","input_cache_read":"0.0000003","input_cache_write":"0.00000375"},
             "top_provider":{"context_length":1000000,"max_completion_tokens":64000}},
            {"id":"tiny/poet","name":"Poet","context_length":4096,"architecture":{"input_modalities":["text"]},
             "supported_parameters":["temperature"],"pricing":{"prompt":"0","completion":"0"},"top_provider":{"max_completion_tokens":null}},
            {"id":"openrouter/auto","name":"Auto Router","context_length":2000000,"pricing":{"prompt":"-1","completion":"-1"}}]}"#,
    );
    assert_eq!(
        ids(&models),
        [
            "openrouter/auto",
            "anthropic/claude-sonnet-4.5",
            "tiny/poet"
        ]
    );
    assert_eq!(models[0].price, None);
    let sonnet = &models[1];
    assert_eq!(
        sonnet.price,
        Some(Price {
            input: 3.0,
            output: 15.0,
            cache_read: 0.3,
            cache_write: 3.75
        })
    );
    assert_eq!(
        (sonnet.name.as_str(), sonnet.output),
        ("Anthropic: Claude Sonnet 4.5", 64_000)
    );
    assert_eq!(
        (sonnet.tools, sonnet.vision, sonnet.reasoning),
        (true, true, true)
    );
    let poet = &models[2];
    assert_eq!(
        (poet.tools, poet.vision, poet.reasoning),
        (false, false, false)
    );
    assert_eq!(
        poet.price,
        Some(Price {
            input: 0.0,
            output: 0.0,
            cache_read: 0.0,
            cache_write: 0.0
        })
    );
}

#[test]
fn other_services_name_the_same_things_differently() {
    let together = read(
        "together",
        r#"[{"id":"a/b","type":"chat","display_name":"B","context_length":131072,"pricing":{"hourly":0,"input":0.88,"output":0.9}},
            {"id":"x/flux","type":"image"}]"#,
    );
    assert_eq!(ids(&together), ["a/b"]);
    assert_eq!(
        together[0]
            .price
            .as_ref()
            .map(|price| (price.input, price.output)),
        Some((0.88, 0.9))
    );

    let groq = read(
        "groq",
        r#"{"data":[{"id":"m","context_window":8192,"max_completion_tokens":4096,"active":true}]}"#,
    );
    assert_eq!((groq[0].context, groq[0].output), (8_192, 4_096));

    let moonshot = read(
        "moonshot",
        r#"{"data":[{"id":"k","context_length":262144,"supports_image_in":true,"supports_reasoning":true}]}"#,
    );
    assert_eq!((moonshot[0].vision, moonshot[0].reasoning), (true, true));

    let llamacpp = read(
        "llamacpp",
        r#"{"models":[{"name":"q"}],"data":[{"id":"q.gguf","meta":{"n_ctx_train":40960}}]}"#,
    );
    assert_eq!(
        (
            llamacpp[0].context,
            llamacpp[0].price.as_ref().map(|price| price.input)
        ),
        (40_960, Some(0.0))
    );

    let ollama = read(
        "ollama",
        r#"{"object":"list","data":[{"id":"qwen3:8b","object":"model","created":1,"owned_by":"library"}]}"#,
    );
    assert_eq!(ollama[0].context, 32_768);
}

#[test]
fn an_answer_that_is_no_list_is_a_failure_that_says_why() {
    for (status, body, kind) in [
        (
            401,
            r#"{"error":{"message":"Missing API key"}}"#,
            FailureKind::Auth,
        ),
        (200, "<html>", FailureKind::Unavailable),
        (200, "{}", FailureKind::Unavailable),
        (200, "7", FailureKind::Unavailable),
    ] {
        let failure =
            Compatible::read(service("openai"), reply(status, body)).expect_err("a failure");
        assert_eq!(failure.kind, kind, "{body}");
    }
    assert_eq!(
        read("ollama", r#"{"object":"list","data":null,"models":[]}"#),
        Vec::new()
    );
}
