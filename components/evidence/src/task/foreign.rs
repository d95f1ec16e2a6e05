//! Whether a task in another language asks for a change: by its first verb, and only where that leaves no doubt.

use super::words;

/// Imperatives and infinitives that ask for a change of files.
const CHANGES: [&str; 40] = [
    "repariere",
    "reparieren",
    "behebe",
    "korrigiere",
    "berichtige",
    "füge",
    "entferne",
    "lösche",
    "ersetze",
    "implementiere",
    "ändere",
    "benenne",
    "verschiebe",
    "erweitere",
    "ergänze",
    "aktualisiere",
    "verbessere",
    "refaktoriere",
    "arregla",
    "corrige",
    "repara",
    "elimina",
    "borra",
    "reemplaza",
    "implementa",
    "renombra",
    "agrega",
    "añade",
    "actualiza",
    "répare",
    "supprime",
    "remplace",
    "renomme",
    "ajoute",
    "implémente",
    "correggi",
    "ripara",
    "aggiungi",
    "rimuovi",
    "conserte",
];
/// In languages without spaces: a change, asked for politely or plainly.
const SIGNS: [&str; 18] = [
    "直して",
    "修正して",
    "追加して",
    "削除して",
    "変更して",
    "置き換えて",
    "実装して",
    "名前を変えて",
    "修复",
    "修正",
    "添加",
    "删除",
    "修改",
    "重命名",
    "实现",
    "고쳐",
    "수정해",
    "추가해",
];
/// With one of these it is a question.
const ASKS: [&str; 12] = [
    "?",
    "？",
    "ですか",
    "ますか",
    "吗",
    "什么",
    "为什么",
    "どう",
    "なぜ",
    "怎么",
    "如何",
    "説明",
];

/// The task asks for a change, in words that are not English.
pub(super) fn asks_for_change(lower: &str) -> bool {
    let first = words(lower).next().unwrap_or_default();
    let polite = words(lower)
        .find(|word| {
            !matches!(
                *word,
                "bitte" | "kannst" | "du" | "por" | "favor" | "s'il" | "te" | "plaît"
            )
        })
        .unwrap_or(first);
    let condition = ["wenn ", "falls ", "ob ", "si "]
        .iter()
        .any(|word| lower.starts_with(word));
    let change = CHANGES.contains(&first) || CHANGES.contains(&polite);
    let sign = SIGNS.iter().any(|sign| lower.contains(sign));
    !condition
        && !words(lower).any(|word| word == "nichts")
        && (change || (sign && !ASKS.iter().any(|asks| lower.contains(asks))))
}
