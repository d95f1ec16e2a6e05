//! What is read of a package.json.

use openkoi_checks::manifest::text;

#[test]
fn the_text_at_a_path_is_found_wherever_it_stands() {
    let rows = [
        (r#"{"scripts":{"test":"jest"}}"#, Some("jest")),
        (
            "\u{feff} {\n \"name\" : \"a\",\n \"scripts\" : { \"lint\" : \"x\" , \"test\" : \"größe\" } ,\n \"b\": [1, {\"scripts\": 2}]\n}\n",
            Some("größe"),
        ),
        (
            r#"{"a":"}\"{,","b":[{"c":"]"}],"scripts":{"test":"a \"b\" \\ \u00e9\n"}}"#,
            Some("a \"b\" \\ é\n"),
        ),
        (r#"{"scripts":{"test":"old","test":"new"}}"#, Some("new")),
        (r#"{"other":{"scripts":{"test":"jest"}}}"#, None),
        (r#"{"scripts":{"test":7}}"#, None),
        (r#"{"scripts":[]}"#, None),
        (r#"{"scripts":null}"#, None),
        ("{}", None),
        ("", None),
    ];
    for (json, expected) in rows {
        assert_eq!(
            text(json, &["scripts", "test"]).as_deref(),
            expected,
            "{json}"
        );
    }
}

#[test]
fn what_is_no_json_has_no_texts() {
    let rows = [
        r#"{"scripts":{"test":"jest"#,
        r#"{"scripts":{"test":"jest"}"#,
        r#"{"scripts" {"test":"jest"}}"#,
        r#"{"scripts":{"test":"\u12"}}"#,
        r#"{"scripts":{"test":"\u00é9"}}"#,
        r#"{"scripts":{"test":,}}"#,
        r#"{"#,
        r#"{"a":]}"#,
        r#"{"a":1 "b":2}"#,
        "[[[[",
        "é",
        "\"",
        "{\"\\",
    ];
    for json in rows {
        assert_eq!(text(json, &["scripts", "test"]), None, "{json}");
    }
    assert_eq!(text(&"{\"a\":[".repeat(100_000), &["a", "b"]), None);
}
