//! Files and lines that answers name as their source.

use super::bench::{Case, case, each_has, none_blocked};

fn asked(answer: &str) -> Case {
    case("When was the pump replaced? Name your source.", answer)
        .tool("read", "notes.md")
        .has(
            "notes.md",
            "# Pond\n\nThe pond holds 12 koi.\nThe pump was replaced in March 2021.\n",
        )
}

#[test]
fn a_source_is_there_and_has_the_line() {
    let said = [
        "It holds 30 koi (source: docs/pond-manual.md, line 12).",
        "According to docs/pump.md it was replaced in 2019.",
        "It was replaced in June 2019, as notes.md:120 says.",
        "It was replaced in 2019 (notes.md, line 77).",
        "Line 77 of notes.md has the year.",
        "docs/pump.md says that it was replaced in 2019.",
        "Source: docs/pump.md.",
        "It was replaced in 2019; see docs/pump.md:3.",
        "notes.md says: \"The pump has to be serviced by an electrician.\"",
        "I read notes.md and letter.txt; the pump is not in the letter.",
    ];
    each_has(
        said.iter()
            .map(|answer| ("blocker", "did not happen", asked(answer)))
            .collect(),
    );
    each_has(vec![(
        "blocker",
        "did not happen",
        case(
            "Summarise minutes.md in one sentence.",
            "minutes.md says that the club wants a larger pump.",
        )
        .failing("read", "minutes.md"),
    )]);
}

#[test]
fn sources_that_are_there_are_left_alone() {
    let said = [
        "In March 2021 (notes.md:4).",
        "Source: notes.md, line 4.",
        "notes.md says: \"The pump was replaced in March 2021.\"",
        "It says: \"The pump was replaced\n in March 2021.\"",
        "docs/pump.md does not exist, so notes.md is the only source.",
        "There is no docs/pump.md; see notes.md.",
        "You could write it to docs/pump.md, line 1.",
        "If there were a docs/pump.md:3, I would cite it.",
        "The year is on line 4 of notes.md.",
        "See https://example.com/pump.html for pumps in general.",
        "notes.md describes the pond in 4 lines.",
    ];
    none_blocked(said.map(asked).to_vec());
    none_blocked(vec![
        case(
            "Why does it crash?",
            "By the trace, it crashes at lib/gone.py:88.",
        )
        .shell("python3 a.py", 1, "File lib/gone.py:88: error"),
        case(
            "How do I start a Rust project?",
            "Run `cargo new`; Cargo.toml lists the dependencies.",
        ),
        case(
            "Explain the trace at vendor.js:9000",
            "vendor.js:9000 is where the loop starts.",
        ),
        case("Shorten a.md", "I took a.md:3 out.")
            .tool("edit", "a.md")
            .changed("a.md", " a\n b\n-c"),
        case(
            "Delete old.md",
            "I deleted old.md; old.md says nothing new.",
        )
        .shell("rm -- old.md", 0, "")
        .deleted("old.md", "x\n"),
        case("Where is it used?", "price.js:4 says it.").shell(
            "grep -rn it .",
            0,
            "src/price.js:4: it",
        ),
    ]);
}
