//! What the user delegated: `trust.toml` in the user's home, and nowhere else.
//!
//! A file that can't be understood is an error and stays as it is; whoever reads it for a task takes the most careful
//! level then.

use super::RegistryError;
use crate::domain::TrustLevel;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

/// Stands for every domain that has no grant of its own.
const EVERY_DOMAIN: &str = "*";

/// A level for a domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustGrant {
    pub domain: String,
    pub level: TrustLevel,
    /// Holds in this directory and below; none: everywhere.
    #[serde(rename = "in", default, skip_serializing_if = "Option::is_none")]
    pub place: Option<PathBuf>,
    /// Holds until then; none: until it is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// A rule that allows what would be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustRule {
    /// As written: `Bash(git push origin main)`.
    pub allow: String,
    #[serde(rename = "in", default, skip_serializing_if = "Option::is_none")]
    pub place: Option<PathBuf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// Everything that is delegated.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trust {
    #[serde(default)]
    pub grants: Vec<TrustGrant>,
    #[serde(default)]
    pub rules: Vec<TrustRule>,
}

/// Whether something that is bound to a place and a time holds here and now.
fn holds(place: Option<&Path>, until: Option<Timestamp>, here: &Path, now: Timestamp) -> bool {
    place.is_none_or(|place| here.starts_with(place)) && until.is_none_or(|until| now < until)
}

impl TrustGrant {
    pub fn holds(&self, here: &Path, now: Timestamp) -> bool {
        holds(self.place.as_deref(), self.until, here, now)
    }
}

impl TrustRule {
    pub fn holds(&self, here: &Path, now: Timestamp) -> bool {
        holds(self.place.as_deref(), self.until, here, now)
    }
}

impl Trust {
    /// Reads the file. None there: nothing is delegated beyond the default.
    pub fn load(path: &Path) -> Result<Self, RegistryError> {
        parse(path, &text(path)?)
    }

    /// Delegates a domain, in place of what was granted for the same place before.
    pub fn grant(path: &Path, grant: &TrustGrant) -> Result<(), RegistryError> {
        change(path, |trust, document| {
            let is_same =
                |other: &TrustGrant| other.domain == grant.domain && other.place == grant.place;
            remove(document, "grants", &positions(&trust.grants, is_same));
            append(document, "grants", table(grant)?);
            Ok(1)
        })
        .map(drop)
    }

    /// Allows what a rule says; one that is there already is put in place anew.
    pub fn allow(path: &Path, rule: &TrustRule) -> Result<(), RegistryError> {
        change(path, |trust, document| {
            let is_same =
                |other: &TrustRule| other.allow == rule.allow && other.place == rule.place;
            remove(document, "rules", &positions(&trust.rules, is_same));
            append(document, "rules", table(rule)?);
            Ok(1)
        })
        .map(drop)
    }

    /// Takes back the grants and rules that these say yes to, and says how many.
    pub fn revoke(
        path: &Path,
        grants: impl Fn(&TrustGrant) -> bool,
        rules: impl Fn(&TrustRule) -> bool,
    ) -> Result<usize, RegistryError> {
        change(path, |trust, document| {
            let (grants, rules) = (
                positions(&trust.grants, grants),
                positions(&trust.rules, rules),
            );
            remove(document, "grants", &grants);
            remove(document, "rules", &rules);
            Ok(grants.len() + rules.len())
        })
    }
}

/// A domain is a plain word, or the one for all.
pub fn is_domain(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let named = word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.len() <= 40
        && word.chars().all(plain);
    named || word == EVERY_DOMAIN
}

fn positions<T>(all: &[T], wanted: impl Fn(&T) -> bool) -> Vec<usize> {
    let found = all.iter().enumerate().filter(|(_, one)| wanted(one));
    found.map(|(at, _)| at).collect()
}

/// Changes the file as it is now, under a lock, and keeps what people wrote beside the entries.
fn change(
    path: &Path,
    edit: impl FnOnce(&Trust, &mut DocumentMut) -> Result<usize, String>,
) -> Result<usize, RegistryError> {
    let wrong = |reason: String| RegistryError::Trust {
        path: path.to_owned(),
        reason,
    };
    plain(path)?;
    let mut count = 0;
    openkoi_state::update::<RegistryError>(path, |old| {
        let text = old.unwrap_or_default();
        let trust = parse(path, text)?;
        let mut document: DocumentMut = text
            .parse()
            .map_err(|error: toml_edit::TomlError| wrong(error.message().to_owned()))?;
        count = edit(&trust, &mut document).map_err(wrong)?;
        let text = document.to_string();
        // What is written is what will be read.
        parse(path, &text)?;
        Ok(text)
    })?;
    Ok(count)
}

/// Takes entries out; what people wrote before one of them stays where it was.
fn remove(document: &mut DocumentMut, list: &str, positions: &[usize]) {
    let mut left = String::new();
    let tables = document
        .get_mut(list)
        .and_then(Item::as_array_of_tables_mut);
    let Some(tables) = tables else {
        return;
    };
    for at in positions.iter().rev() {
        let said = tables.get(*at).map(said_before).unwrap_or_default();
        tables.remove(*at);
        match tables.get_mut(*at) {
            Some(next) => {
                let both = said + &said_before(next);
                next.decor_mut().set_prefix(both);
            }
            None => left = said + &left,
        }
    }
    if left.contains('#') {
        let trailing = document.trailing().as_str().unwrap_or_default().to_owned();
        document.set_trailing(left + &trailing);
    }
}

fn said_before(table: &Table) -> String {
    let prefix = table.decor().prefix().and_then(|prefix| prefix.as_str());
    prefix.unwrap_or_default().to_owned()
}

fn append(document: &mut DocumentMut, list: &str, table: Table) {
    let item = document
        .entry(list)
        .or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    if let Some(tables) = item.as_array_of_tables_mut() {
        tables.push(table);
    }
}

fn table(entry: &impl Serialize) -> Result<Table, String> {
    let fields = serde_json::to_value(entry).map_err(|error| error.to_string())?;
    let mut table = Table::new();
    // In the order in which people read them.
    for key in ["domain", "level", "allow", "in", "until"] {
        if let Some(text) = fields[key].as_str() {
            table.insert(key, value(text));
        }
    }
    Ok(table)
}

/// The file's text.
fn text(path: &Path) -> Result<String, RegistryError> {
    plain(path)?;
    openkoi_state::load(path)
        .map(Option::unwrap_or_default)
        .map_err(|error| RegistryError::Trust {
            path: path.to_owned(),
            reason: error.reason,
        })
}

/// Only a plain file of one's own, which nobody else can write, says what is delegated.
fn plain(path: &Path) -> Result<(), RegistryError> {
    let metadata = match std::fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        // What can't be looked at can't be read either, and that says why.
        Err(_) => return Ok(()),
    };
    let reason = if !metadata.is_file() {
        "it is no plain file"
    } else if metadata.mode() & 0o022 != 0 {
        "others may write it"
    } else if metadata.uid() != rustix::process::geteuid().as_raw() {
        "it belongs to somebody else"
    } else {
        return Ok(());
    };
    Err(RegistryError::Trust {
        path: path.to_owned(),
        reason: reason.to_owned(),
    })
}

fn parse(path: &Path, text: &str) -> Result<Trust, RegistryError> {
    let wrong = |reason: String| RegistryError::Trust {
        path: path.to_owned(),
        reason,
    };
    let trust: Trust = toml_edit::de::from_str(text)
        .map_err(|error: toml_edit::de::Error| wrong(located(text, &error)))?;
    for grant in &trust.grants {
        if !is_domain(&grant.domain) {
            return Err(wrong(format!("{:?} is no domain", grant.domain)));
        }
    }
    let places = trust.grants.iter().map(|grant| &grant.place);
    for place in places
        .chain(trust.rules.iter().map(|rule| &rule.place))
        .flatten()
    {
        if !place.is_absolute() {
            return Err(wrong(format!("{place:?} is no absolute path")));
        }
    }
    Ok(trust)
}

fn located(text: &str, error: &toml_edit::de::Error) -> String {
    let line = error
        .span()
        .and_then(|span| text.get(..span.start))
        .map(|before| before.matches('\n').count() + 1);
    match line {
        Some(line) => format!("line {line}: {}", error.message()),
        None => error.message().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn grant(domain: &str, level: TrustLevel, place: Option<&str>) -> TrustGrant {
        TrustGrant {
            domain: domain.to_owned(),
            level,
            place: place.map(PathBuf::from),
            until: None,
        }
    }

    #[test]
    fn what_is_granted_is_read_back_and_what_people_wrote_beside_it_stays() {
        let home = tempfile::tempdir().expect("a temporary directory");
        let path = home.path().join("koi/trust.toml");
        assert_eq!(
            Trust::load(&path).expect("no file is no error"),
            Trust::default()
        );
        Trust::grant(&path, &grant("deploy", TrustLevel::Ask, None)).expect("granted");
        let text = std::fs::read_to_string(&path).expect("it is there");
        std::fs::write(&path, format!("# mine\n{text}")).expect("it can be written");
        Trust::grant(&path, &grant("deploy", TrustLevel::Act, None)).expect("granted");
        Trust::grant(&path, &grant("deploy", TrustLevel::Suggest, Some("/w"))).expect("granted");
        let rule = TrustRule {
            allow: "Bash(echo \"a\\*b\" # ]])".to_owned(),
            place: Some("/w".into()),
            until: Some("2026-11-22T10:00:00Z".parse().expect("a time")),
        };
        Trust::allow(&path, &rule).expect("allowed");
        let trust = Trust::load(&path).expect("it can be read");
        let levels: Vec<TrustLevel> = trust.grants.iter().map(|grant| grant.level).collect();
        assert_eq!(levels, [TrustLevel::Act, TrustLevel::Suggest]);
        assert_eq!(trust.rules, [rule]);
        let mode = std::fs::metadata(&path)
            .expect("it is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        let count = Trust::revoke(&path, |grant| grant.place.is_none(), |_| true);
        assert_eq!(count.expect("revoked"), 2);
        let text = std::fs::read_to_string(&path).expect("it is there");
        assert!(text.contains("# mine\n"), "{text}");
        assert_eq!(Trust::load(&path).expect("it can be read").grants.len(), 1);
    }

    #[test]
    fn a_file_that_can_t_be_understood_names_what_is_wrong_and_is_never_changed() {
        let rows = [
            (
                "[[grants]]\ndomain = 'deploy'\nlevel = 'root'",
                "line 3",
                "root",
            ),
            (
                "[[grants]]\ndomain = 'deploy'\nlevel = 'act'\nlevle = 1",
                "line 4",
                "levle",
            ),
            ("[[rule]]\nallow = 'x'", "line 1", "rule"),
            ("sandbox = false", "line 1", "sandbox"),
            (
                "[[grants]]\ndomain = 'De Ploy'\nlevel = 'act'",
                "De Ploy",
                "is no domain",
            ),
            (
                "[[grants]]\ndomain = 'a'\nlevel = 'act'\nin = 'here'",
                "here",
                "no absolute path",
            ),
            (
                "[[grants]]\ndomain = 'a'\nlevel = 'act'\nuntil = 'soon'",
                "line 4",
                "year",
            ),
            ("[[gra", "line 1", ""),
            ("\0\u{1}garbage", "line 1", ""),
        ];
        for (content, where_, what) in rows {
            let home = tempfile::tempdir().expect("a temporary directory");
            let path = home.path().join("trust.toml");
            std::fs::write(&path, content).expect("it can be written");
            let error = Trust::load(&path).expect_err(content).to_string();
            for part in ["trust.toml", where_, what] {
                assert!(error.contains(part), "{part}: {error}");
            }
            let changed = Trust::grant(&path, &grant("deploy", TrustLevel::Act, None));
            assert!(changed.is_err(), "{content}");
            let now = std::fs::read_to_string(&path).expect("it is there");
            assert_eq!(now, content, "nothing is reset");
        }
    }

    #[test]
    fn only_a_plain_file_of_one_s_own_says_what_is_delegated() {
        let home = tempfile::tempdir().expect("a temporary directory");
        let path = home.path().join("trust.toml");
        let elsewhere = home.path().join("elsewhere");
        std::fs::write(&elsewhere, "").expect("it can be written");
        std::os::unix::fs::symlink(&elsewhere, &path).expect("a link");
        let error = Trust::load(&path).expect_err("a link").to_string();
        assert!(error.contains("no plain file"), "{error}");
        std::fs::remove_file(&path).expect("it is there");
        std::fs::write(&path, "").expect("it can be written");
        let open = std::fs::Permissions::from_mode(0o666);
        std::fs::set_permissions(&path, open).expect("it is ours");
        let error = Trust::load(&path).expect_err("open to all").to_string();
        assert!(error.contains("others may write it"), "{error}");
    }
}
