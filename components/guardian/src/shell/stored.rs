//! Containers and databases: what they keep, and what they reach outside the workspace.

use super::Scene;
use super::program::Call;
use crate::danger::Harm;

/// Notes what a call would take from stored data or give to a container.
pub(super) fn judge(scene: &mut Scene, call: &Call, line: &str) {
    containers(scene, call, line);
    databases(scene, call);
}

fn containers(scene: &mut Scene, call: &Call, line: &str) {
    if !matches!(
        call.name,
        "docker" | "podman" | "docker-compose" | "nerdctl"
    ) {
        return;
    }
    let words = || call.args.iter().map(|word| word.text.as_str());
    let removes_volumes = [
        "system prune",
        "volume rm",
        "volume prune",
        "image prune",
        "container prune",
        "builder prune",
    ]
    .iter()
    .any(|start| line.starts_with(start));
    let down = line.contains("down") && words().any(|word| word == "-v" || word == "--volumes");
    if removes_volumes || down {
        return scene.add(
            Harm::Loses,
            format!("“{}” removes stored data", call.quoted()),
        );
    }
    let mounts_outside = words().any(|word| {
        let source = word
            .split("source=")
            .nth(1)
            .or_else(|| word.split("src=").nth(1))
            .unwrap_or(word);
        let source = source
            .trim_start_matches("--volume=")
            .trim_start_matches("-v");
        (source.starts_with(['/', '~']) || source.starts_with(".."))
            && (word.contains(':') || word.contains("type=bind"))
    });
    let free = words().any(|word| {
        word == "--privileged"
            || word.starts_with("--pid=host")
            || word.starts_with("--cap-add")
            || word.contains("docker.sock")
    });
    if mounts_outside || free {
        scene.add(
            Harm::Escapes,
            format!(
                "“{}” gives a container what lies outside the workspace",
                call.quoted()
            ),
        );
    }
}

/// Statements that take data away, handed to a database's own client.
fn databases(scene: &mut Scene, call: &Call) {
    if matches!(call.name, "dropdb" | "dropuser")
        || (call.name == "mysqladmin" && call.args.iter().any(|word| word.text == "drop"))
    {
        return scene.add(
            Harm::Loses,
            format!("“{}” removes a database", call.quoted()),
        );
    }
    let client = [
        "psql",
        "mysql",
        "mariadb",
        "sqlite3",
        "sqlcmd",
        "duckdb",
        "cockroach",
        "clickhouse-client",
        "mongo",
        "mongosh",
        "redis-cli",
        "cqlsh",
    ];
    if !client.contains(&call.name) {
        return;
    }
    for said in call.args.iter().chain(call.here) {
        let statement = said
            .text
            .to_ascii_lowercase()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let takes = [
            "drop table",
            "drop database",
            "drop schema",
            "drop index",
            "drop user",
            "drop role",
            "truncate ",
            "flushall",
            "flushdb",
            "dropdatabase",
            ".drop(",
        ]
        .iter()
        .any(|words| statement.contains(words));
        let deletes_all = statement.contains("delete from") && !statement.contains("where");
        let shell = statement.contains("\\!")
            || statement.contains(".shell ")
            || statement.contains(".system ")
            || statement.contains(" program '");
        if takes || deletes_all || shell {
            return scene.add(
                Harm::Loses,
                format!("“{}” removes data or runs a program", call.quoted()),
            );
        }
    }
}
