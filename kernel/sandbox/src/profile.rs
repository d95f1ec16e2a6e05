//! The same view as a profile for macOS's sandbox-exec. Its text is made anywhere; it has not been run on a Mac yet.

use crate::plan::{Plan, What};
use std::fmt::Write;

/// A profile and its parameters: no path is ever part of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    pub text: String,
    /// Name and value, for `-D`.
    pub parameters: Vec<(String, String)>,
}

const BEGINNING: &str = r#"(version 1)
(deny default)
(allow process-fork)
(allow process-exec)
(allow signal (target same-sandbox))
(allow process-info* (target same-sandbox))
(allow sysctl-read)
(allow mach-lookup (global-name "com.apple.system.opendirectoryd.libinfo"))
(allow file-read-metadata)
(allow file-read* (subpath "/usr") (subpath "/bin") (subpath "/sbin") (subpath "/System") (subpath "/Library/Developer"))
(allow file-read* (subpath "/private/etc") (subpath "/private/var/db/dyld") (literal "/"))
(allow file-read* file-write* (literal "/dev/null") (literal "/dev/zero"))
(allow file-read* (literal "/dev/random") (literal "/dev/urandom"))
"#;

impl Profile {
    /// What is allowed first, what is protected after it: the last rule that fits counts.
    pub fn of(plan: &Plan) -> Self {
        let mut profile = Self {
            text: BEGINNING.to_owned(),
            parameters: Vec::new(),
        };
        for shown in &plan.view {
            let path = shown.path.display().to_string();
            match &shown.what {
                What::ReadOnly => {
                    profile.rule("deny file-write*", &path);
                    profile.rule("allow file-read*", &path);
                }
                What::Writable => profile.rule("allow file-read* file-write*", &path),
                What::WritableFrom(source) => {
                    profile.rule(
                        "allow file-read* file-write*",
                        &source.display().to_string(),
                    );
                }
                What::NothingThere { .. } => profile.rule("deny file-read* file-write*", &path),
                What::Pinned => profile.exactly("deny file-write-unlink", &path),
                // What only Linux has.
                What::Memory(_) | What::Link(_) | What::Device => {}
            }
        }
        if let Some(proxy) = &plan.proxy {
            let name = profile.parameter(format!("localhost:{}", proxy.port));
            profile.line(&format!(
                "(allow network-outbound (remote ip (param \"{name}\")))"
            ));
        }
        profile
    }

    fn rule(&mut self, what: &str, path: &str) {
        let name = self.parameter(path.to_owned());
        self.line(&format!("({what} (subpath (param \"{name}\")))"));
    }

    fn exactly(&mut self, what: &str, path: &str) {
        let name = self.parameter(path.to_owned());
        self.line(&format!("({what} (literal (param \"{name}\")))"));
    }

    fn parameter(&mut self, value: String) -> String {
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

    #[test]
    fn values_are_parameters_and_protection_comes_after_permission() {
        let rows = [
            ("/work", What::Writable),
            ("/work/.git/hooks", What::ReadOnly),
            ("/work/.git", What::Pinned),
            (
                "/work/\")(allow default)(\"",
                What::NothingThere { is_folder: true },
            ),
        ];
        let view = rows.map(|(path, what)| Shown {
            path: path.into(),
            what,
        });
        let profile = Profile::of(&Plan {
            words: Vec::new(),
            environment: BTreeMap::new(),
            directory: "/work".into(),
            view: view.into(),
            limits: Limits::default(),
            proxy: Some(Proxy {
                socket: "/s".into(),
                port: 3128,
            }),
            stand_ins: None,
            without: Vec::new(),
        });
        assert!(profile.text.starts_with("(version 1)\n(deny default)\n"));
        assert!(!profile.text.contains("/work") && !profile.text.contains("allow default"));
        let rules: Vec<&str> = profile.text[BEGINNING.len()..].lines().collect();
        assert_eq!(
            rules,
            [
                "(allow file-read* file-write* (subpath (param \"P0\")))",
                "(deny file-write* (subpath (param \"P1\")))",
                "(allow file-read* (subpath (param \"P2\")))",
                "(deny file-write-unlink (literal (param \"P3\")))",
                "(deny file-read* file-write* (subpath (param \"P4\")))",
                "(allow network-outbound (remote ip (param \"P5\")))",
            ]
        );
        assert_eq!(profile.parameters[4].1, "/work/\")(allow default)(\"");
        assert_eq!(profile.parameters[5].1, "localhost:3128");
    }
}
