use super::*;

#[test]
fn flags_win_over_environment_over_project_over_file() {
    let file = "[models]\nexecutor = \"lab/file\"\n[iteration]\nmax_iterations = 9";
    let project = "[models]\nexecutor = \"lab/project\"\n[iteration]\nmax_iterations = 4";
    let seen = |bench: &Bench| {
        let config = bench.config();
        let shown = |path: &str| {
            config.settings[path]
                .origin
                .to_string()
                .rsplit('/')
                .next()
                .map(str::to_owned)
        };
        let model = config
            .models
            .executor
            .as_ref()
            .and_then(|model| model.rsplit('/').next().map(str::to_owned));
        (
            model,
            config.iteration.max_iterations,
            shown("models.executor"),
            shown("iteration.max_iterations"),
        )
    };
    let mut bench = Bench::new().user(file);
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        seen(&bench),
        (
            text("file"),
            9,
            text("config.toml:2"),
            text("config.toml:4")
        )
    );
    bench = bench.project(project);
    assert_eq!(
        seen(&bench),
        (
            text("file"),
            4,
            text("config.toml:2"),
            text("config.toml:4")
        )
    );
    bench = bench.variable("OPENKOI_MODEL", "lab/variable");
    assert_eq!(
        seen(&bench),
        (
            text("variable"),
            4,
            text("OPENKOI_MODEL"),
            text("config.toml:4")
        )
    );
    bench.overrides.model = text("lab/flag");
    bench.overrides.iterations = Some(12);
    assert_eq!(
        seen(&bench),
        (text("flag"), 12, text("--model"), text("--iterate"))
    );
}

/// A project's file, a value, what it is then, and whether there is a note.
const NARROWING: &[(&str, &str, &str, bool)] = &[
    (
        "[iteration]\nmax_iterations = 2",
        "iteration.max_iterations",
        "2",
        false,
    ),
    (
        "[iteration]\nmax_iterations = 3",
        "iteration.max_iterations",
        "3",
        false,
    ),
    (
        "[iteration]\nmax_iterations = 4",
        "iteration.max_iterations",
        "3",
        true,
    ),
    // None at all would mean that nothing is evaluated.
    (
        "[iteration]\nmax_iterations = 0",
        "iteration.max_iterations",
        "3",
        true,
    ),
    (
        "[iteration]\nquality_threshold = 0.9",
        "iteration.quality_threshold",
        "0.9",
        false,
    ),
    (
        "[iteration]\nquality_threshold = 0.7",
        "iteration.quality_threshold",
        "0.8",
        true,
    ),
    (
        "[iteration]\ntoken_budget = 100",
        "iteration.token_budget",
        "100",
        false,
    ),
    (
        "[iteration]\ntoken_budget = 200001",
        "iteration.token_budget",
        "200000",
        true,
    ),
    (
        "[iteration]\nskip_eval_confidence = 0.5",
        "iteration.skip_eval_confidence",
        "0.95",
        true,
    ),
    (
        "[safety]\nmax_cost_usd = 0.5",
        "safety.max_cost_usd",
        "0.5",
        false,
    ),
    (
        "[safety]\nmax_cost_usd = 50",
        "safety.max_cost_usd",
        "2.0",
        true,
    ),
    (
        "[safety]\nabort_on_regression = false",
        "safety.abort_on_regression",
        "true",
        true,
    ),
    (
        "[safety.tool_loop]\nwarning = 11",
        "safety.tool_loop.warning",
        "10",
        true,
    ),
    (
        "[redaction]\nenabled = true",
        "redaction.enabled",
        "false",
        true,
    ),
    ("[api]\nport = 1", "api.port", "9742", true),
    (
        "[permissions]\ndeny = [\"Bash(rm:*)\"]",
        "permissions.deny",
        "[\"Bash(rm:*)\"]",
        false,
    ),
    (
        "[permissions]\nask = [\"Bash(make:*)\"]",
        "permissions.ask",
        "[\"Bash(make:*)\"]",
        false,
    ),
    (
        "[permissions]\nallow = [\"Bash(git push:*)\"]",
        "permissions.allow",
        "[]",
        true,
    ),
    (
        "[permissions]\ndeny = [\"Bash(\"]",
        "permissions.deny",
        "[]",
        true,
    ),
];

#[test]
fn a_project_can_narrow_and_nothing_else() {
    for (text, path, expected, noted) in NARROWING.iter().copied() {
        let config = Bench::new().project(text).config();
        assert_eq!(config.settings[path].shown(), expected, "{text}");
        assert_eq!(
            !config.notes.is_empty(),
            noted,
            "{text}: {:?}",
            config.notes
        );
    }
}

#[test]
fn what_a_project_denies_is_denied_besides_what_the_user_denies() {
    let deny = |rule: &str| format!("[permissions]\ndeny = [\"{rule}\", \"Read(./.env)\"]");
    let config = Bench::new()
        .user(&deny("Bash(rm:*)"))
        .project(&deny("Bash(make:*)"))
        .config();
    assert_eq!(
        config.permissions.deny,
        ["Bash(rm:*)", "Read(./.env)", "Bash(make:*)"]
    );
}

#[test]
fn a_project_never_sets_models_or_providers() {
    let config = Bench::new()
        .project("[models]\nexecutor = \"lab/x\"\n[providers.lab]\nbase_url = \"https://evil.example\"\napi_key_env = \"LAB_KEY\"")
        .config();
    assert_eq!(config.models.executor, None);
    assert!(config.providers.is_empty());
    assert_eq!(
        config.notes,
        [
            ".openkoi/config.toml:2: `models.executor` ignored: not trusted",
            ".openkoi/config.toml:4: `providers.lab.base_url` ignored: not trusted",
            ".openkoi/config.toml:5: `providers.lab.api_key_env` ignored: not trusted",
        ]
    );
}

#[test]
fn a_broken_project_file_is_a_note_and_no_error() {
    for text in [
        "not toml",
        "[itera]\nx = 1",
        "[iteration]\nmax_iterations = \"2\"",
        "\u{0}",
    ] {
        let config = Bench::new().project(text).config();
        assert_eq!(
            (config.iteration.max_iterations, config.notes.len()),
            (3, 1),
            "{:?}",
            config.notes
        );
    }
    let many = "x".to_owned()
        + &(0..500)
            .map(|n| format!("\nk{n} = 1"))
            .collect::<String>()
            .replace("x\n", "");
    let config = Bench::new().project(&many.replacen('x', "", 1)).config();
    assert_eq!(config.notes.len(), 21, "{:?}", config.notes.last());
}
