//! The files as they are now: what is asked about them, and what the kernel answered.

use std::cell::RefCell;

use openkoi_sdk::evaluator::{Answer, Ask, Question, Reply};

use crate::path;

/// As many as one round may have.
const QUESTIONS: usize = 16;
/// Rounds with questions; the report needs one more call.
const ROUNDS: usize = 3;
/// Finds out whether the project has tests at all.
pub const TESTS: &str =
    "{tests/**,test/**,__tests__/**,**/test_*,**/*_test.*,**/*.test.*,**/*.spec.*}";

/// Finds the files in which names of a program stand.
pub const SOURCES: &str = "**/*.{rs,py,pyi,js,jsx,ts,tsx,mjs,cjs,go,c,h,cc,cpp,hpp,java,kt,rb,php,sh,bash,swift,lua,vue,svelte,scala,ex,exs,cs,md,mdx,rst,txt,toml,json,yaml,yml}";

/// What is known of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look<'a> {
    /// It is there.
    Text(&'a str),
    /// It is not.
    Absent,
    /// Not asked, or there is no telling.
    Unknown,
}

/// The kernel's answers, and what is still wanted.
pub struct Workspace<'a> {
    answers: &'a [Answer],
    wanted: RefCell<Vec<Question>>,
}

impl<'a> Workspace<'a> {
    /// Knows what was answered.
    pub fn of(answers: &'a [Answer]) -> Self {
        Self {
            answers,
            wanted: RefCell::default(),
        }
    }

    /// The file as it is now. What is not known is asked for, and known in the next call.
    pub fn file(&self, named: &str) -> Look<'a> {
        if !path::is_inside(named) {
            return Look::Unknown;
        }
        match self.answer(named, || Ask::File(named.to_string())) {
            Some(Ok(Reply::Text(text))) => Look::Text(text),
            Some(Err(reason)) if reason.to_ascii_lowercase().contains("no such file") => {
                Look::Absent
            }
            _ => Look::Unknown,
        }
    }

    /// The project has files that look like tests; none if there is no telling.
    pub fn has_tests(&self) -> Option<bool> {
        self.matching(TESTS).map(|paths| !paths.is_empty())
    }

    /// The project's own files of code and prose; none if there is no telling.
    pub fn sources(&self) -> Option<&'a [String]> {
        self.matching(SOURCES)
    }

    /// The paths that match this pattern; none if there is no telling.
    pub fn matching(&self, pattern: &str) -> Option<&'a [String]> {
        match self.answer(pattern, || Ask::Glob(pattern.to_string())) {
            Some(Ok(Reply::Paths(paths))) => Some(paths),
            _ => None,
        }
    }

    fn answer(&self, about: &str, ask: impl FnOnce() -> Ask) -> Option<&'a Result<Reply, String>> {
        let known = self
            .answers
            .iter()
            .find(|answer| subject(&answer.id) == about);
        if known.is_none() {
            let mut wanted = self.wanted.borrow_mut();
            if wanted.iter().all(|question| subject(&question.id) != about) {
                let id = format!("{}:{about}", self.round());
                wanted.push(Question { id, ask: ask() });
            }
        }
        known.map(|answer| &answer.outcome)
    }

    /// How many rounds were answered.
    fn round(&self) -> usize {
        let rounds = self
            .answers
            .iter()
            .filter_map(|answer| answer.id.split_once(':'));
        rounds
            .filter_map(|(round, _)| round.parse::<usize>().ok())
            .max()
            .map_or(0, |last| last + 1)
    }

    /// What has to be asked before there can be a report; none if nothing is open or no more can be asked.
    pub fn questions(self) -> Vec<Question> {
        if self.round() >= ROUNDS {
            return Vec::new();
        }
        let mut wanted = self.wanted.into_inner();
        wanted.truncate(QUESTIONS);
        wanted
    }
}

fn subject(id: &str) -> &str {
    id.split_once(':').map_or(id, |(_, subject)| subject)
}
