//! What a component of each kind exports and may import, and whether a component keeps to it.

use super::host::Host;
use crate::domain::{Fault, FaultKind};
use crate::port::Lent;
use wasmtime::Engine;
use wasmtime::component::Component;

/// Something that the kernel may lend: an interface of `openkoi:host`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ability {
    Log,
    Http,
    Kv,
    Files,
    Process,
}

impl Ability {
    pub(super) fn interface(self) -> &'static str {
        match self {
            Self::Log => "log",
            Self::Http => "http",
            Self::Kv => "kv",
            Self::Files => "files",
            Self::Process => "process",
        }
    }

    /// How a manifest asks for it.
    pub(super) fn manifest_line(self) -> &'static str {
        match self {
            Self::Log => "",
            Self::Http => "[[network]] host = \"…\"",
            Self::Kv => "[kv] quota = \"1 MiB\"",
            Self::Files => "[[files]] root = \"workspace:\", access = \"read\"",
            Self::Process => "[process] reason = \"…\"",
        }
    }

    fn is_lent(self, lent: &Lent) -> bool {
        match self {
            Self::Log => true,
            Self::Http => lent.http.is_some(),
            Self::Kv => lent.kv.is_some(),
            Self::Files => lent.files.is_some(),
            Self::Process => lent.process.is_some(),
        }
    }
}

/// A kind's contract.
pub(super) struct Contract {
    /// As manifests name it, with the version that this kernel speaks.
    pub(super) name: &'static str,
    package: &'static str,
    version: &'static str,
    /// Interfaces of the package that must be exported.
    exports: &'static [&'static str],
    imports: &'static [Ability],
    /// It hands over requests and files, which may be larger than an answer.
    pub(super) carries_bodies: bool,
    /// What it imports is lent when it is used: for whom it works is not known before.
    lends_late: bool,
}

pub(super) const REMOTE_PROVIDER: Contract = Contract {
    name: "openkoi:provider@0.1.0",
    package: "openkoi:provider",
    version: "0.1.0",
    exports: &["dialect", "catalog"],
    imports: &[Ability::Log],
    carries_bodies: true,
    lends_late: false,
};

pub(super) const EMBEDDER: Contract = Contract {
    exports: &["dialect", "catalog", "embed"],
    ..REMOTE_PROVIDER
};

pub(super) const LOCAL_PROVIDER: Contract = Contract {
    exports: &["local"],
    carries_bodies: false,
    ..REMOTE_PROVIDER
};

pub(super) const AGENCY: Contract = Contract {
    name: "openkoi:agency@0.1.0",
    package: "openkoi:agency",
    version: "0.1.0",
    exports: &["adviser"],
    imports: &[Ability::Log],
    carries_bodies: false,
    lends_late: false,
};

pub(super) const EVALUATOR: Contract = Contract {
    name: "openkoi:evaluator@0.1.0",
    package: "openkoi:evaluator",
    version: "0.1.0",
    exports: &["judge"],
    imports: &[Ability::Log],
    carries_bodies: false,
    lends_late: false,
};

pub(super) const INTEGRATION: Contract = Contract {
    name: "openkoi:integration@0.1.0",
    package: "openkoi:integration",
    version: "0.1.0",
    exports: &["service"],
    imports: &[Ability::Log, Ability::Http, Ability::Kv],
    carries_bodies: true,
    lends_late: false,
};

pub(super) const TOOL: Contract = Contract {
    name: "openkoi:tool@0.1.0",
    package: "openkoi:tool",
    version: "0.1.0",
    exports: &["tools"],
    imports: &[
        Ability::Log,
        Ability::Http,
        Ability::Kv,
        Ability::Files,
        Ability::Process,
    ],
    carries_bodies: true,
    lends_late: false,
};

pub(super) const INTERPRETER: Contract = Contract {
    name: "openkoi:interpreter@0.1.0",
    package: "openkoi:interpreter",
    version: "0.1.0",
    exports: &["script"],
    lends_late: true,
    ..TOOL
};

impl Contract {
    /// Whether the component exports what its kind must, and imports nothing but what it may and was given. It may
    /// export more.
    pub(super) fn check(
        &self,
        component: &Component,
        engine: &Engine,
        host: &Host,
    ) -> Result<(), Fault> {
        for interface in self.exports {
            let wanted = format!("{}/{interface}@{}", self.package, self.version);
            if component.get_export_index(None, &wanted).is_none() {
                return Err(host.fault(
                    FaultKind::Contract,
                    self.missing(component, engine, interface),
                ));
            }
        }
        for (name, _) in component.component_type().imports(engine) {
            self.check_import(name, host)?;
        }
        Ok(())
    }

    /// What the engine found not to fit.
    pub(super) fn misfit(&self, host: &Host, error: &wasmtime::Error) -> Fault {
        host.fault(
            FaultKind::Contract,
            format!("does not fit {}: {error:#}", self.name),
        )
    }

    /// Says what the component speaks instead.
    fn missing(&self, component: &Component, engine: &Engine, interface: &str) -> String {
        let ty = component.component_type();
        let exports: Vec<&str> = ty.exports(engine).map(|(name, _)| name).collect();
        let prefix = format!("{}/{interface}@", self.package);
        if let Some(other) = exports.iter().find_map(|name| name.strip_prefix(&prefix)) {
            return format!(
                "wants the contract {}@{other}; this kernel has {}. Get the component for this version, or build it again \
                 with this version's wit/",
                self.package, self.name
            );
        }
        let spoken = exports.iter().find(|name| name.starts_with("openkoi:"));
        let spoken = spoken.map_or_else(
            || "no contract of OpenKoi".to_owned(),
            |name| format!("`{}`", super::text::cut(name, 200)),
        );
        format!(
            "does not export `{}/{interface}@{}` and so is none of this kind; it exports {spoken}. Check `kind` and \
             `entry` in its component.toml",
            self.package, self.version
        )
    }

    fn check_import(&self, name: &str, host: &Host) -> Result<(), Fault> {
        let shown = super::text::cut(name, 200);
        if name.starts_with("wasi:") {
            let message = format!(
                "imports `{shown}`, and components get no WASI here. Build it for wasm32-unknown-unknown, or with \
                 `--stub-wasi` where the toolchain has it"
            );
            return Err(host.fault(FaultKind::Contract, message));
        }
        // Interfaces that only name types come along with those that use them.
        if name.starts_with("openkoi:types/") || name.starts_with(&format!("{}/", self.package)) {
            return Ok(());
        }
        let interface = name
            .strip_prefix("openkoi:host/")
            .map(|rest| rest.split('@').next().unwrap_or(rest));
        let Some(ability) = self
            .imports
            .iter()
            .find(|ability| Some(ability.interface()) == interface)
        else {
            let message = format!("imports `{shown}`, which {} does not have", self.name);
            return Err(host.fault(FaultKind::Contract, message));
        };
        if self.lends_late || ability.is_lent(&host.lent) {
            return Ok(());
        }
        let message = format!(
            "imports `{shown}`, which was not granted. Its component.toml asks for it with `{}`",
            ability.manifest_line()
        );
        Err(host.fault(FaultKind::Refused, message))
    }
}
