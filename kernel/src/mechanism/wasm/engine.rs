//! The engine: one for the process, made when the first component is, and the clock that bounds its guests.

use super::guest::Guest;
use super::limits::CALLS;
use super::{imports, pool};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::Thread;
use std::time::Duration;
use tokio::sync::Semaphore;
use wasmtime::Engine;
use wasmtime::component::Linker;

/// How often a running guest is interrupted: it lets other tasks run, and it is stopped if its time is up.
const TICK: Duration = Duration::from_millis(10);

/// What all components share.
pub(super) struct Runtime {
    pub(super) engine: Engine,
    /// Every interface of `openkoi:host`. What a component may import of it is decided when it is loaded.
    pub(super) linker: Linker<Guest>,
    /// Names the code that this engine can run.
    pub(super) compatibility: String,
    /// A place for each call that may run at once; the others wait for one.
    pub(super) places: Semaphore,
    ticker: Thread,
}

static RUNNING: AtomicUsize = AtomicUsize::new(0);

/// Made at the first call. An error says why this machine can't run components.
pub(super) fn runtime() -> Result<&'static Runtime, &'static str> {
    static RUNTIME: OnceLock<Result<Runtime, String>> = OnceLock::new();
    RUNTIME
        .get_or_init(|| make().map_err(|error| format!("{error:#}")))
        .as_ref()
        .map_err(String::as_str)
}

fn make() -> wasmtime::Result<Runtime> {
    let engine = pool::engine()?;
    let linker = imports::linker(&engine)?;
    let compatibility = openkoi_engine::compatibility(&engine);
    let ticking = engine.clone();
    let ticker = std::thread::Builder::new()
        .name("wasm ticker".to_owned())
        .spawn(move || tick(&ticking))?;
    Ok(Runtime {
        engine,
        linker,
        compatibility,
        places: Semaphore::new(CALLS),
        ticker: ticker.thread().clone(),
    })
}

/// Advances the epoch while a call runs, and sleeps when none does.
fn tick(engine: &Engine) {
    loop {
        if RUNNING.load(Ordering::SeqCst) == 0 {
            std::thread::park();
        } else {
            std::thread::sleep(TICK);
            engine.increment_epoch();
        }
    }
}

/// Keeps the clock going for as long as a call runs.
pub(super) struct Running(());

impl Running {
    pub(super) fn start(runtime: &Runtime) -> Self {
        if RUNNING.fetch_add(1, Ordering::SeqCst) == 0 {
            runtime.ticker.unpark();
        }
        Self(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING.fetch_sub(1, Ordering::SeqCst);
    }
}
