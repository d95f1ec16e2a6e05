//! Programs that write files: copying, moving, linking, changing in place, unpacking.

use super::Scene;
use super::command::Word;
use super::place::Spot;
use super::program::Call;
use crate::danger::Harm;
use openkoi_counsel::excerpt;

/// Notes where a program would write.
pub(super) fn judge(scene: &mut Scene, call: &Call) {
    match call.name {
        "cp" | "install" | "rsync" | "gcp" => copies(scene, call),
        "mv" | "gmv" | "rename" => moves(scene, call),
        "ln" | "link" | "tee" | "touch" | "mkdir" | "truncate" | "mkfifo" | "patch" | "mktemp" => {
            all(scene, call, "writes to")
        }
        "chmod" | "chgrp" | "chown" | "chattr" | "setfacl" | "xattr" => rights(scene, call),
        "sed" | "gsed" => stream_edit(scene, call),
        "perl" | "ruby" if call.has("i", "") => all(scene, call, "changes"),
        "dd" => copies_blocks(scene, call),
        "tar" | "gtar" | "bsdtar" | "unzip" | "7z" | "cpio" | "ar" => unpacks(scene, call),
        "sort" | "yq" | "awk" | "gawk" | "mawk" => options(scene, call, &["-o", "--output", "-i"]),
        "zip" | "gzip" | "gunzip" | "xz" | "bzip2" | "zstd" => options(scene, call, &["-o"]),
        _ => {}
    }
}

fn write_all(scene: &mut Scene, words: &[&Word], verb: &str) {
    let targets: Vec<String> = words
        .iter()
        .flat_map(|word| scene.spellings(word))
        .collect();
    for target in targets {
        if !target.contains("${") || scene.place.is_away() {
            scene.writes(&target, verb);
        }
    }
}

fn all(scene: &mut Scene, call: &Call, verb: &str) {
    write_all(scene, &call.operands(), verb);
}

fn copies(scene: &mut Scene, call: &Call) {
    let operands = call.operands();
    if call.name == "rsync"
        && call
            .args
            .iter()
            .any(|word| word.text.starts_with("--delete"))
    {
        scene.add(
            Harm::Loses,
            format!("“{}” removes what the source does not have", call.quoted()),
        );
    }
    let into_folder = call
        .args
        .iter()
        .find_map(|word| word.text.strip_prefix("--target-directory="));
    if let Some(folder) = into_folder {
        scene.writes(folder, "writes to");
    }
    if call.has("t", "") && call.name != "rsync" {
        return write_all(scene, &operands, "writes to");
    }
    if let Some(last) = operands.last().filter(|last| !last.text.contains(':')) {
        write_all(scene, &[*last], "writes to");
    }
}

fn moves(scene: &mut Scene, call: &Call) {
    let operands = call.operands();
    write_all(scene, &operands, "moves");
    if let Some(last) = operands
        .last()
        .filter(|last| scene.place.locate(&last.text) == Spot::Sink)
    {
        scene.add(
            Harm::Destroys,
            format!(
                "moving to “{}” destroys what is moved",
                excerpt(&last.text, 60)
            ),
        );
    }
    for folder in call
        .args
        .iter()
        .filter_map(|word| word.text.strip_prefix("--target-directory="))
    {
        scene.writes(folder, "writes to");
    }
}

fn rights(scene: &mut Scene, call: &Call) {
    let recursive = call.has("R", "recursive");
    let operands = call.operands();
    let Some(mode) = operands.first() else { return };
    let targets = if mode.text.starts_with(['/', '~', '.']) {
        &operands[..]
    } else {
        &operands[1..]
    };
    let sets_id = mode
        .text
        .split_once(['+', '='])
        .is_some_and(|(_, rights)| rights.contains('s'));
    if call.name == "chmod"
        && (sets_id || mode.text.len() == 4 && mode.text.starts_with(['2', '4', '6', '7']))
    {
        scene.add(
            Harm::Rules,
            format!(
                "“{}” lets others run it with its owner's rights",
                call.quoted()
            ),
        );
    }
    write_all(scene, targets, "changes the rights of");
    if recursive
        && targets
            .iter()
            .flat_map(|word| scene.spellings(word))
            .any(|target| target.contains("${"))
    {
        scene.add(
            Harm::Unreadable,
            format!("what “{}” changes is known only at run time", call.quoted()),
        );
    }
    let runs_download = targets.iter().any(|word| {
        let base = word.text.rsplit('/').next().unwrap_or_default();
        scene.fetched.iter().any(|file| file == base)
    });
    if call.name == "chmod" && runs_download {
        scene.add(
            Harm::Trusts,
            format!(
                "“{}” makes a file runnable that it has just downloaded",
                call.quoted()
            ),
        );
    }
}

/// `sed` writes in place, and its scripts can write files and run programs.
fn stream_edit(scene: &mut Scene, call: &Call) {
    let operands = call.operands();
    let script_is_option = call.args.iter().any(|word| {
        word.text == "-e" || word.text == "-f" || word.text.starts_with("--expression")
    });
    if call.has("iI", "in-place") {
        let files = if script_is_option {
            &operands[..]
        } else {
            operands.get(1..).unwrap_or_default()
        };
        let paths: Vec<&Word> = files
            .iter()
            .copied()
            .filter(|word| !word.text.contains([' ', ';']) && !word.text.starts_with("s/"))
            .collect();
        write_all(scene, &paths, "changes");
    }
    for script in call.args.iter().map(|word| word.text.as_str()) {
        if runs_programs(script) {
            scene.add(
                Harm::Unreadable,
                format!("the sed script “{}” runs programs", excerpt(script, 60)),
            );
        }
        for target in script.split(['\n', ';', '}']).filter_map(written_file) {
            scene.writes(target, "writes to");
        }
    }
}

/// The file that a command of a sed script writes to: `1w file`, `s/a/b/w file`.
fn written_file(command: &str) -> Option<&str> {
    let bare = command
        .trim()
        .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '$' | ' '));
    bare.strip_prefix("w ")
        .or_else(|| bare.rsplit_once("/w ").map(|(_, file)| file))
        .map(str::trim)
}

fn runs_programs(script: &str) -> bool {
    let bare =
        script.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '$' | ' '));
    let command = bare == "e" || bare.starts_with("e ");
    let replaces = bare.starts_with('s') && bare.len() > 4;
    let delimiter = bare.chars().nth(1).filter(|c| c.is_ascii_punctuation());
    let flags = delimiter
        .filter(|_| replaces)
        .and_then(|delimiter| bare.rsplit(delimiter).next());
    command
        || flags.is_some_and(|flags| {
            flags.contains('e')
                && flags.len() < 5
                && flags.chars().all(|c| "gipmeIM0123456789".contains(c))
        })
}

fn copies_blocks(scene: &mut Scene, call: &Call) {
    for target in call
        .args
        .iter()
        .filter_map(|word| word.text.strip_prefix("of="))
    {
        scene.writes(target, "writes to");
    }
}

fn unpacks(scene: &mut Scene, call: &Call) {
    for word in call.args.iter().map(|word| word.text.as_str()) {
        let runs = [
            "--to-command",
            "--checkpoint-action",
            "--use-compress-program",
            "--info-script",
            "--new-volume-script",
            "--rsh-command",
        ];
        if runs.iter().any(|option| word.starts_with(option)) {
            scene.add(
                Harm::Unreadable,
                format!("“{}” runs a program", excerpt(word, 60)),
            );
        }
    }
    options(scene, call, &["-C", "--directory", "-d", "-f"]);
    if call.has("P", "absolute-names") && call.name.contains("tar") {
        scene.add(
            Harm::Escapes,
            format!("“{}” unpacks to absolute paths", call.quoted()),
        );
    }
}

/// Notes where the values of these options lead.
fn options(scene: &mut Scene, call: &Call, names: &[&str]) {
    for (at, word) in call.args.iter().enumerate() {
        let inline = names.iter().find_map(|name| {
            word.text
                .strip_prefix(name)
                .and_then(|rest| rest.strip_prefix('='))
        });
        let next = names
            .contains(&word.text.as_str())
            .then(|| call.args.get(at + 1))
            .flatten();
        if let Some(target) = inline.map(Word::literal).or_else(|| next.cloned()) {
            write_all(scene, &[&target], "writes to");
        }
    }
}
