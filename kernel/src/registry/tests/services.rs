use super::*;

const VENDOR: &str = "custom_services = true\n\
    [[services]]\nid = \"big-lab\"\nname = \"Big Lab\"\nbase_url = \"https://api.big.example/v1/\"\nsecret = \"big\"\npriority = 30\n\
    [services.settings]\nquirk = \"yes\"\n\
    [[services]]\nid = \"home\"\nname = \"Home\"\nbase_url = \"http://localhost:11434\"\npriority = 90\n\
    [[services]]\nid = \"rules\"\nname = \"Rules\"\npriority = 1000\n\
    [[secrets]]\nname = \"big\"\nenv = [\"BIG_API_KEY\"]\nheader = \"x-api-key\"\n";

fn rows(config: &str, variables: &[(&str, &str)]) -> Result<Vec<ServiceRow>, String> {
    let bench = Bench::new().built_in(&manifest("provider", "vendor", VENDOR));
    let environment = variables.iter().copied().collect();
    services(
        &bench.registry().selection(),
        &bench.config(config),
        &environment,
    )
    .map_err(|error| error.to_string())
}

fn row(config: &str, variables: &[(&str, &str)], id: &str) -> ServiceRow {
    let rows = rows(config, variables).expect("all are right");
    rows.into_iter()
        .find(|row| row.id == id)
        .expect("it is there")
}

#[test]
fn rows_come_by_priority_with_the_users_own_among_them() {
    let rows = rows(
        "[providers.lab]\nbase_url = \"https://lab.example/v1\"",
        &[],
    )
    .expect("all are right");
    let seen: Vec<_> = rows
        .iter()
        .map(|row| (row.id.as_str(), row.base_url.as_ref().map(url::Url::as_str)))
        .collect();
    assert_eq!(
        seen,
        [
            ("big-lab", Some("https://api.big.example/v1")),
            ("home", Some("http://localhost:11434/")),
            ("lab", Some("https://lab.example/v1")),
            ("rules", None),
        ]
    );
    assert_eq!(rows[0].settings, [("quirk".to_owned(), "yes".to_owned())]);
    assert!(rows.iter().all(|row| row.blocked.is_none()));
}

#[test]
fn environment_wins_over_config_over_manifest() {
    let config = "[providers.big-lab]\nbase_url = \"https://config.example\"\napi_key_env = \"MINE\"\ndefault_model = \"large\"";
    let variable = ("BIG_LAB_BASE_URL", "https://variable.example/x");
    for (config, variables, url, origin) in [
        (
            "",
            vec![],
            "https://api.big.example/v1",
            BaseUrlOrigin::Manifest,
        ),
        (
            config,
            vec![],
            "https://config.example/",
            BaseUrlOrigin::Config,
        ),
        (
            config,
            vec![variable],
            "https://variable.example/x",
            BaseUrlOrigin::Environment("BIG_LAB_BASE_URL".to_owned()),
        ),
        (
            "",
            vec![("BIG_LAB_BASE_URL", "")],
            "https://api.big.example/v1",
            BaseUrlOrigin::Manifest,
        ),
    ] {
        let row = row(config, &variables, "big-lab");
        assert_eq!(
            (
                row.base_url.as_ref().map(url::Url::as_str),
                &row.base_url_origin
            ),
            (Some(url), &origin)
        );
    }
    let row = row(config, &[], "big-lab");
    assert_eq!(
        row.secret.as_ref().map(|secret| secret.env.clone()),
        Some(vec!["MINE".to_owned()])
    );
    assert_eq!(
        (row.default_model.as_deref(), row.name.as_str()),
        (Some("large"), "Big Lab")
    );
}

#[test]
fn a_service_of_the_users_own_has_its_key_where_the_config_or_its_id_says() {
    let url = "base_url = \"https://lab.example\"";
    for (id, more, variable, is_required) in [
        ("lab", "", "LAB_API_KEY", false),
        ("my_lab.2", "", "MY_LAB_2_API_KEY", false),
        ("lab", "api_key_env = \"MINE\"", "MINE", true),
    ] {
        let row = row(&format!("[providers.\"{id}\"]\n{url}\n{more}"), &[], id);
        let secret = row.secret.expect("it may have a key");
        assert_eq!(
            (secret.env, secret.is_required),
            (vec![variable.to_owned()], is_required)
        );
        assert_eq!(
            (secret.header.as_str(), secret.format.as_str()),
            ("authorization", "Bearer {secret}")
        );
        assert_eq!((secret.name.as_str(), row.component.name()), (id, "vendor"));
    }
}

#[test]
fn what_is_wrong_is_named_where_it_was_said() {
    for (config, variables, expected) in [
        (
            "",
            vec![("HOME_BASE_URL", "localhost")],
            "HOME_BASE_URL: it is no base URL for Home: it is not an address",
        ),
        (
            "",
            vec![("HOME_BASE_URL", "https://me:pw@host")],
            "HOME_BASE_URL: it is no base URL for Home: it holds a user",
        ),
        (
            "[providers.\"a/b\"]\nbase_url = \"https://x.y\"",
            vec![],
            "config.toml:2: [providers.\"a/b\"]: this id could not",
        ),
        (
            "[providers.lab]\ndefault_model = \"x\"",
            vec![],
            "config.toml:2: [providers.lab] has no `base_url`",
        ),
    ] {
        let error = rows(config, &variables).expect_err("it is wrong");
        assert!(
            error.contains(expected) && !error.contains("me:pw"),
            "{error}"
        );
    }
}

#[test]
fn a_dropped_in_provider_takes_an_id_over_only_once_it_is_granted() {
    for other in ["a-first", "z-last"] {
        let bench = Bench::new()
            .built_in(&manifest("provider", "vendor", VENDOR))
            .user(
                other,
                &manifest(
                    "provider",
                    other,
                    "[[services]]\nid = \"home\"\nname = \"Mine\"\npriority = 1\n",
                ),
                "code",
            );
        let config = bench.config("");
        let name = |registry: &Registry| {
            let rows = services(&registry.selection(), &config, &Environment::default())
                .expect("all are right");
            let names: Vec<String> = rows
                .into_iter()
                .filter(|row| row.id == "home")
                .map(|row| row.name)
                .collect();
            names.join(" and ")
        };
        let mut registry = bench.registry();
        assert_eq!(name(&registry), "Home", "{other}");
        registry
            .grant(ComponentKind::Provider, other)
            .expect("it can be granted");
        assert_eq!(name(&registry), "Mine", "{other}");
    }
}

#[test]
fn the_services_of_a_dropped_in_provider_wait_for_its_grant() {
    let bench = Bench::new().user("vendor", &manifest("provider", "vendor", VENDOR), "code");
    let config = bench.config("[providers.lab]\nbase_url = \"https://lab.example/v1\"");
    let blocked = |registry: &Registry| -> Vec<bool> {
        let rows = services(&registry.selection(), &config, &Environment::default())
            .expect("all are right");
        rows.iter().map(|row| row.blocked.is_some()).collect()
    };
    let mut registry = bench.registry();
    assert_eq!(blocked(&registry), [true; 4]);
    registry
        .grant(ComponentKind::Provider, "vendor")
        .expect("it can be granted");
    assert_eq!(blocked(&registry), [false; 4]);
}
