//! A task from its words to a session that is ready to run.

use super::clock::SystemClock;
use super::futures::Explorer;
use super::loader::Loader;
use super::resume::unresumable;
use super::{Advice, Kernel, Output, Unfinished, models, notes};
use crate::domain::{ModelRef, RunOutcome, TaskId};
use crate::door::claim::Claim;
use crate::door::lineage;
use crate::door::tape::Tape;
use crate::door::workspace::{Ledger, LocalWorkspace, UndoLimits};
use crate::failure::Failure;
use crate::policy::Circumstances;
use crate::port::{Approver, Futures, Journal, Nobody};
use crate::session::{Clock, Connected, Mode, Models, Observer, Parts, Past, Session};
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
    /// Whoever holds it runs the task; see [`Kernel::let_go`].
    pub claim: Claim,
}

/// A task on its way to a session.
struct Start {
    task: TaskId,
    description: String,
    mode: Mode,
    claim: Claim,
    past: Option<Past>,
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
        let unfinished = self.unfinished_notice();
        let task = super::new_task();
        let mut prepared = self
            .begin(task, description, mode, observer, output, asker)
            .await?;
        prepared.notices.extend(unfinished);
        Ok(prepared)
    }

    /// The same for a task that has its id already.
    pub(super) async fn begin(
        self: &Arc<Self>,
        task: TaskId,
        description: String,
        mode: Mode,
        observer: Arc<dyn Observer>,
        output: Output,
        asker: Arc<dyn Approver>,
    ) -> Result<Prepared, Failure> {
        self.complete()?;
        let claim = self.claim(&task)?;
        let start = Start {
            task,
            description,
            mode,
            claim,
            past: None,
        };
        self.set_out(start, observer, output, asker).await
    }

    /// Makes a task that broke off ready to go on.
    pub async fn take_up(
        self: &Arc<Self>,
        unfinished: Unfinished,
        observer: Arc<dyn Observer>,
        output: Output,
        asker: Arc<dyn Approver>,
    ) -> Result<Prepared, Failure> {
        self.complete()?;
        let start = Start {
            task: unfinished.summary.id,
            description: unfinished.summary.description,
            mode: unfinished.past.mode(),
            claim: unfinished.claim,
            past: Some(unfinished.past),
        };
        self.set_out(start, observer, output, asker).await
    }

    fn claim(&self, task: &TaskId) -> Result<Claim, Failure> {
        let claim = Claim::take(self.paths.data(), &task.0).ok().flatten();
        claim.ok_or_else(|| {
            let data = self.paths.data().display();
            let remedy = "OPENKOI_HOME or OPENKOI_DATA can name a directory that is writable";
            Failure::new(format!("can't write below {data}"), remedy)
        })
    }

    async fn set_out(
        self: &Arc<Self>,
        start: Start,
        observer: Arc<dyn Observer>,
        output: Output,
        asker: Arc<dyn Approver>,
    ) -> Result<Prepared, Failure> {
        let (task, mode) = (start.task, start.mode);
        // Whatever this process starts from now on can be told from what a person starts.
        lineage::mark();
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
        let ledger = self.ledger(&task, &place, &journal, &clock);
        let loader = self.loader(&task, &place, log, Arc::clone(&output), tape.clone());
        let loader = loader.witnessed(ledger);
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
        let workspace = self.workspace(&loader, &place, &task);
        if let Some(past) = &start.past {
            // Before the first effect nothing was kept, and nothing is missed.
            workspace.recall(&past.touched());
        }
        let (mut parts, missing) = self
            .parts(&loader, models, workspace, mode, (journal, clock, observer))
            .await?;
        notices.extend(missing);
        parts.approver = self.keeper(asker, &place);
        if mode != Mode::Run {
            parts.self_knowledge.lessons = self.lessons_named(&place, &start.description);
        }
        parts.lessons = Some(Arc::new(self.notebook(&place)));
        parts.futures = explorer.map(|explorer| Arc::new(explorer) as Arc<dyn Futures>);
        let tools = parts.tools.iter().flat_map(|tool| tool.tools());
        let tools = tools.map(|tool| tool.spec.name.clone()).collect();
        let (id, place) = (task.clone(), place.display().to_string());
        let (words, limits) = (start.description, self.limits());
        let session = match &start.past {
            Some(past) => Session::resumed(id, words, place.clone(), past, parts)
                .map_err(|why| unresumable(&task, &why))?,
            None => Session::new(id, words, place.clone(), mode, limits, parts),
        };
        Ok(Prepared {
            session,
            task,
            model: reference.to_string(),
            model_line: line,
            place,
            tools,
            notices,
            advice,
            claim: start.claim,
        })
    }

    fn ledger(
        &self,
        task: &TaskId,
        place: &Path,
        journal: &Arc<dyn Journal>,
        clock: &Arc<dyn Clock>,
    ) -> Ledger {
        let clock = Arc::clone(clock);
        Ledger {
            task: task.clone(),
            journal: Arc::clone(journal),
            now: Arc::new(move || clock.now_ms()),
            root: place.to_owned(),
            data: self.paths.data().to_owned(),
        }
    }

    pub(super) fn workspace(
        &self,
        loader: &Loader,
        place: &Path,
        task: &TaskId,
    ) -> Arc<LocalWorkspace> {
        let (root, data) = (place.to_owned(), self.paths.data());
        let limits = UndoLimits {
            file: self.config.undo.file_mb << 20,
            task: self.config.undo.task_mb << 20,
        };
        let workspace = LocalWorkspace::new(root, loader.processes(), data, task);
        let workspace = workspace.redacting(self.redactor().clone());
        Arc::new(workspace.with_limits(limits))
    }

    /// Lets go of a task that has ended. One that was interrupted may be resumed.
    pub fn let_go(&self, task: &TaskId, claim: Claim, outcome: RunOutcome) {
        if outcome != RunOutcome::Interrupted {
            LocalWorkspace::forget(self.paths.data(), &task.0);
        }
        drop(claim);
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

    pub fn place(&self) -> PathBuf {
        let directory = &self.options.directory;
        directory
            .canonicalize()
            .unwrap_or_else(|_gone| directory.clone())
    }

    pub(super) fn journal(&self) -> Result<(Arc<dyn Journal>, Vec<String>), Failure> {
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
        workspace: Arc<LocalWorkspace>,
        mode: Mode,
        (journal, clock, observer): (Arc<dyn Journal>, Arc<dyn Clock>, Arc<dyn Observer>),
    ) -> Result<(Parts, Vec<String>), Failure> {
        let (mut tools, mut missing) = loader.tools().await;
        if mode != Mode::Simulate {
            let (served, told) = self.served(loader.shell()).await;
            tools.extend(served);
            missing.extend(told);
        }
        let place = workspace.root().to_owned();
        let (delegated, notice) = self.delegated(&place)?;
        missing.extend(notice);
        let parts = Parts {
            models,
            agencies: loader.agencies(mode == Mode::Run).await?,
            evaluators: loader.evaluators().await?,
            tools,
            workspace,
            journal,
            clock,
            observer,
            redactor: self.redactor().clone(),
            records: self.records(),
            rule: self.tally_rule(),
            futures: None,
            lessons: None,
            self_knowledge: self.self_knowledge(&place, mode)?,
            material: self.material(),
            delegated: Arc::new(delegated),
            approver: Arc::new(Nobody),
            circumstances: Circumstances {
                is_sandboxed: crate::door::process::probe().is_whole(),
                lack: &crate::door::process::probe().lack,
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
