use super::*;

fn of_tool(registry: &Registry) -> (Standing, Authority) {
    let component = registry.get(ComponentKind::Tool, "t").expect("it is there");
    (
        registry.standing(component).expect("it stands"),
        registry.effective(component).expect("it has authority"),
    )
}

fn bench() -> Bench {
    Bench::new().user("t", &manifest("tool", "t", REACHING), "code")
}

fn granted(bench: &Bench) -> Registry {
    let mut registry = bench.registry();
    registry
        .grant(ComponentKind::Tool, "t")
        .expect("it can be granted");
    bench.registry()
}

#[test]
fn a_dropped_in_component_may_nothing_until_it_is_granted() {
    let (standing, authority) = of_tool(&bench().registry());
    assert_eq!(standing, Standing::Ungranted);
    assert_eq!((authority.network.len(), authority.kv_quota), (0, 0));
    let (standing, authority) = of_tool(&granted(&bench()));
    assert_eq!(standing, Standing::Granted);
    assert_eq!(
        (authority.network[0].host.as_str(), authority.kv_quota),
        ("api.example.com", 1 << 20)
    );
}

#[test]
fn what_asks_for_nothing_needs_no_grant_and_what_is_part_of_the_binary_has_it() {
    let bench = Bench::new().user("t", &manifest("tool", "t", ""), "code");
    assert_eq!(of_tool(&bench.registry()).0, Standing::Pure);
    let bench = Bench::new().built_in(&manifest("tool", "t", REACHING));
    let (standing, authority) = of_tool(&bench.registry());
    assert_eq!((standing, authority.kv_quota), (Standing::BuiltIn, 1 << 20));
}

#[test]
fn after_any_changed_byte_the_grant_does_not_hold_and_the_difference_is_told() {
    let other = REACHING.replace("/v1/*", "/*").replace("1 MiB", "2 MiB");
    let removed = vec![
        "kv 1 MiB".to_owned(),
        "network GET api.example.com /v1/*".to_owned(),
    ];
    let added = vec![
        "kv 2 MiB".to_owned(),
        "network GET api.example.com /*".to_owned(),
    ];
    let same = manifest("tool", "t", REACHING);
    for (text, code, expected) in [
        (same.clone(), "code", Standing::Granted),
        (
            same.clone(),
            "Code",
            Standing::Changed {
                added: vec![],
                removed: vec![],
            },
        ),
        (
            format!("{same} "),
            "code",
            Standing::Changed {
                added: vec![],
                removed: vec![],
            },
        ),
        (
            manifest("tool", "t", &other),
            "code",
            Standing::Changed { added, removed },
        ),
    ] {
        let bench = bench();
        granted(&bench);
        let bench = bench.user("t", &text, code);
        let (standing, authority) = of_tool(&bench.registry());
        assert_eq!(authority.network.is_empty(), expected != Standing::Granted);
        assert_eq!(standing, expected, "{text}");
    }
}

#[test]
fn a_user_may_take_a_single_right_away() {
    let bench = bench();
    granted(&bench);
    let path = bench.path("home/grants.toml");
    let text = fs::read_to_string(&path).expect("it can be read");
    fs::write(&path, text.replace("    \"kv 1 MiB\",\n", "")).expect("it can be written");
    let (standing, authority) = of_tool(&bench.registry());
    assert_eq!(
        (standing, authority.kv_quota, authority.network.len()),
        (Standing::Granted, 0, 1)
    );
}

#[test]
fn a_right_to_write_can_be_narrowed_to_reading_and_no_line_grants_more_than_the_manifest_asks() {
    let text = manifest(
        "tool",
        "t",
        "[[files]]\nroot = \"workspace:\"\naccess = \"write\"\n",
    );
    let bench = Bench::new().user("t", &text, "code");
    granted(&bench);
    let path = bench.path("home/grants.toml");
    let text = fs::read_to_string(&path).expect("it can be read");
    let lines = "\"files workspace: read\", \"files data: write\", \"process\"";
    fs::write(&path, text.replace("\"files workspace: write\"", lines)).expect("it can be written");
    let (_, authority) = of_tool(&bench.registry());
    assert_eq!(
        authority.files,
        [FilesRule {
            root: "workspace:".to_owned(),
            access: Access::Read
        }]
    );
    assert!(!authority.process);
}

#[test]
fn a_revoked_grant_is_gone_and_the_others_and_the_comments_stay() {
    let bench = bench().user("u", &manifest("tool", "u", REACHING), "code");
    let mut registry = bench.registry();
    for name in ["t", "u"] {
        registry
            .grant(ComponentKind::Tool, name)
            .expect("it can be granted");
    }
    let path = bench.path("home/grants.toml");
    let text = fs::read_to_string(&path).expect("it can be read");
    fs::write(&path, format!("# mine\n{text}")).expect("it can be written");
    let mut registry = bench.registry();
    assert!(
        registry
            .revoke(ComponentKind::Tool, "u")
            .expect("it can be revoked")
    );
    assert!(
        !registry
            .revoke(ComponentKind::Tool, "u")
            .expect("it is no error")
    );
    let text = fs::read_to_string(&path).expect("it can be read");
    assert!(
        text.contains("\n# mine\n") && text.contains("\"t\"") && !text.contains("\"u\""),
        "{text}"
    );
    assert_eq!(of_tool(&bench.registry()).0, Standing::Granted);
}

#[test]
fn two_processes_that_grant_at_once_keep_both_grants() {
    let bench = bench().user("u", &manifest("tool", "u", REACHING), "code");
    let (mut one, mut other) = (bench.registry(), bench.registry());
    one.grant(ComponentKind::Tool, "t")
        .expect("it can be granted");
    other
        .grant(ComponentKind::Tool, "u")
        .expect("it can be granted");
    let states = states(&bench.registry());
    assert_eq!(states, ["user t active", "user u active"]);
}

#[test]
fn a_file_that_cannot_be_understood_is_an_error_that_names_it_and_stays() {
    for (text, expected) in [
        (
            "grants = 1",
            "grants.toml:1:1: `grants` takes a list of tables",
        ),
        (
            "[[grant]]",
            "grants.toml:1:3: unknown key `grant` in the file's top level\n  Did you mean `grants`?",
        ),
        ("not toml", "grants.toml:1:5: it is not TOML"),
        (
            "[[grants]]\nkind = \"tool\"\nname = \"t\"\ndigest = \"x\"\nrights = []",
            "grants.toml:4:1: it is no digest",
        ),
    ] {
        let bench = bench();
        let path = bench.path("home/grants.toml");
        fs::write(&path, text).expect("it can be written");
        let error = bench.load().expect_err("it is wrong").to_string();
        assert!(error.contains(expected), "{error}");
        assert_eq!(fs::read_to_string(&path).expect("it can be read"), text);
    }
}

#[test]
fn grants_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let bench = bench();
    granted(&bench);
    let mode = fs::metadata(bench.path("home/grants.toml"))
        .expect("it is there")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}
