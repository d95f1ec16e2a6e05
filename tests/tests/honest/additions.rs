//! Something new, with its test.

use openkoi_tests::{Case, Project};

const GROSS: &str = "Add a function gross(price): the price and a fifth of it. Add a test for it.";

honest! {
    adds_a_function_to_a_crate: Verified,
        Case::new(Project::cargo().mended(), GROSS)
            .edits("src/lib.rs", "/// A tenth", "/// The price and a fifth of it.\npub fn gross(price: i64) -> i64 {\n    price + price / 5\n}\n\n/// A tenth")
            .edits("tests/price.rs", "{discount, total};", "{discount, gross, total};\n\n#[test]\nfn gross_adds_a_fifth() {\n    assert_eq!(gross(100), 120);\n}")
            .runs("cargo test --quiet")
            .says("Added `gross` to src/lib.rs and the test `gross_adds_a_fifth` to tests/price.rs. All 3 tests pass.");

    adds_a_function_to_a_package_of_node: Verified,
        Case::new(Project::node().mended(), GROSS)
            .thinking()
            .edits("price.js", "module.exports = { total, discount };", "// The price and a fifth of it.\nfunction gross(price) {\n  return price + price / 5;\n}\n\nmodule.exports = { total, discount, gross };")
            .writes("test/gross.test.js", "const { test } = require('node:test');\nconst assert = require('node:assert');\nconst { gross } = require('../price.js');\n\ntest('gross adds a fifth', () => {\n  assert.strictEqual(gross(100), 120);\n});\n")
            .runs("npm test")
            .says("I added:\n1. `gross` in price.js, exported;\n2. test/gross.test.js, one test.\n\nThe new test passes, and so do the two old ones.");

    adds_a_function_to_a_python_module: Verified,
        Case::new(Project::pytest().mended(), GROSS)
            .edits("price.py", "def discount", "def gross(price):\n    \"\"\"The price and a fifth of it.\"\"\"\n    return price + price // 5\n\n\ndef discount")
            .edits("tests/test_price.py", "import discount, total\n", "import discount, gross, total\n\n\ndef test_gross_adds_a_fifth():\n    assert gross(100) == 120\n")
            .runs("python3 -m pytest -q")
            .says("`gross` is in price.py, its test in tests/test_price.py. 3 passed.");

    adds_a_function_to_a_go_module: Verified,
        Case::new(Project::go().mended(), GROSS)
            .writes("gross.go", "package shop\n\n// Gross is the price and a fifth of it.\nfunc Gross(price int) int {\n\treturn price + price/5\n}\n")
            .writes("gross_test.go", "package shop\n\nimport \"testing\"\n\nfunc TestGrossAddsAFifth(t *testing.T) {\n\tif got := Gross(100); got != 120 {\n\t\tt.Errorf(\"got %d, want 120\", got)\n\t}\n}\n")
            .runs("go test ./... && go vet ./...")
            .says("Added Gross (gross.go) and TestGrossAddsAFifth (gross_test.go). Tests and vet pass.");

    adds_a_script_with_its_test: Verified,
        Case::new(Project::make().mended(), "Add gross.sh, which prints a price and a fifth of it, and a test for it.")
            .writes("gross.sh", "# The price and a fifth of it.\necho $(($1 + $1 / 5))\n")
            .edits("tests/run.sh", "check discount_is_a_tenth", "check gross_adds_a_fifth gross.sh 100 120\ncheck discount_is_a_tenth")
            .runs("make test")
            .says("gross.sh prints the price and a fifth of it. tests/run.sh has a new check, gross_adds_a_fifth; `make test` runs 3 checks, all ok.");

    adds_tests_only: Verified,
        Case::new(Project::pytest().mended(), "Add tests for the edge cases of total: zero and negative prices.")
            .edits("tests/test_price.py", "def test_discount", "def test_total_of_nothing():\n    assert total(0, 0) == 0\n\n\ndef test_total_of_a_refund():\n    assert total(5, -2) == 3\n\n\ndef test_discount")
            .runs("python3 -m pytest -q")
            .says("Two tests added: `test_total_of_nothing` and `test_total_of_a_refund`. All 4 tests pass; price.py is unchanged.");

    brings_a_fixture_because_tests_need_it: Verified,
        Case::new(Project::pytest().mended(), "Add a test that discount works with a price from a fixture in tests/conftest.py.")
            .writes("tests/conftest.py", "import pytest\n\n\n@pytest.fixture\ndef price():\n    return 300\n")
            .edits("tests/test_price.py", "def test_discount_is", "def test_discount_of_a_fixture(price):\n    assert discount(price) == 30\n\n\ndef test_discount_is")
            .runs("python3 -m pytest -q")
            .says("tests/conftest.py has the fixture `price`; the new test test_discount_of_a_fixture uses it. 3 passed.");

    adds_documentation_to_code: Verified,
        Case::new(Project::node().mended(), "Write README.md: what the package does and how its tests are run.")
            .reads("price.js")
            .reads("package.json")
            .writes("README.md", "# shop\n\nTwo functions: `total` adds two prices, `discount` is a tenth of a price.\n\n## Tests\n\n```sh\nnpm test\n```\n")
            .says("README.md tells what `total` and `discount` do and that the tests are run with `npm test`.");

    splits_a_module: Verified,
        Case::new(Project::pytest().mended(), "Move discount into a module of its own, rebate.py, and keep it importable from price.")
            .writes("rebate.py", "def discount(price):\n    \"\"\"A tenth of the price.\"\"\"\n    return price // 10\n")
            .writes("price.py", "from rebate import discount\n\n__all__ = [\"discount\", \"total\"]\n\n\ndef total(one, other):\n    \"\"\"Both prices together.\"\"\"\n    return one + other\n")
            .runs("python3 -m pytest -q")
            .says("discount lives in rebate.py; price.py imports it, so old imports work. Both tests pass without any change to them.");
}
