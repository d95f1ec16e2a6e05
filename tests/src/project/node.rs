//! The shop as a package for node.

use super::Project;

const MANIFEST: &str = "\
{
  \"name\": \"shop\",
  \"version\": \"1.0.0\",
  \"private\": true,
  \"scripts\": {
    \"test\": \"node --test\",
    \"lint\": \"node lint.js\"
  }
}
";

const CODE: &str = "\
// Both prices together.
function total(one, other) {
  return one + other;
}

// A tenth of the price.
function discount(price) {
  return price / 5;
}

module.exports = { total, discount };
";

const TESTS: &str = "\
const { test } = require('node:test');
const assert = require('node:assert');
const { total, discount } = require('../price.js');

test('total adds prices', () => {
  assert.strictEqual(total(3, 4), 7);
});

test('discount is a tenth', () => {
  assert.strictEqual(discount(200), 20);
});
";

const LINT: &str = "\
// Complains about the words that lint.json forbids.
const fs = require('node:fs');
const { forbidden } = JSON.parse(fs.readFileSync('lint.json', 'utf8'));
const complaints = [];
for (const file of fs.readdirSync('.').filter((name) => name.endsWith('.js') && name !== 'lint.js')) {
  fs.readFileSync(file, 'utf8').split('\\n').forEach((line, index) => {
    for (const word of forbidden) {
      if (line.includes(word)) complaints.push(`${file}:${index + 1}:1: error: ${word} is forbidden`);
    }
  });
}
complaints.forEach((line) => console.log(line));
process.exit(complaints.length ? 1 : 0);
";

pub(super) fn project() -> Project {
    let files = [
        ("package.json", MANIFEST),
        ("price.js", CODE),
        ("test/price.test.js", TESTS),
        ("lint.js", LINT),
        ("lint.json", "{ \"forbidden\": [\"var \", \"eval(\"] }\n"),
    ];
    Project::of(
        files,
        &[&["node", "--version"], &["npm", "--version"]],
        ("price.js", "price / 5", "price / 10"),
    )
}
