//! From bytes to code that can be called.

use super::call::over_limit;
use super::census::{self, Refusal};
use super::engine::{Runtime, runtime};
use super::host::Host;
use super::native::NativeCache;
use crate::domain::{Fault, FaultKind};
use std::fs::File;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use wasmtime::component::Component;

/// Bytes of a component that is brought from outside.
const COMPONENT_BYTES: u64 = 32 << 20;

/// A component's code and its host; an adapter makes a part of the kernel of it.
pub struct WasmComponent {
    pub(super) component: Component,
    pub(super) host: Arc<Host>,
    pub(super) runtime: &'static Runtime,
    /// It came with the binary: its shape was checked when that was built.
    pub(super) is_builtin: bool,
    digest: Option<String>,
}

impl WasmComponent {
    /// The code of one of [`Bundle::embedded`](crate::registry::bundle::Bundle::embedded), and of nobody else: it is
    /// run as it is.
    pub fn builtin(code: &[u8], host: Host) -> Result<Self, Fault> {
        let runtime = started(&host)?;
        let component = deserialize(runtime, code).map_err(|error| {
            let message =
                format!("was compiled for another engine ({error:#}): install OpenKoi again");
            host.fault(FaultKind::Contract, message)
        })?;
        Ok(Self {
            component,
            host: Arc::new(host),
            runtime,
            is_builtin: true,
            digest: None,
        })
    }

    /// A `.wasm` file. Native code for it is taken from the cache or compiled, which takes a while: up to some seconds
    /// for the largest.
    pub fn from_file(path: &Path, native_cache_dir: &Path, host: Host) -> Result<Self, Fault> {
        let wasm = read(path)
            .map_err(|why| host.fault(FaultKind::Contract, format!("{}: {why}", path.display())))?;
        Self::from_bytes(&wasm, native_cache_dir, host).map_err(|fault| Fault {
            message: format!("{}: {}", path.display(), fault.message),
            ..fault
        })
    }

    /// The bytes of a `.wasm` file that was already read, so that what was checked is what runs.
    pub fn from_bytes(wasm: &[u8], native_cache_dir: &Path, host: Host) -> Result<Self, Fault> {
        plausible(wasm).map_err(|why| host.fault(FaultKind::Contract, why))?;
        census::count(wasm).map_err(|refusal| match refusal {
            Refusal::Damaged(why) => {
                host.fault(FaultKind::Contract, format!("is damaged or cut off: {why}"))
            }
            Refusal::TooMuch(what) => host.fault(FaultKind::Contract, format!("has {what}")),
            Refusal::OverLimit(what) => over_limit(&host, what),
        })?;
        let runtime = started(&host)?;
        let digest = blake3::hash(wasm);
        let cache = NativeCache::new(native_cache_dir, &runtime.compatibility);
        let cached = cache
            .load(&digest)
            .and_then(|code| deserialize(runtime, &code).ok());
        let component = match cached {
            Some(component) => component,
            None => {
                let code = compile(runtime, wasm).map_err(|why| {
                    host.fault(
                        FaultKind::Contract,
                        format!("is not a valid component: {why}"),
                    )
                })?;
                // A cache that can't be written costs time at the next start, nothing else.
                if let Err(error) = cache.store(&digest, &code) {
                    let line = format!("its native code is not cached: {error}");
                    host.lent
                        .log
                        .write(&host.name, crate::port::LogLevel::Warn, &line);
                }
                deserialize(runtime, &code).map_err(|error| {
                    host.fault(FaultKind::Contract, format!("can't be loaded: {error:#}"))
                })?
            }
        };
        Ok(Self {
            component,
            host: Arc::new(host),
            runtime,
            is_builtin: false,
            digest: Some(digest.to_hex().to_string()),
        })
    }

    /// The interfaces that it imports, sorted.
    pub fn imports(&self) -> Vec<String> {
        let ty = self.component.component_type();
        let mut imports: Vec<String> = ty
            .imports(&self.runtime.engine)
            .map(|(name, _)| super::text::escaped(name).into_owned())
            .collect();
        imports.sort();
        imports
    }

    /// blake3 of the bytes that were loaded, hexadecimal; none for a built-in, whose digest is in the bundle.
    pub fn digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }
}

fn started(host: &Host) -> Result<&'static Runtime, Fault> {
    runtime().map_err(|why| {
        host.fault(
            FaultKind::Unavailable,
            format!("this machine can't run components: {why}"),
        )
    })
}

/// Compiles. The compiler promises less than the engine: what it can't digest may make it panic, which is then the
/// component's fault and not the end of the process.
fn compile(runtime: &Runtime, wasm: &[u8]) -> Result<Vec<u8>, String> {
    // Nothing of the engine is left half done: what a compilation makes is its own.
    let compiling = AssertUnwindSafe(|| runtime.engine.precompile_component(wasm));
    match catch_unwind(compiling) {
        Ok(compiled) => compiled.map_err(|error| format!("{error:#}")),
        Err(_) => Err("the compiler gave up on it".to_owned()),
    }
}

/// Loads native code.
#[expect(unsafe_code, reason = "the engine can't check native code")]
fn deserialize(runtime: &Runtime, code: &[u8]) -> wasmtime::Result<Component> {
    // SAFETY: `code` was made by this engine's configuration: embedded when this binary was built, compiled just now,
    // or read from a cache whose key proves that we wrote it.
    unsafe { Component::deserialize(&runtime.engine, code) }
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    if !file.metadata().is_ok_and(|metadata| metadata.is_file()) {
        return Err("is not a file".to_owned());
    }
    let mut wasm = Vec::new();
    file.take(COMPONENT_BYTES + 1)
        .read_to_end(&mut wasm)
        .map_err(|error| error.to_string())?;
    Ok(wasm)
}

/// Looks at what is cheap to look at, and says what a file is that is no component.
fn plausible(wasm: &[u8]) -> Result<(), String> {
    const HOW: &str = "build it for wasm32-unknown-unknown with wasm-component-ld, or run `wasm-tools component new`";
    if wasm.len() as u64 > COMPONENT_BYTES {
        return Err(format!("is larger than {} MiB", COMPONENT_BYTES >> 20));
    }
    match wasm {
        [] => Err("is empty".to_owned()),
        [0x7f, b'E', b'L', b'F', ..] => {
            let why = "is compiled code; only a .wasm component is accepted, and compiled here";
            Err(why.to_owned())
        }
        [0, b'a', b's', b'm', 1, 0, 0, 0, ..] => {
            Err(format!("is a core module, not a component: {HOW}"))
        }
        [0, b'a', b's', b'm', _, 0, 1, 0, ..] => Ok(()),
        _ => Err(format!("is not a WebAssembly component: {HOW}")),
    }
}
