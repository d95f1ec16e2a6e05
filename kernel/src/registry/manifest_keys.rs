//! Every key of `component.toml` with its kind.

use crate::config::{Key, Kind, Kind::*, key};

const METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
const EFFECTS: &[&str] = &[
    "read",
    "write-workspace",
    "execute",
    "network",
    "message-others",
    "irreversible",
];
const TEMPOS: &[&str] = &["task", "action"];

/// The rows, section by section.
pub(super) static KEYS: &[Key] = &[
    key("kind", OneOf(super::kind::WORDS), "What it is.").required(),
    key("name", Name, "What it is called.").required(),
    key("version", Text, "Its own version.").required(),
    key("contract", Text, "The contract it was built for.").required(),
    key("runtime", OneOf(&["wasm", "rhai", "mcp"]), "How it runs.").required(),
    key("entry", Text, "The file beside the manifest that is run.").required(),
    key("description", Text, "One line for lists."),
    key("custom_services", Flag, "Serves the user's own providers."),
    key("services[].id", Name, "What stands before the slash.").required(),
    key("services[].name", Text, "For people.").required(),
    key("services[].base_url", Url, "What its paths are added to."),
    key("services[].secret", Name, "The credential that it needs."),
    key(
        "services[].priority",
        Count(0, 1_000_000),
        "The lowest connected service is the default.",
    )
    .required(),
    key("services[].settings.<name>", Text, "The component's own."),
    key("secrets[].name", Name, "What it is called.").required(),
    key("secrets[].env", Kind::Variables, "Where it is looked up."),
    key("secrets[].header", Text, "The header that carries it.").required(),
    key("secrets[].format", Text, "In this form."),
    key("secrets[].hosts", Texts, "The hosts that get it."),
    key("network[].host", Text, "What may be reached.").required(),
    key("network[].methods", ManyOf(METHODS), "With these methods.").required(),
    key("network[].paths", Texts, "On these paths.").required(),
    key(
        "files[].root",
        OneOf(&["workspace:", "data:", "temp:"]),
        "Which folder.",
    )
    .required(),
    key(
        "files[].access",
        OneOf(&["read", "write"]),
        "What may be done there.",
    )
    .required(),
    key("process.reason", Text, "Why it runs programs.").required(),
    key("kv.quota", Size, "What its store may hold.").required(),
    key("actions[].name", Text, "The call.").required(),
    key(
        "actions[].effect",
        OneOf(EFFECTS),
        "The strongest effect it can have.",
    )
    .required(),
    key("agency.tempos", ManyOf(TEMPOS), "When it is asked.").required(),
    key("agency.symbol", Text, "For screens."),
    key("agency.veto", Flag, "Whether it can't be outvoted."),
    key(
        "evaluator.baseline",
        Flag,
        "Also asked before the first change.",
    ),
    key(
        "evaluator.categories",
        Texts,
        "What it judges; empty: everything.",
    ),
    key("limits.memory", Size, "Linear memory of a call."),
    key("limits.time", Time, "Wall clock of a call."),
    key("limits.output", Size, "What a call may return."),
];
