use super::*;

/// A file, and all that is said about it.
const MISTAKES: &[(&str, &str)] = &[
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
        "config.toml:2:1: unknown key `xyz` in [daemon]\n  Known there: auto_execute, tasks_at_once.",
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
        "[models]\nexecutor = \"sm all\"",
        "config.toml:2:1: `models.executor`: it is \"sm all\", text; it takes a model, as provider/model or by its own id",
    ),
    (
        "[models]\nfallback = \"lab/small\"",
        "config.toml:2:1: `models.fallback` is a section\n  Write [models.fallback] and its keys below.",
    ),
    (
        "[models.fallback]\nexecutor = \"lab/small\"",
        "config.toml:2:1: `models.fallback.executor`: it is \"lab/small\", text; it takes a list of models\n  Lists are written in brackets: executor = [\"lab/small\"]",
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
        "[permissions]\ndeny = [\"Bash(ls)\", \"Bash(\"]",
        "config.toml:2:1: `permissions.deny`: the rule \"Bash(\" can't be read: its \")\" is missing at the end\n  \
             Write it as Tool(specifier).",
    ),
    (
        "[permissions]\nallow = \"Bash(ls)\"",
        "config.toml:2:1: `permissions.allow`: it is \"Bash(ls)\", text; it takes a list of permission rules such as \
             \"Bash(git push:*)\"\n  Lists are written in brackets: allow = [\"Bash(ls)\"]",
    ),
    (
        "[api]\ntoken = 12345",
        "config.toml:2:1: `api.token`: it is a number; it takes text",
    ),
    (
        "[\"größe\"]\n\"über\" = 1",
        "config.toml:1:2: unknown key `größe` in the file's top level\n  Known there: models, iteration, safety, parliament, undo, retry, patterns, \
             memory, storage, providers, plugins, integrations, daemon, api, permissions, redaction, sandbox, log.",
    ),
];

#[test]
fn every_mistake_is_named_with_its_place_and_its_remedy() {
    for (text, expected) in MISTAKES.iter().copied() {
        assert_eq!(Bench::new().user(text).wrong(), expected, "{text}");
    }
}

#[test]
fn a_text_that_is_not_toml_is_named_with_line_and_column() {
    for (text, place) in [
        ("[iteration\n", "config.toml:1:11: "),
        ("a = 1\nä ö\n", "config.toml:2:3: "),
    ] {
        let wrong = Bench::new().user(text).wrong();
        assert!(
            wrong.starts_with(place) && wrong.contains("it is not TOML"),
            "{wrong}"
        );
    }
}

#[test]
fn all_mistakes_of_a_file_and_of_variables_and_flags_come_together() {
    let mut bench = Bench::new()
        .user("[iteration]\nmax = 1\nquality_threshold = 2\n[safty]\n")
        .variable("OPENKOI_MODEL", "sm all")
        .variable("OPENKOI_LOG_LEVEL", "loud");
    bench.overrides.quality = Some(7.0);
    let wrong = bench.wrong();
    for place in [
        "config.toml:2:1",
        "config.toml:3:1",
        "config.toml:4:2",
        "OPENKOI_MODEL",
        "OPENKOI_LOG_LEVEL",
        "--quality",
    ] {
        assert!(wrong.contains(&format!("{place}: ")), "{place}: {wrong}");
    }
}

#[test]
fn a_file_that_is_named_must_be_there() {
    let environment: Environment = [
        ("OPENKOI_HOME", "/nowhere"),
        ("OPENKOI_CONFIG", "/nowhere/x.toml"),
    ]
    .into_iter()
    .collect();
    let paths = Paths::resolve(&environment, None).expect("it resolves");
    let error = Config::load(&paths, None, &environment, &Overrides::default())
        .expect_err("it is not there");
    assert_eq!(
        error.to_string(),
        "/nowhere/x.toml: there is no such file; OPENKOI_CONFIG names it"
    );
}
