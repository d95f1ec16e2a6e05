//! A plan in terms of what is really there: without mounts nothing stands under another name.

use crate::plan::{Plan, Shown, What};
use std::path::{Path, PathBuf};

/// Where a program finds what is temporary, wherever there are mounts.
const TEMPORARY: &str = "/tmp";

/// The same plan with real paths, parents first, and with variables that lead to them. The proxy listens on `port`.
pub(super) fn really(mut plan: Plan, port: Option<u16>) -> Plan {
    let open: Vec<PathBuf> = plan
        .view
        .iter()
        .filter(|shown| shown.what == What::Writable)
        .map(|shown| shown.path.clone())
        .collect();
    let mut view = Vec::new();
    for Shown { path, what } in std::mem::take(&mut plan.view) {
        match what {
            What::WritableFrom(_) if open.iter().any(|open| path.starts_with(open)) => {
                // What would grow elsewhere under this name can't begin here.
                view.push(shown(real(&path), What::ReadOnly));
            }
            What::WritableFrom(source) => {
                if path == Path::new(TEMPORARY) {
                    let temp = real(&source).display().to_string();
                    plan.environment.insert("TMPDIR".into(), temp);
                }
                view.push(shown(real(&source), What::Writable));
            }
            What::Link(_) => view.push(shown(beside(&path), what)),
            What::Memory(_) | What::Device => {}
            What::ReadOnly | What::Writable | What::NothingThere { .. } | What::Pinned => {
                view.push(shown(real(&path), what));
            }
        }
    }
    // What is said of one path twice keeps its order.
    view.sort_by(|one, other| one.path.cmp(&other.path));
    view.dedup();
    plan.view = view;
    plan.directory = real(&plan.directory);
    // Settings that are refused, rather than not there, git takes for a failure.
    let settings = plan.environment.entry("GIT_CONFIG_GLOBAL".into());
    settings.or_insert_with(|| "/dev/null".into());
    if let (Some(proxy), Some(port)) = (&mut plan.proxy, port) {
        let planned = format!("http://127.0.0.1:{}", proxy.port);
        for value in plan.environment.values_mut() {
            if *value == planned {
                *value = format!("http://127.0.0.1:{port}");
            }
        }
        proxy.port = port;
    }
    plan
}

fn shown(path: PathBuf, what: What) -> Shown {
    Shown { path, what }
}

/// Under the name that the system itself knows it by; what is not there stands in a folder that is.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| beside(path))
}

/// The last name as it is, in a real folder.
fn beside(path: &Path) -> PathBuf {
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) => real(folder).join(name),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Limits, Proxy};
    use std::collections::BTreeMap;
    use std::fs;
    use std::os::unix::fs::symlink;

    #[test]
    fn names_lead_to_what_is_there_and_variables_follow() {
        let root = tempfile::tempdir().expect("a folder");
        let root = root.path().canonicalize().expect("a real one");
        for name in ["true/work/.git", "true/temp"] {
            fs::create_dir_all(root.join(name)).expect("a folder");
        }
        symlink(root.join("true"), root.join("alias")).expect("a link");
        let (alias, there) = (root.join("alias"), root.join("true"));
        let rows = [
            (alias.join("work"), What::Writable),
            (
                alias.join("work/.git"),
                What::WritableFrom(root.join("grows")),
            ),
            (alias.join("work/absent/.agents"), What::ReadOnly),
            ("/tmp".into(), What::WritableFrom(alias.join("temp"))),
            ("/var/tmp".into(), What::WritableFrom(alias.join("temp"))),
            ("/dev/shm".into(), What::Memory(1)),
            (alias.join("link"), What::Link("true".into())),
        ];
        let lent = [
            ("TMPDIR", "/tmp"),
            ("HTTP_PROXY", "http://127.0.0.1:3128"),
            ("NO_PROXY", "localhost"),
        ];
        let plan = really(
            Plan {
                words: Vec::new(),
                environment: lent.map(|(name, value)| (name.into(), value.into())).into(),
                directory: alias.join("work"),
                view: rows.map(|(path, what)| shown(path, what)).into(),
                limits: Limits::default(),
                proxy: Some(Proxy {
                    socket: "/s".into(),
                    port: 3128,
                }),
                stand_ins: None,
                without: Vec::new(),
            },
            Some(40_001),
        );
        let temp = there.join("temp");
        let expected = [
            (
                alias.with_file_name("alias").join("link"),
                What::Link("true".into()),
            ),
            (temp.clone(), What::Writable),
            (there.join("work"), What::Writable),
            (there.join("work/.git"), What::ReadOnly),
            (there.join("work/absent/.agents"), What::ReadOnly),
        ]
        .map(|(path, what)| {
            let is_link = matches!(what, What::Link(_));
            shown(if is_link { there.join("link") } else { path }, what)
        });
        let mut expected = Vec::from(expected);
        expected.sort_by(|one, other| one.path.cmp(&other.path));
        assert_eq!(plan.view, expected);
        assert_eq!(plan.directory, there.join("work"));
        assert_eq!(plan.proxy.map(|proxy| proxy.port), Some(40_001));
        let temp = temp.display().to_string();
        let pairs = [
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("HTTP_PROXY", "http://127.0.0.1:40001"),
            ("NO_PROXY", "localhost"),
            ("TMPDIR", temp.as_str()),
        ];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(plan.environment, BTreeMap::from(pairs));
    }
}
