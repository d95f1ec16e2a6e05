//! Which domain of trust an action belongs to.

use super::line::Line;
use super::place::Place;
use super::program::base;
use super::tool::{self, Kind};
use crate::domain::Action;

/// The domains that people delegate.
pub const DOMAINS: &[&str] = &[
    "code",
    "code-review",
    "test-generation",
    "commit-messages",
    "email-drafting",
    "file-operations",
    "deploy",
];

/// Programs and subcommands that put something where others run or get it.
const DEPLOYS: &[(&str, &str)] = &[
    ("terraform", "apply"),
    ("terraform", "destroy"),
    ("tofu", "apply"),
    ("pulumi", "up"),
    ("cdk", "deploy"),
    ("serverless", "deploy"),
    ("sls", "deploy"),
    ("sam", "deploy"),
    ("helm", ""),
    ("kubectl", ""),
    ("vercel", ""),
    ("netlify", ""),
    ("flyctl", ""),
    ("fly", ""),
    ("heroku", ""),
    ("firebase", ""),
    ("wrangler", ""),
    ("railway", ""),
    ("kamal", ""),
    ("ansible", ""),
    ("ansible-playbook", ""),
    ("docker", "push"),
    ("podman", "push"),
    ("npm", "publish"),
    ("pnpm", "publish"),
    ("yarn", "publish"),
    ("cargo", "publish"),
    ("twine", "upload"),
    ("gem", "push"),
    ("gh", "release"),
    ("ssh", ""),
    ("scp", ""),
    ("rsync", ""),
    ("git", "push"),
];

const MAILS: &[&str] = &["mail", "mailx", "sendmail", "mutt", "msmtp", "swaks"];

/// The domain whose level counts for an action, by what it does; where that says nothing, by the task's category.
pub fn domain(action: &Action, category: &str) -> &'static str {
    match tool::subject(&action.tool, &action.arguments) {
        Some((Kind::Edit, _)) => "file-operations",
        Some((Kind::Line, text)) => of_line(text).unwrap_or_else(|| of_category(category)),
        Some((Kind::Read | Kind::Fetch, _)) | None => of_category(category),
    }
}

fn of_line(text: &str) -> Option<&'static str> {
    let line = Line::read(text, "", &Place::default());
    let mut commits = false;
    let mut domain = None;
    for step in &line.steps {
        let (program, has) = (base(step.part.text(0)), |text: &str| {
            step.part.words.iter().any(|word| word.text == text)
        });
        if DEPLOYS
            .iter()
            .any(|(name, word)| *name == program && (word.is_empty() || has(word)))
        {
            return Some("deploy");
        }
        if MAILS.contains(&program) || (program == "git" && has("send-email")) {
            domain = Some("email-drafting");
        }
        commits |= program == "git" && has("commit");
    }
    let plain = ["git", "cd", "cat", "echo", "printf"];
    let only_commits = line
        .steps
        .iter()
        .all(|step| plain.contains(&base(step.part.text(0))));
    domain.or((commits && only_commits).then_some("commit-messages"))
}

fn of_category(category: &str) -> &'static str {
    match category {
        "test" => "test-generation",
        "review" => "code-review",
        "email" => "email-drafting",
        named => DOMAINS
            .iter()
            .find(|domain| **domain == named)
            .copied()
            .unwrap_or("code"),
    }
}
