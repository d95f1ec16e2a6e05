//! The shop as shell scripts.

use super::Project;

const TESTS: &str = "\
# Each check is a test: its name, the script, its arguments, what it prints.
number=0
failed=0
check() {
    number=$((number + 1))
    if [ \"$(sh \"$2\" $3)\" = \"$4\" ]; then
        echo \"ok $number - $1\"
    else
        echo \"not ok $number - $1\"
        failed=1
    fi
}
check total_adds_prices total.sh \"3 4\" 7
check discount_is_a_tenth discount.sh 200 20
echo \"1..$number\"
exit $failed
";

pub(super) fn project() -> Project {
    let files = [
        ("Makefile", "test:\n\tsh tests/run.sh\n"),
        ("total.sh", "# Both prices together.\necho $(($1 + $2))\n"),
        ("discount.sh", "# A tenth of the price.\necho $(($1 / 5))\n"),
        ("tests/run.sh", TESTS),
    ];
    Project::of(
        files,
        &[&["make", "--version"]],
        ("discount.sh", "$1 / 5", "$1 / 10"),
    )
}
