//! Which lessons a task is told.

use crate::domain::{Known, LessonKind};

/// Ranks are merged as 1/(this + rank): the first few of each ranking count most, and none counts alone.
const SMOOTH: f64 = 60.0;
/// Vectors less alike than this are about something else.
const ALIKE: f64 = 0.2;
/// Of the lessons that are nearest in meaning, so many come in without sharing a word.
const NEAREST: usize = 8;
/// More lessons than this nobody reads.
const MOST: usize = 12;
/// Bytes that a token has at least, and that stand around a lesson.
const BYTES: usize = 3;
const AROUND: usize = 60;
/// A lesson that counts less than this has been forgotten by itself.
const FAINT: f64 = 0.05;
const WEEK_MS: f64 = 7.0 * 24.0 * 60.0 * 60.0 * 1_000.0;

/// A lesson as the rankings see it.
#[derive(Debug, Clone, Copy)]
pub struct Ranked<'a> {
    pub known: &'a Known,
    /// Its place among those that share words with the task, from 0.
    pub by_words: Option<usize>,
    /// How alike it is to the task in meaning, -1 to 1; none: nobody said.
    pub likeness: Option<f64>,
    pub weight: f64,
}

/// How much a lesson counts: what it was worth, more for each time it was learned again, and less by `rate` for each week
/// since the last time.
pub fn weight(known: &Known, now_ms: i64, rate: f64) -> f64 {
    let times = i32::try_from(known.times.clamp(1, 20)).unwrap_or(1);
    let doubt = 1.0 - f64::from(known.lesson.confidence.clamp(0.0, 0.99));
    let weeks = now_ms.saturating_sub(known.seen_ms).max(0) as f64 / WEEK_MS;
    (1.0 - doubt.powi(times)) * (1.0 - rate.clamp(0.0, 1.0)).powf(weeks)
}

/// How alike two vectors are, -1 to 1; none where they can't be compared.
pub fn alike(one: &[f32], other: &[f32]) -> Option<f64> {
    if one.len() != other.len() {
        return None;
    }
    let product = |a: &[f32], b: &[f32]| -> f64 {
        let pairs = a.iter().zip(b);
        pairs.map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
    };
    let length = product(one, one).sqrt() * product(other, other).sqrt();
    let likeness = product(one, other) / length;
    likeness.is_finite().then_some(likeness)
}

/// The places of the lessons that a task is told, those that matter most first: those that share words with it, those that
/// are nearest in meaning, and those that hold for whatever is done here. Rankings by words, meaning and weight are merged;
/// the texts together have room in `tokens`.
pub fn recall(lessons: &[Ranked<'_>], tokens: u64) -> Vec<usize> {
    let of_use = (0..lessons.len()).filter(|at| lessons[*at].weight >= FAINT);
    let of_use: Vec<usize> = of_use.collect();
    let by = |key: &dyn Fn(&Ranked<'_>) -> Option<f64>| {
        let mut ranking: Vec<(usize, f64)> = of_use
            .iter()
            .filter_map(|at| Some((*at, key(&lessons[*at])?)))
            .collect();
        ranking.sort_by(|one, other| other.1.total_cmp(&one.1));
        ranking
            .into_iter()
            .map(|(at, _)| at)
            .collect::<Vec<usize>>()
    };
    let words = by(&|lesson| lesson.by_words.map(|place| -(place as f64)));
    let mut meaning = by(&|lesson| lesson.likeness.filter(|likeness| *likeness >= ALIKE));
    meaning.truncate(NEAREST);
    let weights = by(&|lesson| Some(lesson.weight));
    let score = |at: usize| {
        let of = |ranking: &[usize]| {
            let place = ranking.iter().position(|other| *other == at);
            place.map_or(0.0, |place| 1.0 / (SMOOTH + place as f64 + 1.0))
        };
        // A wish is an order of the user's: it is told before what is only known.
        let order = match lessons[at].known.lesson.kind {
            LessonKind::Wish => 1.0,
            _ => 0.0,
        };
        order + of(&words) + of(&meaning) + of(&weights)
    };
    let chosen = of_use.iter().copied().filter(|at| {
        let is_standing = lessons[*at].known.lesson.kind.is_standing();
        is_standing || words.contains(at) || meaning.contains(at)
    });
    let mut chosen: Vec<(usize, f64)> = chosen.map(|at| (at, score(at))).collect();
    // Stable: of equals the one that was told first stays first.
    chosen.sort_by(|one, other| other.1.total_cmp(&one.1));
    within(lessons, chosen.into_iter().map(|(at, _)| at), tokens)
}

/// The first of them, as many as have room.
fn within(lessons: &[Ranked<'_>], chosen: impl Iterator<Item = usize>, tokens: u64) -> Vec<usize> {
    let mut room = usize::try_from(tokens)
        .unwrap_or(usize::MAX)
        .saturating_mul(BYTES);
    let mut told = Vec::new();
    for at in chosen.take(MOST) {
        let size = lessons[at].known.lesson.text.len() + AROUND;
        if size <= room {
            room -= size;
            told.push(at);
        }
    }
    told
}

#[cfg(test)]
mod tests;
