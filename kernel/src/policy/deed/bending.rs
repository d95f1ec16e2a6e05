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
        "-exec -toolexec -overlay -modfile --exec --toolexec -C -vettool -gccgoflags -ldflags -o -coverprofile \
         -cpuprofile -memprofile -blockprofile -mutexprofile -trace",
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
         --report-log --pyargs",
    ),
    (
        "man less more",
        "-P -H --pager --html -o -O + -C --config-file",
    ),
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
    // "python -m pytest": the module's own flags count.
    let module = part
        .words
        .iter()
        .skip_while(|word| word.text != "-m")
        .nth(1)
        .filter(|_| name.starts_with("python"));
    let names = [Some(name), module.map(|word| word.text.as_str())];
    let bends = |name: &str| {
        ROWS.iter()
            .filter(|row| row.0.split_whitespace().any(|known| known == name))
            .flat_map(|row| row.1.split_whitespace())
            .any(|start| {
                let mut words = part.words.iter().skip(1);
                words.any(|word| begins(&word.text, start))
            })
    };
    if names.into_iter().flatten().any(bends) {
        Deed::LOOKS.bent()
    } else {
        Deed::LOOKS
    }
}

/// The word begins like the flag; of a long flag a beginning is enough for many programs.
fn begins(word: &str, flag: &str) -> bool {
    let long = flag.starts_with("--") && word.len() > 3 && word.starts_with("--");
    let name = word.split('=').next().unwrap_or_default();
    // Go takes two dashes for one.
    let doubled = flag.len() > 2
        && word
            .strip_prefix('-')
            .is_some_and(|word| word.starts_with(flag));
    word.starts_with(flag) || doubled || (long && flag.starts_with(name))
}
