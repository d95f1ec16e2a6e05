//! Flags that make a program run or write what its name does not say.

use super::Deed;
use crate::policy::shell::Part;

/// A program, and beginnings of words that make it run or write what its name does not say.
const ROWS: &[(&str, &str)] = &[
    (
        "cargo",
        "--config -Z + --target-dir --out-dir --artifact-dir --manifest-path -C --lockfile-path",
    ),
    (
        "npm pnpm yarn npx bun",
        "--prefix -C --cwd --dir --script-shell --node-options --registry --userconfig --globalconfig \
         --config --shell -c --call --node-arg --use-yarnrc --rcfile --global -g --location --scripts-prepend",
    ),
    (
        "tar bsdtar gtar",
        "--checkpoint --to-com -I --use-com --info-script --new-volume -F --rsh --rmt -P --absolute",
    ),
    ("zip unzip", "-T -TT --unzip-command -:"),
    (
        "go",
        "-exec -toolexec -overlay -modfile --exec --toolexec -C -vettool -gccgoflags -ldflags -o",
    ),
    (
        "make gmake just",
        "-f -C -I --file --makefile --eval -E SHELL= MAKEFLAGS= .SHELLFLAGS= --directory --shell -d \
         --justfile",
    ),
    (
        "python python3 node ruby perl php lua deno",
        "-c -e -p -i -x -r --eval --print --require --import --loader --inspect",
    ),
    (
        "pytest py.test",
        "-p -c --rootdir --confcutdir --basetemp --junit -o --override --pdb --pastebin --log-file --debug \
         --report-log",
    ),
    ("man less more", "-P -H --pager --html -o -O +"),
    ("rsync", "-e --rsh --rsync-path --log-file --files-from"),
    ("vim vi nvim ed ex emacs", "-c --cmd + -S -u -s --eval -l"),
    ("gcc cc g++ clang", "-wrapper -fplugin -specs -B @"),
    (
        "eslint prettier tsc jest vitest ruff black mypy",
        "--config -c --plugin --rulesdir --resolve-plugins --fix-to -o --output --globalSetup --setupFiles \
         --outFile --outDir --parser -f --format",
    ),
    ("rustc rustdoc", "-C --codegen -Z -o --out-dir"),
    (
        "curl",
        "-o -O --output --remote-name -K --config -x --proxy --create-dirs -J -D --dump --trace --stderr -c \
         --cookie-jar file: --libcurl --engine --netrc -n -s -S -f -L -q",
    ),
    (
        "wget",
        "-O -o -P -e --execute --use-askpass --output --directory -i --input --config -a",
    ),
];

pub(super) fn bent(name: &str, part: &Part) -> Deed {
    let meant = |row: &&(&str, &str)| row.0.split_whitespace().any(|known| known == name);
    let is_bent = ROWS
        .iter()
        .filter(meant)
        .flat_map(|row| row.1.split_whitespace())
        .any(|start| {
            part.words
                .iter()
                .skip(1)
                .any(|word| begins(&word.text, start))
        });
    if is_bent {
        Deed::LOOKS.bent()
    } else {
        Deed::LOOKS
    }
}

/// The word begins like the flag; of a long flag a beginning is enough for many programs.
fn begins(word: &str, flag: &str) -> bool {
    let long = flag.starts_with("--") && word.len() > 3 && word.starts_with("--");
    let name = word.split('=').next().unwrap_or_default();
    word.starts_with(flag) || (long && flag.starts_with(name))
}
