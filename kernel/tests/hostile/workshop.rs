//! Makes hostile components.
//!
//! A `.wat` file beside this one holds fields of a core module, parted by empty lines. They take the place of the
//! fields of the good component of that kind which export the same name, and join the rest: a file says only what is
//! bad about it.

use std::fs;
use std::path::{Path, PathBuf};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// The component of a world whose core module is `good/<good>.wat` with the fields of `<bad>.wat`.
///
/// `world` is the inside of a world in WIT; `packages` are what it names besides the contracts.
pub(crate) fn component(good: &str, bad: &str, packages: &[&str], world: &str) -> Vec<u8> {
    let text = module(good, bad);
    let mut module = wat::parse_str(&text).unwrap_or_else(|error| panic!("{bad}: {error}\n{text}"));
    let mut resolve = Resolve::default();
    for package in [
        "types",
        "host",
        "provider",
        "agency",
        "evaluator",
        "integration",
        "tool",
    ] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../wit")
            .join(package);
        resolve
            .push_dir(&folder)
            .unwrap_or_else(|error| panic!("{error:?}"));
    }
    for (number, package) in packages.iter().enumerate() {
        let name = format!("package{number}.wit");
        resolve
            .push_str(&name, package)
            .unwrap_or_else(|error| panic!("{error:?}"));
    }
    let source = format!("package test:hostile; world hostile {{ {world} }}");
    let package = resolve
        .push_str("hostile.wit", &source)
        .unwrap_or_else(|error| panic!("{error:?}"));
    let world = resolve
        .select_world(&[package], None)
        .unwrap_or_else(|error| panic!("{error:?}"));
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)
        .unwrap_or_else(|error| panic!("{bad}: {error:?}"));
    ComponentEncoder::default()
        .validate(false)
        .module(&module)
        .and_then(|encoder| encoder.encode())
        .unwrap_or_else(|error| panic!("{bad}: {error:?}"))
}

/// A component that exports an interface with one function, which takes and returns nothing.
pub(crate) fn exporting(fields: &str, interface: &str) -> Vec<u8> {
    text(&format!(
        "(component {fields}
           (core module $module (func (export \"advise\")))
           (core instance $instance (instantiate $module))
           (func $advise (canon lift (core func $instance \"advise\")))
           (instance $interface (export \"advise\" (func $advise)))
           (export \"{interface}\" (instance $interface)))"
    ))
}

/// A component in the text format.
pub(crate) fn text(source: &str) -> Vec<u8> {
    wat::parse_str(source).unwrap_or_else(|error| panic!("{error}"))
}

/// A component whose instances multiply: each level instantiates the one below `width` times.
pub(crate) fn multiplied(levels: usize, width: usize) -> Vec<u8> {
    let mut source = "(component $c0 (core module $m) (core instance (instantiate $m)))".to_owned();
    for level in 1..levels {
        let below = format!("(instance (instantiate $c{}))", level - 1).repeat(width);
        let alias = format!(
            "(alias outer $root $c{} (component $c{}))",
            level - 1,
            level - 1
        );
        source.push_str(&format!("(component $c{level} {alias} {below})"));
    }
    let top = format!("(instance (instantiate $c{}))", levels - 1);
    text(&format!("(component $root {source} {top})"))
}

/// A component inside a component inside a component …
pub(crate) fn nested(depth: usize) -> Vec<u8> {
    text(&format!(
        "{}{}",
        "(component ".repeat(depth),
        ")".repeat(depth)
    ))
}

fn module(good: &str, bad: &str) -> String {
    let mut fields = fields(&format!("good/{good}"));
    if !bad.is_empty() {
        for field in self::fields(bad) {
            match exported(&field).and_then(|name| {
                fields
                    .iter()
                    .position(|other| exported(other) == Some(name))
            }) {
                Some(at) => fields[at] = field,
                None => fields.push(field),
            }
        }
    }
    // The text format wants imports first.
    fields.sort_by_key(|field| !field.contains("(import "));
    format!("(module\n{})", fields.join("\n"))
}

fn fields(file: &str) -> Vec<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/hostile")
        .join(format!("{file}.wat"));
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.split("\n\n").map(str::to_owned).collect()
}

fn exported(field: &str) -> Option<&str> {
    let (_, rest) = field.split_once("(export \"")?;
    rest.split_once('"').map(|(name, _)| name)
}
