//! `openkoi status`.

use super::args::{Format, Globals};
use super::kernel;
use super::style::{grouped, plain};
use crate::config::Environment;
use crate::failure::Failure;
use crate::kernel::{History, Totals};
use crate::kernel::{Kernel, Overview};
use serde_json::json;

/// What is set up, connected and spent. Creates nothing, asks nobody.
pub(super) fn status(globals: &Globals, environment: Environment) -> Result<u8, Failure> {
    let kernel = kernel(globals, environment)?;
    let overview = kernel.overview();
    let journal = kernel.paths.journal();
    let history = History::open(&journal).map_err(unreadable)?;
    let totals = match &history {
        Some(history) => history.totals(0).map_err(unreadable)?,
        None => Totals::default(),
    };
    let text = match globals.output_format {
        Format::Text => text(&kernel, &overview, &totals),
        Format::Json | Format::StreamJson => {
            let services: Vec<_> = overview
                .services
                .iter()
                .map(|service| json!({"id": service.id, "connected": service.is_connected, "detail": service.told}))
                .collect();
            let value = json!({
                "version": env!("CARGO_PKG_VERSION"), "home": kernel.paths.home(), "data": kernel.paths.data(),
                "sandbox": {"holds": overview.sandbox.holds, "missing": missing_layers(&overview)},
                "model": overview.chosen, "services": services, "components": overview.components, "mcp_servers": overview.servers,
                "tasks": totals.tasks, "accepted": totals.accepted, "tokens": totals.usage.total(), "cost_usd": totals.cost,
                "project": kernel.brought.standings().into_iter().collect::<std::collections::BTreeMap<_, _>>(),
            });
            format!("{value}\n")
        }
    };
    super::print(&text)?;
    Ok(0)
}

fn unreadable(error: crate::port::JournalError) -> Failure {
    Failure::new(error.to_string(), super::JOURNAL_REMEDY)
}

fn text(kernel: &Kernel, overview: &Overview, totals: &Totals) -> String {
    let mut lines = vec![format!("openkoi {}", env!("CARGO_PKG_VERSION"))];
    let mut row = |label: &str, text: String| lines.push(format!("{label:<12}{}", plain(&text)));
    row("config", exists(kernel.paths.config_file()));
    row("data", exists(kernel.paths.data()));
    row(
        "components",
        format!("{} active (openkoi component list)", overview.components),
    );
    if overview.servers > 0 {
        let servers = super::style::counted(overview.servers, "MCP server");
        row("servers", format!("{servers} (openkoi mcp list)"));
    }
    row("sandbox", sandbox(overview));
    let standings = kernel.brought.standings();
    if !standings.is_empty() {
        let each: Vec<String> = standings
            .iter()
            .map(|(word, count)| format!("{count} {word}"))
            .collect();
        row(
            "project",
            format!("{} (openkoi trust workspace)", each.join(", ")),
        );
    }
    let serving = overview
        .services
        .iter()
        .find(|service| service.is_connected);
    let model = match (&overview.chosen, serving) {
        (Some(model), _) => model.clone(),
        (None, Some(service)) => format!("{}, its default", service.id),
        (None, None) => "none".to_owned(),
    };
    row("model", model);
    let (connected, others): (Vec<_>, Vec<_>) = overview
        .services
        .iter()
        .partition(|service| service.is_connected);
    for service in connected {
        row("connected", format!("{:<12}{}", service.id, service.told));
    }
    let others: Vec<&str> = others.iter().map(|service| service.id.as_str()).collect();
    row("not yet", others.join(" "));
    row(
        "tasks",
        format!(
            "{}, {} accepted",
            grouped(totals.tasks),
            grouped(totals.accepted)
        ),
    );
    row(
        "spent",
        format!("{}, {} tokens", totals.cost, grouped(totals.usage.total())),
    );
    for notice in kernel.notices() {
        row("note", notice);
    }
    lines.join("\n") + "\n"
}

/// The layers in one line; where one is missing, that before everything else.
fn sandbox(overview: &Overview) -> String {
    let holds = overview.sandbox.holds.join(", ");
    let missing = missing_layers(overview);
    if missing.is_empty() {
        return holds;
    }
    let holds = if holds.is_empty() {
        "nothing".to_owned()
    } else {
        holds
    };
    format!(
        "each program is asked, and runs without what is missing: {} (there is: {holds})",
        missing.join("; ")
    )
}

fn missing_layers(overview: &Overview) -> Vec<String> {
    let missing = overview.sandbox.missing.iter();
    missing
        .map(|missing| {
            format!(
                "{}: {}; {}",
                missing.layer.word(),
                missing.reason,
                missing.layer.remedy()
            )
        })
        .collect()
}

fn exists(path: &std::path::Path) -> String {
    if path.exists() {
        path.display().to_string()
    } else {
        format!("{} (not there yet)", path.display())
    }
}
