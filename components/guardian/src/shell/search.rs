//! `find` and its kin, which remove what they find or start programs on it.

use super::Scene;
use super::command::Word;
use super::program::{Call, run};
use super::removal;
use crate::danger::Harm;
use openkoi_counsel::excerpt;

/// Tests that narrow down what is found.
const FILTERS: [&str; 14] = [
    "-name",
    "-iname",
    "-path",
    "-ipath",
    "-wholename",
    "-regex",
    "-iregex",
    "-empty",
    "-mtime",
    "-mmin",
    "-size",
    "-newer",
    "-g",
    "-e",
];

/// Notes what would happen to the files that are found.
pub(super) fn judge(scene: &mut Scene, call: &Call) {
    let is_find = call.name.ends_with("find");
    let roots: Vec<String> = match is_find {
        true => call
            .args
            .iter()
            .take_while(|word| !word.text.starts_with(['-', '(', '!']))
            .flat_map(|word| scene.spellings(word))
            .collect(),
        false => vec![".".to_string()],
    };
    let roots = if roots.is_empty() {
        vec![".".to_string()]
    } else {
        roots
    };
    let is_filter = |word: &&Word| {
        FILTERS.contains(&word.text.as_str()) || (!is_find && !word.text.starts_with('-'))
    };
    let filter = call.args.iter().position(|word| is_filter(&word));
    for (at, word) in call.args.iter().enumerate() {
        match word.text.as_str() {
            "-delete" => {
                let narrowed = filter.is_some_and(|filter| filter < at);
                roots
                    .iter()
                    .for_each(|root| removal::take(scene, &found(root, narrowed), true));
            }
            "-exec" | "-execdir" | "-ok" | "-okdir" | "-x" | "-X" | "--exec" | "--exec-batch" => {
                let narrowed = filter.is_some_and(|filter| filter < at || !is_find);
                start(scene, &call.args[at + 1..], &roots, narrowed);
            }
            "-fprint" | "-fprintf" | "-fls" | "-fprint0" => {
                if let Some(target) = call.args.get(at + 1) {
                    scene.writes(&target.text, "writes to");
                }
            }
            _ => {}
        }
    }
}

/// A path that stands for what is found below this root.
fn found(root: &str, narrowed: bool) -> String {
    if narrowed {
        format!("{root}/found")
    } else {
        root.to_string()
    }
}

fn start(scene: &mut Scene, words: &[Word], roots: &[String], narrowed: bool) {
    let own: Vec<&Word> = words
        .iter()
        .take_while(|word| word.text != ";" && word.text != "+")
        .collect();
    if own.first().is_some_and(|word| word.text.contains("{}")) {
        return scene.add(
            Harm::Unreadable,
            format!(
                "it runs whatever it finds below “{}”",
                excerpt(&roots.join(" "), 60)
            ),
        );
    }
    let names_found = own.iter().any(|word| word.text.contains("{}"));
    for root in roots {
        let put = |word: &&Word| Word {
            text: word.text.replace("{}", &found(root, narrowed)),
            ..(*word).clone()
        };
        let mut command: Vec<Word> = own.iter().map(put).collect();
        if !names_found {
            command.push(Word::literal(&found(root, narrowed)));
        }
        run(scene, &command, None);
    }
}
