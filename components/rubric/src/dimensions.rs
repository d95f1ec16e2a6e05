//! What is judged: the dimensions that were handed over, or the general ones.

use openkoi_sdk::evaluator::Dimension;

/// The most dimensions that one question asks about.
const MOST: usize = 24;

/// The dimensions to judge by. Those without a name, with a name seen before or without a positive weight are left out;
/// if none is left, the general ones apply.
pub fn of(rubric: &[Dimension]) -> Vec<Dimension> {
    let mut kept: Vec<Dimension> = Vec::new();
    for dimension in rubric {
        let sound = dimension.weight.is_finite()
            && dimension.weight > 0.0
            && !dimension.name.trim().is_empty();
        if sound && kept.len() < MOST && !kept.iter().any(|other| other.name == dimension.name) {
            kept.push(dimension.clone());
        }
    }
    if kept.is_empty() { general() } else { kept }
}

fn general() -> Vec<Dimension> {
    let rows = [
        (
            "relevance",
            0.4,
            "Does the work do what was asked, and nothing that was not?",
        ),
        (
            "quality",
            0.35,
            "Is it correct, clear and made with care, as somebody who knows the craft would make it?",
        ),
        (
            "completeness",
            0.25,
            "Is every part of the request done, edge cases and loose ends included?",
        ),
    ];
    let dimension = |(name, weight, description): (&str, f32, &str)| Dimension {
        name: name.to_string(),
        weight,
        description: description.to_string(),
    };
    rows.into_iter().map(dimension).collect()
}
