//! One call: a fresh store with every limit set, and what came of it as an answer or a typed fault.

use super::bindings::exports::openkoi as exports;
use super::bindings::openkoi::types::common::Failure;
use super::component::WasmComponent;
use super::contract::Contract;
use super::convert::{Garbled, fault};
use super::engine::{Running, Runtime};
use super::guest::Guest;
use super::host::Host;
use super::limits::{HOST_CALL_BYTES, Stop};
use crate::domain::{Fault, FaultKind};
use std::sync::Arc;
use tokio::sync::SemaphorePermit;
use wasmtime::component::{Instance, InstancePre};
use wasmtime::{Store, Trap, UpdateDeadline};

/// The exports of a kind, found once and opened in each store.
pub(super) trait Exports: Sized {
    type Api;

    fn find(component: &InstancePre<Guest>) -> wasmtime::Result<Self>;
    fn open(&self, store: &mut Store<Guest>, instance: &Instance) -> wasmtime::Result<Self::Api>;
}

macro_rules! exports {
    ($($interface:ident)::+) => {
        impl Exports for exports::$($interface)::+::GuestIndices {
            type Api = exports::$($interface)::+::Guest;

            fn find(component: &InstancePre<Guest>) -> wasmtime::Result<Self> {
                Self::new(component)
            }

            fn open(&self, store: &mut Store<Guest>, instance: &Instance) -> wasmtime::Result<Self::Api> {
                self.load(store, instance)
            }
        }
    };
}

exports!(agency::adviser);
exports!(evaluator::judge);
exports!(integration::service);
exports!(provider::catalog);
exports!(provider::dialect);
exports!(provider::embed);
exports!(provider::local);
exports!(tool::tools);
exports!(interpreter::script);

/// A component that was found to keep to its contract, ready to be called.
pub(super) struct Callable {
    component: InstancePre<Guest>,
    pub(super) host: Arc<Host>,
    runtime: &'static Runtime,
    is_builtin: bool,
    /// Bytes that the guest may hand over at once.
    handover: usize,
}

impl Callable {
    /// Checks imports, grants and exports; each fault names what is wrong and what would help.
    pub(super) async fn load<E: Exports>(
        contract: &Contract,
        loaded: WasmComponent,
    ) -> Result<(Self, E), Fault> {
        let WasmComponent {
            component,
            host,
            runtime,
            is_builtin,
            ..
        } = loaded;
        contract.check(&component, &runtime.engine, &host)?;
        let component = runtime
            .linker
            .instantiate_pre(&component)
            .map_err(|error| contract.misfit(&host, &error))?;
        let output = host.limits.output;
        let handover = if contract.carries_bodies {
            HOST_CALL_BYTES.max(output)
        } else {
            output
        };
        let callable = Self {
            component,
            host,
            runtime,
            is_builtin,
            handover,
        };
        let exports = callable.find(contract).await?;
        Ok((callable, exports))
    }

    /// Finds an interface. The shapes of its functions show when it is opened, which is tried now unless they were
    /// seen to fit when the binary was built.
    pub(super) async fn find<E: Exports>(&self, contract: &Contract) -> Result<E, Fault> {
        let exports =
            E::find(&self.component).map_err(|error| contract.misfit(&self.host, &error))?;
        if !self.is_builtin {
            let call = self.open(&exports).await?;
            call.end(Ok(()))?;
        }
        Ok(exports)
    }

    /// Whether an answer is small enough, where bodies in the guest's own calls may be larger.
    pub(super) fn check_output(&self, bytes: usize) -> Result<(), Fault> {
        if bytes <= self.host.limits.output {
            Ok(())
        } else {
            Err(self.host.recorded(over_limit(&self.host, "output")))
        }
    }

    /// Begins a call. Dropping it, or a future that borrows it, ends the guest.
    pub(super) async fn open<E: Exports>(&self, exports: &E) -> Result<Call<'_, E::Api>, Fault> {
        self.host.admit()?;
        let place = self.runtime.places.acquire().await;
        let place = place.expect("places are never closed");
        let running = Running::start(self.runtime);
        let mut store = Store::new(&self.runtime.engine, Guest::new(self.host.clone()));
        store.limiter(|guest| &mut guest.meter);
        store.set_hostcall_fuel(self.handover);
        store.set_epoch_deadline(1);
        store.epoch_deadline_callback(|context| {
            context.data().check_time()?;
            Ok(UpdateDeadline::Yield(1))
        });
        let instance = self.component.instantiate_async(&mut store).await;
        let instance = instance.map_err(|error| self.host.recorded(stopped(&self.host, &error)))?;
        let api = exports.open(&mut store, &instance).map_err(|error| {
            let message =
                format!("exports functions of another shape than its contract's: {error:#}");
            self.host
                .recorded(self.host.fault(FaultKind::Contract, message))
        })?;
        Ok(Call {
            api,
            store,
            host: &self.host,
            _running: running,
            _place: place,
        })
    }
}

/// A running call.
pub(super) struct Call<'a, A> {
    pub(super) api: A,
    pub(super) store: Store<Guest>,
    host: &'a Host,
    _running: Running,
    /// After the store, which goes before its place does.
    _place: SemaphorePermit<'static>,
}

impl<A> Call<'_, A> {
    /// Ends the call: what the guest answered, or why it did not.
    pub(super) fn end<T>(self, outcome: wasmtime::Result<T>) -> Result<T, Fault> {
        self.store.data().close_log();
        outcome.map_err(|error| self.host.recorded(stopped(self.host, &error)))
    }

    /// Ends the call to a function that can fail by itself.
    pub(super) fn settle<T>(
        self,
        outcome: wasmtime::Result<Result<T, Failure>>,
    ) -> Result<T, Fault> {
        let host = self.host;
        self.end(outcome)?
            .map_err(|failure| fault::fault(&host.name, failure))
    }
}

impl Host {
    /// Turns what does not keep to the contract's words into a fault.
    pub(super) fn sound<T>(&self, converted: Result<T, Garbled>) -> Result<T, Fault> {
        converted.map_err(|Garbled(why)| {
            let message = format!("gave a garbled answer: {}", Self::shown(&why));
            self.recorded(self.fault(FaultKind::Contract, message))
        })
    }

    pub(super) fn recorded(&self, fault: Fault) -> Fault {
        self.record(&fault);
        fault
    }
}

/// Why the engine ended a call.
fn stopped(host: &Host, error: &wasmtime::Error) -> Fault {
    if let Some(stop) = error.downcast_ref::<Stop>() {
        return match stop {
            Stop::Deadline => {
                let message = format!("ran longer than {:?} and was stopped", host.limits.time);
                host.fault(FaultKind::Deadline, message)
            }
            Stop::Limit(what) => over_limit(host, what),
        };
    }
    if let Some(trap) = error.downcast_ref::<Trap>() {
        return match trap {
            Trap::StackOverflow => over_limit(host, "stack"),
            Trap::Interrupt => host.fault(FaultKind::Deadline, "ran too long and was stopped"),
            other => host.fault(FaultKind::Trap, format!("crashed: {other}")),
        };
    }
    // The engine has no types for these.
    let why = error.root_cause().to_string();
    if why.contains("fuel allocated for hostcalls") {
        over_limit(host, "output")
    } else if why.contains("resource limit exceeded: memory") {
        over_limit(host, "memories")
    } else if why.contains("resource limit exceeded: table") {
        over_limit(host, "tables")
    } else if why.contains("resource limit exceeded") {
        over_limit(host, "instances")
    } else {
        let message = format!(
            "handed over something that can't be read: {}",
            Host::shown(&why)
        );
        host.fault(FaultKind::Trap, message)
    }
}

pub(super) fn over_limit(host: &Host, what: &str) -> Fault {
    let message = format!("went over its limit of {what} and was stopped");
    host.fault(FaultKind::Limit(what.to_owned()), message)
}
