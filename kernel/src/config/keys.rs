//! Every key of `config.toml` with its kind and default.

use super::kind::Kind::{
    self, Count, Flag, Model, Models, Number, OneOf, Rules, Secret, Secrets, Text, Texts, Url,
};
use super::schema::{Key, Narrows, key};
use std::fmt::Write;

const ANY: Kind = Count(0, u64::MAX);
const MONEY: Kind = Number(0.0, f64::MAX);
const SHARE: Kind = Number(0.0, 1.0);
const DOWN: Narrows = Narrows::Down(0);

/// The rows, section by section.
#[rustfmt::skip]
pub static KEYS: &[Key] = &[
    key("models.executor", Model, "Does the work; -m and OPENKOI_MODEL override it."),
    key("models.evaluator", Model, "Judges the work; unset: another model than the executor, if one is connected."),
    key("models.planner", Model, "Plans; unset: the executor."),
    key("models.small_model", Model, "Answers small questions; unset: the executor."),
    key("models.embedder", Model, "Embeds memories.").unused(),
    key("models.fallback.executor", Models, "Tried in this order when the executor is out of reach.").default("[]").unused(),
    //
    key("iteration.max_iterations", Count(0, 255), "Rounds at most; 0: once, without evaluation.")
        .default("3")
        .narrows(Narrows::Down(1)),
    key("iteration.max_rounds", Count(1, 10_000), "Model calls within one round at most.").default("400").narrows(Narrows::Down(1)),
    key("iteration.quality_threshold", SHARE, "The score from which work is accepted.").default("0.8").narrows(Narrows::Up),
    key("iteration.require_verified", Flag, "Whether anything less than verified is not good enough; --require-verified.")
        .default("false")
        .narrows(Narrows::On),
    key("iteration.improvement_threshold", SHARE, "The gain below which another round is not worth it.").default("0.05").unused(),
    key("iteration.timeout_seconds", ANY, "Wall clock of a task.").default("300").narrows(DOWN),
    key("iteration.token_budget", ANY, "Tokens of a task, input and output.").default("200000").narrows(DOWN),
    key("iteration.skip_eval_confidence", SHARE, "The confidence from which evaluation is skipped.")
        .default("0.95")
        .narrows(Narrows::Up)
        .unused(),
    key("iteration.scout_enabled", Flag, "Whether to look around before planning.").default("true").unused(),
    //
    key("safety.max_cost_usd", MONEY, "US dollars that a task may cost.").default("2.0").narrows(DOWN),
    key("safety.abort_on_regression", Flag, "Whether a round that made it worse ends the task.")
        .default("true")
        .narrows(Narrows::On),
    key("safety.regression_threshold", SHARE, "The loss of score that counts as worse.").default("0.2").narrows(DOWN),
    key("safety.tool_loop.warning", ANY, "Equal calls after which the model is warned.").default("10").narrows(DOWN),
    key("safety.tool_loop.critical", ANY, "Equal calls after which it is warned for the last time.").default("20").narrows(DOWN).unused(),
    key("safety.tool_loop.circuit_breaker", ANY, "Equal calls after which the task ends.").default("30").narrows(DOWN),
    //
    key("parliament.rule", OneOf(&["any-block", "majority"]), "What stops a task: one block, or as many blocks as approvals.").default("\"any-block\""),
    //
    key("undo.file_mb", Count(0, 256), "Mebibytes up to which undo keeps what a file was.").default("64"),
    key("undo.task_mb", Count(0, 1_048_576), "Mebibytes of large files that one task may add to what is kept.").default("1024"),
    //
    key("retry.base_ms", Count(1, 60_000), "The pause before a failed model call is tried again; it doubles.").default("2000"),
    //
    key("patterns.enabled", Flag, "Whether recurring work is looked for.").default("true").unused(),
    key("patterns.mine_interval_hours", ANY, "How often.").default("24").unused(),
    key("patterns.min_confidence", SHARE, "The confidence a pattern needs.").default("0.7").unused(),
    key("patterns.min_samples", ANY, "The occurrences a pattern needs.").default("3").unused(),
    key("patterns.auto_propose", Flag, "Whether a pattern becomes a proposed skill.").default("true").unused(),
    //
    key("memory.compaction", Flag, "Whether old memories are summed up.").default("true").unused(),
    key("memory.learning_decay_rate", SHARE, "The share of its weight that a lesson loses in a week.").default("0.05"),
    key("memory.max_storage_mb", ANY, "Megabytes of lessons; those learned longest ago go first.").default("500"),
    //
    key("storage.images_mb", ANY, "Megabytes of what files were, for undo; the oldest finished tasks give theirs up first.").default("500"),
    key("storage.tool_output_mb", ANY, "Megabytes of outputs that were too long to hand on whole.").default("200"),
    key("storage.cache_mb", ANY, "Megabytes of compiled components.").default("500"),
    key("storage.journal_mb", ANY, "Megabytes of the journal beyond which doctor tells; nothing is taken out of it.").default("1000"),
    //
    key("providers.<id>.base_url", Url, "What the service's paths are added to."),
    key("providers.<id>.api_key_env", Kind::Variable, "The variable that holds the key."),
    key("providers.<id>.default_model", Text, "The model when none is named; \"auto\": the service's first."),
    key("providers.<id>.models", Texts, "The models to offer; unset: ask the service."),
    key("providers.<id>.display_name", Text, "What people call it."),
    //
    key("plugins.wasm", Texts, "Plugins to load.").default("[]").unused(),
    key("plugins.scripts", Texts, "Scripts to load.").default("[]").unused(),
    key("plugins.mcp[].name", Text, "What the server is called; its tools are mcp__<name>__<tool>.").required(),
    key("plugins.mcp[].command", Text, "The program that is the server; ${NAME} is a variable of yours.").required(),
    key("plugins.mcp[].args", Texts, "Its arguments."),
    key("plugins.mcp[].env.<name>", Secret, "A variable of its environment."),
    key("plugins.mcp[].transport", Text, "How it is spoken to: \"stdio\", the only way so far."),
    key("plugins.mcp[].startup_timeout_sec", Count(1, 600), "How long it may take to begin; unset: 10."),
    key("plugins.mcp[].tool_timeout_sec", Count(1, 3_600), "How long a call may take; unset: 60."),
    //
    key("integrations.<id>.enabled", Flag, "Whether it is used.").required().unused(),
    key("integrations.<id>.channels", Texts, "Where to listen.").unused(),
    key("integrations.<id>.base_dir", Text, "The folder of documents.").unused(),
    //
    key("daemon.auto_execute", Flag, "Whether incoming tasks run at once.").default("true").unused(),
    key("daemon.tasks_at_once", Count(1, 16), "Tasks that run at the same time; in one directory it is always one.").default("2"),
    key("api.enabled", Flag, "Whether the daemon answers HTTP.").default("true"),
    key("api.port", Count(0, 65_535), "Its port on 127.0.0.1; 0: any that is free.").default("9742"),
    key("api.token", Secret, "What callers must know, 32 characters or more; unset: the daemon makes one and keeps it in a file."),
    key("api.workspaces", Texts, "Directories in which tasks may work, beside the one in which the daemon was started.").default("[]"),
    key("api.webhooks.on_task_complete", Text, "Called when a task is done.").unused(),
    key("api.webhooks.on_task_failed", Text, "Called when a task has failed.").unused(),
    key("api.webhooks.on_budget_warning", Text, "Called when a budget runs out.").unused(),
    //
    key("permissions.deny", Rules, "What is never done: rules such as \"Bash(rm -rf:*)\", \"Read(./.env)\", \"mcp__server__tool\".")
        .default("[]")
        .narrows(Narrows::More),
    key("permissions.ask", Rules, "What is always asked.").default("[]").narrows(Narrows::More),
    key("permissions.allow", Rules, "What is not asked: a rule covers what its own words do, no more.").default("[]"),
    key("permissions.rules[].tool_pattern", Text, "The tools meant.").required().unused(),
    key("permissions.rules[].file_pattern", Text, "The files meant; unset: all.").unused(),
    key("permissions.rules[].action", OneOf(&["Allow", "Deny"]), "What happens then.").required().unused(),
    //
    key("redaction.enabled", Flag, "Whether secrets are struck out before a model reads them; --redact.").default("false"),
    key("redaction.placeholder_prefix", Text, "What stands in their place.").default("\"REDACTED\""),
    key("redaction.literal_secrets", Secrets, "Words to strike out wherever they stand.").default("[]"),
    key("redaction.categories.api_keys", Flag, "").default("true"),
    key("redaction.categories.passwords", Flag, "").default("true"),
    key("redaction.categories.private_keys", Flag, "").default("true"),
    key("redaction.categories.connection_strings", Flag, "").default("true"),
    key("redaction.categories.jwt_tokens", Flag, "").default("true"),
    key("redaction.categories.high_entropy", Flag, "Anything that looks random.").default("false"),
    key("redaction.custom_patterns[].name", Text, "What stands after the prefix.").required(),
    key("redaction.custom_patterns[].pattern", Text, "A regular expression.").required(),
    //
    key("sandbox.hosts", Texts, "Hosts that commands may reach: \"example.org\", \"*.example.org\", \"10.0.0.5:8080\"; none: no network.").default("[]"),
    //
    key("log.level", OneOf(LOG_LEVELS), "What the log holds; OPENKOI_LOG_LEVEL overrides it.").default("\"warn\""),
];

const LOG_LEVELS: &[&str] = &["error", "warn", "info", "debug", "trace"];

/// The keys as a commented `config.toml`.
pub fn reference() -> String {
    let mut text = String::new();
    let mut section = "";
    for key in KEYS {
        let (above, name) = key.path.rsplit_once('.').unwrap_or(("", key.path));
        if above != section {
            section = above;
            let gap = if text.is_empty() { "" } else { "\n" };
            let header = match above.strip_suffix("[]") {
                Some(list) => format!("[[{list}]]"),
                None => format!("[{}]", above.replace("[]", "")),
            };
            writeln!(text, "{gap}# {header}").expect("a String takes everything");
        }
        let default = if key.default.is_empty() {
            "…"
        } else {
            key.default
        };
        let unused = if key.unused { " Not used yet." } else { "" };
        let line = format!(
            "# {name} = {default}  # {} {}{unused}",
            key.kind.words(),
            key.about
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
