//! What is no credential stays: the sources that this project was built from hold next to nothing that is struck out.

#![expect(clippy::print_stdout, reason = "a campaign tells its figure")]

use openkoi_redact::Redactor;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;
use std::{env, fs};

/// The corpus is too small to prove anything below this.
const LEAST_MEGABYTES: f64 = 50.0;
/// Each file as far as this.
const LONGEST: usize = 4 << 20;
const KINDS: [&str; 22] = [
    "rs", "toml", "md", "c", "h", "js", "ts", "json", "py", "yml", "yaml", "sh", "txt", "html",
    "css", "cpp", "cc", "hpp", "go", "java", "wit", "wat",
];
/// Tests of what handles keys hold real ones; what is found there is what is looked for.
const REAL: [&str; 9] = [
    "private-key",
    "rsa-private-key",
    "ec-private-key",
    "dsa-private-key",
    "openssh-private-key",
    "encrypted-private-key",
    "pgp-private-key",
    "jwk-private-part",
    "json-web-token",
];

fn corpus() -> Vec<PathBuf> {
    #[expect(
        clippy::disallowed_methods,
        reason = "cargo's home is where the environment says"
    )]
    let home = env::var_os("CARGO_HOME").map_or_else(
        || PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cargo"),
        PathBuf::from,
    );
    let mut files = Vec::new();
    collect(&home.join("registry/src"), &mut files);
    files.sort();
    files
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path
            .extension()
            .is_some_and(|end| KINDS.iter().any(|kind| end == *kind))
        {
            files.push(path);
        }
    }
}

#[test]
fn at_most_one_in_ten_megabytes_of_code_is_struck_out_wrongly() {
    let redactor = Redactor::default();
    let (mut bytes, mut seconds) = (0, 0.0);
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in corpus() {
        let Ok(mut text) = fs::read_to_string(&path) else {
            continue;
        };
        let end = (0..=LONGEST.min(text.len()))
            .rev()
            .find(|end| text.is_char_boundary(*end));
        text.truncate(end.unwrap_or(0));
        bytes += text.len();
        #[expect(clippy::disallowed_methods, reason = "the speed is printed")]
        let begun = Instant::now();
        let redacted = redactor.redact(&text).into_owned();
        seconds += begun.elapsed().as_secs_f64();
        for (at, _) in redacted.match_indices("[redacted ") {
            let name = redacted[at + 10..].split(']').next().unwrap_or_default();
            let line = redacted[..at].matches('\n').count();
            let line = redacted.lines().nth(line).unwrap_or_default();
            found.entry(name.to_owned()).or_default().push(format!(
                "{}: {}",
                path.display(),
                line.trim()
            ));
        }
    }
    let megabytes = bytes as f64 / 1e6;
    assert!(
        megabytes >= LEAST_MEGABYTES,
        "{megabytes:.0} MB of sources are no corpus; build the project first"
    );
    let (real, wrong): (Vec<_>, Vec<_>) = found
        .iter()
        .partition(|(name, _)| REAL.contains(&name.as_str()));
    let count = |rows: &[(&String, &Vec<String>)]| -> usize {
        rows.iter().map(|(_, lines)| lines.len()).sum()
    };
    let rate = count(&wrong) as f64 / megabytes * 10.0;
    println!(
        "{megabytes:.0} MB: {} struck out wrongly, {rate:.2} in 10 MB; {} keys of tests; {:.0} MB/s",
        count(&wrong),
        count(&real),
        megabytes / seconds
    );
    let shown: Vec<String> = wrong
        .iter()
        .flat_map(|(name, lines)| lines.iter().map(move |line| format!("{name}: {line}")))
        .collect();
    for line in &shown {
        println!("{line}");
    }
    assert!(rate <= 1.0, "{rate:.2} in 10 MB\n{}", shown.join("\n"));
}
