//! What is taken for true: facts of little confidence, names nobody has looked up, statements that need a source.

use openkoi_sdk::agency::{Brief, Effect, Fact};

use crate::Gap;
use openkoi_counsel::{find, short};

/// Facts trusted less than this are checked before they are used.
const TRUSTED: f32 = 0.5;
/// How many unknown names are worth a condition each.
const MOST_NAMES: usize = 2;

const CLAIMING: [&str; 21] = [
    "latest",
    "current",
    "currently",
    "statistics",
    "research",
    "according to",
    "history of",
    "how many",
    "how much",
    "price",
    "prices",
    "who invented",
    "market",
    "today",
    "facts",
    "sources",
    "cite",
    "最新",
    "統計",
    "現在の",
    "価格",
];

const GRAVE: [&str; 23] = [
    "dosage",
    "diagnosis",
    "diagnose",
    "symptom",
    "symptoms",
    "medication",
    "medicine",
    "pregnant",
    "legal advice",
    "lawsuit",
    "contract law",
    "tax return",
    "taxes",
    "invest",
    "investment",
    "retirement",
    "immigration",
    "visa",
    "薬",
    "症状",
    "診断",
    "税金",
    "投資",
];

const BUILDING: [&str; 14] = [
    "app",
    "function",
    "parser",
    "code",
    "class",
    "api",
    "page",
    "component",
    "database",
    "script",
    "module",
    "endpoint",
    "アプリ",
    "機能",
];

/// What the task or the plan takes for true.
pub fn gaps(brief: &Brief) -> Vec<Gap> {
    let doubtful = brief
        .facts
        .iter()
        .filter_map(|fact| doubted(fact, &brief.task));
    let names = names(&brief.task)
        .into_iter()
        .filter(|name| !is_known(name, brief))
        .take(MOST_NAMES)
        .map(|name| unknown(&name));
    doubtful
        .chain(disputed(&brief.facts, &brief.task))
        .chain(names)
        .chain(claim(brief))
        .chain(grave(brief))
        .collect()
}

fn bears_on(fact: &Fact, task: &str) -> bool {
    let subject = fact.subject.trim().to_ascii_lowercase();
    !subject.is_empty() && find(&[subject.as_str()], task).is_some()
}

fn doubted(fact: &Fact, task: &str) -> Option<Gap> {
    let confidence = if fact.confidence.is_finite() {
        fact.confidence.clamp(0.0, 1.0)
    } else {
        0.0
    };
    let hundredths = (confidence * 100.0) as u32;
    let statement = short(&fact.statement);
    (bears_on(fact, task) && confidence < TRUSTED).then(|| Gap {
        weight: 0.25 * (1.0 - confidence),
        told: format!("“{statement}” is known with a confidence of {hundredths} % only"),
        condition: format!("Check that “{statement}” before relying on it."),
        grave: false,
    })
}

/// Two trusted facts about one subject that say different things.
fn disputed(facts: &[Fact], task: &str) -> Option<Gap> {
    let trusted: Vec<&Fact> = facts
        .iter()
        .filter(|fact| fact.confidence >= TRUSTED && bears_on(fact, task))
        .collect();
    let denies = |text: &str| {
        find(
            &[
                "not",
                "no",
                "never",
                "isn't",
                "doesn't",
                "don't",
                "without",
                "ない",
                "ません",
            ],
            text,
        )
        .is_some()
    };
    let pairs = trusted
        .iter()
        .enumerate()
        .flat_map(|(at, one)| trusted[at + 1..].iter().map(move |other| (one, other)));
    let (one, other) = pairs.into_iter().find(|(one, other)| {
        one.subject == other.subject && denies(&one.statement) != denies(&other.statement)
    })?;
    Some(Gap {
        weight: 0.2,
        told: format!(
            "“{}” and “{}” may not both be true",
            short(&one.statement),
            short(&other.statement)
        ),
        condition: format!(
            "Find out about “{}” first: what is known of it disagrees.",
            short(&one.subject)
        ),
        grave: false,
    })
}

/// Names that only a look into the workspace can confirm: paths, identifiers, what stands between backquotes.
fn names(task: &str) -> Vec<String> {
    let quoted = task
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::trim)
        .filter(|name| !name.contains(' '))
        .map(str::to_string);
    let words = task
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| c.is_ascii_punctuation() && c != '_' && c != '-'));
    let mut names: Vec<String> = quoted
        .chain(words.filter(|word| is_identifier(word)).map(str::to_string))
        .filter(|name| !name.is_empty())
        .collect();
    let mut seen = Vec::new();
    names.retain(|name| {
        !seen.contains(name) && {
            seen.push(name.clone());
            true
        }
    });
    names
}

/// snake_case, camelCase or PascalCase of two words.
fn is_identifier(word: &str) -> bool {
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let snake = word.trim_matches('_').contains('_');
    let humps = word
        .chars()
        .zip(word.chars().skip(1))
        .filter(|(a, b)| a.is_ascii_lowercase() && b.is_ascii_uppercase())
        .count();
    let brand = [
        "GitHub",
        "GitLab",
        "JavaScript",
        "TypeScript",
        "OpenKoi",
        "PostgreSQL",
        "MySQL",
        "iOS",
        "macOS",
        "YouTube",
        "LaTeX",
        "GraphQL",
        "OAuth",
        "NoSQL",
    ];
    plain && (snake || humps > 0) && !brand.contains(&word)
}

/// The plan looks at it or at the code around it, or a fact tells about it.
fn is_known(name: &str, brief: &Brief) -> bool {
    let lower = name.to_ascii_lowercase();
    let reads = brief.plan.iter().any(|step| {
        let looks = find(
            &[
                "read", "find", "search", "grep", "look", "inspect", "open", "list", "locate",
                "調べ", "読",
            ],
            &step.text,
        )
        .is_some();
        step.effect == Effect::Read && (looks || step.text.to_ascii_lowercase().contains(&lower))
    });
    let created = [
        "add",
        "create",
        "write",
        "new",
        "introduce",
        "implement",
        "追加",
        "作",
    ];
    reads
        || find(&created, &brief.task).is_some()
        || brief.facts.iter().any(|fact| {
            fact.confidence >= TRUSTED && fact.subject.to_ascii_lowercase().contains(&lower)
        })
}

fn unknown(name: &str) -> Gap {
    Gap {
        weight: 0.1,
        told: format!("nothing shows yet that “{}” exists", short(name)),
        condition: format!(
            "Find “{}” in the workspace before building on it.",
            short(name)
        ),
        grave: false,
    }
}

fn has_source(brief: &Brief) -> bool {
    brief.plan.iter().any(|step| {
        step.effect == Effect::Network
            || (step.effect == Effect::Read
                && find(
                    &[
                        "source",
                        "sources",
                        "docs",
                        "documentation",
                        "read",
                        "search",
                        "look",
                    ],
                    &step.text,
                )
                .is_some())
    })
}

fn claim(brief: &Brief) -> Option<Gap> {
    let word = find(&CLAIMING, &brief.task).filter(|_| find(&BUILDING, &brief.task).is_none())?;
    let weight = if has_source(brief) { 0.1 } else { 0.25 };
    Some(Gap {
        weight,
        told: format!("“{word}” asks for facts that change"),
        condition: format!(
            "Name the source of everything said about “{word}”; where there is none, say that it is not known."
        ),
        grave: false,
    })
}

fn grave(brief: &Brief) -> Option<Gap> {
    let word = find(&GRAVE, &brief.task)
        .filter(|_| find(&BUILDING, &brief.task).is_none() && !has_source(brief))?;
    Some(Gap {
        weight: 0.35,
        told: format!(
            "a wrong answer about “{word}” could hurt somebody, and the plan reads no source"
        ),
        condition: format!(
            "Say nothing certain about “{word}” without a source, and name who can be asked."
        ),
        grave: true,
    })
}
