//! Programs that remove files.

use super::Scene;
use super::place::Spot;
use super::program::Call;
use crate::danger::Harm;
use crate::path;
use openkoi_counsel::excerpt;

/// Notes what a removal would take away.
pub(super) fn judge(scene: &mut Scene, call: &Call) {
    let recursive = match call.name {
        "rm" | "grm" => call.has("rR", "recursive"),
        "rmdir" | "unlink" | "trash" | "del" => false,
        "shred" | "srm" | "wipe" | "rimraf" | "trash-put" => true,
        _ => return,
    };
    let operands = call.operands();
    if operands.is_empty() {
        return scene.add(
            Harm::Unreadable,
            format!("“{}” takes what to remove from elsewhere", call.quoted()),
        );
    }
    let targets: Vec<String> = operands
        .iter()
        .flat_map(|word| scene.spellings(word))
        .collect();
    for target in targets {
        take(scene, &target, recursive);
    }
}

/// Notes what is wrong with removing this path.
pub(super) fn take(scene: &mut Scene, target: &str, recursive: bool) {
    let short = excerpt(target, 60);
    match scene.place.locate(target) {
        Spot::Workspace(parts) if everything(&parts) && (recursive || target.contains('*')) => {
            scene.add(
                Harm::Destroys,
                format!("removing “{short}” takes the whole workspace"),
            );
        }
        Spot::Workspace(_) => {
            if let Some(part) = path::protected(target) {
                scene.add(
                    Harm::Destroys,
                    format!("removing “{short}” takes {part}, which is the user's alone"),
                );
            }
        }
        Spot::Temporary => {}
        Spot::Outside | Spot::Device | Spot::Sink => {
            scene.add(
                Harm::Destroys,
                format!("removing “{short}” takes what lies outside the workspace"),
            );
        }
        Spot::Unknown => {
            scene.add(
                Harm::Unreadable,
                format!("what “{short}” removes is known only at run time"),
            );
        }
    }
}

/// Tells whether these parts stand for all that is in the workspace.
pub(super) fn everything(parts: &[String]) -> bool {
    parts.iter().all(|part| {
        without_sets(part)
            .chars()
            .all(|c| matches!(c, '*' | '.' | '?'))
    })
}

/// A pattern without its `[…]`.
fn without_sets(part: &str) -> String {
    let mut pieces = part.split('[');
    let mut rest = pieces.next().unwrap_or_default().to_string();
    for piece in pieces {
        rest.push_str(piece.split_once(']').map_or(piece, |(_, after)| after));
    }
    rest
}
