//! `openkoi task replay`: a task's progress once more.

use super::super::args::Format;
use super::super::progress::Progress;
use super::super::{print, result};
use crate::domain::{Event, EventBody};
use crate::failure::Failure;
use crate::kernel::Kernel;
use crate::mind::{Story, stream_lines};
use std::path::Path;
use std::time::Duration;

/// The longest pause between two events, before it is divided.
const PAUSE_MS: f64 = 1_000.0;

/// How fast a run is shown again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    speed: f64,
}

impl Pace {
    pub(super) fn at(speed: f64) -> Result<Self, Failure> {
        if speed.is_finite() && speed > 0.0 {
            return Ok(Self { speed });
        }
        Err(Failure::usage(
            format!("--speed {speed} is no speed"),
            "write a number above 0: 2 is twice as fast, 0.5 half as fast",
        ))
    }

    /// The pause after one event and before another; none where nobody watches.
    fn pause(self, from_ms: i64, to_ms: i64) -> Duration {
        let gap = to_ms.saturating_sub(from_ms).max(0) as f64;
        let seconds = gap.min(PAUSE_MS) / 1_000.0 / self.speed;
        Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
    }
}

/// Prints what the run printed on standard error, as far as it is in the journal.
pub(super) fn replay(
    kernel: &Kernel,
    events: &[Event],
    format: Format,
    progress: &Progress,
    pace: Pace,
) -> Result<u8, Failure> {
    let is_watched = super::is_terminal();
    let mut shown_ms = events.first().map_or(0, |event| event.at_ms);
    for event in events {
        if is_watched {
            std::thread::sleep(pace.pause(shown_ms, event.at_ms));
            shown_ms = event.at_ms;
        }
        let lines = match format {
            Format::Text => lines(kernel, event, progress),
            Format::StreamJson => stream_lines(event)
                .iter()
                .map(ToString::to_string)
                .collect(),
            Format::Json => Vec::new(),
        };
        print(&joined(&lines))?;
    }
    let story = Story::of(events);
    let end = match format {
        Format::Text => result::lines(&story, progress),
        Format::Json | Format::StreamJson => vec![result::json(&story).to_string()],
    };
    print(&joined(&end))?;
    Ok(0)
}

fn lines(kernel: &Kernel, event: &Event, progress: &Progress) -> Vec<String> {
    match &event.body {
        EventBody::TaskStarted {
            workspace,
            model,
            version,
            ..
        } => progress.header(version, &kernel.model_line(model, Path::new(workspace))),
        EventBody::ModelFailed {
            fault,
            retry_in_ms: Some(pause_ms),
            ..
        } => progress.retry(&fault.message, *pause_ms),
        _ => progress.lines(event),
    }
}

fn joined(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_a_second_at_most_and_divided_by_the_speed() {
        let rows = [
            (0, 300, 1.0, 300),
            (0, 90_000, 1.0, 1_000),
            (0, 90_000, 4.0, 250),
            (500, 0, 1.0, 0),
        ];
        for (from, to, speed, expected) in rows {
            let pace = Pace::at(speed).expect("a speed");
            assert_eq!(pace.pause(from, to), Duration::from_millis(expected));
        }
    }

    #[test]
    fn what_is_no_speed_is_refused() {
        for speed in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(Pace::at(speed).is_err(), "{speed}");
        }
    }
}
