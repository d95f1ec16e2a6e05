//! Where secrets are found, and that no spelling of them is shown.

use super::*;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use tempfile::TempDir;

const VALUE: &str = "sk-Ab1/+ü?&\"x";

struct Bench {
    directory: TempDir,
    redactor: Redactor,
    secrets: Secrets,
}

fn bench(environment: &[(&str, &str)]) -> Bench {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let redactor = Redactor::default();
    let environment = environment
        .iter()
        .map(|(name, value)| ((*name).into(), (*value).into()))
        .collect();
    Bench {
        secrets: Secrets::new(environment, directory.path().to_owned(), redactor.clone()),
        redactor,
        directory,
    }
}

impl Bench {
    fn put(&self, name: &str, content: &str, mode: u32) -> PathBuf {
        let path = self.directory.path().join(name);
        fs::write(&path, content).expect("a file");
        fs::set_permissions(&path, Permissions::from_mode(mode)).expect("a mode");
        path
    }

    fn find(&self, variables: &[&str]) -> Result<Option<(String, Origin)>, Fault> {
        let variables: Vec<String> = variables.iter().map(|name| (*name).to_owned()).collect();
        let found = self.secrets.find("vendor", &variables)?;
        Ok(found.map(|(secret, origin)| (secret.expose().to_owned(), origin)))
    }
}

#[test]
fn the_environment_comes_before_the_file() -> Result<(), Fault> {
    let bench = bench(&[("EMPTY", ""), ("ONE", "first"), ("TWO", "second")]);
    assert_eq!(bench.find(&["MISSING"])?, None);
    let path = bench.put("vendor.key", "third\n", 0o600);
    let environment =
        |value: &str, name: &str| Some((value.to_owned(), Origin::Environment(name.into())));
    assert_eq!(
        bench.find(&["EMPTY", "TWO", "ONE"])?,
        environment("second", "TWO")
    );
    assert_eq!(
        bench.find(&["EMPTY", "MISSING"])?,
        Some(("third".into(), Origin::File(path.clone())))
    );
    for (content, value) in [
        ("", None),
        ("\n", None),
        ("a\r\n", Some("a")),
        ("b", Some("b")),
        (" c ", Some(" c ")),
    ] {
        bench.put("vendor.key", content, 0o600);
        let found = bench.find(&[])?.map(|(value, _)| value);
        assert_eq!(found.as_deref(), value, "{content:?}");
    }
    Ok(())
}

#[test]
fn a_file_that_others_can_read_is_refused_with_the_remedy() {
    let bench = bench(&[]);
    for mode in [0o640, 0o604, 0o660, 0o777, 0o610] {
        let path = bench.put("vendor.key", "third", mode);
        let fault = bench.find(&[]).expect_err("it is refused");
        assert_eq!(fault.kind, FaultKind::Auth);
        assert!(
            fault
                .message
                .contains(&format!("chmod 600 {}", path.display())),
            "{fault}"
        );
        assert!(!fault.message.contains("third"));
    }
}

#[test]
fn a_folder_that_others_can_write_to_is_refused_with_the_remedy() {
    let bench = bench(&[]);
    bench.put("vendor.key", "third", 0o600);
    let folder = bench.directory.path();
    for mode in [0o770, 0o702, 0o777] {
        fs::set_permissions(folder, Permissions::from_mode(mode)).expect("a mode");
        let fault = bench.find(&[]).expect_err("it is refused");
        assert!(
            fault
                .message
                .contains(&format!("chmod 700 {}", folder.display())),
            "{fault}"
        );
        assert!(!fault.message.contains("third"));
    }
}

#[test]
fn what_could_break_a_header_is_no_secret() {
    for value in ["a\nb", "a\rX: y", "a\n\n", "\u{7}bell"] {
        let bench = bench(&[("NAME", value)]);
        let fault = bench.find(&["NAME"]).expect_err("it is refused");
        assert!(
            fault.message.contains("NAME") && fault.kind == FaultKind::Auth,
            "{fault}"
        );
    }
}

#[test]
fn a_name_is_no_path() {
    let bench = bench(&[]);
    for name in ["", "../vendor", "a/b", "a.b", "a\0"] {
        let fault = bench.secrets.find(name, &[]).expect_err("it is refused");
        assert_eq!(fault.kind, FaultKind::Invalid, "{name:?}");
    }
}

#[test]
fn a_secret_prints_as_a_mask() {
    let secret = Secret::new(VALUE.into());
    assert_eq!(format!("{secret:?}"), MASK);
    let bench = bench(&[("NAME", VALUE)]);
    bench.find(&["NAME"]).expect("it is there");
    assert!(!format!("{:?}", bench.secrets.redactor).contains("sk-"));
}

#[test]
fn what_is_handed_out_is_known_to_every_sink() {
    let bench = bench(&[("NAME", VALUE)]);
    assert_eq!(
        bench.redactor.mask_known(VALUE),
        VALUE,
        "it was not handed out yet"
    );
    bench.find(&["NAME"]).expect("it is there");
    assert_eq!(bench.redactor.mask_known(VALUE), MASK);
}

#[test]
fn a_mark_tells_where_a_value_is_and_the_file_serves_where_no_keyring_answers() -> Result<(), Fault>
{
    let bench = bench(&[("NAME", "first")]);
    bench.put("vendor.keyring", "", 0o600);
    let located = |variables: &[String]| bench.secrets.locate("vendor", variables);
    assert_eq!(located(&[])?, Some(Origin::Keyring));
    let variable = Origin::Environment("NAME".into());
    assert_eq!(located(&["NAME".into()])?, Some(variable));
    let fault = bench.find(&[]).expect_err("there is no bus here");
    assert!(
        fault.message.contains("there is no keyring here"),
        "{fault}"
    );
    assert!(fault.message.contains("vendor"), "{fault}");
    let path = bench.put("vendor.key", "second", 0o600);
    assert_eq!(
        bench.find(&[])?,
        Some(("second".into(), Origin::File(path)))
    );
    Ok(())
}

#[test]
fn what_is_kept_without_a_keyring_is_a_private_file_and_goes_again() -> Result<(), Fault> {
    let bench = bench(&[]);
    let path = bench.directory.path().join("vendor.key");
    for lodging in [Lodging::Best, Lodging::File] {
        let (origin, notes) = bench.secrets.keep("vendor", VALUE, lodging)?;
        assert_eq!((&origin, notes.len()), (&Origin::File(path.clone()), 0));
        let mode = fs::metadata(&path)
            .expect("it is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        let found = bench.find(&[])?.map(|(value, _)| value);
        assert_eq!(found.as_deref(), Some(VALUE));
        assert_eq!(bench.secrets.forget("vendor")?, [origin]);
        assert!(!path.exists() && bench.secrets.forget("vendor")?.is_empty());
    }
    for bad in ["", "a\nb", "a\0", "\u{1b}[2J"] {
        assert!(
            bench.secrets.keep("vendor", bad, Lodging::Best).is_err(),
            "{bad:?}"
        );
    }
    assert!(
        bench
            .secrets
            .keep("../vendor", VALUE, Lodging::Best)
            .is_err()
    );
    assert_eq!(bench.redactor.mask_known(VALUE), MASK);
    Ok(())
}
