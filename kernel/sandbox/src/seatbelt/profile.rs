//! A view as a profile for the system's tool: of rules that speak of the same, the last one counts.

use crate::plan::{Plan, What};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// A profile and its parameters: no path is ever part of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    pub text: String,
    /// Name and value, for `-D`.
    pub parameters: Vec<(String, String)>,
}

/// What every program gets: the system's own files, and as little as it takes of everything that is no file. Of what the
/// kernel tells no arguments of other processes, of the system's services none that knows a secret or changes a setting.
const BEGINNING: &str = r#"(version 1)
(deny default)
(allow process-fork)
(allow signal (target same-sandbox))
(allow process-info* (target same-sandbox))
(allow ipc-posix-sem)
(allow ipc-posix-shm-read-data (ipc-posix-name "apple.shm.notification_center"))
(allow sysctl-read
  (sysctl-name-prefix "hw.")
  (sysctl-name-prefix "machdep.cpu.")
  (sysctl-name-prefix "vm.")
  (sysctl-name "kern.argmax")
  (sysctl-name "kern.boottime")
  (sysctl-name "kern.hostname")
  (sysctl-name "kern.iossupportversion")
  (sysctl-name "kern.maxfiles")
  (sysctl-name "kern.maxfilesperproc")
  (sysctl-name "kern.maxproc")
  (sysctl-name "kern.ngroups")
  (sysctl-name "kern.osproductversion")
  (sysctl-name "kern.osrelease")
  (sysctl-name "kern.ostype")
  (sysctl-name "kern.osvariant_status")
  (sysctl-name "kern.osversion")
  (sysctl-name "kern.secure_kernel")
  (sysctl-name "kern.usrstack64")
  (sysctl-name "kern.version")
  (sysctl-name "sysctl.name2oid")
  (sysctl-name "sysctl.proc_cputype"))
(allow mach-lookup
  (global-name "com.apple.bsd.dirhelper")
  (global-name "com.apple.logd")
  (global-name "com.apple.system.logger")
  (global-name "com.apple.system.notification_center")
  (global-name "com.apple.system.opendirectoryd.libinfo")
  (global-name "com.apple.system.opendirectoryd.membership"))
(allow file-read* file-test-existence (literal "/"))
(allow file-read-metadata file-test-existence
  (literal "/Applications")
  (literal "/Library")
  (literal "/System")
  (literal "/System/Volumes")
  (literal "/System/Volumes/Preboot")
  (literal "/dev")
  (literal "/etc")
  (literal "/private")
  (literal "/private/preboot")
  (literal "/private/tmp")
  (literal "/private/var")
  (literal "/private/var/db")
  (literal "/tmp")
  (literal "/var"))
(allow file-read* file-test-existence file-map-executable process-exec
  (subpath "/usr")
  (subpath "/bin")
  (subpath "/sbin")
  (subpath "/System/Cryptexes")
  (subpath "/System/Library")
  (subpath "/System/Volumes/Preboot/Cryptexes")
  (subpath "/System/iOSSupport")
  (subpath "/private/preboot/Cryptexes")
  (subpath "/Applications/Xcode.app")
  (subpath "/Library/Apple")
  (subpath "/Library/Developer")
  (subpath "/Library/Frameworks")
  (subpath "/Library/Java"))
(allow file-read* file-test-existence
  (subpath "/private/etc")
  (subpath "/private/var/db/dyld")
  (subpath "/private/var/db/timezone")
  (literal "/private/var/db/xcode_select_link")
  (subpath "/private/var/select")
  (literal "/dev/random")
  (literal "/dev/stderr")
  (literal "/dev/stdin")
  (literal "/dev/stdout")
  (literal "/dev/urandom"))
(allow file-read* file-write* file-test-existence
  (literal "/dev/null")
  (literal "/dev/zero")
  (subpath "/dev/fd"))
"#;

/// With hosts to reach, programs ask this service whether to trust a certificate.
const TRUST: &str = r#"(allow mach-lookup (global-name "com.apple.trustd.agent"))"#;

const READ: &str = "allow file-read* file-test-existence file-map-executable process-exec";
const CHANGE: &str =
    "allow file-read* file-write* file-test-existence file-map-executable process-exec";
const NOTHING: &str =
    "deny file-read* file-write* file-test-existence file-map-executable process-exec";

impl Profile {
    /// Of a plan whose paths are real ones, parents first.
    pub fn of(plan: &Plan) -> Self {
        let mut profile = Self {
            text: BEGINNING.to_owned(),
            parameters: Vec::new(),
        };
        profile.ways(plan);
        for shown in &plan.view {
            match &shown.what {
                What::ReadOnly => {
                    profile.below("deny file-write*", &shown.path);
                    profile.below(READ, &shown.path);
                }
                What::Writable => profile.below(CHANGE, &shown.path),
                What::NothingThere { .. } => profile.below(NOTHING, &shown.path),
                What::Link(_) => {
                    profile.exactly("allow file-read* file-test-existence", &shown.path);
                }
                What::Pinned => profile.exactly("deny file-write-unlink", &shown.path),
                // Devices are part of the beginning, and nothing takes another place here.
                What::Device | What::Memory(_) | What::WritableFrom(_) => {}
            }
        }
        profile.stay(plan);
        if let Some(proxy) = &plan.proxy {
            let port = proxy.port;
            profile.line(&format!(
                "(allow network-outbound (remote ip \"localhost:{port}\"))"
            ));
            profile.line(TRUST);
        }
        profile
    }

    /// That the folders on the way to what is shown are there, and nothing of what else is in them.
    fn ways(&mut self, plan: &Plan) {
        let all = plan.view.iter().flat_map(|shown| shown.path.ancestors());
        let ways: BTreeSet<&Path> = all.filter(|path| path.parent().is_some()).collect();
        for way in ways {
            self.exactly("allow file-read-metadata file-test-existence", way);
        }
    }

    /// A folder that holds something protected is not moved away with it, and no folder is exchanged for another one.
    fn stay(&mut self, plan: &Plan) {
        let is_open = |shown: &&crate::plan::Shown| shown.what == What::Writable;
        let open: Vec<&Path> = plan
            .view
            .iter()
            .filter(is_open)
            .map(|it| &*it.path)
            .collect();
        let mut fixed: BTreeSet<PathBuf> = open.iter().map(|path| (*path).to_owned()).collect();
        for shown in &plan.view {
            let around = shown.path.ancestors().skip(1);
            let around = around.filter(|path| open.iter().any(|open| path.starts_with(open)));
            fixed.extend(around.map(Path::to_owned));
        }
        for path in fixed {
            self.exactly("deny file-write-unlink", &path);
        }
    }

    fn below(&mut self, what: &str, path: &Path) {
        let name = self.parameter(path);
        self.line(&format!("({what} (subpath (param \"{name}\")))"));
    }

    fn exactly(&mut self, what: &str, path: &Path) {
        let name = self.parameter(path);
        self.line(&format!("({what} (literal (param \"{name}\")))"));
    }

    /// One for each path, however many rules speak of it.
    fn parameter(&mut self, path: &Path) -> String {
        let value = path.display().to_string();
        if let Some((name, _)) = self.parameters.iter().find(|(_, known)| *known == value) {
            return name.clone();
        }
        let name = format!("P{}", self.parameters.len());
        self.parameters.push((name.clone(), value));
        name
    }

    fn line(&mut self, line: &str) {
        // Writing to a string can't fail.
        writeln!(self.text, "{line}").ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Limits, Proxy, Shown};
    use std::collections::BTreeMap;

    fn of(rows: &[(&str, What)]) -> Profile {
        let view = rows.iter().map(|(path, what)| Shown {
            path: path.into(),
            what: what.clone(),
        });
        Profile::of(&Plan {
            words: Vec::new(),
            environment: BTreeMap::new(),
            directory: "/work".into(),
            view: view.collect(),
            limits: Limits::default(),
            proxy: Some(Proxy {
                socket: "/s".into(),
                port: 3128,
            }),
            stand_ins: None,
            without: Vec::new(),
        })
    }

    /// The rules with their paths in them.
    fn rules(profile: &Profile) -> Vec<String> {
        let lines = profile.text[BEGINNING.len()..].lines();
        let filled = lines.map(|line| {
            let mut line = line.to_owned();
            for (name, value) in &profile.parameters {
                line = line.replace(&format!("(param \"{name}\")"), value);
            }
            line
        });
        filled.collect()
    }

    #[test]
    fn values_are_parameters_and_protection_comes_after_permission() {
        let profile = of(&[
            ("/work", What::Writable),
            ("/work/.git", What::Pinned),
            ("/work/.git/hooks", What::ReadOnly),
            (
                "/work/\")(allow default)(\"",
                What::NothingThere { is_folder: true },
            ),
        ]);
        assert!(profile.text.starts_with("(version 1)\n(deny default)\n"));
        assert!(!profile.text.contains("/work") && !profile.text.contains("allow default"));
        assert_eq!(
            rules(&profile),
            [
                "(allow file-read-metadata file-test-existence (literal /work))",
                "(allow file-read-metadata file-test-existence (literal /work/\")(allow default)(\"))",
                "(allow file-read-metadata file-test-existence (literal /work/.git))",
                "(allow file-read-metadata file-test-existence (literal /work/.git/hooks))",
                &format!("({CHANGE} (subpath /work))"),
                "(deny file-write-unlink (literal /work/.git))",
                "(deny file-write* (subpath /work/.git/hooks))",
                &format!("({READ} (subpath /work/.git/hooks))"),
                &format!("({NOTHING} (subpath /work/\")(allow default)(\"))"),
                "(deny file-write-unlink (literal /work))",
                "(deny file-write-unlink (literal /work/.git))",
                "(allow network-outbound (remote ip \"localhost:3128\"))",
                TRUST,
            ]
        );
    }

    #[test]
    fn whatever_holds_something_protected_stays_where_it_is() {
        let rows = [
            ("/work", What::Writable),
            ("/work/a/b/.agents", What::ReadOnly),
            ("/usr/local", What::ReadOnly),
        ];
        let profile = of(&rows);
        let stays: Vec<String> = rules(&profile)
            .into_iter()
            .filter(|rule| rule.starts_with("(deny file-write-unlink"))
            .collect();
        assert_eq!(
            stays,
            [
                "(deny file-write-unlink (literal /work))",
                "(deny file-write-unlink (literal /work/a))",
                "(deny file-write-unlink (literal /work/a/b))",
            ]
        );
    }

    #[test]
    fn nothing_is_allowed_without_saying_of_what() {
        let bare = BEGINNING.lines().filter(|line| line.ends_with(')'));
        let bare = bare.filter(|line| line.starts_with("(allow") && !line[1..].contains('('));
        let bare: Vec<&str> = bare.collect();
        assert_eq!(bare, ["(allow process-fork)", "(allow ipc-posix-sem)"]);
        assert!(!BEGINNING.contains("network"));
        assert!(!BEGINNING.contains("procargs") && !BEGINNING.contains("ecurity"));
    }
}
