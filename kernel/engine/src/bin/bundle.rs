//! `bundle OUT COMPONENTS_DIR WASM_DIR [--partial]`: compiles every component that has a manifest and writes them as one
//! file. A component whose `.wasm` was not built is an error; with `--partial` it is left out, and the summary says so.

use openkoi_engine::bundle::{self, Part};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command of the build speaks to whoever builds"
)]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (out, components, wasm, partial) = match words[..] {
        [out, components, wasm] => (out, components, wasm, false),
        [out, components, wasm, "--partial"] => (out, components, wasm, true),
        _ => {
            eprintln!("usage: bundle OUT COMPONENTS_DIR WASM_DIR [--partial]");
            return ExitCode::from(2);
        }
    };
    match build(
        Path::new(out),
        Path::new(components),
        Path::new(wasm),
        partial,
    ) {
        Ok(summary) => {
            println!("{summary}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("bundle: {error}");
            ExitCode::FAILURE
        }
    }
}

fn build(
    out: &Path,
    components: &Path,
    wasm: &Path,
    partial: bool,
) -> Result<String, Box<dyn Error>> {
    let engine = wasmtime::Engine::new(&openkoi_engine::config()?)?;
    let (mut parts, mut missing) = (Vec::new(), Vec::new());
    for (name, manifest) in manifests(components)? {
        let path = wasm.join(format!("{name}.wasm"));
        if !path.exists() {
            missing.push(name);
            continue;
        }
        let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let code = engine
            .precompile_component(&bytes)
            .map_err(|error| format!("{}: {error:#}", path.display()))?;
        parts.push(Part {
            name,
            manifest,
            digest: blake3::hash(&bytes).to_hex().to_string(),
            code,
        });
    }
    if !missing.is_empty() && !partial {
        return Err(format!(
            "not built: {}. Run `components/build`, or leave them out with --partial",
            missing.join(", ")
        )
        .into());
    }
    let count = parts.len();
    let file = bundle::write(&openkoi_engine::compatibility(&engine), parts)?;
    // Untouched when nothing changed, so that nothing is built anew because of it.
    if fs::read(out).ok().as_deref() != Some(&file[..]) {
        fs::write(out, &file).map_err(|error| format!("{}: {error}", out.display()))?;
    }
    let without = if missing.is_empty() {
        String::new()
    } else {
        format!(", without {}", missing.join(", "))
    };
    Ok(format!(
        "{}: {count} components, {} KiB{without}",
        out.display(),
        file.len() >> 10
    ))
}

/// Names and manifests of all components, sorted by name.
fn manifests(components: &Path) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let mut found = Vec::new();
    let unreadable =
        |path: PathBuf| move |error: std::io::Error| format!("{}: {error}", path.display());
    for entry in fs::read_dir(components).map_err(unreadable(components.to_owned()))? {
        let path = entry?.path().join("component.toml");
        let Some(name) = path
            .parent()
            .and_then(Path::file_name)
            .and_then(|name| name.to_str())
        else {
            continue;
        };
        if path.exists() {
            found.push((
                name.to_owned(),
                fs::read_to_string(&path).map_err(unreadable(path.clone()))?,
            ));
        }
    }
    found.sort();
    Ok(found)
}
