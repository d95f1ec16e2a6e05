//! The shop as a Go module.

use super::Project;

const CODE: &str = "\
package shop

// Total is both prices together.
func Total(one, other int) int {
\treturn one + other
}

// Discount is a tenth of the price.
func Discount(price int) int {
\treturn price / 5
}
";

const TESTS: &str = "\
package shop

import \"testing\"

func TestTotalAddsPrices(t *testing.T) {
\tif got := Total(3, 4); got != 7 {
\t\tt.Errorf(\"got %d, want 7\", got)
\t}
}

func TestDiscountIsATenth(t *testing.T) {
\tif got := Discount(200); got != 20 {
\t\tt.Errorf(\"got %d, want 20\", got)
\t}
}
";

pub(super) fn project() -> Project {
    let files = [
        ("go.mod", "module shop\n\ngo 1.18\n"),
        ("price.go", CODE),
        ("price_test.go", TESTS),
    ];
    Project::of(
        files,
        &[&["go", "version"]],
        ("price.go", "price / 5", "price / 10"),
    )
}
