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
    let fields = if bad.is_empty() {
        Vec::new()
    } else {
        fields(bad)
    };
    woven(good, bad, &fields, packages, world)
}

/// The same, with these fields for what is bad about it.
pub(crate) fn woven(
    good: &str,
    bad: &str,
    fields: &[String],
    packages: &[&str],
    world: &str,
) -> Vec<u8> {
    let text = module(good, fields);
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

/// A good component with another one inside, which comes to life with it.
pub(crate) fn with_companion(mut good: Vec<u8>, companion: &str) -> Vec<u8> {
    let companion = text(companion);
    // Sections of a component: 4 is a component inside, 5 an instance.
    let number = count_sections(&good, 4);
    good.push(4);
    good.extend(leb128(companion.len()));
    good.extend(companion);
    let index = leb128(number);
    let instance = [&[1, 0][..], &index, &[0]].concat();
    good.push(5);
    good.extend(leb128(instance.len()));
    good.extend(instance);
    good
}

fn count_sections(component: &[u8], wanted: u8) -> usize {
    let (mut at, mut count) = (8, 0);
    while at < component.len() {
        count += usize::from(component[at] == wanted);
        let (mut size, mut shift) = (0, 0);
        loop {
            at += 1;
            size |= usize::from(component[at] & 0x7f) << shift;
            shift += 7;
            if component[at] & 0x80 == 0 {
                break;
            }
        }
        at += 1 + size;
    }
    count
}

fn leb128(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = u8::try_from(number & 0x7f).expect("seven bits");
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
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

fn module(good: &str, bad: &[String]) -> String {
    let mut fields = fields(&format!("good/{good}"));
    for field in bad {
        let same = |name: &str| {
            fields
                .iter()
                .position(|other| exported(other) == Some(name))
        };
        match exported(field).and_then(same) {
            Some(at) => fields[at].clone_from(field),
            None => fields.push(field.clone()),
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
