//! What a task of ten turns costs: a model that reads, edits and lists, ten calls in all.

use crate::figure::{Measured, median, ms};
use crate::process::{Cost, own_peak, run};
use openkoi_tests::{Dialect, Home, Script, Server, Turn};
use serde_json::json;

const TURNS: usize = 10;
const ROUNDS: usize = 10;

/// CPU time of the process, then its peak of resident memory.
pub(crate) fn ten() -> (Result<Measured, String>, Result<Measured, String>) {
    match (costs(TURNS), costs(0)) {
        (Ok(ten), Ok(none)) => (Ok(time(&ten, &none)), memory(&ten, &none)),
        (Err(why), _) | (_, Err(why)) => (Err(why.clone()), Err(why)),
    }
}

fn time(ten: &[Cost], none: &[Cost]) -> Measured {
    let cpu = |costs: &[Cost]| median(costs.iter().map(Cost::cpu));
    let turns = u32::try_from(TURNS).unwrap_or(u32::MAX);
    let each = cpu(ten).saturating_sub(cpu(none)) / turns;
    let breakdown = format!(
        "{} without any call, and {} for each turn with one; {} in the program, {} in the system",
        ms(cpu(none)),
        ms(each),
        ms(median(ten.iter().map(|cost| cost.user))),
        ms(median(ten.iter().map(|cost| cost.system)))
    );
    Measured::times(ten.iter().map(Cost::cpu), breakdown)
}

fn memory(ten: &[Cost], none: &[Cost]) -> Result<Measured, String> {
    let least = ten.iter().map(|cost| cost.resident).min().unwrap_or(0);
    let own = own_peak()?;
    if least <= own {
        return Err(format!(
            "a child begins with this program's own {own} bytes, which is more than it needed"
        ));
    }
    let mut without: Vec<u64> = none.iter().map(|cost| cost.resident).collect();
    without.sort_unstable();
    let breakdown = format!(
        "{:.1} MiB without any call; pages of the binary that were touched are among them",
        without[without.len() / 2] as f64 / (1024.0 * 1024.0)
    );
    let peaks = ten.iter().map(|cost| cost.resident).collect();
    Ok(Measured::new(peaks, breakdown))
}

/// Every round is a task in the same home, with the same file as at first.
fn costs(turns: usize) -> Result<Vec<Cost>, String> {
    let mut home = Home::new();
    (0..=ROUNDS)
        .map(|_| round(&mut home, turns))
        .skip(1)
        .collect()
}

/// How much of a task's input is the request before it, so that a vendor's cache has it: in hundredths of a percent.
pub(crate) fn prefix(dialect: Dialect) -> Result<Measured, String> {
    let (_, server) = task(&mut Home::new(), TURNS, dialect)?;
    let prompts: Vec<String> = server.turns().iter().map(|turn| turn.prompt()).collect();
    let shared = |pair: &[String]| {
        let bytes = pair[0].bytes().zip(pair[1].bytes());
        bytes.take_while(|(one, next)| one == next).count()
    };
    let same: usize = prompts.windows(2).map(shared).sum();
    let all: usize = prompts.iter().skip(1).map(String::len).sum();
    if all == 0 {
        return Err("the model was asked only once".to_owned());
    }
    let lengths: Vec<String> = prompts.iter().map(|one| one.len().to_string()).collect();
    let breakdown = format!("the requests have {} bytes", lengths.join(", "));
    let share = (same as u64 * 10_000) / all as u64;
    Ok(Measured::new(vec![share], breakdown))
}

fn round(home: &mut Home, turns: usize) -> Result<Cost, String> {
    task(home, turns, Dialect::Messages).map(|(cost, _)| cost)
}

/// One task of so many turns, and the server that it asked.
fn task(home: &mut Home, turns: usize, dialect: Dialect) -> Result<(Cost, Server), String> {
    let lines: String = (0..100).map(|line| format!("line {line};\n")).collect();
    home.file("src/notes.txt", lines);
    let script = (0..turns).fold(Script::new().in_whole_events(), |script, turn| {
        script.then(call(turn))
    });
    let server = Server::start(dialect, script);
    home.connect(&server);
    let cost = run(home.command(["Tidy the notes", "-m", server.model(), "-i", "0", "--quiet"]))?;
    let asked = server.turns();
    let last = asked.last().ok_or("the model was not asked")?;
    let results = last.tool_results();
    if results.len() != turns || results.iter().any(|(is_error, _)| *is_error) {
        return Err(format!("not {turns} calls went well: {results:?}"));
    }
    Ok((cost, server))
}

fn call(turn: usize) -> Turn {
    let path = "src/notes.txt";
    let turned = match turn % 3 {
        0 => Turn::calls("read", json!({"path": path})),
        1 => {
            let (old, new) = (format!("line {turn};"), format!("row {turn};"));
            let edit = json!({"path": path, "old_string": old, "new_string": new});
            Turn::calls("edit", edit)
        }
        _ => Turn::calls("list", json!({})),
    };
    turned.with_text("Looking further.")
}
