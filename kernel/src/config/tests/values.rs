use super::*;

#[test]
fn without_a_file_every_key_has_its_default() {
    let config = Bench::new().config();
    assert_eq!(config.models.executor, None);
    assert_eq!(
        (
            config.iteration.max_iterations,
            config.iteration.quality_threshold
        ),
        (3, 0.8)
    );
    assert_eq!(
        (
            config.iteration.timeout_seconds,
            config.iteration.token_budget
        ),
        (300, 200_000)
    );
    assert_eq!(config.safety.max_cost_usd.amount(), 2.0);
    assert_eq!(
        config.safety.tool_loop,
        ToolLoop {
            warning: 10,
            critical: 20,
            circuit_breaker: 30
        }
    );
    assert_eq!(config.log.level, LogLevel::Warn);
    assert!(
        config
            .settings
            .values()
            .all(|setting| setting.origin == Origin::Default)
    );
    assert!(config.notes.is_empty(), "{:?}", config.notes);
}

#[test]
fn a_partial_section_keeps_the_other_defaults() {
    for (text, path, expected) in [
        (
            "[safety]\nmax_cost_usd = 5",
            "safety.abort_on_regression",
            "true",
        ),
        (
            "[safety.tool_loop]\nwarning = 1",
            "safety.tool_loop.critical",
            "20",
        ),
        (
            "[memory]\ncompaction = false",
            "memory.max_storage_mb",
            "500",
        ),
        ("[patterns]\nenabled = false", "patterns.min_samples", "3"),
        ("[iteration]", "iteration.max_iterations", "3"),
        (
            "safety = { tool_loop = { warning = 7 } }",
            "safety.tool_loop.warning",
            "7",
        ),
        ("safety.tool_loop.warning = 7", "safety.max_cost_usd", "2.0"),
        (
            "[redaction.categories]\nhigh_entropy = true",
            "redaction.categories.jwt_tokens",
            "true",
        ),
    ] {
        let config = Bench::new().user(text).config();
        assert_eq!(config.settings[path].shown(), expected, "{text}");
    }
}

#[test]
fn a_config_with_every_section_loads_and_what_is_not_used_yet_is_known() {
    let text = include_str!("whole.toml");
    let config = Bench::new().user(text).config();
    let lab = &config.providers["lab"];
    assert_eq!(
        (lab.base_url.as_deref(), lab.default_model.as_deref()),
        (Some("https://lab.example/v1"), None)
    );
    assert_eq!(config.redaction.custom_patterns[0].name, "ticket");
    let unused: Vec<&str> = config.unused().map(|(path, _)| path).collect();
    assert!(
        unused.contains(&"permissions.rules[0].action"),
        "{unused:?}"
    );
    assert!(!unused.contains(&"iteration.max_iterations"), "{unused:?}");
}

#[test]
fn secrets_are_never_shown() {
    let text = "[api]\ntoken = \"canary\"\n[redaction]\nliteral_secrets = [\"canary\"]\n[[plugins.mcp]]\nname = \"a\"\n\
                command = \"b\"\nenv = { KEY = \"canary\" }";
    let shown = format!("{:?}", Bench::new().user(text).config());
    assert!(
        shown.contains("api.token") && !shown.contains("canary"),
        "{shown}"
    );
    let wrong = Bench::new()
        .user("[redaction]\nliteral_secrets = \"canary\"")
        .wrong();
    assert!(!wrong.contains("canary"), "{wrong}");
}

#[test]
fn every_row_is_written_once_and_its_default_is_of_its_kind() {
    let mut seen = std::collections::BTreeSet::new();
    for key in KEYS {
        assert!(seen.insert(key.path), "{} is there twice", key.path);
        if !key.default.is_empty() {
            let value = serde_json::from_str(key.default).expect("a default is also JSON");
            assert_eq!(key.kind.check(key.path, &value), Ok(()), "{}", key.path);
        }
    }
}

#[test]
fn the_reference_names_every_key_and_is_a_config_once_it_is_uncommented() {
    let reference = reference();
    let is_set = |key: &&Key| !key.default.is_empty();
    let mut text = String::new();
    for key in KEYS.iter().filter(is_set) {
        let (section, name) = key
            .path
            .rsplit_once('.')
            .expect("every key is in a section");
        for line in [
            format!("# [{section}]\n"),
            format!("# {name} = {}  # ", key.default),
        ] {
            assert!(reference.contains(&line), "{line}\n{reference}");
        }
    }
    let mut is_wanted = false;
    for line in reference.lines().map(|line| line.trim_start_matches("# ")) {
        if line.starts_with('[') {
            is_wanted = KEYS.iter().filter(is_set).any(|key| {
                line == format!("[{}]", key.path.rsplit_once('.').unwrap_or_default().0)
            });
        }
        if is_wanted && !line.contains('…') {
            text.push_str(line);
            text.push('\n');
        }
    }
    let config = Bench::new().user(&text).config();
    for key in KEYS.iter().filter(is_set) {
        assert!(
            matches!(config.settings[key.path].origin, Origin::File { .. }),
            "{}\n{text}",
            key.path
        );
    }
}
