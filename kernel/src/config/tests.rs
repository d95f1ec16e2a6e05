use super::*;
use std::fs;
use tempfile::TempDir;

/// A home and a project, both empty.
struct Bench {
    folder: TempDir,
    environment: Vec<(&'static str, String)>,
    overrides: Overrides,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary directory");
        let home = folder.path().join("home").display().to_string();
        fs::create_dir_all(folder.path().join("project/.openkoi")).expect("a project");
        fs::create_dir_all(&home).expect("a home");
        Self { folder, environment: vec![("OPENKOI_HOME", home)], overrides: Overrides::default() }
    }

    fn user(self, text: &str) -> Self {
        self.write("home/config.toml", text)
    }

    fn project(self, text: &str) -> Self {
        self.write("project/.openkoi/config.toml", text)
    }

    fn write(self, path: &str, text: &str) -> Self {
        fs::write(self.folder.path().join(path), text).expect("it can be written");
        self
    }

    fn variable(mut self, name: &'static str, value: &str) -> Self {
        self.environment.push((name, value.to_owned()));
        self
    }

    fn load(&self) -> Result<Config, ConfigError> {
        let environment = self.environment.iter().cloned().collect();
        let paths = Paths::resolve(&environment, None)?;
        Config::load(&paths, Some(&self.folder.path().join("project")), &environment, &self.overrides)
    }

    fn config(&self) -> Config {
        self.load().expect("it loads")
    }

    /// What is wrong, without the folder.
    fn wrong(&self) -> String {
        let error = self.load().expect_err("it does not load").to_string();
        error.replace(&format!("{}/home/", self.folder.path().display()), "")
    }
}

#[test]
fn without_a_file_every_key_has_its_default() {
    let config = Bench::new().config();
    assert_eq!(config.models.executor, None);
    assert_eq!((config.iteration.max_iterations, config.iteration.quality_threshold), (3, 0.8));
    assert_eq!((config.iteration.timeout_seconds, config.iteration.token_budget), (300, 200_000));
    assert_eq!(config.safety.max_cost_usd.amount(), 2.0);
    assert_eq!(config.safety.tool_loop, ToolLoop { warning: 10, critical: 20, circuit_breaker: 30 });
    assert_eq!(config.log.level, LogLevel::Warn);
    assert!(config.settings.values().all(|setting| setting.origin == Origin::Default));
    assert!(config.notes.is_empty(), "{:?}", config.notes);
}

#[test]
fn a_partial_section_keeps_the_other_defaults() {
    for (text, path, expected) in [
        ("[safety]\nmax_cost_usd = 5", "safety.abort_on_regression", "true"),
        ("[safety.tool_loop]\nwarning = 1", "safety.tool_loop.critical", "20"),
        ("[memory]\ncompaction = false", "memory.max_storage_mb", "500"),
        ("[patterns]\nenabled = false", "patterns.min_samples", "3"),
        ("[iteration]", "iteration.max_iterations", "3"),
        ("safety = { tool_loop = { warning = 7 } }", "safety.tool_loop.warning", "7"),
        ("safety.tool_loop.warning = 7", "safety.max_cost_usd", "2.0"),
        ("[redaction.categories]\nhigh_entropy = true", "redaction.categories.jwt_tokens", "true"),
    ] {
        let config = Bench::new().user(text).config();
        assert_eq!(config.settings[path].shown(), expected, "{text}");
    }
}

#[test]
fn every_mistake_is_named_with_its_place_and_its_remedy() {
    for (text, expected) in [
        (
            "[iteration]\nmax_iteration = 5",
            "config.toml:2:1: unknown key `max_iteration` in [iteration]\n  Did you mean `max_iterations`?",
        ),
        (
            "\nmax_iterations = 5",
            "config.toml:2:1: unknown key `max_iterations` in the file's top level\n  It belongs in [iteration].",
        ),
        (
            "[iterations]\n",
            "config.toml:1:2: unknown key `iterations` in the file's top level\n  Did you mean `iteration`?",
        ),
        (
            "[daemon]\nxyz = 1",
            "config.toml:2:1: unknown key `xyz` in [daemon]\n  Known there: auto_execute.",
        ),
        (
            "[iteration]\nmax_iterations = \"5\"",
            "config.toml:2:1: `iteration.max_iterations`: it is \"5\", text; it takes a whole number from 0 to 255\n  \
             Numbers are written without quotes: max_iterations = 5",
        ),
        (
            "[iteration]\nmax_iterations = 256",
            "config.toml:2:1: `iteration.max_iterations`: it is 256, a number; it takes a whole number from 0 to 255",
        ),
        (
            "[iteration]\nquality_threshold = 5.0",
            "config.toml:2:1: `iteration.quality_threshold`: it is 5.0, a number; it takes a number from 0 to 1",
        ),
        (
            "[safety]\nmax_cost_usd = -1",
            "config.toml:2:1: `safety.max_cost_usd`: it is -1, a number; it takes a number of 0 or more",
        ),
        (
            "[safety]\nmax_cost_usd = nan",
            "config.toml:2:1: `safety.max_cost_usd`: it is null, not a number; it takes a number of 0 or more",
        ),
        (
            "[models]\nexecutor = \"small\"",
            "config.toml:2:1: `models.executor`: it is \"small\", text; it takes a model as provider/model",
        ),
        (
            "[models]\nfallback = \"lab/small\"",
            "config.toml:2:1: `models.fallback` is a section\n  Write [models.fallback] and its keys below.",
        ),
        (
            "[models.fallback]\nexecutor = \"lab/small\"",
            "config.toml:2:1: `models.fallback.executor`: it is \"lab/small\", text; it takes a list of models as \
             provider/model\n  Lists are written in brackets: executor = [\"lab/small\"]",
        ),
        (
            "[providers.lab]\nbase_url = \"lab.example/v1\"",
            "config.toml:2:1: `providers.lab.base_url`: it is \"lab.example/v1\", text; it takes an http or https address \
             without user, query and fragment",
        ),
        (
            "[integrations.chat]\nchannels = []",
            "config.toml:1:15: [integrations.chat] has no `enabled`\n  Add enabled = …: true or false.",
        ),
        (
            "[[plugins.mcp]]\nname = \"a\"\ncommand = \"b\"\n[[plugins.mcp]]\nname = \"c\"",
            "config.toml:5:1: [[plugins.mcp]] has no `command`\n  Add command = …: text.",
        ),
        (
            "[plugins.mcp]\nname = \"a\"",
            "config.toml:1:10: `plugins.mcp` takes a list of tables\n  Write [[plugins.mcp]] above each.",
        ),
        (
            "[[permissions.rules]]\ntool_pattern = \"*\"\naction = \"deny\"",
            "config.toml:3:1: `permissions.rules[0].action`: it is \"deny\", text; it takes one of \"Allow\", \"Deny\"\n  \
             Did you mean \"Deny\"?",
        ),
        (
            "[api]\ntoken = 12345",
            "config.toml:2:1: `api.token`: it is a number; it takes text",
        ),
        (
            "[\"größe\"]\n\"über\" = 1",
            "config.toml:1:2: unknown key `größe` in the file's top level\n  Known there: models, iteration, safety, patterns, \
             memory, providers, plugins, integrations, daemon, api, permissions, redaction, log.",
        ),
    ] {
        assert_eq!(Bench::new().user(text).wrong(), expected, "{text}");
    }
}

#[test]
fn a_text_that_is_not_toml_is_named_with_line_and_column() {
    for (text, place) in [("[iteration\n", "config.toml:1:11: "), ("a = 1\nä ö\n", "config.toml:2:3: ")] {
        let wrong = Bench::new().user(text).wrong();
        assert!(wrong.starts_with(place) && wrong.contains("it is not TOML"), "{wrong}");
    }
}

#[test]
fn all_mistakes_of_a_file_and_of_variables_and_flags_come_together() {
    let mut bench = Bench::new()
        .user("[iteration]\nmax = 1\nquality_threshold = 2\n[safty]\n")
        .variable("OPENKOI_MODEL", "small")
        .variable("OPENKOI_LOG_LEVEL", "loud");
    bench.overrides.quality = Some(7.0);
    let wrong = bench.wrong();
    for place in ["config.toml:2:1", "config.toml:3:1", "config.toml:4:2", "OPENKOI_MODEL", "OPENKOI_LOG_LEVEL", "--quality"] {
        assert!(wrong.contains(&format!("{place}: ")), "{place}: {wrong}");
    }
}

#[test]
fn flags_win_over_environment_over_project_over_file() {
    let file = "[models]\nexecutor = \"lab/file\"\n[iteration]\nmax_iterations = 9";
    let project = "[models]\nexecutor = \"lab/project\"\n[iteration]\nmax_iterations = 4";
    let seen = |bench: &Bench| {
        let config = bench.config();
        let shown = |path: &str| config.settings[path].origin.to_string().rsplit('/').next().map(str::to_owned);
        let model = config.models.executor.as_ref().map(|model| model.model.clone());
        (model, config.iteration.max_iterations, shown("models.executor"), shown("iteration.max_iterations"))
    };
    let mut bench = Bench::new().user(file);
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(seen(&bench), (text("file"), 9, text("config.toml:2"), text("config.toml:4")));
    bench = bench.project(project);
    assert_eq!(seen(&bench), (text("file"), 4, text("config.toml:2"), text("config.toml:4")));
    bench = bench.variable("OPENKOI_MODEL", "lab/variable");
    assert_eq!(seen(&bench), (text("variable"), 4, text("OPENKOI_MODEL"), text("config.toml:4")));
    bench.overrides.model = text("lab/flag");
    bench.overrides.iterations = Some(12);
    assert_eq!(seen(&bench), (text("flag"), 12, text("--model"), text("--iterate")));
}

#[test]
fn a_project_can_narrow_and_nothing_else() {
    for (text, path, expected, noted) in [
        ("[iteration]\nmax_iterations = 2", "iteration.max_iterations", "2", false),
        ("[iteration]\nmax_iterations = 3", "iteration.max_iterations", "3", false),
        ("[iteration]\nmax_iterations = 4", "iteration.max_iterations", "3", true),
        // None at all would mean that nothing is evaluated.
        ("[iteration]\nmax_iterations = 0", "iteration.max_iterations", "3", true),
        ("[iteration]\nquality_threshold = 0.9", "iteration.quality_threshold", "0.9", false),
        ("[iteration]\nquality_threshold = 0.7", "iteration.quality_threshold", "0.8", true),
        ("[iteration]\ntoken_budget = 100", "iteration.token_budget", "100", false),
        ("[iteration]\ntoken_budget = 200001", "iteration.token_budget", "200000", true),
        ("[iteration]\nskip_eval_confidence = 0.5", "iteration.skip_eval_confidence", "0.95", true),
        ("[safety]\nmax_cost_usd = 0.5", "safety.max_cost_usd", "0.5", false),
        ("[safety]\nmax_cost_usd = 50", "safety.max_cost_usd", "2.0", true),
        ("[safety]\nabort_on_regression = false", "safety.abort_on_regression", "true", true),
        ("[safety.tool_loop]\nwarning = 11", "safety.tool_loop.warning", "10", true),
        ("[redaction]\nenabled = true", "redaction.enabled", "false", true),
        ("[api]\nport = 1", "api.port", "9742", true),
    ] {
        let config = Bench::new().project(text).config();
        assert_eq!(config.settings[path].shown(), expected, "{text}");
        assert_eq!(!config.notes.is_empty(), noted, "{text}: {:?}", config.notes);
    }
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
    for text in ["not toml", "[itera]\nx = 1", "[iteration]\nmax_iterations = \"2\"", "\u{0}"] {
        let config = Bench::new().project(text).config();
        assert_eq!((config.iteration.max_iterations, config.notes.len()), (3, 1), "{:?}", config.notes);
    }
    let many = "x".to_owned() + &(0..500).map(|n| format!("\nk{n} = 1")).collect::<String>().replace("x\n", "");
    let config = Bench::new().project(&many.replacen('x', "", 1)).config();
    assert_eq!(config.notes.len(), 21, "{:?}", config.notes.last());
}

#[test]
fn a_project_file_that_is_no_regular_file_is_left_alone() {
    let bench = Bench::new().write("elsewhere.toml", "[iteration]\nmax_iterations = 1");
    let link = bench.folder.path().join("project/.openkoi/config.toml");
    std::os::unix::fs::symlink(bench.folder.path().join("elsewhere.toml"), &link).expect("a link");
    assert_eq!(bench.config().iteration.max_iterations, 3);
    fs::remove_file(&link).expect("it is there");
    rustix::fs::mknodat(rustix::fs::CWD, &link, rustix::fs::FileType::Fifo, 0o600.into(), 0).expect("a pipe");
    assert_eq!(bench.config().notes.len(), 1, "and reading does not wait for a writer");
}

#[test]
fn the_original_config_loads_whole_and_what_is_not_used_yet_is_known() {
    let text = include_str!("tests/original.toml");
    let config = Bench::new().user(text).config();
    let lab = &config.providers["lab"];
    assert_eq!((lab.base_url.as_deref(), lab.default_model.as_deref()), (Some("https://lab.example/v1"), None));
    assert_eq!(config.redaction.custom_patterns[0].name, "ticket");
    let unused: Vec<&str> = config.unused().map(|(path, _)| path).collect();
    assert!(unused.contains(&"permissions.rules[0].action"), "{unused:?}");
    assert!(!unused.contains(&"iteration.max_iterations"), "{unused:?}");
}

#[test]
fn secrets_are_never_shown() {
    let text = "[api]\ntoken = \"canary\"\n[redaction]\nliteral_secrets = [\"canary\"]\n[[plugins.mcp]]\nname = \"a\"\n\
                command = \"b\"\nenv = { KEY = \"canary\" }";
    let shown = format!("{:?}", Bench::new().user(text).config());
    assert!(shown.contains("api.token") && !shown.contains("canary"), "{shown}");
    let wrong = Bench::new().user("[redaction]\nliteral_secrets = \"canary\"").wrong();
    assert!(!wrong.contains("canary"), "{wrong}");
}

#[test]
fn a_file_that_is_named_must_be_there() {
    let environment: Environment = [("OPENKOI_HOME", "/nowhere"), ("OPENKOI_CONFIG", "/nowhere/x.toml")].into_iter().collect();
    let paths = Paths::resolve(&environment, None).expect("it resolves");
    let error = Config::load(&paths, None, &environment, &Overrides::default()).expect_err("it is not there");
    assert_eq!(error.to_string(), "/nowhere/x.toml: there is no such file; OPENKOI_CONFIG names it");
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
        let (section, name) = key.path.rsplit_once('.').expect("every key is in a section");
        for line in [format!("# [{section}]\n"), format!("# {name} = {}  # ", key.default)] {
            assert!(reference.contains(&line), "{line}\n{reference}");
        }
    }
    let mut is_wanted = false;
    for line in reference.lines().map(|line| line.trim_start_matches("# ")) {
        if line.starts_with('[') {
            is_wanted = KEYS.iter().filter(is_set).any(|key| line == format!("[{}]", key.path.rsplit_once('.').unwrap_or_default().0));
        }
        if is_wanted && !line.contains('…') {
            text.push_str(line);
            text.push('\n');
        }
    }
    let config = Bench::new().user(&text).config();
    for key in KEYS.iter().filter(is_set) {
        assert!(matches!(config.settings[key.path].origin, Origin::File { .. }), "{}\n{text}", key.path);
    }
}
