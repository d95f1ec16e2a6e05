//! What lies in a project in order to be read, waited for or followed.

use super::*;
use rustix::fs::{CWD, FileType, Mode, mknodat};

type Lay<'a> = &'a dyn Fn(&Path);

fn all(place: &Place) -> Collected {
    Workspace::around(&place.path).collect()
}

fn fifo(path: &Path) {
    fs::create_dir_all(path.parent().expect("it is below")).expect("ours");
    mknodat(CWD, path, FileType::Fifo, Mode::from_raw_mode(0o600), 0).expect("pipes can be made");
}

#[test]
fn links_pipes_and_huge_files_are_never_followed_awaited_or_read() {
    let outside = Place::with(&[
        ("SKILL.md", "---\ndescription: d\n---\nSECRET"),
        ("config.toml", "[iteration]\nmax_iterations = 1"),
        ("skills/s/SKILL.md", "SECRET"),
    ]);
    for name in [
        ".openkoi/config.toml",
        ".mcp.json",
        ".openkoi/mcp.json",
        ".openkoi/hooks.json",
        ".agents/hooks.json",
        "SOUL.md",
        ".openkoi/scripts/x",
        ".agents/skills/a/SKILL.md",
        ".agents/skills/a/scripts/deep/x",
        ".openkoi/components/c/component.toml",
        "AGENTS.md",
    ] {
        let lays: [(&str, Lay<'_>); 4] = [
            ("a pipe", &|path| fifo(path)),
            ("a link out of it", &|path| {
                symlink(outside.path.join("SKILL.md"), path).expect("ours");
            }),
            ("a link to itself", &|path| {
                symlink(path, path).expect("ours")
            }),
            ("10 GB", &|path| {
                let file = fs::File::create(path).expect("ours");
                file.set_len(10 << 30).expect("a file may have holes");
            }),
        ];
        for (what, lay) in lays {
            let place = Place::new();
            if name.contains("/a/scripts") {
                place.write(".agents/skills/a/SKILL.md", b"---\ndescription: d\n---\n");
            }
            let path = place.path.join(name);
            fs::create_dir_all(path.parent().expect("below")).expect("ours");
            lay(&path);
            let found = all(&place);
            let usable = found.items.iter().filter(|item| item.hindrance.is_none());
            assert_eq!(usable.count(), 0, "{name} as {what}: {found:?}");
            let told = found.items.len() + found.notes.len();
            assert!(told > 0, "{name} as {what} is passed over in silence");
            let bytes: usize = found
                .items
                .iter()
                .flat_map(|item| &item.contents)
                .map(|content| content.bytes.len())
                .sum();
            assert!(bytes <= 1024 * 1024, "{name} as {what}: {bytes} bytes read");
        }
    }
}

#[test]
fn folders_that_are_links_lead_nowhere() {
    let outside = Place::with(&[
        ("config.toml", "SECRET"),
        ("skills/s/SKILL.md", "---\ndescription: SECRET\n---\n"),
        ("mcp.json", r#"{"mcpServers":{"SECRET":{}}}"#),
        ("hooks.json", r#"{"hooks":{"SECRET":[]}}"#),
        ("components/c/component.toml", "SECRET"),
    ]);
    for name in [".openkoi", ".agents"] {
        let place = Place::new();
        symlink(&outside.path, place.path.join(name)).expect("ours");
        let found = all(&place);
        assert_eq!(found.items, [], "{name}");
        assert_eq!(found.notes.len(), 1, "{found:?}");
    }
    let place = Place::with(&[(".agents/keep", "")]);
    symlink(
        outside.path.join("skills"),
        place.path.join(".agents/skills"),
    )
    .expect("ours");
    assert_eq!(all(&place).items, []);
}

#[test]
fn of_very_many_things_a_bounded_number_is_looked_at() {
    let place = Place::new();
    for number in 0..600 {
        let path = format!(".agents/skills/s{number}/SKILL.md");
        place.write(&path, b"---\ndescription: d\n---\n");
    }
    for number in 0..3_000 {
        fs::create_dir_all(place.path.join(format!(".agents/skills/empty{number}"))).expect("ours");
    }
    let found = all(&place);
    assert_eq!(found.items.len(), 200);
    assert!(!found.notes.is_empty());
}

#[test]
fn names_are_shown_escaped_and_two_of_them_never_look_alike() {
    let place = Place::with(&[
        (
            ".agents/skills/a\u{1b}[2J\nb/SKILL.md",
            "---\ndescription: \u{1b}]0;x\u{7}\n---\n",
        ),
        (
            ".agents/skills/a\\u{1b}[2J\\nb/SKILL.md",
            "---\ndescription: d\n---\n",
        ),
    ]);
    let found = all(&place);
    assert_eq!(found.items.len(), 2);
    assert_ne!(found.items[0].name, found.items[1].name);
    for item in &found.items {
        let shown = format!("{}{}", item.name, item.told.concat());
        assert!(!shown.chars().any(char::is_control), "{shown:?}");
    }
}

#[test]
fn the_user_s_own_folders_are_no_project_s() {
    let home = Place::with(&[
        (".openkoi/config.toml", "x = 1"),
        (".openkoi/skills/s/SKILL.md", "---\ndescription: d\n---\n"),
        (".agents/skills/s/SKILL.md", "---\ndescription: d\n---\n"),
    ]);
    let variables = [("HOME", home.path.display().to_string())];
    let environment: crate::config::Environment = variables.into_iter().collect();
    let paths = crate::config::Paths::resolve(&environment, None).expect("it resolves");
    let workspace = Workspace::around(&home.path).of_user(&paths, Some(&home.path));
    assert_eq!(workspace.collect(), Collected::default());
}
