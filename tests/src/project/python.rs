//! The shop as a Python module.

use super::Project;

const CODE: &str = "\
def total(one, other):
    \"\"\"Both prices together.\"\"\"
    return one + other


def discount(price):
    \"\"\"A tenth of the price.\"\"\"
    return price // 5
";

const PYTEST: &str = "\
from price import discount, total


def test_total_adds_prices():
    assert total(3, 4) == 7


def test_discount_is_a_tenth():
    assert discount(200) == 20
";

const UNITTEST: &str = "\
import unittest

from price import discount, total


class PriceTest(unittest.TestCase):
    def test_total_adds_prices(self):
        self.assertEqual(total(3, 4), 7)

    def test_discount_is_a_tenth(self):
        self.assertEqual(discount(200), 20)
";

const IGNORED: &str = "__pycache__/\n.pytest_cache/\n.venv/\n";
const BUG: (&str, &str, &str) = ("price.py", "price // 5", "price // 10");

pub(super) fn pytest() -> Project {
    let files = [
        (
            "pyproject.toml",
            "[tool.pytest.ini_options]\ntestpaths = [\"tests\"]\n",
        ),
        ("price.py", CODE),
        ("tests/test_price.py", PYTEST),
        (".gitignore", IGNORED),
    ];
    Project::of(files, &[&["python3", "-c", "import pytest"]], BUG)
}

pub(super) fn unittest() -> Project {
    let files = [
        ("price.py", CODE),
        ("test_price.py", UNITTEST),
        (".gitignore", IGNORED),
    ];
    Project::of(files, &[&["python3", "--version"]], BUG)
}
