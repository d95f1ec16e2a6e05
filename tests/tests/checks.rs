//! The project's own checks, run by the tools that its people have: each is a real program in a real project.

use openkoi_tests::{Home, Script, Server, Turn};
use serde_json::{Value, json};
use std::time::Duration;

/// A project in which one test passes, one fails and one is skipped.
struct Project {
    files: &'static [(&'static str, &'static str)],
    /// The file that is to be mended, and how it reads when it is worse and when it is right.
    code: &'static str,
    worse: &'static str,
    right: &'static str,
    /// The commands that are run, the tests' first.
    commands: &'static [&'static str],
    /// The test that fails from the start, and the one that fails when the code is worse.
    failing: &'static str,
    broken: &'static str,
}

/// Work that first makes it worse and says that all is well is told so; mended, it is verified by the same commands that
/// showed what was wrong before.
#[track_caller]
fn check(project: &Project) {
    let write = |content| Turn::calls("write", json!({"path": project.code, "content": content}));
    let script = Script::new()
        .then(write(project.worse))
        .then(Turn::says("All tests pass."))
        .then(write(project.right))
        .then(Turn::says("Now they do."));
    let server = Server::messages(script);
    let mut home = Home::connected(&server);
    home.patient_for(Duration::from_secs(300));
    for (path, content) in project.files {
        home.file(path, content);
    }
    let task = ["Fix add", "-m", server.model(), "--output-format", "json"];
    let run = home.run(task).ends(0);
    let result = run.json();
    assert_eq!(result["verification"], "verified", "{}", run.told());
    let checks = |when| of(&result["checks"][when], "command", project.commands);
    let before = checks("before");
    let tests = &before[0];
    assert_ne!(tests["code"], 0, "{tests}");
    assert_eq!(counts(tests), [1, 1, 1], "{tests}");
    assert_eq!(tests["failures"], json!([project.failing]), "{tests}");
    for (at, check) in checks("after").iter().enumerate() {
        assert_eq!(check["code"], 0, "{check}");
        assert_eq!(check["failures"], json!([]), "{check}");
        if at == 0 {
            assert_eq!(counts(check), [2, 0, 1], "{check}");
        }
    }
    let told = server.turns()[2].body.to_string();
    for name in [project.failing, project.broken] {
        assert!(
            told.contains(name),
            "`{name}` is named to the model: {told}"
        );
    }
}

fn counts(check: &Value) -> [u64; 3] {
    ["passed", "failed", "skipped"].map(|field| check[field].as_u64().expect("a count"))
}

/// The rows in the order of these names; there are no others.
#[track_caller]
fn of<'a>(rows: &'a Value, field: &str, names: &[&str]) -> Vec<&'a Value> {
    let rows = rows.as_array().expect("a list");
    assert_eq!(rows.len(), names.len(), "{rows:?}");
    let row = |name: &&str| rows.iter().find(|row| row[field] == *name);
    let found = names
        .iter()
        .map(|name| row(name).unwrap_or_else(|| panic!("no `{name}` in {rows:?}")));
    found.collect()
}

const JS_WRONG: &str = "exports.add = (a, b) => a - b;\n";
const JS_WORSE: &str = "exports.add = (a, b) => a - b - 1;\n";
const JS_RIGHT: &str = "exports.add = (a, b) => a + b;\n";
const JS_MANIFEST: &str = r#"{"name": "shop", "version": "1.0.0", "private": true,
 "scripts": {"test": "node --test", "build": "node --check add.js", "lint": "node --check test/shop.test.js"}}"#;
const JS_TESTS: &str = "const { describe, it } = require('node:test');
const assert = require('node:assert');
const { add } = require('../add.js');
describe('prices', () => {
  it('adds', () => assert.equal(add(1, 2), 3));
  it('keeps zero', () => assert.equal(add(2, 0), 2));
  it.skip('rounds', () => {});
});
";

#[test]
#[cfg_attr(not(has_npm), ignore = "npm is not installed")]
fn a_project_of_npm_s_is_checked_by_npm() {
    check(&Project {
        files: &[
            ("package.json", JS_MANIFEST),
            ("add.js", JS_WRONG),
            ("test/shop.test.js", JS_TESTS),
        ],
        code: "add.js",
        worse: JS_WORSE,
        right: JS_RIGHT,
        commands: &["npm test", "npm run build", "npm run lint"],
        failing: "prices > adds",
        broken: "prices > keeps zero",
    });
}

#[test]
#[cfg_attr(not(has_pnpm), ignore = "pnpm is not installed")]
fn a_project_of_pnpm_s_is_checked_by_pnpm() {
    check(&Project {
        files: &[
            ("package.json", JS_MANIFEST),
            (
                "pnpm-lock.yaml",
                "lockfileVersion: '9.0'\n\nimporters:\n\n  .: {}\n",
            ),
            ("add.js", JS_WRONG),
            ("test/shop.test.js", JS_TESTS),
        ],
        code: "add.js",
        worse: JS_WORSE,
        right: JS_RIGHT,
        commands: &["pnpm test", "pnpm run build", "pnpm run lint"],
        failing: "prices > adds",
        broken: "prices > keeps zero",
    });
}

#[test]
#[cfg_attr(not(has_pytest), ignore = "python3 has no pytest")]
fn a_project_with_tests_for_pytest_is_checked_by_pytest() {
    check(&Project {
        files: &[
            (
                "pyproject.toml",
                "[tool.pytest.ini_options]\npythonpath = [\".\"]\naddopts = \"-q\"\n",
            ),
            ("prices.py", "def add(a, b):\n    return a - b\n"),
            (
                "tests/test_prices.py",
                "import pytest\nfrom prices import add\n\n\ndef test_adds():\n    assert add(1, 2) == 3\n\n\n\
                 @pytest.mark.parametrize(\"n\", [2])\ndef test_zero(n):\n    assert add(n, 0) == n\n\n\n\
                 @pytest.mark.skip(reason=\"later\")\ndef test_rounds():\n    pass\n",
            ),
        ],
        code: "prices.py",
        worse: "def add(a, b):\n    return a - b - 1\n",
        right: "def add(a, b):\n    return a + b\n",
        commands: &["python3 -m pytest --verbosity=-1 -rap"],
        failing: "tests/test_prices.py::test_adds",
        broken: "tests/test_prices.py::test_zero[2]",
    });
}

#[test]
#[cfg_attr(not(has_go), ignore = "go is not installed")]
fn a_project_of_go_s_is_checked_by_go() {
    check(&Project {
        files: &[
            ("go.mod", "module example.com/shop\n\ngo 1.18\n"),
            (
                "prices/prices.go",
                "package prices\n\nfunc Add(a, b int) int { return a - b }\n",
            ),
            (
                "prices/prices_test.go",
                "package prices\n\nimport (\n\t\"os\"\n\t\"testing\"\n)\n\n\
                 func TestAdd(t *testing.T) {\n\
                 \tt.Run(\"some\", func(t *testing.T) {\n\t\tif Add(1, 2) != 3 {\n\t\t\tt.Error(\"not 3\")\n\t\t}\n\t})\n\
                 \tt.Run(\"zero\", func(t *testing.T) {\n\t\tif Add(2, 0) != 2 {\n\t\t\tt.Error(\"not 2\")\n\t\t}\n\t})\n}\n\n\
                 func TestRound(t *testing.T) {\n\tos.Stdout.WriteString(\"no line's end\")\n\tt.Skip(\"later\")\n}\n",
            ),
        ],
        code: "prices/prices.go",
        worse: "package prices\n\nfunc Add(a, b int) int { return a - b - 1 }\n",
        right: "package prices\n\nfunc Add(a, b int) int { return a + b }\n",
        commands: &["go test -v ./...", "go build ./...", "go vet ./..."],
        failing: "example.com/shop/prices.TestAdd/some",
        broken: "example.com/shop/prices.TestAdd/zero",
    });
}

#[test]
#[cfg_attr(not(has_make), ignore = "make is not installed")]
fn a_project_of_make_s_is_checked_by_make() {
    check(&Project {
        files: &[
            (
                "Makefile",
                ".PHONY: build test\nbuild:\n\tsh -n add.sh\ntest: build\n\tsh test.sh\n",
            ),
            ("add.sh", "echo $(($1 - $2))\n"),
            (
                "test.sh",
                "code=0\necho 1..3\n\
                 if [ \"$(sh add.sh 1 2)\" = 3 ]; then echo 'ok 1 - adds'; else echo 'not ok 1 - adds'; code=1; fi\n\
                 if [ \"$(sh add.sh 2 0)\" = 2 ]; then echo 'ok 2 - keeps zero'; else echo 'not ok 2 - keeps zero'; code=1; fi\n\
                 echo 'ok 3 - rounds # SKIP later'\nexit $code\n",
            ),
        ],
        code: "add.sh",
        worse: "echo $(($1 - $2 - 1))\n",
        right: "echo $(($1 + $2))\n",
        commands: &["make test", "make build"],
        failing: "adds",
        broken: "keeps zero",
    });
}
