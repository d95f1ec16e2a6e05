//! How many tests passed and failed.

/// Passed and failed tests, summed over all summaries.
pub(super) fn counts(output: &str) -> Option<(u32, u32)> {
    let (mut passed, mut failed, mut any) = (0, 0, false);
    let (mut ran, mut broken) = (0, 0);
    for line in output.lines() {
        let line = line.trim().trim_matches('=').trim();
        let line = line.trim_start_matches("ℹ ").trim_start_matches("# ");
        if line.starts_with("test result: ")
            || line.contains(" passed in ")
            || line.contains(" failed in ")
            || line.contains(" failed, ")
        {
            passed = u32::saturating_add(passed, before(line, " passed"));
            failed = u32::saturating_add(failed, before(line, " failed"));
            any = true;
        } else if let Some(rest) = line
            .strip_prefix("Ran ")
            .filter(|rest| rest.contains(" test"))
        {
            ran = rest
                .split(' ')
                .next()
                .and_then(|count| count.parse().ok())
                .unwrap_or(0);
            any = true;
        } else if line.starts_with("FAILED (") {
            broken = after(line, "failures=").saturating_add(after(line, "errors="));
        } else if let Some(count) = line
            .strip_prefix("pass ")
            .and_then(|count| count.parse::<u32>().ok())
        {
            passed = passed.saturating_add(count);
            any = true;
        } else if let Some(count) = line
            .strip_prefix("fail ")
            .and_then(|count| count.parse::<u32>().ok())
        {
            failed = failed.saturating_add(count);
        }
    }
    any.then(|| {
        (
            passed.saturating_add(u32::saturating_sub(ran, broken)),
            failed.saturating_add(broken),
        )
    })
}

fn before(line: &str, mark: &str) -> u32 {
    let head = line.split_once(mark).map_or("", |(head, _)| head);
    head.rsplit(|c: char| !c.is_ascii_digit())
        .next()
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}

fn after(line: &str, mark: &str) -> u32 {
    let tail = line.split_once(mark).map_or("", |(_, tail)| tail);
    tail.split(|c: char| !c.is_ascii_digit())
        .next()
        .and_then(|digits| digits.parse().ok())
        .unwrap_or(0)
}
