//! What the figures were measured on.

use std::fs;
use std::process::Command;
use std::thread;

/// The machine and the binary, a line each.
pub(crate) fn lines() -> Vec<String> {
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let memory = field("/proc/meminfo", "MemTotal:")
        .and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok())
        .map_or_else(
            || "unknown".to_owned(),
            |kibibytes| format!("{:.1} GiB", kibibytes as f64 / (1024.0 * 1024.0)),
        );
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load: Vec<&str> = load.split_whitespace().take(1).collect();
    let row = |label: &str, text: &str| format!("{label:<12}{text}");
    vec![
        row(
            "processor",
            &format!("{}, {cores} cores", processor().trim()),
        ),
        row("memory", &memory),
        row(
            "system",
            &format!("Linux {}, load {}", kernel.trim(), load.concat()),
        ),
        row("binary", &binary()),
    ]
}

fn processor() -> String {
    let name = field("/proc/cpuinfo", "model name").unwrap_or_default();
    let name = name.trim_start_matches([' ', '\t', ':']);
    let speed = field("/proc/cpuinfo", "cpu MHz").unwrap_or_default();
    let speed = speed.trim_start_matches([' ', '\t', ':']);
    format!("{name} at {speed} MHz ({})", std::env::consts::ARCH)
}

/// What follows a word at the beginning of a line.
fn field(path: &str, word: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    text.lines()
        .find_map(|line| line.strip_prefix(word))
        .map(str::to_owned)
}

/// What it calls itself, and the compiler's signature in it.
fn binary() -> String {
    let path = openkoi_tests::binary();
    let said = Command::new(&path).arg("--version").output();
    let version = said.map_or_else(
        |why| why.to_string(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    );
    let compiler = crate::size::compiler(&path).unwrap_or_else(|why| why);
    format!("{version}, {compiler}")
}
