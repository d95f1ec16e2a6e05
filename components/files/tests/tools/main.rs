//! What the tools say to a model, on a workspace in memory.

mod editing;
mod memory;
mod paths;
mod reading;
mod searching;

use openkoi_sdk::tool::{Effect, FailureKind};
use serde_json::{Value, json};

#[test]
fn there_are_six_tools_and_the_manifest_names_them_with_the_same_effects() {
    let manifest = include_str!("../../component.toml");
    let tools = openkoi_files::description::tools();

    assert_eq!(tools.len(), 6);
    for tool in tools {
        let effect = match tool.effect {
            Effect::Read => "read",
            Effect::WriteWorkspace => "write-workspace",
            other => panic!("{} has the effect {other:?}", tool.spec.name),
        };
        let entry = format!(
            "[[actions]]\nname = \"{}\"\neffect = \"{effect}\"\n",
            tool.spec.name
        );
        assert!(manifest.contains(&entry), "missing {entry}");
    }
}

#[test]
fn every_schema_is_an_object_that_requires_only_what_it_describes() {
    for tool in openkoi_files::description::tools() {
        let schema: Value =
            serde_json::from_str(&tool.spec.parameters).expect("the schema is JSON");

        assert_eq!(schema["type"], "object");
        assert_eq!(schema["additionalProperties"], false);
        let properties = schema["properties"]
            .as_object()
            .expect("there are properties");
        for name in schema["required"].as_array().expect("there is a list") {
            assert!(
                properties.contains_key(name.as_str().expect("a name")),
                "{}: {name}",
                tool.spec.name
            );
        }
        for (name, property) in properties {
            assert!(
                property["description"].is_string(),
                "{}: {name} is not described",
                tool.spec.name
            );
        }
    }
}

#[test]
fn arguments_that_do_not_fit_and_unknown_tools_are_refused_by_name() {
    let mut workspace = memory::Memory::default();
    let rows = [
        ("read", json!({}), "path"),
        ("read", json!({ "path": 7 }), "string"),
        ("edit", json!({ "path": "a" }), "old_string"),
        ("grep", json!({ "pattern": "a", "limit": -1 }), "u32"),
        ("list", json!("src"), "list"),
        ("remove", json!({ "path": "a" }), "no tool `remove`"),
    ];
    for (tool, arguments, word) in rows {
        let failure = workspace.call(tool, arguments).expect_err("refused");

        assert_eq!(failure.kind, FailureKind::Invalid);
        assert!(
            failure.message.contains(word),
            "{tool}: {}",
            failure.message
        );
    }
}
