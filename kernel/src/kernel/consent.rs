//! What the project brings along, and what the person here says to it.

use super::audit::audited;
use crate::config::{ConfigError, Environment, Paths};
use crate::consent::{
    Answer, Collected, Consents, Content, Item, ItemKind, Kept, Standing, Workspace, escaped,
};
use crate::domain::TrustChange;
use crate::failure::Failure;
use openkoi_redact::Redactor;
use std::path::Path;

/// What the project brings along, as it was when the kernel was opened, and every answer to it.
#[derive(Debug)]
pub struct Brought {
    pub workspace: Workspace,
    collected: Collected,
    consents: Consents,
    kept: Kept,
    paths: Paths,
    redactor: Redactor,
}

impl Brought {
    /// Looks at the project around a directory. Nothing of it is run, and nothing outside of it is read.
    pub fn open(
        paths: &Paths,
        environment: &Environment,
        directory: &Path,
    ) -> Result<Self, ConfigError> {
        let place = directory.canonicalize();
        let place = place.unwrap_or_else(|_gone| directory.to_owned());
        let home = environment.get("HOME").map(Path::new);
        let workspace = Workspace::around(&place).of_user(paths, home);
        Ok(Self {
            collected: workspace.collect(),
            workspace,
            consents: Consents::load(&paths.consents())?,
            kept: Kept::below(paths.data()),
            paths: paths.clone(),
            redactor: Redactor::default(),
        })
    }

    /// Strikes out of what the journal keeps of answers what this one knows.
    #[must_use]
    pub fn redacting(self, redactor: Redactor) -> Self {
        Self { redactor, ..self }
    }

    /// Everything, with where it stands.
    pub fn all(&self) -> impl Iterator<Item = (&Item, Standing)> {
        let items = self.collected.items.iter();
        items.map(|item| (item, self.consents.standing(&self.workspace, item)))
    }

    /// Those of a kind.
    pub fn of(&self, kind: ItemKind) -> impl Iterator<Item = (&Item, Standing)> {
        self.all().filter(move |(item, _)| item.kind == kind)
    }

    /// What was left aside, and why.
    pub fn notes(&self) -> &[String] {
        &self.collected.notes
    }

    /// The text of the project's config, where a person allowed it.
    pub(super) fn config(&self) -> Option<String> {
        let mut configs = self.of(ItemKind::Config);
        let (item, _) = configs.find(|(_, standing)| *standing == Standing::Allowed)?;
        Some(item.contents.first()?.text())
    }

    /// How many stand in which way, in the order of the words; those that are none are left out.
    pub fn standings(&self) -> Vec<(&'static str, usize)> {
        let words = ["allowed", "new", "changed", "denied", "unusable"];
        let count = |word: &&'static str| {
            let all = self.all();
            let count = all.filter(|(_, standing)| standing.word() == *word).count();
            (*word, count)
        };
        words
            .iter()
            .map(count)
            .filter(|(_, count)| *count > 0)
            .collect()
    }

    /// Says in one line what nobody has consented to yet. None: nothing waits.
    pub fn waiting(&self) -> Option<String> {
        let waits = |kind: ItemKind| {
            let items = self.of(kind);
            items.filter(|(_, standing)| standing.is_open()).count()
        };
        let each: Vec<String> = ItemKind::ALL
            .into_iter()
            .filter(|kind| *kind != ItemKind::Instructions)
            .filter_map(|kind| match waits(kind) {
                0 => None,
                count => Some(kind.counted(count)),
            })
            .collect();
        let read = match waits(ItemKind::Instructions) {
            0 => None,
            count => Some(format!(
                "{} read as untrusted text",
                ItemKind::Instructions.counted(count)
            )),
        };
        let unused = (!each.is_empty()).then(|| format!("{} not used", each.join(", ")));
        let parts: Vec<String> = unused.into_iter().chain(read).collect();
        (!parts.is_empty()).then(|| {
            format!(
                "waiting for consent (openkoi trust workspace): {}",
                parts.join("; ")
            )
        })
    }

    /// What was allowed before, where an item is not any more what it was.
    pub fn allowed_before(&self, item: &Item) -> Option<Vec<Content>> {
        match self.consents.standing(&self.workspace, item) {
            Standing::Changed { allowed } => self.kept.of(item.kind, &allowed),
            Standing::New | Standing::Allowed | Standing::Denied | Standing::Unusable(_) => None,
        }
    }

    /// Writes down what the person here says to an item, as it was read: in the journal first.
    pub fn consent(&mut self, item: &Item, answer: Answer) -> Result<(), Failure> {
        if let Some(why) = &item.hindrance {
            let message = format!("{} can't be allowed or denied: {why}", item.id());
            return Err(Failure::usage(message, "it is not used in any case"));
        }
        let word = match answer {
            Answer::Allow => "allow",
            Answer::Deny => "deny",
        };
        self.audited(format!("{word} {} as {}", item.id(), item.hash))?;
        if answer == Answer::Allow {
            self.kept.keep(item)?;
        }
        self.consents.answer(&self.workspace, item, answer)?;
        self.kept.prune(&self.consents.allowed());
        Ok(())
    }

    /// Forgets what was said about one item of this project, or about all of them: how many answers that were.
    pub fn forget(&mut self, only: Option<(ItemKind, &str)>) -> Result<usize, Failure> {
        let what = match only {
            Some((kind, name)) => format!("the answer to {kind}/{name}"),
            None => "every answer".to_owned(),
        };
        self.audited(format!("forget {what}"))?;
        let forgotten = self.consents.forget(&self.workspace, only)?;
        self.kept.prune(&self.consents.allowed());
        Ok(forgotten)
    }

    /// The items of this project that something was said about, whether or not they are still there.
    pub fn answered(&self) -> Vec<(ItemKind, String)> {
        let about = self.consents.about(&self.workspace);
        about
            .into_iter()
            .map(|(kind, name)| (kind, name.to_owned()))
            .collect()
    }

    fn audited(&self, words: String) -> Result<(), Failure> {
        let place = escaped(&self.workspace.root().display().to_string());
        let change = TrustChange::of(format!("{words} in {place}"));
        audited(&self.paths, &self.redactor, change)
    }
}
