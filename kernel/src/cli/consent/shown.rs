//! How the things of a project look to a person.

use crate::cli::style::Style;
use crate::consent::{Content, Item, Standing, escaped};
use crate::kernel::Brought;

/// The most lines of a difference.
const LINES: usize = 2_000;

/// Everything, with what it would do.
pub(super) fn list(brought: &Brought, style: Style) -> String {
    let root = escaped(&brought.workspace.root().display().to_string());
    let mut text = format!("project {root}\n");
    let mut is_any = false;
    for (item, standing) in brought.all() {
        is_any = true;
        text.push('\n');
        text.push_str(&one(item, &standing, style));
    }
    if !is_any {
        text.push_str("It brings along nothing that would need your consent.\n");
    }
    for note in brought.notes() {
        text.push_str(&format!("\nnote    {note}\n"));
    }
    if brought.all().any(|(_, standing)| standing.is_open()) {
        text.push_str(
            "\nopenkoi trust workspace show ITEM, allow ITEM, deny ITEM; whatever changes asks again\n",
        );
    }
    text
}

/// One thing: its name, where it stands, what it would do.
pub(super) fn one(item: &Item, standing: &Standing, style: Style) -> String {
    let word = match standing {
        Standing::New => style.yellow("new"),
        Standing::Allowed => style.green("allowed"),
        Standing::Denied => style.dim("denied"),
        Standing::Changed { .. } => style.yellow("changed since you allowed it"),
        Standing::Unusable(why) => format!("{}: {why}", style.dim("can't be allowed")),
    };
    let mut text = format!("{}  {word}\n", style.bold(&item.id()));
    for line in &item.told {
        text.push_str(&format!("    {line}\n"));
    }
    text.push_str(&format!("  {}\n", item.kind.consequence()));
    text
}

/// A thing with all of its text, or what changed in it since it was allowed.
pub(super) fn whole(brought: &Brought, item: &Item, standing: &Standing) -> String {
    let mut text = one(item, standing, Style { colors: false });
    match brought.allowed_before(item) {
        Some(before) => text.push_str(&difference(&before, &item.contents)),
        None => {
            if matches!(standing, Standing::Changed { .. }) {
                text.push_str("what you allowed was not kept; this is how it is now\n");
            }
            for content in &item.contents {
                text.push_str(&format!("\n--- {}\n", escaped(&content.path)));
                text.push_str(&lines(content));
            }
        }
    }
    text
}

fn lines(content: &Content) -> String {
    let text = content.text();
    let lines: Vec<String> = text.lines().map(escaped).collect();
    lines.join("\n") + "\n"
}

fn difference(before: &[Content], now: &[Content]) -> String {
    let mut text = String::new();
    let old = |path: &str| before.iter().find(|content| content.path == path);
    for content in now {
        let (was, name) = (old(&content.path), escaped(&content.path));
        if was == Some(content) {
            continue;
        }
        let was_text = was.map(lines).unwrap_or_default();
        let diff = similar::TextDiff::from_lines(was_text, lines(content))
            .unified_diff()
            .header(&format!("{name} as allowed"), &format!("{name} now"))
            .to_string();
        if diff.is_empty() {
            text.push_str(&format!("\n{name}: bytes that are no text, or its mode\n"));
        } else {
            let shown: Vec<&str> = diff.lines().take(LINES).collect();
            text.push_str(&format!("\n{}\n", shown.join("\n")));
            let more = diff.lines().count().saturating_sub(LINES);
            if more > 0 {
                text.push_str(&format!("and {more} more lines\n"));
            }
        }
    }
    let gone = before
        .iter()
        .filter(|content| now.iter().all(|other| other.path != content.path));
    for content in gone {
        text.push_str(&format!("\n{} is gone\n", escaped(&content.path)));
    }
    text
}
