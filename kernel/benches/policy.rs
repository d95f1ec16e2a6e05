//! What a decision of policy costs: `cargo bench --bench policy`.
//!
//! Each line of the everyday list is judged at the default level, with a few rules of each kind; the line is taken apart anew
//! each time. Printed is the median line, and the slowest of a hundred.
#![expect(clippy::disallowed_methods, reason = "a bench measures time")]
#![expect(clippy::print_stdout, reason = "a bench prints its figures")]

use openkoi::domain::{Action, Effect};
use openkoi::policy::{Circumstances, Place, Rules, judge};
use serde_json::json;
use std::hint::black_box;
use std::time::{Duration, Instant};

const TIMES: u32 = 50;

fn main() {
    let place = Place {
        workspace: "/home/ann/work".into(),
        home: Some("/home/ann".into()),
    };
    let rules = Rules::parse(
        &["Read(./.env)", "Bash(rm -rf:*)"],
        &["Bash(git push:*)"],
        &["Bash(cargo test:*)", "Bash(npm run test:*)", "Edit(src/**)"],
    )
    .expect("rules");
    let around = Circumstances {
        is_sandboxed: true,
        ..Circumstances::default()
    };
    let list = include_str!("../src/policy/tests/everyday.txt");
    let lines = list.lines().filter_map(|row| row.split_once('\t'));
    let mut times: Vec<Duration> = lines
        .map(|(_, line)| {
            let action = Action {
                tool: "shell".into(),
                arguments: json!({ "command": line }),
                effect: Effect::Execute,
                tainted: false,
            };
            let started = Instant::now();
            for _ in 0..TIMES {
                black_box(judge(black_box(&action), &rules, &around, &place));
            }
            started.elapsed() / TIMES
        })
        .collect();
    times.sort_unstable();
    println!("policy: p50: {:?}", times[times.len() / 2]);
    println!("policy: p99: {:?}", times[times.len() * 99 / 100]);
}
