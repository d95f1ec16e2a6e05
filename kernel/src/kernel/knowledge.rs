//! What OpenKoi knows of itself and of earlier work when a task begins.

use super::Kernel;
use crate::config::ParliamentRule;
use crate::domain::ToolRecord;
use crate::failure::Failure;
use crate::mind::{Counting, Milestone, SelfKnowledge, TallyRule};
use crate::registry::ComponentKind;
use crate::session::Mode;
use crate::store::{History, TaskState};
use std::path::Path;

/// Among so many of the newest tasks those of the same place are looked for, …
const LOOKED_AT: u32 = 50;
/// … and so many of them are remembered.
const REMEMBERED: usize = 5;

impl Kernel {
    /// How the verdicts are counted: the user's rule, and the vetoes that manifests declare.
    pub(super) fn tally_rule(&self) -> TallyRule {
        let agencies = self.selection.of(ComponentKind::Agency);
        let vetoes = agencies.filter(|chosen| {
            let entry = chosen.component.manifest.agency.as_ref();
            entry.is_some_and(|entry| entry.veto)
        });
        TallyRule {
            count: match self.config.parliament.rule {
                ParliamentRule::AnyBlock => Counting::AnyBlock,
                ParliamentRule::Majority => Counting::Majority,
            },
            vetoes: vetoes
                .map(|chosen| chosen.component.name().to_owned())
                .collect(),
        }
    }

    /// What the directive is drawn from. A plain run has no directive and needs none of it.
    pub(super) fn self_knowledge(
        &self,
        place: &Path,
        mode: Mode,
    ) -> Result<SelfKnowledge, Failure> {
        if mode == Mode::Run {
            return Ok(SelfKnowledge::default());
        }
        Ok(SelfKnowledge {
            soul: self.soul()?,
            trajectory: self.trajectory(place),
            // Named where the task's words are known.
            lessons: Vec::new(),
        })
    }

    /// The newest tasks in this place that came to an end. A history that can't be read is none.
    fn trajectory(&self, place: &Path) -> Vec<Milestone> {
        let history = History::open(&self.paths.journal()).ok().flatten();
        let tasks = history.and_then(|history| history.tasks(LOOKED_AT).ok());
        let place = place.display().to_string();
        let here = tasks
            .unwrap_or_default()
            .into_iter()
            .filter(|task| task.workspace == place);
        let ended = here.filter_map(|task| match task.state {
            TaskState::Open => None,
            TaskState::Closed { outcome, .. } => Some(Milestone {
                task: task.description,
                outcome,
            }),
        });
        ended.take(REMEMBERED).collect()
    }

    /// How tools have done so far. A history that can't be read is none: agencies then judge without it.
    pub(super) fn records(&self) -> Vec<ToolRecord> {
        let history = History::open(&self.paths.journal()).ok().flatten();
        history
            .and_then(|history| history.tool_records().ok())
            .unwrap_or_default()
    }

    /// The user's SOUL.md. A project's own is not read: nobody has consented to it.
    fn soul(&self) -> Result<Option<String>, Failure> {
        let path = self.paths.home().join("SOUL.md");
        openkoi_state::read(&path).map_err(|error| {
            let remedy = "mend it, or move it away to go on with the built-in soul";
            Failure::new(error.to_string(), remedy)
        })
    }
}
