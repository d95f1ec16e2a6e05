//! Plays the kernel: a folder with a project, real commands, and the evaluator's questions about it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use openkoi_checks::judge::judge;
use openkoi_sdk::evaluator::{
    Answer, Ask, Finding, Measurement, Outcome, Phase, Question, Receipt, Reply, Report, Severity,
    Standing, Step, Work,
};

/// A folder that is gone with the test.
pub(crate) struct Project(PathBuf);

impl Drop for Project {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).expect("the folder can be removed");
    }
}

/// What the executor leaves behind, besides files.
#[derive(Default, Clone)]
pub(crate) struct Said {
    pub(crate) task: &'static str,
    pub(crate) answer: &'static str,
    pub(crate) receipts: Vec<Receipt>,
}

impl Project {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "checks-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let project = Self(std::env::temp_dir().join(name));
        fs::create_dir_all(&project.0).expect("a folder");
        project.write(files);
        project
    }

    /// Writes files; one without content is deleted.
    pub(crate) fn write(&self, files: &[(&str, &str)]) {
        for (path, content) in files {
            let path = self.0.join(path);
            fs::create_dir_all(path.parent().expect("below the folder")).expect("a folder");
            if content.is_empty() {
                fs::remove_file(&path).expect("the file was there");
            } else {
                fs::write(&path, content).expect("a file");
            }
        }
    }

    pub(crate) fn baseline(&self) -> Vec<Measurement> {
        let report = self.report(&work(Phase::Baseline, &Said::default(), Vec::new(), ""));
        assert!(report.scores.is_empty() && report.findings.is_empty() && report.claims.is_empty());
        report.measurements
    }

    /// Measures, lets the work happen, and judges it.
    pub(crate) fn judged(&self, changes: &[(&str, &str)], said: &Said) -> Report {
        let baseline = self.baseline();
        self.write(changes);
        self.after(said, baseline, "--- a/x\n+++ b/x\n")
    }

    pub(crate) fn after(&self, said: &Said, baseline: Vec<Measurement>, diff: &str) -> Report {
        self.report(&work(Phase::After, said, baseline, diff))
    }

    fn report(&self, work: &Work) -> Report {
        report(work, |ask| self.answer(ask))
    }

    pub(crate) fn answer(&self, ask: &Ask) -> Result<Reply, String> {
        match ask {
            Ask::Glob(pattern) => Ok(Reply::Paths(self.glob(pattern))),
            Ask::File(path) => fs::read_to_string(self.0.join(path))
                .map(Reply::Text)
                .map_err(|error| error.to_string()),
            Ask::Command(command) => Ok(Reply::Ran(self.run(&command.line, &command.directory))),
            other => panic!("not asked by this evaluator: {other:?}"),
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the bench stands in for the door"
    )]
    fn run(&self, line: &str, directory: &str) -> Outcome {
        let mut shell = Command::new("sh");
        shell
            .args(["-c", line])
            .current_dir(self.0.join(directory))
            .stdin(Stdio::null());
        // Cargo, npm and node tell their children what the project's own commands must not hear.
        for (name, _) in std::env::vars().filter(|(name, _)| {
            ["CARGO", "RUST", "npm_", "NODE_", "PYTHON", "MAKE"]
                .iter()
                .any(|start| name.starts_with(start))
                && !matches!(
                    name.as_str(),
                    "CARGO_HOME" | "RUSTUP_HOME" | "RUSTUP_TOOLCHAIN"
                )
        }) {
            shell.env_remove(name);
        }
        shell
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("CARGO_NET_OFFLINE", "true");
        let ended = shell.output().expect("a shell");
        Outcome {
            code: ended.status.code(),
            stdout: String::from_utf8_lossy(&ended.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&ended.stderr).into_owned(),
            timed_out: false,
            duration_ms: 1,
        }
    }

    fn glob(&self, pattern: &str) -> Vec<String> {
        let mut paths = Vec::new();
        walk(&self.0, &self.0, &mut paths);
        let patterns = expand(pattern);
        paths.retain(|path| {
            let shown =
                !path.split('/').any(|name| name.starts_with('.')) || pattern.starts_with('.');
            shown
                && patterns
                    .iter()
                    .any(|pattern| matches(pattern.as_bytes(), path.as_bytes()))
        });
        paths.sort();
        paths
    }
}

/// Answers questions until there is a report, and holds the evaluator to its limits.
pub(crate) fn report(work: &Work, answer: impl Fn(&Ask) -> Result<Reply, String>) -> Report {
    let mut answers: Vec<Answer> = Vec::new();
    for _ in 0..4 {
        let questions: Vec<Question> = match judge(work, &answers).expect("no failure") {
            Step::Done(report) => return checked(report),
            Step::Ask(questions) => questions,
        };
        assert_eq!(
            judge(work, &answers).expect("no failure"),
            Step::Ask(questions.clone()),
            "the step is pure"
        );
        assert!((1..=16).contains(&questions.len()));
        for question in questions {
            assert!(
                answers.iter().all(|answer| answer.id != question.id),
                "{} was asked twice",
                question.id
            );
            answers.push(Answer {
                outcome: answer(&question.ask),
                id: question.id,
            });
        }
    }
    panic!("no report after four calls");
}

fn checked(report: Report) -> Report {
    for score in &report.scores {
        assert!(
            (0.0..=1.0).contains(&score.value) && score.weight > 0.0,
            "{score:?}"
        );
    }
    for measurement in &report.measurements {
        assert!(measurement.output.len() <= 16 * 1024 && measurement.failures.len() <= 1_000);
    }
    report
}

pub(crate) fn work(phase: Phase, said: &Said, baseline: Vec<Measurement>, diff: &str) -> Work {
    Work {
        phase,
        task: said.task.to_string(),
        category: String::new(),
        constraints: Vec::new(),
        answer: said.answer.to_string(),
        diff: diff.to_string(),
        receipts: said.receipts.clone(),
        baseline,
        rubric: Vec::new(),
        guidance: String::new(),
        model_available: false,
        extra: Vec::new(),
    }
}

/// The findings in one line each, the scores and the claims, as a table row would have them.
pub(crate) fn summary(report: &Report) -> String {
    let severity = |finding: &Finding| match finding.severity {
        Severity::Blocker => "blocker",
        Severity::Important => "important",
        Severity::Suggestion | Severity::Other(_) => "suggestion",
    };
    let findings = report.findings.iter().map(|finding| {
        let place = finding
            .location
            .as_ref()
            .map(|place| format!(" @ {place}"))
            .unwrap_or_default();
        format!("{}: {}{place}", severity(finding), finding.title)
    });
    let scores = report
        .scores
        .iter()
        .map(|score| format!("{} {:.2}", score.dimension, score.value));
    let claims = report.claims.iter().map(|claim| {
        let standing = match claim.standing {
            Standing::Supported => "supported",
            Standing::Contradicted => "contradicted",
            Standing::Unsupported | Standing::Other(_) => "unsupported",
        };
        format!("{standing}: {}", claim.text)
    });
    scores
        .chain(findings)
        .chain(claims)
        .collect::<Vec<_>>()
        .join("\n")
}

#[expect(
    clippy::disallowed_methods,
    reason = "the bench stands in for the door"
)]
pub(crate) fn needs(program: &str) {
    let tried = Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    assert!(
        tried.is_ok(),
        "`{program}` is not installed: `make tools` sets it up"
    );
}

fn walk(root: &Path, directory: &Path, paths: &mut Vec<String>) {
    for entry in fs::read_dir(directory).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            if !path.ends_with("target") {
                walk(root, &path, paths);
            }
        } else {
            paths.push(
                path.strip_prefix(root)
                    .expect("below the root")
                    .to_string_lossy()
                    .into_owned(),
            );
        }
    }
}

/// Writes out the alternatives of "{a,b}".
fn expand(pattern: &str) -> Vec<String> {
    let Some((before, rest)) = pattern.split_once('{') else {
        return vec![pattern.to_string()];
    };
    let (choices, after) = rest.split_once('}').expect("a closing brace");
    choices
        .split(',')
        .flat_map(|choice| expand(&format!("{before}{choice}{after}")))
        .collect()
}

/// "*" stays in a directory, "**/" stands for any number of them.
fn matches(pattern: &[u8], path: &[u8]) -> bool {
    match pattern {
        [] => path.is_empty(),
        [b'*', b'*', b'/', rest @ ..] => {
            matches(rest, path)
                || path
                    .iter()
                    .enumerate()
                    .any(|(at, byte)| *byte == b'/' && matches(rest, &path[at + 1..]))
        }
        [b'*', rest @ ..] => {
            let end = path
                .iter()
                .position(|byte| *byte == b'/')
                .unwrap_or(path.len());
            (0..=end).any(|at| matches(rest, &path[at..]))
        }
        [byte, rest @ ..] => path.first() == Some(byte) && matches(rest, &path[1..]),
    }
}
