//! Lessons by the words of a task.

use super::Memory;
use crate::domain::LessonId;
use crate::store::history::Found;
use rusqlite::params;
use std::collections::BTreeSet;

/// Words of a task that are looked for; those that stand first.
const WORDS: usize = 48;
/// Shorter ones are in everything.
const SHORTEST: usize = 3;
/// Lessons that one search finds.
const MOST: u32 = 64;

impl Memory {
    /// The lessons in force of a project, or of all, that share words with a text, the nearest first.
    pub fn search(&self, scope: Option<&str>, text: &str) -> Found<Vec<LessonId>> {
        let query = query(text);
        if query.is_empty() {
            return Ok(Vec::new());
        }
        let search = || -> rusqlite::Result<Vec<LessonId>> {
            let found = "SELECT id FROM words JOIN lessons ON lessons.number = words.rowid
                         WHERE words MATCH ?1 AND (?2 IS NULL OR scope = ?2)
                         AND NOT (forgotten OR taken_back OR superseded_by IS NOT NULL)
                         ORDER BY rank, number LIMIT ?3";
            let mut found = self.connection.prepare_cached(found)?;
            let ids = found.query_map(params![query, scope, MOST], |row| row.get(0))?;
            ids.map(|id| id.map(LessonId)).collect()
        };
        self.told(search())
    }
}

/// Any of the words; each in quotes, so that none is an operator.
fn query(text: &str) -> String {
    let mut seen = BTreeSet::new();
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= SHORTEST)
        .map(str::to_lowercase)
        .filter(|word| !EVERYWHERE.contains(&word.as_str()))
        .filter(|word| seen.insert(word.clone()))
        .take(WORDS);
    let quoted: Vec<String> = words.map(|word| format!("\"{word}\"")).collect();
    quoted.join(" OR ")
}

/// Words that say nothing of what a text is about, and those that stand in every lesson.
const EVERYWHERE: &[&str] = &[
    "the", "and", "for", "that", "this", "with", "are", "was", "has", "have", "not", "but", "you",
    "its", "from", "when", "what", "which", "after", "here", "passes", "project", "check",
    "change", "said", "user", "please", "make", "failed", "fails", "passed",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_s_words_are_looked_for_and_none_of_them_is_an_operator() {
        let rows = [
            ("Fix the parser", "\"fix\" OR \"parser\""),
            ("a NEAR b OR \"x* AND till", "\"near\" OR \"till\""),
            ("Fix fix FIX", "\"fix\""),
            ("", ""),
            ("\0 ' \" ; --", ""),
            ("große Änderung", "\"große\" OR \"änderung\""),
        ];
        for (text, expected) in rows {
            assert_eq!(query(text), expected, "{text}");
        }
    }
}
