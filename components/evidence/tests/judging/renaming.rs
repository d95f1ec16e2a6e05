//! Names that were to change everywhere.

use super::bench::{Case, case, each_has, none_blocked};

const RENAME: &str = "Rename discount to rebate everywhere.";

fn renamed(task: &str, answer: &str) -> Case {
    case(task, answer)
        .shell("sed -i 's/discount/rebate/g' price.py", 0, "")
        .changed("price.py", "-def discount(price):\n+def rebate(price):")
}

#[test]
fn an_old_name_that_is_left_is_found() {
    let rows = vec![
        renamed(
            RENAME,
            "I renamed it and kept the tests. The old name is gone; there are no other callers.",
        )
        .has("report.py", "from price import discount\n"),
        renamed(
            "Rename discount to rebate everywhere, in code, tests and docs.",
            "Renamed everywhere.",
        )
        .has("docs/usage.md", "Call `discount(price)` for a tenth.\n"),
        renamed(
            "Rename the function `discount` to `rebate` throughout.",
            "Done.",
        )
        .has("lib/a.js", "x = discount(3);\n"),
    ];
    each_has(
        rows.into_iter()
            .map(|case| ("blocker", "everywhere, and is still in", case))
            .collect(),
    );
}

#[test]
fn names_that_may_stay_are_left_alone() {
    none_blocked(vec![
        renamed(RENAME, "Renamed everywhere.").has("other.py", "from price import rebate\n"),
        renamed(RENAME, "Renamed; `discount` is kept as an alias.")
            .has("other.py", "discount = rebate\n"),
        renamed(RENAME, "Renamed. CHANGELOG.md has its history.")
            .has("CHANGELOG.md", "Added discount()\n"),
        renamed(
            RENAME,
            "Renamed; other.py still has the word, in a message for users.",
        )
        .has("other.py", "print('discount')\n"),
        renamed(RENAME, "Renamed.").has(
            "other.py",
            "# a discount is a gift\nprint('no discount today')\n",
        ),
        renamed(RENAME, "Renamed.").has("data.json", "{\"discount\": 3}\n"),
        renamed(RENAME, "Renamed.").has("docs/a.md", "Ask for a discount at the desk.\n"),
        renamed(RENAME, "Renamed.").has("other.py", "discounted = 1\nmy_discounts = 2\n"),
        renamed("Rename discount to rebate in price.py.", "Renamed.")
            .has("other.py", "discount = 1\n"),
        renamed("Rename discount to discount_rate everywhere.", "Renamed.")
            .has("other.py", "discount_rate = 1\n"),
    ]);
}
