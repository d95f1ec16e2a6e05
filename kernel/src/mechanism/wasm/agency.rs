//! An agency that is a component.

use super::bindings::exports::openkoi::agency::adviser::GuestIndices;
use super::call::Callable;
use super::component::WasmComponent;
use super::contract::AGENCY;
use super::convert::{brief, question};
use crate::domain::{Answer, Brief, Fault, Step, Verdict};
use crate::port::Agency;
use async_trait::async_trait;

pub struct WasmAgency {
    guest: Callable,
    adviser: GuestIndices,
    symbol: String,
    advises_on_actions: bool,
}

impl WasmAgency {
    /// `symbol` and `advises_on_actions` are the manifest's `[agency]`.
    pub async fn new(
        component: WasmComponent,
        symbol: String,
        advises_on_actions: bool,
    ) -> Result<Self, Fault> {
        let (guest, adviser) = Callable::load(&AGENCY, component).await?;
        Ok(Self {
            guest,
            adviser,
            symbol,
            advises_on_actions,
        })
    }
}

#[async_trait]
impl Agency for WasmAgency {
    fn name(&self) -> &str {
        &self.guest.host.name
    }

    fn symbol(&self) -> &str {
        &self.symbol
    }

    fn advises_on_actions(&self) -> bool {
        self.advises_on_actions
    }

    async fn advise(&self, brief: &Brief, answers: &[Answer]) -> Result<Step<Verdict>, Fault> {
        let (told, answers) = (brief::brief(brief), question::answers(answers));
        let mut call = self.guest.open(&self.adviser).await?;
        let step = call.api.call_advise(&mut call.store, &told, &answers).await;
        self.guest.host.sound(brief::step(call.settle(step)?))
    }
}
