//! What a component is lent: what its manifest asks for and nothing else.

use super::Loader;
use crate::door::files::{Access, LocalFiles, Root};
use crate::door::kv::FileStore;
use crate::door::workspace::Witness;
use crate::kernel::network;
use crate::mechanism::wasm::{Host, Limits, system_clock};
use crate::port::{Files, Lent};
use crate::registry::{self, Authority};
use std::sync::Arc;

impl Loader {
    pub(super) fn host(
        &self,
        name: &str,
        limits: registry::Limits,
        authority: Option<&Authority>,
    ) -> Host {
        let limits = Limits {
            memory: usize::try_from(limits.memory).unwrap_or(usize::MAX),
            time: limits.time,
            output: usize::try_from(limits.output).unwrap_or(usize::MAX),
        };
        let lent = self.lent(name, authority);
        let limits = limits.lowered_to(Limits::default());
        Host::new(name, limits, lent, system_clock())
    }

    fn lent(&self, name: &str, authority: Option<&Authority>) -> Lent {
        let mut lent = Lent {
            log: Arc::clone(&self.log),
            http: None,
            kv: None,
            files: None,
            process: None,
        };
        let Some(authority) = authority else {
            return lent;
        };
        if !authority.network.is_empty() {
            lent.http = Some(self.exchange(network::of_authority(authority), Vec::new()));
        }
        if authority.kv_quota > 0 {
            let directory = self.paths.data().join("kv").join(name);
            lent.kv = Some(Arc::new(FileStore::new(directory, authority.kv_quota)));
        }
        if !authority.files.is_empty() {
            let files: Arc<dyn Files> = Arc::new(LocalFiles::new(
                authority
                    .files
                    .iter()
                    .filter_map(|rule| self.root(name, rule))
                    .collect(),
            ));
            lent.files = Some(match &self.ledger {
                Some(ledger) => Arc::new(Witness::new(files, ledger.clone())),
                None => files,
            });
        }
        lent.process = authority.process.then(|| self.processes());
        lent
    }

    fn root(&self, component: &str, rule: &registry::FilesRule) -> Option<Root> {
        let dir = match rule.root.as_str() {
            "workspace:" => self.workspace.clone(),
            "data:" => self.paths.data().join("components").join(component),
            "temp:" => self.temp.join(component),
            // The manifest's rules know no other; a root that nobody knows is none.
            _ => return None,
        };
        let access = match rule.access {
            registry::Access::Read => Access::Read,
            registry::Access::Write => Access::Write,
        };
        Some(Root {
            name: rule.root.clone(),
            dir,
            access,
        })
    }
}
