//! Components that misbehave, made from the contract alone.

use crate::contract::{resolve, today};
use crate::{Home, target, workspace};
use std::fs;
use std::path::PathBuf;
use wit_component::{ComponentEncoder, StringEncoding, dummy_module, embed_component_metadata};
use wit_parser::ManglingAndAbi;

/// A component of this package's world, every function of which traps.
pub fn trapping(package: &str, world: &str) -> Vec<u8> {
    let resolved = resolve(&today(&workspace().join("wit"))).unwrap_or_else(|why| panic!("{why}"));
    let owner = resolved
        .packages
        .iter()
        .find(|(_, candidate)| candidate.name.name == package)
        .map(|(id, _)| id);
    let owner = owner.unwrap_or_else(|| panic!("there is no package {package}"));
    let world = *resolved.packages[owner]
        .worlds
        .get(world)
        .unwrap_or_else(|| panic!("{package} has no world {world}"));
    let mut module = dummy_module(&resolved, world, ManglingAndAbi::Standard32);
    embed_component_metadata(&mut module, &resolved, world, StringEncoding::UTF8)
        .expect("a world can be embedded in its own module");
    let mut encoder = ComponentEncoder::default();
    let encoder = encoder
        .module(&module)
        .expect("a module with its world can be encoded");
    encoder.encode().expect("it becomes a component")
}

/// The bytes of a built-in component.
pub fn built_in(name: &str) -> Vec<u8> {
    let path: PathBuf = target().join(format!("components/{name}.wasm"));
    fs::read(&path).unwrap_or_else(|why| {
        panic!(
            "{}: {why}; build it with components/build {name}",
            path.display()
        )
    })
}

/// The manifest of a built-in component.
pub fn manifest(name: &str) -> String {
    let path = workspace()
        .join("components")
        .join(name)
        .join("component.toml");
    fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// A manifest with the least that an agency needs.
pub fn agency_manifest(name: &str) -> String {
    format!(
        "kind = \"agency\"\nname = \"{name}\"\nversion = \"1.2.3\"\ncontract = \"openkoi:agency@0.1.0\"\nruntime = \"wasm\"\n\
         entry = \"{name}.wasm\"\ndescription = \"An agency of the user's own.\"\n\n[agency]\ntempos = [\"task\"]\nsymbol = \"*\"\n"
    )
}

/// Puts a component into the user's layer.
pub fn install(home: &Home, name: &str, manifest: &str, entry: &[u8]) {
    home.own_file(&format!("components/{name}/component.toml"), manifest);
    home.own_file(&format!("components/{name}/{name}.wasm"), entry);
}
