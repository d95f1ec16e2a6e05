//! The table of levels and effects, every cell written down.

#![expect(clippy::print_stdout, reason = "a campaign tells its figure")]

use crate::domain::{Effect, Permit, TrustLevel};
use crate::policy::{Circumstances, decide};

/// An effect, whether its line only looks, and for the levels ask, suggest, act and autonomous what is said: in the
/// sandbox, in the sandbox with untrusted text read, without a sandbox, without one and with such text; `a` allows, `?` asks.
const CELLS: &[(&str, bool, [&str; 4])] = &[
    ("read", false, ["aaaa", "aaaa", "aaaa", "aaaa"]),
    ("read", true, ["aaaa", "aaaa", "aaaa", "aaaa"]),
    ("write-workspace", false, ["????", "????", "aaaa", "aaaa"]),
    ("write-workspace", true, ["????", "????", "aaaa", "aaaa"]),
    ("execute", false, ["????", "????", "aa??", "aa??"]),
    ("execute", true, ["????", "aa??", "aa??", "aa??"]),
    ("network", false, ["????", "????", "????", "a???"]),
    ("network", true, ["????", "????", "????", "a???"]),
    ("message-others", false, ["????", "????", "????", "a???"]),
    ("message-others", true, ["????", "????", "????", "a???"]),
    ("irreversible", false, ["????", "????", "????", "????"]),
    ("irreversible", true, ["????", "????", "????", "????"]),
    ("teleport", false, ["????", "????", "????", "????"]),
    ("teleport", true, ["????", "????", "????", "????"]),
];

#[test]
fn every_cell_says_what_is_written_here() {
    let mut cells = 0;
    for (effect, only_looks, said) in CELLS {
        for (level, said) in TrustLevel::ALL.into_iter().zip(said) {
            let worlds = [(true, false), (true, true), (false, false), (false, true)];
            for ((is_sandboxed, is_tainted), expected) in worlds.into_iter().zip(said.chars()) {
                let around = Circumstances {
                    level,
                    is_tainted,
                    is_sandboxed,
                    lack: "",
                    only_looks: *only_looks,
                };
                let permit = decide(&Effect::from_word(effect), &around).permit;
                let expected = if expected == 'a' {
                    Permit::Allow
                } else {
                    Permit::Ask
                };
                assert_eq!(permit, expected, "{effect} {around:?}");
                cells += 1;
            }
        }
    }
    println!("{cells} cells");
    assert_eq!(cells, CELLS.len() * 16);
}
