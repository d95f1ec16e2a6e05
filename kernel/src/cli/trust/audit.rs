//! `openkoi trust audit`: decisions and what was done by them; and whether the journal is what was written.

use super::super::style::{cut, plain};
use super::super::task::unreadable;
use crate::domain::{EventBody, Permit};
use crate::failure::Failure;
use crate::kernel::{History, Kernel, Record, Verified};
use jiff::Timestamp;
use serde_json::{Value, json};

const COLUMNS: usize = 80;

/// Records that are looked at for one line that is shown, where a domain is wanted.
const SIFTED: usize = 50;

pub(super) fn list(
    kernel: &Kernel,
    domain: Option<&str>,
    limit: usize,
    is_text: bool,
) -> Result<u8, Failure> {
    let history = History::open(&kernel.paths.journal()).map_err(unreadable)?;
    let sifted = limit.saturating_mul(if domain.is_some() { SIFTED } else { 1 });
    let looked_at = u32::try_from(sifted).unwrap_or(u32::MAX);
    let records = match &history {
        Some(history) => history.decisions(looked_at).map_err(unreadable)?,
        None => Vec::new(),
    };
    let wanted = of_domain(&records, domain);
    let shown = &wanted[wanted.len().saturating_sub(limit)..];
    let text = if is_text {
        lines(shown)
    } else {
        let all: Vec<Value> = shown.iter().map(|record| object(record)).collect();
        format!("{}\n", json!(all))
    };
    super::super::print(&text)?;
    Ok(0)
}

/// Those that were decided in a domain, and the calls that were made by them.
fn of_domain<'a>(records: &'a [Record], domain: Option<&str>) -> Vec<&'a Record> {
    let mut ruled: Vec<(String, String)> = Vec::new();
    let mut wanted = |record: &&Record| {
        let body = record.body();
        let task = &record.task.0;
        let text = |at: &Value| at.as_str().unwrap_or_default().to_owned();
        if let Some(own) = body["domain"].as_str() {
            let is_wanted = domain.is_none_or(|domain| own == domain);
            if is_wanted {
                ruled.push((task.clone(), text(&body["hash"])));
            }
            return is_wanted;
        }
        let hash = match record.kind.as_str() {
            "tool-called" => text(&body["receipt"]["input_hash"]),
            _ => text(&body["hash"]),
        };
        domain.is_none() || ruled.contains(&(task.clone(), hash))
    };
    records.iter().filter(|record| wanted(record)).collect()
}

fn object(record: &Record) -> Value {
    let mut value = record.body();
    value["id"] = record.id.into();
    value["task"] = record.task.0.clone().into();
    value["at_ms"] = record.at_ms.into();
    value
}

fn lines(records: &[&Record]) -> String {
    if records.is_empty() {
        return "nothing was decided yet\n".to_owned();
    }
    let mut text = format!(
        "{:<16}{:<10}{:<10}{}\n",
        "TIME (UTC)", "TASK", "DECISION", "WHAT"
    );
    for record in records {
        let (decision, what, why) = told(record);
        let time = Timestamp::from_millisecond(record.at_ms)
            .map(|time| time.strftime("%m-%d %H:%M:%S").to_string())
            .unwrap_or_default();
        // Ids begin with the time: their ends tell tasks apart.
        let id = &record.task.0;
        let task = id.get(id.len().saturating_sub(8)..).unwrap_or_default();
        let line = format!(
            "{time:<16}{task:<10}{decision:<10}{}",
            plain(&one_line(&what))
        );
        text.push_str(cut(&line, COLUMNS).trim_end());
        text.push('\n');
        if !why.is_empty() {
            text.push_str(&cut(
                &format!("{:<36}{}", "", plain(&one_line(&why))),
                COLUMNS,
            ));
            text.push('\n');
        }
    }
    text
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The decision in a word, what it was about, and why.
fn told(record: &Record) -> (String, String, String) {
    let Some(event) = record.event() else {
        return ("row".to_owned(), record.kind.clone(), String::new());
    };
    match event.body {
        EventBody::Ruled(ruled) => {
            let permit = match ruled.permit {
                Permit::Allow => "allow",
                Permit::Ask => "ask",
                Permit::Deny => "deny",
            };
            let tainted = if ruled.tainted { ", tainted" } else { "" };
            let why = format!("{} in {}{tainted}", ruled.rule, ruled.domain);
            (permit.to_owned(), ruled.summary, why)
        }
        EventBody::Consented(consented) => {
            let word = json!(consented.consent);
            let word = word.as_str().unwrap_or_default().to_owned();
            (word, consented.summary, String::new())
        }
        EventBody::Trusted(change) => match change.refused {
            Some(why) => ("refused".to_owned(), change.change, why),
            None => ("trust".to_owned(), change.change, String::new()),
        },
        EventBody::ToolCalled { receipt, .. } => {
            let code = receipt.code.map(|code| format!(", exit {code}"));
            let failed = if receipt.is_error { " (failed)" } else { "" };
            let what = format!(
                "{} {}{}{failed}",
                receipt.id,
                receipt.summary,
                code.unwrap_or_default()
            );
            ("done".to_owned(), what, String::new())
        }
        EventBody::ToolDenied {
            summary, reason, ..
        } => ("not done".to_owned(), summary, reason),
        _ => (record.kind.clone(), String::new(), String::new()),
    }
}

/// Verifies the journal: exit code 1 where it is not what was written.
pub(super) fn verify(kernel: &Kernel, head: Option<&str>, is_text: bool) -> Result<u8, Failure> {
    let expected = head
        .map(str::parse)
        .transpose()
        .map_err(|why: &str| Failure::usage(why, "openkoi trust audit --verify"))?;
    let verified = kernel.verify_journal(expected)?;
    let holds = verified
        .as_ref()
        .is_none_or(|verified| verified.findings.is_empty());
    let text = match (&verified, is_text) {
        (None, true) => "no row bears a link yet: the next task begins the chain\n".to_owned(),
        (None, false) => format!("{}\n", json!({"holds": true, "rows": 0})),
        (Some(verified), true) => verdict(verified),
        (Some(verified), false) => {
            let findings: Vec<Value> = verified
                .findings
                .iter()
                .map(|finding| {
                    let mut value = json!(finding);
                    value["message"] = finding.to_string().into();
                    value
                })
                .collect();
            let value = json!({
                "holds": holds, "rows": verified.rows, "head": verified.head.to_string(),
                "unprotected": verified.unprotected, "ahead": verified.ahead, "findings": findings,
            });
            format!("{value}\n")
        }
    };
    super::super::print(&text)?;
    Ok(u8::from(!holds))
}

fn verdict(verified: &Verified) -> String {
    let rows = verified.rows;
    let mut lines = Vec::new();
    if verified.findings.is_empty() {
        lines.push(format!(
            "the journal holds: {rows} rows, each follows from all before it"
        ));
    } else {
        lines.push(format!("the journal does not hold ({rows} rows):"));
        lines.extend(
            verified
                .findings
                .iter()
                .map(|finding| format!("  {finding}")),
        );
    }
    if verified.unprotected > 0 {
        let unprotected = verified.unprotected;
        lines.push(format!(
            "rows 1 to {unprotected} are older than the chain: what became of them before is not known"
        ));
    }
    if verified.ahead > 0 {
        let ahead = verified.ahead;
        lines.push(format!(
            "the head file is {ahead} rows behind: a process ended before it could write it"
        ));
    }
    lines.push(format!("head {}", verified.head));
    lines.push(
        "Whoever may write the journal and its head can write everything anew. Keep this\n\
         head elsewhere: `openkoi trust audit --verify --head HEAD` shows later whether\n\
         everything up to it still holds."
            .to_owned(),
    );
    plain(&lines.join("\n")) + "\n"
}
