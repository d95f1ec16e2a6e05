//! Which model a name means.

use super::loader::Loader;
use super::overview::is_connected;
use crate::config::Config;
use crate::domain::{Fault, FaultKind, ModelInfo, RunOutcome};
use crate::failure::Failure;
use crate::port::Provider;
use crate::registry::ServiceRow;
use crate::session::{Connected, Models};
use std::sync::Arc;

/// Names at least this alike are worth a "did you mean".
const ALIKE: f64 = 0.7;
const SUGGESTIONS: usize = 3;
/// Two services have few letters in common; a slip of the finger leaves most.
const ALIKE_PROVIDER: f64 = 0.85;
/// What is assumed of a model that nobody knows.
const CONTEXT: u64 = 128_000;
const OUTPUT: u64 = 16_384;

/// Chooses the model of every role.
pub(super) async fn resolve(loader: &Loader, config: &Config) -> Result<Models, Failure> {
    let executor = match &config.models.executor {
        Some(name) => named(loader, name).await?,
        None => default(loader).await?,
    };
    let role = async |name: &Option<String>| match name {
        Some(name) => named(loader, name).await.map(Some),
        None => Ok(None),
    };
    let evaluator = match role(&config.models.evaluator).await? {
        Some(evaluator) => Some(evaluator),
        None => second_opinion(loader, &executor).await,
    };
    // What can't be asked is no reason to fail: lessons are then found by their words.
    let embedder = match &config.models.embedder {
        Some(name) => Some(
            loader
                .embedder(name)
                .await
                .map_err(|failure| failure.message),
        ),
        None => None,
    };
    Ok(Models {
        embedder,
        planner: role(&config.models.planner).await?,
        evaluator,
        small: role(&config.models.small_model).await?,
        executor,
    })
}

/// Another model than the executor, so that nobody judges their own work: the default of another connected service, or
/// else another model of the same one that costs no more. Nobody is asked over the network for it; none: the executor
/// judges.
async fn second_opinion(loader: &Loader, executor: &Connected) -> Option<Connected> {
    if executor.provider.is_rule_based() {
        return None;
    }
    let own = executor.provider.id();
    for row in &loader.services {
        if row.id == own || row.base_url.is_none() || !is_connected(&loader.secrets, row) {
            continue;
        }
        // A service that can't be used now is no reason to fail: it was not asked for.
        let Ok(provider) = loader.provider(row).await else {
            continue;
        };
        let known = provider.known().await.unwrap_or_default();
        let wanted = row.default_model.as_ref().or(row.models.first());
        let model = match wanted {
            Some(name) => Some(
                known
                    .into_iter()
                    .find(|model| model.id == *name)
                    .unwrap_or_else(|| assumed(name)),
            ),
            None => known.into_iter().next(),
        };
        if let Some(model) = model {
            return Some(Connected { provider, model });
        }
    }
    let provider = Arc::clone(&executor.provider);
    let cost = |model: &ModelInfo| model.price.map(|price| price.output);
    let most = cost(&executor.model)?;
    let others = provider.known().await.unwrap_or_default();
    let other = others
        .into_iter()
        .filter(|model| model.id != executor.model.id)
        .find(|model| cost(model).is_some_and(|cost| cost <= most));
    other.map(|model| Connected { provider, model })
}

/// The first model of the connected service that comes first.
async fn default(loader: &Loader) -> Result<Connected, Failure> {
    let Some(row) = loader
        .services
        .iter()
        .find(|row| is_connected(&loader.secrets, row))
    else {
        return Err(Failure::new(
            "no model is connected",
            "set a provider's key, or see: openkoi status",
        )
        .ending(RunOutcome::Auth));
    };
    first(loader, row).await
}

/// A service's default model.
async fn first(loader: &Loader, row: &ServiceRow) -> Result<Connected, Failure> {
    let provider = loader.provider(row).await?;
    let known = provider.known().await.map_err(unusable)?;
    if let Some(wanted) = row
        .default_model
        .as_deref()
        .or(row.models.first().map(String::as_str))
    {
        return exactly(provider, row, wanted).await;
    }
    if let Some(model) = known.into_iter().next() {
        return Ok(Connected { provider, model });
    }
    match provider.list().await {
        Ok(Some(models)) if !models.is_empty() => {
            let model = models.into_iter().next().unwrap_or_else(|| assumed(""));
            Ok(Connected { provider, model })
        }
        Ok(_) => Err(Failure::usage(
            format!("{} names no models", row.name),
            format!("name one: -m {}/MODEL", row.id),
        )),
        Err(fault) => Err(failed(fault)),
    }
}

/// `provider/model`, a service's id, or a model's own id.
async fn named(loader: &Loader, name: &str) -> Result<Connected, Failure> {
    let service = |id: &str| loader.services.iter().find(|row| row.id == id);
    if let Some(row) = service(name) {
        return first(loader, row).await;
    }
    if let Some((id, model)) = name.split_once('/')
        && let Some(row) = service(id)
    {
        let provider = loader.provider(row).await?;
        return exactly(provider, row, model).await;
    }
    looked_up(loader, name).await
}

/// A model of a service. One that the service's own list does not contain is refused; where there is no list to be had,
/// it is tried as given.
async fn exactly(
    provider: Arc<dyn Provider>,
    row: &ServiceRow,
    name: &str,
) -> Result<Connected, Failure> {
    let known = provider.known().await.map_err(unusable)?;
    if let Some(model) = known.iter().find(|model| model.id == name) {
        return Ok(Connected {
            provider,
            model: model.clone(),
        });
    }
    if row.models.iter().any(|model| model == name) {
        return Ok(Connected {
            provider,
            model: assumed(name),
        });
    }
    let listed = if provider.is_rule_based() {
        Ok(Some(known))
    } else {
        provider.list().await
    };
    match listed {
        Ok(Some(models)) if !models.is_empty() => {
            match models.iter().find(|model| model.id == name) {
                Some(model) => Ok(Connected {
                    provider,
                    model: model.clone(),
                }),
                None => Err(unknown(
                    name,
                    &format!("{} has", row.name),
                    &models,
                    &row.id,
                )),
            }
        }
        Err(fault) if fault.kind == FaultKind::Auth => Err(failed(fault)),
        Ok(_) | Err(_) => Ok(Connected {
            provider,
            model: assumed(name),
        }),
    }
}

/// A model without its provider: the first connected service that has it, by what is known and then by asking.
async fn looked_up(loader: &Loader, name: &str) -> Result<Connected, Failure> {
    let mut providers = Vec::new();
    for row in loader
        .services
        .iter()
        .filter(|row| is_connected(&loader.secrets, row))
    {
        providers.push((row, loader.provider(row).await?));
    }
    let mut all = Vec::new();
    for (row, provider) in &providers {
        let mut known = provider.known().await.map_err(unusable)?;
        known.extend(row.models.iter().map(|model| assumed(model)));
        if let Some(model) = known.iter().find(|model| model.id == name) {
            return Ok(Connected {
                provider: Arc::clone(provider),
                model: model.clone(),
            });
        }
        all.extend(known);
    }
    for (_, provider) in providers
        .iter()
        .filter(|(_, provider)| !provider.is_rule_based())
    {
        // A service that does not answer now can't be asked; the others may know.
        let Ok(Some(models)) = provider.list().await else {
            continue;
        };
        if let Some(model) = models.iter().find(|model| model.id == name) {
            return Ok(Connected {
                provider: Arc::clone(provider),
                model: model.clone(),
            });
        }
        all.extend(models);
    }
    let mut failure = unknown(name, "no connected service has", &all, "PROVIDER");
    if let Some(meant) = alike(loader, name) {
        failure.remedy = format!("did you mean {meant}?");
    }
    Err(failure)
}

/// The same name with the service that its first word was probably meant to be.
fn alike(loader: &Loader, name: &str) -> Option<String> {
    let (provider, model) = name.split_once('/')?;
    let likeness = |row: &&ServiceRow| strsim::jaro_winkler(provider, &row.id);
    let nearest = loader
        .services
        .iter()
        .max_by(|one, other| likeness(one).total_cmp(&likeness(other)))?;
    (likeness(&nearest) >= ALIKE_PROVIDER).then(|| format!("{}/{model}", nearest.id))
}

fn unknown(name: &str, whose: &str, models: &[ModelInfo], provider: &str) -> Failure {
    let mut alike: Vec<(f64, &str)> = models
        .iter()
        .map(|model| (strsim::jaro_winkler(name, &model.id), model.id.as_str()))
        .collect();
    alike.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(other.1)));
    alike.dedup_by_key(|(_, id)| *id);
    let near: Vec<&str> = alike
        .iter()
        .filter(|(score, _)| *score >= ALIKE)
        .take(SUGGESTIONS)
        .map(|(_, id)| *id)
        .collect();
    let remedy = match near.as_slice() {
        [] => format!(
            "name one that it has: -m {provider}/MODEL; openkoi status shows what is connected"
        ),
        near => format!("did you mean {}?", near.join(", ")),
    };
    let message = if whose.starts_with("no ") {
        format!("{whose} a model {name:?}")
    } else {
        format!("{whose} no model {name:?}")
    };
    Failure::usage(message, remedy)
}

fn assumed(name: &str) -> ModelInfo {
    ModelInfo {
        id: name.to_owned(),
        name: name.to_owned(),
        context: CONTEXT,
        output: OUTPUT,
        tools: true,
        vision: false,
        reasoning: false,
        price: None,
    }
}

fn failed(fault: Fault) -> Failure {
    let (outcome, remedy) = match fault.kind {
        FaultKind::Auth => (
            RunOutcome::Auth,
            "check the key; openkoi status shows where it comes from",
        ),
        FaultKind::Unavailable | FaultKind::Rate(_) => (
            RunOutcome::Unreachable,
            "check the network and the base URL",
        ),
        _ => (RunOutcome::Failed, ""),
    };
    Failure::new(fault.to_string(), remedy).ending(outcome)
}

fn unusable(fault: Fault) -> Failure {
    Failure::new(fault.to_string(), "see: openkoi component list")
}
