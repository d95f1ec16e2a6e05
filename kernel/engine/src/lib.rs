//! The one WebAssembly configuration: what compiles components ahead of time is what runs them.
//!
//! - [`config`], [`precompile`] and [`compatibility`]: the configuration, what it makes of a component, and its name.
//! - [`bundle`]: the file in which compiled components ride inside the binary.

pub mod bundle;

use std::hash::{Hash, Hasher};
use wasmtime::{Config, Engine, Result};

/// The target that code is made for: named, so that the features of the machine that compiles don't leak in and the
/// code runs on every machine of this architecture.
pub const TARGET: &str = if cfg!(all(target_os = "linux", target_arch = "x86_64")) {
    "x86_64-unknown-linux-gnu"
} else if cfg!(all(target_os = "linux", target_arch = "aarch64")) {
    "aarch64-unknown-linux-gnu"
} else if cfg!(all(target_os = "macos", target_arch = "aarch64")) {
    "aarch64-apple-darwin"
} else if cfg!(all(target_os = "macos", target_arch = "x86_64")) {
    "x86_64-apple-darwin"
} else {
    panic!("components run on x86-64 and AArch64, on Linux and macOS")
};

/// Stack that a guest may use; deeper recursion is a trap.
const GUEST_STACK: usize = 512 << 10;

/// Stack of a call as a whole: what is above the guest's share belongs to the host's functions.
const CALL_STACK: usize = 1 << 20;

/// The configuration of every engine, at build time and at run time.
///
/// Guests are plain components: no threads, no garbage collector, no 64-bit memories, none of the component model's
/// asynchronous parts. Several memories in one module stay allowed, because the code between composed components, which
/// the engine itself writes, has them. A memory reserves its whole address space, which costs no memory and spares the bounds
/// checks; a guest's time is bounded by epochs.
pub fn config() -> Result<Config> {
    let mut config = Config::new();
    config.target(TARGET)?;
    config.epoch_interruption(true);
    config.wasm_component_model(true);
    config.concurrency_support(false);
    config.wasm_memory64(false);
    config.wasm_relaxed_simd(false);
    config.wasm_tail_call(false);
    config.wasm_extended_const(false);
    config.wasm_custom_page_sizes(false);
    config.wasm_wide_arithmetic(false);
    config.shared_memory(false);
    config.max_wasm_stack(GUEST_STACK);
    config.async_stack_size(CALL_STACK);
    // Traps are told to users in a sentence; addresses and names of functions would only swell the code.
    config.wasm_backtrace_max_frames(None);
    config.generate_address_map(false);
    config.native_unwind_info(false);
    Ok(config)
}

/// Compiles a component to native code for [`TARGET`].
pub fn precompile(wasm: &[u8]) -> Result<Vec<u8>> {
    Engine::new(&config()?)?.precompile_component(wasm)
}

/// Names the code that this engine can load: version, target and configuration, as hexadecimal digits. Code compiled
/// under another name is never loaded.
pub fn compatibility(engine: &Engine) -> String {
    let mut digest = Digest(blake3::Hasher::new());
    engine.precompile_compatibility_hash().hash(&mut digest);
    digest.0.finalize().to_hex()[..32].to_owned()
}

/// Lets blake3 take the place of the standard library's hash, whose results may differ between versions.
struct Digest(blake3::Hasher);

impl Hasher for Digest {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let bytes = *self.0.finalize().as_bytes();
        u64::from_le_bytes(std::array::from_fn(|at| bytes[at]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_makes_an_engine_and_the_engine_has_one_name() -> Result<()> {
        let (one, other) = (Engine::new(&config()?)?, Engine::new(&config()?)?);
        assert_eq!(compatibility(&one), compatibility(&other));
        assert_ne!(compatibility(&one), compatibility(&Engine::default()));
        Ok(())
    }

    /// Text that goes from one memory to another passes code that the engine writes itself and that knows both.
    #[test]
    fn components_composed_of_two_with_memories_of_their_own_compile() -> Result<()> {
        let composed = wat::parse_str(
            r#"(component
              (component $hears
                (core module $m
                  (memory (export "memory") 1)
                  (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 64)
                  (func (export "hear") (param i32 i32)))
                (core instance $i (instantiate $m))
                (func (export "hear") (param "text" string)
                  (canon lift (core func $i "hear") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))
              (component $says
                (import "hear" (func $hear (param "text" string)))
                (core module $libc (memory (export "memory") 1))
                (core instance $libc (instantiate $libc))
                (core func $hear (canon lower (func $hear) (memory (core memory $libc "memory"))))
                (core module $m
                  (import "" "hear" (func $hear (param i32 i32)))
                  (func (export "say") (call $hear (i32.const 0) (i32.const 4))))
                (core instance $i (instantiate $m (with "" (instance (export "hear" (func $hear))))))
                (func (export "say") (canon lift (core func $i "say"))))
              (instance $hears (instantiate $hears))
              (instance $says (instantiate $says (with "hear" (func $hears "hear"))))
              (export "say" (func $says "say")))"#,
        );
        precompile(&composed.expect("it is well formed")).map(drop)
    }
}
