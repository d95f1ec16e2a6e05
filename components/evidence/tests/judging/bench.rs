//! Plays the kernel: files as they are after the work, receipts, a diff, and the evaluator's questions about them.

use openkoi_evidence::judge::judge;
use openkoi_evidence::workspace::TESTS;
use openkoi_sdk::evaluator::{
    Answer, Ask, Phase, Question, Receipt, Reply, Report, Severity, Standing, Step, Work,
};

/// One row: what was asked, done and said.
#[derive(Default, Clone)]
pub(crate) struct Case {
    task: String,
    answer: String,
    receipts: Vec<Receipt>,
    files: Vec<(String, String)>,
    diff: String,
    constraints: Vec<String>,
}

pub(crate) fn case(task: &str, answer: &str) -> Case {
    Case {
        task: task.to_string(),
        answer: answer.to_string(),
        ..Case::default()
    }
}

impl Case {
    fn receipt(
        mut self,
        tool: &str,
        summary: String,
        code: Option<i32>,
        is_error: bool,
        output: &str,
    ) -> Self {
        let id = format!("r{}", self.receipts.len() + 1);
        self.receipts.push(Receipt {
            id,
            tool: tool.to_string(),
            summary,
            code,
            is_error,
            output: output.to_string(),
        });
        self
    }

    /// A call of a tool for files.
    pub(crate) fn tool(self, tool: &str, subject: &str) -> Self {
        self.receipt(tool, format!("{tool} {subject}"), None, false, "")
    }

    /// A call of a tool that shows something.
    pub(crate) fn tool_said(self, tool: &str, subject: &str, output: &str) -> Self {
        self.receipt(tool, format!("{tool} {subject}"), None, false, output)
    }

    /// A search and what it found.
    pub(crate) fn search(self, pattern: &str, output: &str) -> Self {
        self.tool_said("grep", pattern, output)
    }

    /// One that failed.
    pub(crate) fn failing(self, tool: &str, subject: &str) -> Self {
        self.receipt(tool, format!("{tool} {subject}"), None, true, "no")
    }

    /// A command.
    pub(crate) fn shell(self, line: &str, code: i32, output: &str) -> Self {
        self.receipt(
            "shell",
            format!("shell {line}"),
            Some(code),
            code != 0,
            output,
        )
    }

    /// A check that the kernel ran.
    pub(crate) fn check(mut self, kind: &str, command: &str, code: i32, output: &str) -> Self {
        let id = format!("check{}", self.receipts.len() + 1);
        self.receipts.push(Receipt {
            id,
            tool: kind.to_string(),
            summary: command.to_string(),
            code: Some(code),
            is_error: code != 0,
            output: output.to_string(),
        });
        self
    }

    /// A file as it is.
    pub(crate) fn has(mut self, path: &str, text: &str) -> Self {
        self.files.push((path.to_string(), text.to_string()));
        self
    }

    /// A file that the work made, as diff and as file.
    pub(crate) fn new_file(mut self, path: &str, text: &str) -> Self {
        let lines: Vec<String> = text.lines().map(|line| format!("+{line}\n")).collect();
        self.diff += &format!(
            "--- /dev/null\n+++ b/{path}\n@@ -0,0 +1,{} @@\n{}",
            lines.len(),
            lines.concat()
        );
        self.has(path, text)
    }

    /// A file that the work deleted.
    pub(crate) fn deleted(mut self, path: &str, text: &str) -> Self {
        let lines: Vec<String> = text.lines().map(|line| format!("-{line}\n")).collect();
        self.diff += &format!(
            "--- a/{path}\n+++ /dev/null\n@@ -1,{} +0,0 @@\n{}",
            lines.len(),
            lines.concat()
        );
        self
    }

    /// A file that the work changed: the lines of one hunk, each with its sign.
    pub(crate) fn changed(mut self, path: &str, hunk: &str) -> Self {
        let old = hunk.lines().filter(|line| !line.starts_with('+')).count();
        let new = hunk.lines().filter(|line| !line.starts_with('-')).count();
        self.diff += &format!("--- a/{path}\n+++ b/{path}\n@@ -1,{old} +1,{new} @@\n{hunk}");
        if !hunk.ends_with('\n') {
            self.diff.push('\n');
        }
        let now = hunk
            .lines()
            .filter(|line| !line.starts_with('-'))
            .map(|line| format!("{}\n", line.strip_prefix(['+', ' ']).unwrap_or(line)))
            .collect::<String>();
        self.has(path, &now)
    }

    pub(crate) fn under(mut self, constraint: &str) -> Self {
        self.constraints.push(constraint.to_string());
        self
    }

    pub(crate) fn work(&self) -> Work {
        Work {
            phase: Phase::After,
            task: self.task.clone(),
            category: String::new(),
            constraints: self.constraints.clone(),
            answer: self.answer.clone(),
            diff: self.diff.clone(),
            receipts: self.receipts.clone(),
            baseline: Vec::new(),
            rubric: Vec::new(),
            guidance: String::new(),
            model_available: false,
            extra: Vec::new(),
        }
    }

    fn answer(&self, ask: &Ask) -> Result<Reply, String> {
        match ask {
            Ask::File(path) => {
                let file = self.files.iter().rfind(|(known, _)| known == path);
                file.map(|(_, text)| Reply::Text(text.clone()))
                    .ok_or_else(|| {
                        format!("can't read workspace:{path}: there is no such file or directory")
                    })
            }
            Ask::Glob(pattern) => Ok(Reply::Paths(
                self.files
                    .iter()
                    .map(|(path, _)| path.clone())
                    .filter(|path| pattern != TESTS || openkoi_evidence::path::is_test(path))
                    .collect(),
            )),
            other => panic!("not asked by this evaluator: {other:?}"),
        }
    }

    /// Answers questions until there is a report, and holds the evaluator to its limits.
    pub(crate) fn report(&self) -> Report {
        let work = self.work();
        let mut answers: Vec<Answer> = Vec::new();
        for _ in 0..4 {
            let questions: Vec<Question> = match judge(&work, &answers) {
                Step::Done(report) => return checked(report),
                Step::Ask(questions) => questions,
            };
            assert!((1..=16).contains(&questions.len()));
            for question in questions {
                assert!(
                    answers.iter().all(|answer| answer.id != question.id),
                    "{} was asked twice",
                    question.id
                );
                answers.push(Answer {
                    outcome: self.answer(&question.ask),
                    id: question.id,
                });
            }
        }
        panic!("no report after four calls");
    }
}

fn checked(report: Report) -> Report {
    assert!(report.scores.is_empty() && report.measurements.is_empty());
    assert!(report.findings.len() <= 30 && report.claims.len() <= 50);
    report
}

/// Everything in it, a line each, as a table row would have it.
pub(crate) fn summary(report: &Report) -> String {
    let severity = |severity: &Severity| match severity {
        Severity::Blocker => "blocker",
        Severity::Important => "important",
        Severity::Suggestion | Severity::Other(_) => "suggestion",
    };
    let standing = |standing: &Standing| match standing {
        Standing::Supported => "supported",
        Standing::Contradicted => "contradicted",
        Standing::Unsupported | Standing::Other(_) => "unsupported",
    };
    let findings = report.findings.iter().map(|finding| {
        format!(
            "{}: {} [{}] {:?}",
            severity(&finding.severity),
            finding.title,
            finding.detail.replace('\n', " / "),
            finding.location
        )
    });
    let claims = report.claims.iter().map(|claim| {
        format!(
            "{}: {} {:?}",
            standing(&claim.standing),
            claim.text,
            claim.evidence
        )
    });
    findings.chain(claims).collect::<Vec<_>>().join("\n")
}

/// Each row has a line with these two words in the summary; all that do not are told together.
#[track_caller]
pub(crate) fn each_has(rows: Vec<(&str, &str, Case)>) {
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|(line, words, case)| {
            let told = summary(&case.report());
            let found = told
                .lines()
                .any(|told| told.starts_with(line) && told.contains(words));
            (!found).then(|| {
                format!(
                    "wanted “{line}: …{words}…” for {:?} / {:?}, got:\n{told}\n",
                    case.task, case.answer
                )
            })
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {} rows\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n")
    );
}

/// No row has a blocker.
#[track_caller]
pub(crate) fn none_blocked(rows: Vec<Case>) {
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|case| {
            let told = summary(&case.report());
            told.contains("blocker: ")
                .then(|| format!("{:?} / {:?}:\n{told}\n", case.task, case.answer))
        })
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {} rows\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n")
    );
}
