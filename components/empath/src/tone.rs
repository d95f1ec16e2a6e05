//! Signs of what the user did not say, or said in a mood.

use openkoi_counsel::short;
use openkoi_sdk::agency::{Brief, Effect};

/// One sign, with what to do about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Sign {
    /// What it takes of the probability, 0 to 1.
    pub weight: f32,
    /// What was noticed, with the decisive words quoted.
    pub told: String,
    /// What the answer or the work must keep.
    pub condition: String,
    /// Destruction is ordered in anger.
    pub rash: bool,
}

const URGENT: [&str; 13] = [
    "asap",
    "urgent",
    "urgently",
    "immediately",
    "hurry",
    "right now",
    "deadline",
    "emergency",
    "in five minutes",
    "at once",
    "至急",
    "急いで",
    "今すぐ",
];

const ANGRY: [&str; 26] = [
    "stupid",
    "damn",
    "wtf",
    "hate",
    "sick of",
    "fed up",
    "useless",
    "garbage",
    "crap",
    "shit",
    "fucking",
    "idiot",
    "ridiculous",
    "for the third time",
    "for the last time",
    "still broken",
    "still doesn't work",
    "how many times",
    "i give up",
    "terrible",
    "nightmare",
    "クソ",
    "いい加減",
    "ふざけ",
    "うんざり",
    "もう嫌",
];

const DESTRUCTIVE: [&str; 21] = [
    "delete",
    "remove",
    "wipe",
    "erase",
    "nuke",
    "scrap",
    "trash",
    "burn",
    "destroy",
    "throw away",
    "throw it away",
    "start over",
    "from scratch",
    "rip out",
    "kill",
    "get rid of",
    "drop",
    "削除",
    "消して",
    "全部消",
    "捨て",
];

const VAGUE: [&str; 17] = [
    "better",
    "nicer",
    "improve",
    "stuff",
    "things",
    "something",
    "somehow",
    "properly",
    "whatever",
    "good",
    "cleaner",
    "etc",
    "more modern",
    "it work",
    "直して",
    "いい感じ",
    "うまく",
];

const OPEN: [&str; 11] = [
    "maybe",
    "either",
    "not sure",
    "something like",
    "or so",
    "if possible",
    "perhaps",
    "i guess",
    "どちらか",
    "たぶん",
    "かもしれ",
];

const AUDIENCE: [&str; 14] = [
    "email",
    "e-mail",
    "reply to",
    "respond to",
    "write to",
    "message to",
    "post to",
    "post on",
    "tweet",
    "slack",
    "announcement",
    "cover letter",
    "メールを",
    "返信",
];

/// Everything that the task and the plan show of the user's mind.
pub fn signs(brief: &Brief) -> Vec<Sign> {
    let task = format!(
        " {} ",
        brief
            .task
            .to_ascii_lowercase()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    );
    let angry = find(&ANGRY, &task)
        .map(str::to_string)
        .or_else(|| loud(&brief.task));
    let destructive = find(&DESTRUCTIVE, &task);
    let mut signs = Vec::new();
    match (&angry, destructive) {
        (Some(anger), Some(order)) => signs.push(rash(anger, order)),
        (Some(anger), None) => signs.push(angered(anger)),
        (None, _) => {}
    }
    signs.extend(find(&URGENT, &task).map(hurried));
    signs.extend(vague(&brief.task, &task));
    signs.extend(find(&OPEN, &task).map(undecided));
    signs.extend(asks_only(brief));
    signs.extend(read_by_others(brief, &task, angry.is_some()));
    signs
}

/// The first of these that the text says as words of its own; Japanese has no blanks to part words.
fn find(words: &[&'static str], text: &str) -> Option<&'static str> {
    let says = |word: &str| {
        !word.is_ascii() && text.contains(word)
            || text.match_indices(word).any(|(at, _)| {
                let edge = |c: Option<char>| {
                    c.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '-')
                };
                edge(text[..at].chars().next_back()) && edge(text[at + word.len()..].chars().next())
            })
    };
    words.iter().copied().find(|word| says(word))
}

/// Shouting: two exclamation marks in a row, or mostly capitals.
fn loud(task: &str) -> Option<String> {
    if task.contains("!!") || task.contains("！！") {
        return Some("!!".to_string());
    }
    let words: Vec<&str> = task
        .split_whitespace()
        .filter(|word| word.chars().filter(char::is_ascii_alphabetic).count() > 2)
        .collect();
    let shouted = words
        .iter()
        .filter(|word| !word.chars().any(|c| c.is_ascii_lowercase()))
        .count();
    (words.len() >= 3 && shouted * 2 > words.len()).then(|| short(task))
}

fn rash(anger: &str, order: &str) -> Sign {
    Sign {
        weight: 0.35,
        told: format!("“{order}” was said in anger (“{anger}”)"),
        condition: format!(
            "Take nothing away in the first pass: list what “{order}” would remove, keep a way back, and ask."
        ),
        rash: true,
    }
}

fn angered(anger: &str) -> Sign {
    Sign {
        weight: 0.1,
        told: format!("“{anger}” sounds like a user who has waited too long"),
        condition:
            "Answer briefly and without excuses: first what works now, then how it was checked."
                .to_string(),
        rash: false,
    }
}

fn hurried(word: &str) -> Sign {
    Sign {
        weight: 0.08,
        told: format!("“{word}” asks for haste"),
        condition: format!(
            "Because of “{word}”, do the smallest change that helps, and say what was left for later."
        ),
        rash: false,
    }
}

/// Too little was said for two people to expect the same result.
fn vague(task: &str, lower: &str) -> Option<Sign> {
    let words = task.split_whitespace().count();
    let names_a_thing =
        task.contains(['`', '/', '_', '"', '“']) || task.split_whitespace().any(is_name);
    let brief = if task.is_ascii() {
        words <= 3
    } else {
        task.chars().count() <= 8
    };
    let vague = find(&VAGUE, lower).filter(|_| words <= 8);
    if names_a_thing || !(brief || vague.is_some()) {
        return None;
    }
    let word = vague.map_or_else(|| short(task), str::to_string);
    Some(Sign {
        weight: 0.2,
        told: format!("“{word}” leaves open what would count as done"),
        condition: format!("Say plainly what was assumed about “{}”.", short(task)),
        rash: false,
    })
}

/// A file or an identifier: "parser.rs", "camelCase", "HTTP2".
fn is_name(word: &str) -> bool {
    let word = word.trim_matches(|c: char| c.is_ascii_punctuation());
    let inner = word.char_indices().skip(1);
    word.contains('.')
        || inner.clone().any(|(_, c)| c.is_ascii_digit())
        || (inner.clone().any(|(_, c)| c.is_ascii_uppercase())
            && word.chars().any(|c| c.is_ascii_lowercase()))
}

fn undecided(word: &str) -> Sign {
    Sign {
        weight: 0.1,
        told: format!("“{word}” leaves a choice open"),
        condition: format!("Name the choice that was made where the task says “{word}”, and why."),
        rash: false,
    }
}

/// A question, with a plan that changes things.
fn asks_only(brief: &Brief) -> Option<Sign> {
    let task = brief.task.trim();
    let request = ["can you", "could you", "would you", "will you", "please"]
        .iter()
        .any(|start| task.to_ascii_lowercase().starts_with(start));
    let asks = task.ends_with(['?', '？']) || task.ends_with("ですか") || task.ends_with("ますか");
    let (at, step) = brief
        .plan
        .iter()
        .enumerate()
        .find(|(_, step)| step.effect == Effect::WriteWorkspace)?;
    (asks && !request).then(|| Sign {
        weight: 0.15,
        told: format!(
            "“{}” is a question, and step {} (“{}”) changes files",
            short(task),
            at + 1,
            short(&step.text)
        ),
        condition: format!(
            "Answer the question first; before step {} (“{}”) ask whether a change is wanted.",
            at + 1,
            short(&step.text)
        ),
        rash: false,
    })
}

fn read_by_others(brief: &Brief, task: &str, angry: bool) -> Option<Sign> {
    let step = brief
        .plan
        .iter()
        .find(|step| step.effect == Effect::MessageOthers)
        .map(|step| short(&step.text));
    let code = [
        "validation",
        "field",
        "template",
        "endpoint",
        "parser",
        "function",
        "class",
        "module",
        "form",
        "bug",
    ];
    let named = find(&AUDIENCE, task)
        .filter(|_| find(&code, task).is_none())
        .map(str::to_string);
    let what = step.or(named)?;
    let calm = if angry {
        " Keep the anger of the task out of it."
    } else {
        ""
    };
    Some(Sign {
        weight: if angry { 0.2 } else { 0.08 },
        told: format!("“{what}” is read by others"),
        condition: format!(
            "Show the words of “{what}” to the user before anybody else reads them.{calm}"
        ),
        rash: false,
    })
}
