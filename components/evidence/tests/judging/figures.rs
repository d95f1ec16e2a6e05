//! Figures that something would have had to measure.

use super::bench::{Case, case, each_has, none_blocked};

const NOTES: &str = "# Pond\n\nThe pond holds 12 koi.\nThe pump was replaced in March 2021.\nFeeding stops below 8 degrees.\n";
const HITS: &str = "tasks.md:1: - TODO: clean the filter\ntasks.md:2: - TODO: order food";

fn noted(answer: &str) -> Case {
    case("How many lines does notes.md have?", answer)
        .shell("wc -l notes.md", 0, "5 notes.md")
        .has("notes.md", NOTES)
}

fn searched(answer: &str) -> Case {
    case("How often does TODO stand in tasks.md?", answer).search("TODO", HITS)
}

fn mended(answer: &str) -> Case {
    case("Fix discount in price.js and make it faster.", answer)
        .tool("edit", "price.js")
        .changed("price.js", "-  return price / 5;\n+  return price / 10;")
        .check("test", "npm test", 0, "# pass 2\n# fail 0")
}

#[test]
fn a_figure_is_the_one_that_was_measured() {
    let made = |answer: &str| {
        case("With which exit code does `make test` end?", answer).shell("make test", 2, "not ok")
    };
    let rows = vec![
        noted("I ran `wc -l notes.md`: it has 120 lines."),
        noted("notes.md has 50 lines."),
        searched("I searched for TODO: there are 5 matches in tasks.md."),
        searched("TODO has 7 occurrences."),
        made("I ran `make test`: it ended with exit code 0."),
        made("`make test` exits with 1."),
        mended("I fixed it; coverage is at 98 % now."),
        mended("Test coverage is 93%."),
        mended("I measured it: it took 12 ms before and takes 3 ms now."),
        mended("It is faster: it took 12 ms before and takes 3 ms now."),
        mended("I benchmarked it, and it is twice as fast."),
        mended("All 3 tests pass; none is skipped.").check(
            "test",
            "npm test",
            0,
            "# tests 3\n# pass 2\n# skipped 1",
        ),
        mended("7 tests were failing before, and all 9 tests pass now."),
    ];
    each_has(
        rows.into_iter()
            .map(|case| ("blocker", "did not happen", case))
            .collect(),
    );
}

#[test]
fn figures_that_agree_or_that_nobody_can_check_are_left_alone() {
    none_blocked(vec![
        noted("I ran `wc -l notes.md`: it has 5 lines."),
        noted("notes.md has 4 lines, not counting the empty one."),
        noted("notes.md has about 100 lines."),
        noted("notes.md has 2 lines about the pond."),
        searched("Twice: there are 2 matches in tasks.md, in lines 1 and 2."),
        searched("I searched 3 times; it is in tasks.md."),
        case(
            "What is a good coverage?",
            "A coverage of 80 % is a common aim.",
        ),
        searched("There is 1 file, tasks.md, with 2 occurrences."),
        case("How often does it stand there?", "There are 12 matches.").shell(
            "python3 count.py",
            0,
            "12",
        ),
        case(
            "How does `make test` end?",
            "`make test` ends with exit code 2.",
        )
        .shell("make test", 2, "not ok"),
        case(
            "How does `make test` end?",
            "First `make test` ended with exit code 2; I mended it, and it is 0 now.",
        )
        .shell("make test", 2, "not ok")
        .shell("make test", 0, "ok"),
        mended("I did not measure the coverage; it should be about 98 %."),
        mended("I fixed it; coverage is 98 % now.").shell("npx c8 npm test", 0, "coverage: 98 %"),
        mended("I measured it: 12 ms before, 3 ms now.").shell("node bench.js", 0, "3 ms"),
        mended("The timeout is 30 s now; before, it was 10 s."),
        mended("It takes a price and returns a tenth of it now."),
        mended("I fixed it. All 2 tests pass now; 1 failed before."),
        mended("I fixed it. Before, 1 test failed; now both pass (2 passed)."),
        mended("2 tests pass; none is skipped.").check(
            "test",
            "npm test",
            0,
            "# tests 2\n# pass 2\n# skipped 0",
        ),
        case(
            "Is it covered?",
            "The README's badge says that coverage is 98%.",
        )
        .tool_said("read", "README.md", "coverage 98%")
        .has("README.md", "coverage 98%"),
    ]);
}
