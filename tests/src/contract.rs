//! The contracts against their frozen copies.
//!
//! A frozen copy is what a released version of a contract says, for ever. Today's text is either the same, comments
//! aside, or bears a higher version that components built for the older one still fit.

use semver::Track;
use std::fs;
use std::path::Path;
use wit_parser::{Docs, Function, Resolve, TypeDefKind, WorldId};

mod semver;

/// One package in one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// "agency".
    pub name: String,
    /// "0.1.0".
    pub version: String,
    pub text: String,
}

impl Package {
    /// Reads name and version from the text's first declaration.
    pub fn new(text: &str) -> Self {
        let line = text
            .lines()
            .find_map(|line| line.trim().strip_prefix("package openkoi:"));
        let declared = line.and_then(|line| line.trim_end_matches(';').split_once('@'));
        let (name, version) =
            declared.unwrap_or_else(|| panic!("no `package openkoi:<name>@<version>;` in\n{text}"));
        Self {
            name: name.to_owned(),
            version: version.to_owned(),
            text: text.to_owned(),
        }
    }

    /// What is left without comments, blank lines and indentation.
    fn bare(&self) -> String {
        let lines = self
            .text
            .lines()
            .map(|line| line.split("//").next().unwrap_or_default().trim());
        lines
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    }

    fn id(&self) -> String {
        format!("{}@{}", self.name, self.version)
    }
}

/// The packages as they stand today: one file in each directory below.
pub fn today(wit: &Path) -> Vec<Package> {
    let directories = fs::read_dir(wit)
        .expect("the contracts are there")
        .flatten()
        .map(|entry| entry.path());
    let is_package = |path: &std::path::PathBuf| path.is_dir() && !path.ends_with("frozen");
    let mut packages: Vec<_> = directories
        .filter(is_package)
        .flat_map(|path| files(&path))
        .collect();
    packages.sort_by_key(Package::id);
    packages
}

/// Every version that was ever released, and today's.
pub fn frozen(wit: &Path) -> Vec<Package> {
    files(&wit.join("frozen"))
}

fn files(directory: &Path) -> Vec<Package> {
    let entries =
        fs::read_dir(directory).unwrap_or_else(|why| panic!("{}: {why}", directory.display()));
    let mut paths: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "wit"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| Package::new(&fs::read_to_string(path).expect("a listed file can be read")))
        .collect()
}

/// All packages together. The error is the parser's.
pub fn resolve(packages: &[Package]) -> Result<Resolve, String> {
    let rank = |package: &&Package| {
        ["types", "host"]
            .iter()
            .position(|name| *name == package.name)
            .unwrap_or(2)
    };
    let mut sorted: Vec<_> = packages.iter().collect();
    sorted.sort_by_key(rank);
    let mut resolve = Resolve::default();
    for package in sorted {
        let pushed = resolve.push_source(&format!("{}.wit", package.id()), &package.text);
        pushed.map_err(|why| format!("{}: {why:#}", package.id()))?;
    }
    Ok(resolve)
}

/// What is wrong with today's contracts, and what to do about it; empty if nothing is.
pub fn problems(today: &[Package], frozen: &[Package]) -> Vec<String> {
    today
        .iter()
        .filter_map(|package| problem(package, today, frozen))
        .collect()
}

fn problem(package: &Package, today: &[Package], frozen: &[Package]) -> Option<String> {
    let id = package.id();
    let versions: Vec<_> = frozen
        .iter()
        .filter(|old| old.name == package.name)
        .collect();
    let Some(same) = versions.iter().find(|old| old.version == package.version) else {
        let broken = versions
            .iter()
            .filter(|old| Track::of(&old.version) == Track::of(&package.version))
            .find_map(|old| breaks(old, package, today, frozen));
        return Some(broken.unwrap_or_else(|| {
            format!("{id} has no frozen copy: copy it to wit/frozen/{id}.wit")
        }));
    };
    if same.bare() != package.bare() {
        let line = package
            .bare()
            .lines()
            .zip(same.bare().lines())
            .find(|(new, old)| new != old)
            .map_or(String::new(), |(new, _)| new.to_owned());
        return Some(format!(
            "{id} was changed after it was frozen, near `{line}`: undo that, or give it a higher version (wit/README.md)"
        ));
    }
    let older = versions.iter().filter(|old| {
        old.version != package.version && Track::of(&old.version) == Track::of(&package.version)
    });
    older
        .into_iter()
        .find_map(|old| breaks(old, package, today, frozen))
}

/// Why components built for the old version would not run on the new one.
fn breaks(old: &Package, new: &Package, today: &[Package], frozen: &[Package]) -> Option<String> {
    let before: Vec<_> = frozen
        .iter()
        .filter(|package| today.iter().all(|now| now.id() != package.id()))
        .chain(today)
        .cloned()
        .collect();
    let resolved = match resolve(&worldly(&before)) {
        Ok(resolved) => resolved,
        Err(why) => return Some(why),
    };
    for (name, world) in worlds(&resolved, old) {
        let Some((_, successor)) = worlds(&resolved, new)
            .into_iter()
            .find(|(other, _)| *other == name)
        else {
            return Some(format!(
                "{} has no world `{name}` any more, which {} had",
                new.id(),
                old.id()
            ));
        };
        if let Err(why) = wit_component::semver_check(resolved.clone(), world, successor) {
            return Some(format!(
                "a component built for {} does not fit {} (world `{name}`): {why:#}. Undo the change, or raise the first number that is not 0 and keep an adapter for the old contract",
                old.id(),
                new.id()
            ));
        }
    }
    None
}

/// Gives a package of mere interfaces a world, so that it can be compared too: one that imports all that has functions.
fn worldly(packages: &[Package]) -> Vec<Package> {
    let give = |package: &Package| {
        let bare = package.bare();
        if bare.lines().any(|line| line.starts_with("world ")) || !bare.contains("func(") {
            return package.clone();
        }
        let interfaces = bare
            .lines()
            .filter_map(|line| line.strip_prefix("interface "))
            .map(|line| line.trim_end_matches(" {"));
        let imports: String = interfaces
            .map(|name| format!("  import {name};\n"))
            .collect();
        Package {
            text: format!("{}\nworld whole {{\n{imports}}}\n", package.text),
            ..package.clone()
        }
    };
    packages.iter().map(give).collect()
}

fn worlds(resolve: &Resolve, package: &Package) -> Vec<(String, WorldId)> {
    let is_it = |name: &wit_parser::PackageName| {
        name.name == package.name
            && name
                .version
                .as_ref()
                .is_some_and(|version| version.to_string() == package.version)
    };
    let found = resolve
        .packages
        .iter()
        .filter(|(_, candidate)| is_it(&candidate.name));
    found
        .flat_map(|(_, found)| found.worlds.iter().map(|(name, id)| (name.clone(), *id)))
        .collect()
}

/// Functions, records and interfaces without a doc comment.
pub fn undocumented(resolve: &Resolve) -> Vec<String> {
    let mut found = Vec::new();
    for (_, interface) in resolve.interfaces.iter() {
        let name = interface.name.clone().unwrap_or_default();
        note(&mut found, &interface.docs, format!("interface {name}"));
        for function in interface.functions.values() {
            let Function {
                docs,
                name: function,
                ..
            } = function;
            note(&mut found, docs, format!("{name}.{function}"));
        }
        for (kind, id) in &interface.types {
            let definition = &resolve.types[*id];
            if matches!(definition.kind, TypeDefKind::Record(_)) {
                note(
                    &mut found,
                    &definition.docs,
                    format!("record {name}.{kind}"),
                );
            }
        }
    }
    found
}

fn note(found: &mut Vec<String>, docs: &Docs, what: String) {
    if docs
        .contents
        .as_deref()
        .is_none_or(|text| text.trim().is_empty())
    {
        found.push(what);
    }
}
