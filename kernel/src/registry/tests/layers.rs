use super::*;

#[test]
fn the_users_component_replaces_a_built_in_that_stays_reachable() {
    let bench = Bench::new()
        .built_in(&manifest("agency", "elder", ""))
        .built_in(&manifest("agency", "other", ""))
        .user("mine", &manifest("agency", "elder", ""), "code");
    let registry = bench.registry();
    let layer = |name: &str| {
        registry
            .get(ComponentKind::Agency, name)
            .map(|component| component.layer)
    };
    assert_eq!(layer("elder"), Some(Layer::User));
    assert_eq!(layer("elder@builtin"), Some(Layer::BuiltIn));
    assert_eq!(layer("other@builtin"), Some(Layer::BuiltIn));
    assert_eq!(layer("nobody"), None);
    assert_eq!(
        states(&registry),
        [
            "builtin elder replaced",
            "user elder active",
            "builtin other active"
        ]
    );
    let selection = registry.selection();
    let names: Vec<&str> = selection
        .of(ComponentKind::Agency)
        .map(|chosen| chosen.component.name())
        .collect();
    assert_eq!(names, ["elder", "other"]);
    for (name, layer) in [
        ("elder", Layer::User),
        ("elder@builtin", Layer::BuiltIn),
        ("other@builtin", Layer::BuiltIn),
    ] {
        let chosen = selection
            .get(ComponentKind::Agency, name)
            .expect("it is there");
        assert_eq!(chosen.component.layer, layer, "{name}");
    }
}

#[test]
fn the_same_name_under_another_kind_is_another_component() {
    let bench = Bench::new().built_in(&manifest("tool", "post", "")).user(
        "post",
        &manifest("integration", "post", ""),
        "code",
    );
    let registry = bench.registry();
    assert_eq!(
        states(&registry),
        ["user post active", "builtin post active"]
    );
    let error = registry
        .find("post")
        .expect_err("there are two")
        .to_string();
    assert!(error.contains("integration/post or tool/post"), "{error}");
    assert_eq!(
        registry.find("tool/post").expect("there is one").layer,
        Layer::BuiltIn
    );
}

#[test]
fn a_broken_component_is_listed_with_its_reason_and_does_not_disturb_the_others() {
    let bench = Bench::new()
        .built_in(&manifest("tool", "a", ""))
        .user("good", &manifest("tool", "b", ""), "code")
        .user("bad", "kind = \"toll\"", "code")
        .user("twin", &manifest("tool", "b", ""), "code");
    fs::create_dir_all(bench.path("home/components/empty")).expect("a folder");
    fs::create_dir_all(bench.path("home/components/größe")).expect("a folder");
    fs::write(
        bench.path("home/components/größe/component.toml"),
        manifest("tool", "gone", ""),
    )
    .expect("it can be written");
    let registry = bench.registry();
    let expected = [
        "builtin a active",
        "user b active",
        "user bad broken",
        "user empty broken",
        "user größe broken",
        "user twin broken",
    ];
    let mut states = states(&registry);
    states.sort();
    assert_eq!(states, expected);
    let reasons: Vec<&str> = registry
        .broken()
        .iter()
        .map(|broken| broken.reason.as_str())
        .collect();
    for part in [
        "Did you mean \"tool\"?",
        "component.toml: No such file",
        "`entry` in",
        "is there twice; the other is",
    ] {
        assert!(
            reasons.iter().any(|reason| reason.contains(part)),
            "{part}: {reasons:#?}"
        );
    }
}

#[test]
fn a_projects_component_is_listed_and_never_runs() {
    let bench = Bench::new()
        .built_in(&manifest("tool", "a", ""))
        .project("a", &manifest("tool", "a", ""), "code")
        .project("b\u{1b}[2J", "not a manifest", "code");
    let registry = bench.registry();
    let component = registry.get(ComponentKind::Tool, "a").expect("it is there");
    assert_eq!(component.layer, Layer::BuiltIn);
    let rows = registry.rows();
    let inert: Vec<_> = rows.iter().filter(|row| row.state == "inert").collect();
    assert_eq!(inert.len(), 2);
    assert!(
        inert[0].note.contains("copy the folder to "),
        "{}",
        inert[0].note
    );
    assert!(
        inert
            .iter()
            .all(|row| !row.name.contains('\u{1b}') && !row.note.contains('\u{1b}')),
        "nothing reaches the terminal"
    );
}

#[test]
fn for_who_works_in_the_home_directory_the_users_folder_is_no_projects() {
    let bench = Bench::new().dropped(
        ".openkoi/components",
        "t",
        &manifest("tool", "t", ""),
        "code",
    );
    let home = bench.path("");
    let environment: Environment = [("HOME", home.display().to_string())].into_iter().collect();
    let paths = Paths::resolve(&environment, None).expect("it resolves");
    let registry = Registry::load(Vec::new(), &paths, Some(&home)).expect("it loads");
    assert_eq!(states(&registry), ["user t active"]);
}

#[test]
fn an_unknown_name_finds_its_neighbour() {
    let registry = Bench::new()
        .built_in(&manifest("tool", "shell", ""))
        .registry();
    let error = registry
        .find("shel")
        .expect_err("there is none")
        .to_string();
    assert_eq!(error, "there is no component shel; did you mean shell?");
}

#[test]
fn what_is_read_is_what_the_digest_was_taken_of() {
    let bench = Bench::new().user("t", &manifest("tool", "t", ""), "code");
    let registry = bench.registry();
    let component = registry.find("t").expect("it is there");
    assert!(component.read().expect("it can be read").ends_with(b"code"));
    fs::write(bench.path("home/components/t/t.wasm"), "other").expect("it can be written");
    assert!(matches!(
        component.read(),
        Err(RegistryError::Changed { .. })
    ));
}

#[test]
fn a_component_is_inspected_in_full_and_its_secrets_by_name_only() {
    let more = format!(
        "{REACHING}[[secrets]]\nname = \"key\"\nenv = [\"T_KEY\"]\nheader = \"authorization\"\nhosts = [\"api.example.com\"]\n"
    );
    let bench = Bench::new().built_in(&manifest("tool", "t", "")).user(
        "t",
        &manifest("tool", "t", &more),
        "code",
    );
    let registry = bench.registry();
    let component = registry.find("t").expect("it is there");
    let seen = registry
        .inspect(component, vec!["openkoi:host/http@0.1.0".to_owned()])
        .expect("it can be inspected");
    assert!(seen.shadows_builtin);
    assert_eq!(seen.secrets, ["key"]);
    assert_eq!(
        seen.rights,
        [
            ("kv 1 MiB".to_owned(), false),
            ("network GET api.example.com /v1/*".to_owned(), false),
            (
                "secret key from T_KEY in authorization for api.example.com".to_owned(),
                false
            ),
        ]
    );
    assert!(
        seen.standing.ends_with("openkoi component grant tool/t"),
        "{}",
        seen.standing
    );
}
