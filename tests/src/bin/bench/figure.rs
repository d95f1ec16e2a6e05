//! One figure: how it was measured, what came out, and why it is not better.

use std::time::Duration;

const WIDTH: usize = 80;

/// In what a figure is counted. Values are kept in the smallest part: nanoseconds, bytes,
/// hundredths of a percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Milliseconds,
    Microseconds,
    Mebibytes,
    Megabytes,
    Percent,
}

impl Unit {
    fn word(self) -> &'static str {
        match self {
            Self::Milliseconds => "ms",
            Self::Microseconds => "µs",
            Self::Mebibytes => "MiB",
            Self::Megabytes => "MB",
            Self::Percent => "%",
        }
    }

    fn part(self) -> f64 {
        match self {
            Self::Milliseconds | Self::Megabytes => 1e6,
            Self::Microseconds => 1e3,
            Self::Percent => 100.0,
            Self::Mebibytes => 1024.0 * 1024.0,
        }
    }
}

/// What came out, each in the unit's smallest part.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    samples: Vec<u64>,
    /// Where the cost is, for whoever wants less of it.
    pub(crate) breakdown: String,
}

impl Measured {
    pub(crate) fn new(mut samples: Vec<u64>, breakdown: String) -> Self {
        samples.sort_unstable();
        Self { samples, breakdown }
    }

    pub(crate) fn times(samples: impl IntoIterator<Item = Duration>, breakdown: String) -> Self {
        Self::new(samples.into_iter().map(nanoseconds).collect(), breakdown)
    }

    fn median(&self) -> u64 {
        self.samples[self.samples.len() / 2]
    }
}

pub(crate) fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// The one in the middle.
pub(crate) fn median(times: impl IntoIterator<Item = Duration>) -> Duration {
    let mut times: Vec<_> = times.into_iter().collect();
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// A time in milliseconds, for breakdowns.
pub(crate) fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

/// One row of the table.
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) unit: Unit,
    /// In the unit. None: nobody promised anything.
    pub(crate) target: Option<f64>,
    /// The target is the least that it may be, not the most.
    pub(crate) is_floor: bool,
    pub(crate) method: &'static str,
    pub(crate) measured: Result<Measured, String>,
}

impl Figure {
    /// Says how it was measured.
    pub(crate) fn told(self, method: &'static str) -> Self {
        Self { method, ..self }
    }

    /// Says how it was measured and what it is meant to be, in its unit.
    pub(crate) fn at_most(self, target: f64, method: &'static str) -> Self {
        Self {
            target: Some(target),
            method,
            ..self
        }
    }

    /// Says how it was measured and what it is meant to reach, in its unit.
    pub(crate) fn at_least(self, target: f64, method: &'static str) -> Self {
        Self {
            is_floor: true,
            ..self.at_most(target, method)
        }
    }

    /// The row, its method, and for a miss the reason.
    pub(crate) fn lines(&self) -> Vec<String> {
        let target = self.target.map_or_else(
            || "none".to_owned(),
            |target| {
                let sign = if self.is_floor { '≥' } else { '≤' };
                format!("{sign} {target} {}", self.unit.word())
            },
        );
        let (told, verdict, reason) = match &self.measured {
            Err(why) => (
                "not measured".to_owned(),
                "failed",
                Some(format!("not measured: {why}")),
            ),
            Ok(measured) => {
                let value = self.value(measured.median());
                let misses = self.target.is_some_and(|target| match self.is_floor {
                    true => value < target,
                    false => value > target,
                });
                let reason = misses.then(|| format!("why: {}", measured.breakdown));
                let verdict = match (self.target, misses) {
                    (None, _) => "",
                    (Some(_), false) => "ok",
                    (Some(_), true) => "misses",
                };
                (self.shown(measured), verdict, reason)
            }
        };
        let row = format!("{:<32} {told:<27} {target:<10} {verdict}", self.name);
        let mut lines = vec![row.trim_end().to_owned()];
        lines.extend(wrapped(self.method));
        lines.extend(reason.iter().flat_map(|reason| wrapped(reason)));
        lines
    }

    fn value(&self, parts: u64) -> f64 {
        parts as f64 / self.unit.part()
    }

    fn shown(&self, measured: &Measured) -> String {
        let value = |parts: &u64| format!("{:.1}", self.value(*parts));
        let median = format!("{} {}", value(&measured.median()), self.unit.word());
        match measured.samples.as_slice() {
            [least, .., most] => format!("{median} ({}–{})", value(least), value(most)),
            _ => median,
        }
    }
}

/// Words in lines of the table's width, indented.
pub(crate) fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::from("   ")];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is a first line");
        if line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(format!("    {word}"));
        } else {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines
}
