//! Landlock: the same view once more, as rules that no mount can change.

use crate::layer::{Layer, Missing};
use crate::plan::{Plan, What};
use landlock::{
    ABI, Access, AccessFs, BitFlags, CompatLevel, Compatible, PathBeneath, PathFd, Ruleset,
    RulesetAttr, RulesetCreated, RulesetCreatedAttr, RulesetStatus, Scope,
};
use std::path::Path;

/// What we know to ask for; the kernel gives what it has.
const KNOWN: ABI = ABI::V7;

/// Restricts this process and all that it starts.
pub(crate) fn restrict(plan: &Plan) -> Result<(), Missing> {
    let failed = |error: &dyn std::fmt::Display| Missing::new(Layer::Landlock, error);
    let status = build(plan)
        .and_then(RulesetCreated::restrict_self)
        .map_err(|error| failed(&error))?;
    if status.ruleset == RulesetStatus::NotEnforced {
        return Err(failed(
            &"the kernel has no Landlock, or it is not switched on",
        ));
    }
    Ok(())
}

fn build(plan: &Plan) -> Result<RulesetCreated, landlock::RulesetError> {
    let mut rules = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(KNOWN))?
        .scope(Scope::from_all(KNOWN))?
        .create()?;
    let list: BitFlags<AccessFs> = AccessFs::ReadDir.into();
    let read = AccessFs::from_read(KNOWN);
    // No devices are made.
    let write = AccessFs::from_all(KNOWN) & !(AccessFs::MakeChar | AccessFs::MakeBlock);
    if !plan.is_bare() {
        // What is there to be listed is what is shown.
        rules = allow(rules, Path::new("/"), list)?;
    }
    rules = allow(
        rules,
        Path::new("/proc"),
        AccessFs::ReadFile | AccessFs::ReadDir,
    )?;
    for shown in &plan.view {
        let access = match &shown.what {
            What::ReadOnly => read,
            What::Writable | What::WritableFrom(_) | What::Memory(_) => write,
            What::Device => {
                AccessFs::ReadFile | AccessFs::WriteFile | AccessFs::IoctlDev | AccessFs::Truncate
            }
            // These lie in what is allowed, or hold nothing.
            What::NothingThere { .. } | What::Pinned | What::Link(_) => continue,
        };
        rules = allow(rules, &shown.path, access)?;
    }
    Ok(rules)
}

fn allow(
    rules: RulesetCreated,
    path: &Path,
    access: BitFlags<AccessFs>,
) -> Result<RulesetCreated, landlock::RulesetError> {
    // What can't be opened is not there: nothing is allowed in it.
    let Ok(place) = PathFd::new(path) else {
        return Ok(rules);
    };
    let access = if path.is_dir() {
        access
    } else {
        access & AccessFs::from_file(KNOWN)
    };
    rules.add_rule(PathBeneath::new(place, access))
}
