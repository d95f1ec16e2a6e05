//! What embedders made of lessons.

use super::Memory;
use crate::domain::LessonId;
use crate::store::history::Found;
use rusqlite::params;
use std::collections::HashMap;

const FLOAT: usize = size_of::<f32>();

impl Memory {
    /// The vectors that one embedder made of a project's lessons.
    pub fn vectors(&self, scope: &str, embedder: &str) -> Found<HashMap<LessonId, Vec<f32>>> {
        let read = || -> rusqlite::Result<HashMap<LessonId, Vec<f32>>> {
            let query = "SELECT vectors.lesson, vector FROM vectors JOIN lessons ON lessons.id = vectors.lesson
                         WHERE scope = ?1 AND embedder = ?2";
            let mut vectors = self.connection.prepare_cached(query)?;
            let rows = vectors.query_map(params![scope, embedder], |row| {
                let bytes: Vec<u8> = row.get(1)?;
                Ok((LessonId(row.get(0)?), vector(&bytes)))
            })?;
            rows.collect()
        };
        self.told(read())
    }

    /// Keeps vectors, each in the place of the one that was there.
    pub fn keep(&self, embedder: &str, vectors: &[(LessonId, Vec<f32>)]) -> Found<()> {
        let write = || -> rusqlite::Result<()> {
            let transaction = self.connection.unchecked_transaction()?;
            {
                let mut insert = transaction
                    .prepare_cached("INSERT OR REPLACE INTO vectors VALUES (?1, ?2, ?3)")?;
                for (lesson, vector) in vectors {
                    let bytes: Vec<u8> = vector
                        .iter()
                        .flat_map(|number| number.to_le_bytes())
                        .collect();
                    insert.execute(params![lesson.0, embedder, bytes])?;
                }
            }
            transaction.commit()
        };
        self.told(write())
    }
}

fn vector(bytes: &[u8]) -> Vec<f32> {
    let (numbers, _rest) = bytes.as_chunks::<FLOAT>();
    numbers
        .iter()
        .map(|bytes| f32::from_le_bytes(*bytes))
        .collect()
}
