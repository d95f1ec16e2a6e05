//! An answer holds for one workspace, one thing and exactly its bytes.

use super::super::Kept;
use super::*;

/// A project with one of each, and a home beside it.
fn project() -> Place {
    let place = Place::new();
    for (path, text) in [
        (".openkoi/config.toml", "[iteration]\nmax_iterations = 1\n"),
        ("AGENTS.md", "Use tabs."),
        (".agents/skills/a/SKILL.md", "---\ndescription: d\n---\nb\n"),
        (".agents/skills/a/scripts/x.sh", "true\n"),
        (".openkoi/components/t/component.toml", "name = \"t\"\n"),
        (
            ".mcp.json",
            r#"{"mcpServers":{"s":{"command":"./serve.sh"}}}"#,
        ),
        ("serve.sh", "true\n"),
        (
            ".openkoi/hooks.json",
            r#"{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"sh hook.sh"}]}]}}"#,
        ),
        ("hook.sh", "true\n"),
        ("SOUL.md", "Be bold.\n"),
        (".openkoi/scripts/x.rhai", "1\n"),
    ] {
        place.write(&format!("project/{path}"), text.as_bytes());
    }
    place
}

fn workspace(place: &Place) -> Workspace {
    Workspace::around(&place.path.join("project"))
}

fn standings(place: &Place, consents: &Consents) -> Vec<(String, &'static str)> {
    let workspace = workspace(place);
    let items = workspace.collect().items;
    let standing = |item: &Item| (item.id(), consents.standing(&workspace, item).word());
    items.iter().map(standing).collect()
}

fn consents(place: &Place) -> Consents {
    Consents::load(&place.path.join("home/consents.toml")).expect("it can be read")
}

fn answer_all(place: &Place, answer: Answer) {
    let (workspace, mut consents) = (workspace(place), consents(place));
    for item in workspace.collect().items {
        consents
            .answer(&workspace, &item, answer)
            .expect("it can be written");
    }
}

#[test]
fn one_of_each_kind_is_found_and_an_answer_holds_for_it() {
    let place = project();
    let ids: Vec<String> = standings(&place, &consents(&place))
        .into_iter()
        .map(|(id, word)| {
            assert_eq!(word, "new");
            id
        })
        .collect();
    let expected = [
        "config/.openkoi/config.toml",
        "instructions/AGENTS.md",
        "skill/.agents/skills/a",
        "mcp/.mcp.json#s",
        "hook/.openkoi/hooks.json#Stop.1.1",
        "soul/SOUL.md",
        "component/.openkoi/components/t",
        "script/.openkoi/scripts/x.rhai",
    ];
    assert_eq!(ids, expected);
    for (answer, expected) in [(Answer::Allow, "allowed"), (Answer::Deny, "denied")] {
        answer_all(&place, answer);
        let after = standings(&place, &consents(&place));
        assert!(after.iter().all(|(_, word)| *word == expected), "{after:?}");
    }
}

#[test]
fn any_changed_byte_of_what_was_allowed_asks_again() {
    let place = project();
    answer_all(&place, Answer::Allow);
    // The file, and the thing that it belongs to.
    let rows = [
        (".openkoi/config.toml", "config/"),
        ("AGENTS.md", "instructions/"),
        (".agents/skills/a/SKILL.md", "skill/"),
        (".agents/skills/a/scripts/x.sh", "skill/"),
        (".mcp.json", "mcp/"),
        ("serve.sh", "mcp/"),
        (".openkoi/hooks.json", "hook/"),
        ("hook.sh", "hook/"),
        ("SOUL.md", "soul/"),
        (".openkoi/components/t/component.toml", "component/"),
        (".openkoi/scripts/x.rhai", "script/"),
    ];
    let (mut changes, mut asked) = (0, 0);
    for (file, id) in rows {
        let path = place.path.join("project").join(file);
        let before = fs::read(&path).expect("it is there");
        for at in 0..=before.len() {
            let mut bytes = before.clone();
            match bytes.get_mut(at) {
                // Another letter of the same sort, so that what is parsed stays what it is where that can be.
                Some(byte) => *byte ^= 1,
                None => bytes.push(b' '),
            }
            fs::write(&path, &bytes).expect("ours");
            let after = standings(&place, &consents(&place));
            changes += 1;
            let is_allowed =
                |(other, word): &(String, &str)| other.starts_with(id) && *word == "allowed";
            if after.iter().any(is_allowed) {
                panic!("{file} with another byte {at} is still allowed");
            }
            asked += 1;
        }
        fs::write(&path, &before).expect("ours");
        let back = standings(&place, &consents(&place));
        assert!(back.iter().all(|(_, word)| *word == "allowed"), "{back:?}");
    }
    assert!(asked == changes && changes > 200, "{asked} of {changes}");
}

#[test]
fn another_file_in_a_skill_or_another_mode_asks_again() {
    let place = project();
    answer_all(&place, Answer::Allow);
    let skill = place.path.join("project/.agents/skills/a");
    let standing = || {
        let all = standings(&place, &consents(&place));
        let mut skills = all.iter().filter(|(id, _)| id.starts_with("skill/"));
        skills.next().expect("it is there").1
    };
    fs::write(skill.join("more"), "").expect("ours");
    assert_eq!(standing(), "changed");
    fs::remove_file(skill.join("more")).expect("ours");
    assert_eq!(standing(), "allowed");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(skill.join("scripts/x.sh"), mode).expect("ours");
    assert_eq!(standing(), "changed");
}

#[test]
fn what_was_denied_is_new_when_it_changes_and_stays_denied_when_it_does_not() {
    let place = project();
    answer_all(&place, Answer::Deny);
    place.write("project/AGENTS.md", b"Use spaces.");
    let after = standings(&place, &consents(&place));
    assert_eq!(after[0].1, "denied");
    assert_eq!(after[1], ("instructions/AGENTS.md".into(), "new"));
}

#[test]
fn another_directory_at_the_same_path_and_a_repository_within_are_asked_about_anew() {
    let place = project();
    answer_all(&place, Answer::Allow);
    let (here, aside) = (place.path.join("project"), place.path.join("aside"));
    fs::rename(&here, &aside).expect("ours");
    let again = project();
    fs::rename(again.path.join("project"), &here).expect("one file system");
    let after = standings(&place, &consents(&place));
    assert!(after.iter().all(|(_, word)| *word == "new"), "{after:?}");

    place.write("project/inner/.git/HEAD", b"");
    place.write("project/inner/AGENTS.md", b"Use tabs.");
    answer_all(&place, Answer::Allow);
    let inner = Workspace::around(&here.join("inner"));
    let items = inner.collect().items;
    assert_eq!(items.len(), 1, "nothing of the outer one");
    assert_eq!(consents(&place).standing(&inner, &items[0]), Standing::New);
}

#[test]
fn answers_are_forgotten_one_by_one_or_all_and_others_of_the_file_stay() {
    let place = project();
    let other = Place::with(&[("AGENTS.md", "elsewhere")]);
    let elsewhere = Workspace::around(&other.path);
    let item = elsewhere.collect().items.remove(0);
    let mut all = consents(&place);
    all.answer(&elsewhere, &item, Answer::Allow).expect("ours");
    answer_all(&place, Answer::Allow);
    let file = place.path.join("home/consents.toml");
    let text = fs::read_to_string(&file).expect("it is there");
    fs::write(&file, format!("# a remark\n{text}")).expect("ours");

    let mut all = consents(&place);
    let here = workspace(&place);
    let one = Some((ItemKind::Instructions, "AGENTS.md"));
    assert_eq!(all.forget(&here, one).expect("ours"), 1);
    assert_eq!(all.forget(&here, one).expect("ours"), 0);
    assert_eq!(all.forget(&here, None).expect("ours"), 7);
    let all = consents(&place);
    assert_eq!(all.standing(&elsewhere, &item), Standing::Allowed);
    assert_eq!(all.allowed().len(), 1);
    let text = fs::read_to_string(&file).expect("it is there");
    assert!(text.contains("# a remark\n"), "{text}");
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &fs::metadata(&file).expect("it is there").permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn answers_that_can_t_be_understood_are_an_error_and_stay_as_they_are() {
    for text in [
        "nonsense",
        "[[consents]]\nworkspace = 1\n",
        "[[consents]]\nworkspace = \"/\"\nidentity = \"\"\nkind = \"skill\"\nname = \"\"\nhash = \"\"\nanswer = \"maybe\"\n",
        "[[consent]]\n",
    ] {
        let place = Place::with(&[("home/consents.toml", text)]);
        let path = place.path.join("home/consents.toml");
        Consents::load(&path).expect_err("it is wrong");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), text);
    }
}

#[test]
fn what_was_allowed_is_kept_to_be_compared_and_gone_when_nobody_allows_it() {
    let place = project();
    let kept = Kept::below(&place.path.join("data"));
    for item in workspace(&place).collect().items {
        kept.keep(&item).expect("it can be written");
        assert_eq!(kept.of(item.kind, &item.hash), Some(item.contents.clone()));
        let file = place
            .path
            .join("data/consented")
            .join(format!("{}.json", item.hash));
        let text = fs::read_to_string(&file).expect("it is there");
        fs::write(&file, text.replacen("[{", "[ {", 1)).expect("ours");
        assert!(kept.of(item.kind, &item.hash).is_some(), "the same files");
        fs::write(
            &file,
            text.replacen("true", "false", 1)
                .replacen("false", "true", 1),
        )
        .expect("ours");
        assert_eq!(kept.of(item.kind, &item.hash), None, "other files");
        kept.prune(&std::collections::BTreeSet::new());
        assert!(!file.exists());
    }
    assert_eq!(kept.of(ItemKind::Skill, "../../etc/passwd"), None);
}
