//! A task from its words to a session that is ready to run.

use super::clock::SystemClock;
use super::futures::Explorer;
use super::loader::Loader;
use super::{Advice, Kernel, Output, models, notes};
use crate::domain::{ModelRef, RunOutcome, TaskId};
use crate::door::tape::Tape;
use crate::door::workspace::{LocalWorkspace, UndoLimits};
use crate::failure::Failure;
use crate::policy::Circumstances;
use crate::port::{Approver, Futures, Journal, Nobody};
use crate::session::{Clock, Connected, Mode, Models, Observer, Parts, Session};
use crate::store::SqliteJournal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A task that is ready to run.
pub struct Prepared {
    pub session: Session,
    pub task: TaskId,
    /// `provider/model`.
    pub model: String,
    /// The model and the place in a line for people.
    pub model_line: String,
    pub place: String,
    pub tools: Vec<String>,
    /// What happened to the journal, if something did.
    pub notices: Vec<String>,
    pub advice: Advice,
}

impl Kernel {
    /// Opens the journal, chooses the models and loads the components that the task needs.
    pub async fn prepare(
        self: &Arc<Self>,
        description: String,
        mode: Mode,
        observer: Arc<dyn Observer>,
        output: Output,
        asker: Arc<dyn Approver>,
    ) -> Result<Prepared, Failure> {
        self.complete()?;
        let task = TaskId(uuid::Uuid::now_v7().simple().to_string());
        let (journal, mut notices) = self.journal()?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
        let level = self.config.log.level;
        let log = notes::JournalLog::start(
            task.clone(),
            Arc::clone(&journal),
            Arc::clone(&clock),
            level,
        );
        let (place, tape) = (self.place(), self.tape()?);
        let loader = self.loader(&task, &place, log, Arc::clone(&output), tape.clone());
        let models = models::resolve(&loader, &self.config).await?;
        let advice = self.advice(&models.executor, tape.clone());
        let (reference, line) = (
            models.executor.reference(),
            self.model_line(&models.executor.reference(), &place),
        );
        let explorer = (mode == Mode::Simulate).then(|| Explorer {
            kernel: Arc::clone(self),
            models: models.clone(),
            place: place.clone(),
            task: task.clone(),
            journal: Arc::clone(&journal),
            clock: Arc::clone(&clock),
            observer: Arc::clone(&observer),
            output,
            tape,
        });
        let (mut parts, missing) = self
            .parts(
                &loader,
                models,
                &task,
                &place,
                mode,
                (journal, clock, observer),
            )
            .await?;
        notices.extend(missing);
        parts.approver = self.keeper(asker, &place);
        parts.futures = explorer.map(|explorer| Arc::new(explorer) as Arc<dyn Futures>);
        let tools = parts
            .tools
            .iter()
            .flat_map(|tool| tool.tools())
            .map(|tool| tool.spec.name.clone())
            .collect();
        let place = place.display().to_string();
        Ok(Prepared {
            session: Session::new(
                task.clone(),
                description,
                place.clone(),
                mode,
                self.limits(),
                parts,
            ),
            task,
            model: reference.to_string(),
            model_line: line,
            place,
            tools,
            notices,
            advice,
        })
    }

    /// Nothing is done without those who should have a say in it.
    fn complete(&self) -> Result<(), Failure> {
        let Some(broken) = self.registry.broken().iter().find(|folder| folder.gates) else {
            return Ok(());
        };
        let message = format!(
            "a component that has a say in what is done can't run: {}",
            broken.reason
        );
        let remedy = format!("mend it, or move {} away", broken.folder.display());
        Err(Failure::new(message, remedy).ending(RunOutcome::Blocked))
    }

    pub(super) fn place(&self) -> PathBuf {
        let directory = &self.options.directory;
        directory
            .canonicalize()
            .unwrap_or_else(|_gone| directory.clone())
    }

    fn journal(&self) -> Result<(Arc<dyn Journal>, Vec<String>), Failure> {
        let (journal, notices) = SqliteJournal::open(&self.paths.journal()).map_err(|error| {
            let remedy = "OPENKOI_HOME or OPENKOI_DATA can name a directory that is writable";
            Failure::new(error.to_string(), remedy)
        })?;
        let told = notices
            .into_iter()
            .map(|notice| format!("{} {}", notice.message, notice.remedy));
        let journal = journal.redacting(self.redactor().clone());
        Ok((Arc::new(journal), told.collect()))
    }

    pub(super) async fn parts(
        &self,
        loader: &Loader,
        models: Models,
        task: &TaskId,
        place: &Path,
        mode: Mode,
        (journal, clock, observer): (Arc<dyn Journal>, Arc<dyn Clock>, Arc<dyn Observer>),
    ) -> Result<(Parts, Vec<String>), Failure> {
        let (tools, mut missing) = loader.tools().await;
        let (delegated, notice) = self.delegated(place);
        missing.extend(notice);
        let workspace = LocalWorkspace::new(
            place.to_owned(),
            loader.processes(),
            self.paths.data(),
            task,
        )
        .redacting(self.redactor().clone())
        .with_limits(UndoLimits {
            file: self.config.undo.file_mb << 20,
            task: self.config.undo.task_mb << 20,
        });
        let parts = Parts {
            models,
            agencies: loader.agencies(mode == Mode::Run).await?,
            evaluators: loader.evaluators().await?,
            tools,
            workspace: Arc::new(workspace),
            journal,
            clock,
            observer,
            redactor: self.redactor().clone(),
            records: self.records(),
            rule: self.tally_rule(),
            futures: None,
            self_knowledge: self.self_knowledge(place, mode)?,
            material: self.material(),
            delegated: Arc::new(delegated),
            approver: Arc::new(Nobody),
            circumstances: Circumstances {
                is_sandboxed: crate::door::process::probe().is_whole(),
                ..Circumstances::default()
            },
        };
        Ok((parts, missing))
    }

    fn advice(&self, executor: &Connected, tape: Option<Tape>) -> Advice {
        let provider = executor.provider.id();
        let service = self.services.iter().find(|row| row.id == provider);
        Advice::new(service, &self.paths.credentials(), tape)
    }

    /// The model and the place in a line for people: what a task begins with on a screen.
    pub fn model_line(&self, model: &ModelRef, place: &Path) -> String {
        let mut rows = self.services.iter();
        // A service without an address is a component that answers by itself.
        let follows_rules = rows.any(|row| row.id == model.provider && row.base_url.is_none());
        let rules = if follows_rules {
            " (rules, no language model)"
        } else {
            ""
        };
        format!("{model}{rules} · {}", self.shortened(place))
    }
}
