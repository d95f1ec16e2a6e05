use super::*;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn home() -> TempDir {
    tempfile::tempdir().expect("a directory")
}

fn mode(path: &Path) -> u32 {
    let metadata = fs::metadata(path).expect("it is there");
    metadata.permissions().mode() & 0o777
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a directory");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

#[test]
fn what_is_written_is_whole_private_and_alone() {
    let home = home();
    let file = home.path().join("a/b/grants.toml");
    for content in ["old and longer", "new"] {
        write(&file, content.as_bytes()).expect("it is written");
        assert_eq!(fs::read_to_string(&file).expect("it is read"), content);
    }
    assert_eq!((mode(&home.path().join("a")), mode(&file)), (0o700, 0o600));
    assert_eq!(names(&home.path().join("a/b")), ["grants.toml"]);
}

#[test]
fn an_update_sees_what_is_there_and_an_error_leaves_it() -> Result<(), StateError> {
    let home = home();
    let file = home.path().join("trust.toml");
    update(&file, |old| {
        assert_eq!(old, None);
        Ok::<_, StateError>("1".into())
    })?;
    update(&file, |old| {
        Ok::<_, StateError>(format!("{}2", old.unwrap_or_default().trim()))
    })?;
    let failed = update(&file, |_| {
        Err::<String, _>(StateError::new(
            Path::new("x"),
            "testing",
            &std::io::Error::other("no"),
        ))
    });
    assert_eq!(failed.expect_err("it refused").action, "testing");
    assert_eq!(load(&file)?.as_deref(), Some("\n12\n\n"));
    assert_eq!(names(home.path()), [".trust.toml.lock", "trust.toml"]);
    Ok(())
}

#[test]
fn what_is_no_text_of_ours_is_refused_named_and_left_alone() {
    type Spoil = fn(&Path);
    let rows: [(&str, Spoil, &str); 7] = [
        (
            "bytes",
            |path| fs::write(path, [0xff, 0xfe]).expect("bytes"),
            "no UTF-8 text",
        ),
        (
            "a directory",
            |path| fs::create_dir(path).expect("a directory"),
            "a directory, no file",
        ),
        ("a pipe", |path| pipe(path), "a pipe, no file"),
        (
            "a dangling link",
            |path| symlink("nowhere", path).expect("a link"),
            "leads nowhere",
        ),
        (
            "a device",
            |path| symlink("/dev/null", path).expect("a link"),
            "a device, no file",
        ),
        (
            "a file for everybody",
            |path| {
                fs::write(path, "x").expect("a file");
                fs::set_permissions(path, Permissions::from_mode(0o666)).expect("a mode");
            },
            "chmod 600",
        ),
        (
            "an endless file",
            |path| {
                fs::File::create(path)
                    .and_then(|file| file.set_len(1 << 40))
                    .expect("a file")
            },
            "more than",
        ),
    ];
    for (name, spoil, expected) in rows {
        let home = home();
        let file = home.path().join("trust.toml");
        spoil(&file);
        let before = fs::symlink_metadata(&file).expect("it is there").len();
        let error = update(&file, |_| Ok::<_, StateError>("new".into())).expect_err(name);
        let shown = format!("{error}\n{}", error.remedy());
        assert!(
            shown.contains(expected) && shown.contains("trust.toml"),
            "{name}: {shown}"
        );
        assert!(read(&file).is_err(), "{name}");
        assert_eq!(
            fs::symlink_metadata(&file).expect("it is there").len(),
            before,
            "{name}"
        );
    }
}

fn pipe(path: &Path) {
    rustix::fs::mkfifoat(
        rustix::fs::CWD,
        path,
        rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR,
    )
    .expect("a pipe");
}

#[test]
fn a_link_goes_on_leading_where_it_led() -> Result<(), StateError> {
    let home = home();
    let (real, link) = (home.path().join("real.toml"), home.path().join("link.toml"));
    fs::write(&real, "old").expect("a file");
    symlink(&real, &link).expect("a link");
    update(&link, |old| {
        Ok::<_, StateError>(format!("{} new", old.unwrap_or_default().trim()))
    })?;
    assert_eq!(load(&real)?.as_deref().map(str::trim), Some("old new"));
    assert!(
        fs::symlink_metadata(&link)
            .expect("it is there")
            .is_symlink()
    );
    Ok(())
}

#[test]
fn a_file_that_is_there_is_never_created_again() -> Result<(), StateError> {
    let home = home();
    let file = home.path().join("out/shell.txt");
    assert!(create(&file, b"first")?);
    assert!(!create(&file, b"second")?);
    assert_eq!(fs::read(&file).expect("it is read"), b"first");
    assert_eq!(names(&home.path().join("out")), ["shell.txt"]);
    Ok(())
}

#[test]
fn one_process_at_a_time_and_whoever_waits_too_long_is_told() -> Result<(), StateError> {
    let home = home();
    let file = home.path().join("trust.toml");
    let held = lock(&file)?;
    let error = lock::wait(&file, 2).expect_err("it is held");
    assert_eq!(error.cause, Cause::Locked);
    assert!(error.to_string().contains("trust.toml"), "{error}");
    drop(held);
    drop(lock(&file)?);
    // Tidying up in between lets nobody in twice.
    let held = lock(&file)?;
    fs::remove_file(home.path().join(".trust.toml.lock")).expect("it is removed");
    let other = lock(&file)?;
    drop((held, other));
    Ok(())
}

#[test]
fn nothing_is_lost_when_many_change_the_same_file() -> Result<(), StateError> {
    let home = home();
    let file: PathBuf = home.path().join("count.txt");
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..20 {
                    let more = |old: Option<&str>| {
                        Ok::<_, StateError>(format!("{}x", old.unwrap_or_default().trim()))
                    };
                    update(&file, more).expect("it is changed");
                }
            });
        }
    });
    assert_eq!(load(&file)?.map(|text| text.trim().len()), Some(160));
    Ok(())
}

#[test]
fn what_is_broken_gets_a_name_that_is_free() {
    let home = home();
    let file = home.path().join("grants.toml");
    let first = aside(&file, "20260102T030405Z");
    assert_eq!(
        first,
        home.path().join("grants.corrupt-20260102T030405Z.toml")
    );
    fs::write(&first, "").expect("a file");
    let second = home.path().join("grants.corrupt-20260102T030405Z-2.toml");
    assert_eq!(aside(&file, "20260102T030405Z"), second);
}

#[test]
fn a_folder_in_the_way_names_path_action_and_remedy() {
    let home = home();
    let file = home.path().join("file");
    fs::write(&file, "").expect("a file");
    let error = private_folder(&file.join("below")).expect_err("a file is in the way");
    let shown = format!("{error}\n{}", error.remedy());
    for part in ["file/below", "creating the directory", "mv "] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

#[test]
fn a_text_that_was_cut_anywhere_is_refused_and_one_by_hand_is_taken() -> Result<(), StateError> {
    let home = home();
    let file = home.path().join("trust.toml");
    let text = "a = 1\n\n[[rules]]\nb = 2\n";
    update(&file, |_| Ok::<_, StateError>(text.into()))?;
    let whole = fs::read_to_string(&file).expect("it is read");
    assert_eq!(load(&file)?.as_deref().map(str::trim), Some(text.trim()));
    // Without the last line end it still is whole.
    for length in 0..whole.len() - 1 {
        fs::write(&file, &whole[..length]).expect("it is cut");
        let error = load(&file).expect_err("it is cut");
        assert_eq!(error.cause, Cause::NotText, "{length}: {error}");
    }
    fs::write(&file, text).expect("by hand");
    assert_eq!(load(&file)?.as_deref(), Some(text));
    Ok(())
}
