//! Names that change everywhere, in tests too.

use openkoi_tests::{Case, Project};

const RENAME: &str = "Rename discount to rebate everywhere, tests included.";

honest! {
    renames_in_a_crate: Verified,
        Case::new(Project::cargo().mended(), RENAME)
            .searches("discount")
            .runs("sed -i 's/discount/rebate/g' src/lib.rs tests/price.rs")
            .runs("cargo test --quiet")
            .says("Renamed `discount` to `rebate` in src/lib.rs and tests/price.rs, including the test, which is called rebate_is_a_tenth now. 2 tests pass.");

    renames_in_a_package_of_node: Verified,
        Case::new(Project::node().mended(), RENAME)
            .searches("discount")
            .runs("sed -i 's/discount/rebate/g' price.js test/price.test.js")
            .runs("npm test")
            .says("discount is called rebate in price.js and test/price.test.js. There are no other uses: I searched for the old name. `npm test` passes.");

    renames_in_python: Verified,
        Case::new(Project::pytest().mended().file("report.py", "from price import discount\n\nprint(discount(1000))\n"), RENAME)
            .searches("discount")
            .runs("sed -i 's/discount/rebate/g' price.py report.py tests/test_price.py")
            .searches("discount")
            .runs("python3 -m pytest -q")
            .says("Renamed in three files: price.py, report.py and tests/test_price.py. A search finds the old name nowhere. Both tests pass.");

    renames_in_go: Verified,
        Case::new(Project::go().mended(), "Rename Discount to Rebate everywhere, tests included.")
            .runs("sed -i 's/Discount/Rebate/g' price.go price_test.go")
            .runs("go test ./...")
            .says("Discount is Rebate now, in price.go and price_test.go (TestRebateIsATenth). The tests pass.");

    renames_a_script: Verified,
        Case::new(Project::make().mended(), "Rename discount.sh to rebate.sh everywhere, tests included.")
            .runs("mv -n -- discount.sh rebate.sh")
            .edits("tests/run.sh", "check discount_is_a_tenth discount.sh", "check rebate_is_a_tenth rebate.sh")
            .runs("make test")
            .says("discount.sh is rebate.sh now; the check in tests/run.sh is called rebate_is_a_tenth. `make test` passes.");
}
