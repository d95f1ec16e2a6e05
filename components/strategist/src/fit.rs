//! Whether the plan is for this task: its words, its reach, and what the directive rules out.

use openkoi_sdk::agency::{Brief, Effect, PlanStep};

use crate::Flaw;
use openkoi_counsel::{find, short};

/// Words that say nothing about what a task is about.
const EMPTY: [&str; 42] = [
    "the", "and", "for", "that", "this", "with", "from", "into", "please", "should", "would",
    "could", "make", "need", "want", "have", "when", "then", "than", "there", "them", "they",
    "some", "such", "also", "just", "like", "very", "more", "most", "only", "your", "mine", "does",
    "what", "which", "where", "while", "about", "after", "before", "using",
];

/// Signs of work that nobody asked for.
const EXTRA: [&str; 14] = [
    "while at it",
    "while we are at it",
    "as well as",
    "refactor",
    "upgrade",
    "modernize",
    "rewrite",
    "reformat",
    "restructure",
    "rename",
    "bonus",
    "additionally",
    "optionally",
    "nice to have",
];

const FORBIDDING: [&str; 7] = [
    "never ",
    "do not ",
    "don't ",
    "must not ",
    "without ",
    "avoid ",
    "not to ",
];

/// What speaks against this plan being for this task.
pub fn flaws(brief: &Brief) -> Vec<Flaw> {
    let outward = brief
        .plan
        .iter()
        .enumerate()
        .filter_map(|(at, step)| unasked(brief, at, step));
    let extra = brief
        .plan
        .iter()
        .enumerate()
        .filter_map(|(at, step)| creeps(brief, at, step));
    let ruled_out = brief
        .plan
        .iter()
        .enumerate()
        .filter_map(|(at, step)| against_directive(brief, at, step));
    astray(brief)
        .into_iter()
        .chain(ruled_out)
        .chain(outward)
        .chain(extra)
        .collect()
}

fn flaw(weight: f32, told: String, condition: String) -> Flaw {
    Flaw {
        weight,
        told,
        condition,
        astray: false,
    }
}

/// The first letters of the words that say what a text is about.
fn stems(text: &str) -> Vec<String> {
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .map(str::to_ascii_lowercase);
    let telling = words.filter(|word| word.chars().count() > 2 && !EMPTY.contains(&word.as_str()));
    telling.map(|word| word.chars().take(5).collect()).collect()
}

/// Not one telling word of the task is in the plan. Texts in scripts without blanks can't be told apart this way.
fn astray(brief: &Brief) -> Option<Flaw> {
    let asked = stems(&brief.task);
    let plan: Vec<String> = brief
        .plan
        .iter()
        .flat_map(|step| stems(&step.text))
        .collect();
    let comparable = brief.task.is_ascii() && brief.plan.iter().all(|step| step.text.is_ascii());
    let shared = asked.iter().any(|stem| plan.contains(stem));
    (comparable && asked.len() >= 3 && !plan.is_empty() && !shared).then(|| Flaw {
        weight: 0.35,
        told: format!(
            "step 1 (“{}”) and the rest say nothing of “{}”",
            short(&brief.plan[0].text),
            short(&brief.task)
        ),
        condition: format!(
            "Before the first change, say in one sentence how it serves “{}”.",
            short(&brief.task)
        ),
        astray: true,
    })
}

/// A step that others see or that can't be taken back, though the task speaks of nothing of the kind.
fn unasked(brief: &Brief, at: usize, step: &PlanStep) -> Option<Flaw> {
    let asked: &[&str] = match step.effect {
        Effect::MessageOthers | Effect::Irreversible | Effect::Other(_) => &[
            "publish",
            "release",
            "deploy",
            "push",
            "send",
            "email",
            "mail",
            "post",
            "message",
            "reply",
            "comment",
            "announce",
            "pull request",
            "pr",
            "pay",
            "buy",
            "order",
            "book",
            "delete",
            "remove",
            "submit",
            "upload",
            "share",
            "tell",
            "notify",
            "merge",
            "ship",
            "invite",
            "公開",
            "送",
            "投稿",
            "返信",
            "デプロイ",
            "リリース",
            "プッシュ",
            "削除",
            "購入",
        ],
        Effect::Read | Effect::WriteWorkspace | Effect::Execute | Effect::Network => return None,
    };
    find(asked, &brief.task).is_none().then(|| {
        let step = format!("step {} (“{}”)", at + 1, short(&step.text));
        flaw(
            0.3,
            format!("{step} goes beyond “{}”", short(&brief.task)),
            format!("Leave out {step}: nobody asked for it."),
        )
    })
}

fn creeps(brief: &Brief, at: usize, step: &PlanStep) -> Option<Flaw> {
    let word = find(&EXTRA, &step.text).filter(|_| step.effect != Effect::Read)?;
    let stem: String = word.chars().take(5).collect();
    (!brief.task.to_ascii_lowercase().contains(&stem)).then(|| {
        let step = format!("step {} (“{}”)", at + 1, short(&step.text));
        flaw(
            0.1,
            format!("“{word}” in {step} was not asked for"),
            format!("Keep {step} to what “{}” needs.", short(&brief.task)),
        )
    })
}

/// A step that does what the directive rules out.
fn against_directive(brief: &Brief, at: usize, step: &PlanStep) -> Option<Flaw> {
    let own = stems(&step.text);
    let sentences = brief.directive.split(['.', ';', '\n', '!', '。']);
    let ruled_out = sentences.filter_map(|sentence| {
        let lower = sentence.to_ascii_lowercase();
        let forbidden = FORBIDDING
            .iter()
            .find_map(|word| lower.find(word).map(|found| &lower[found + word.len()..]))?;
        let stems = stems(forbidden);
        let shared = stems.iter().filter(|stem| own.contains(stem)).count();
        (!stems.is_empty() && shared * 2 > stems.len() && step.effect != Effect::Read)
            .then_some(sentence.trim())
    });
    ruled_out.into_iter().next().map(|sentence| {
        let step = format!("step {} (“{}”)", at + 1, short(&step.text));
        flaw(
            0.3,
            format!("{step} goes against the directive: “{}”", short(sentence)),
            format!(
                "Leave out {step}; the directive says “{}”.",
                short(sentence)
            ),
        )
    })
}
