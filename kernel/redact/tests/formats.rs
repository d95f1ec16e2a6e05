//! Every row of the table finds all that has its shape, whole and in pieces.

#![expect(clippy::print_stdout, reason = "a campaign tells its figure")]

mod bench;

use bench::{Instance, Random, instance, seed};
use openkoi_redact::{Redactor, formats};
use std::collections::HashSet;

/// How many instances of each format are made up.
const INSTANCES: usize = 1_000;

#[test]
fn there_are_sixty_formats_at_least_and_each_has_its_own_name() {
    let names: HashSet<&str> = formats().map(|format| format.name).collect();
    assert!(names.len() >= 60, "{} formats", names.len());
    assert_eq!(names.len(), formats().count());
}

#[test]
fn every_instance_of_every_format_is_found() {
    let redactor = Redactor::default();
    let (mut random, mut missed, mut all) = (Random::new(seed()), Vec::new(), 0);
    for format in formats() {
        for _ in 0..INSTANCES {
            let made = instance(format, &mut random);
            let text = in_a_text(&made, &mut random);
            let redacted = redactor.redact(&text);
            all += 1;
            if redacted.contains(&made.secret) || shares_a_part(&redacted, &made.secret) {
                missed.push(format!("{}: {text} became {redacted}", format.name));
            }
        }
    }
    println!(
        "recall: {} of {all} instances of {} formats, seed {}",
        all - missed.len(),
        formats().count(),
        seed()
    );
    let shown = &missed[..missed.len().min(20)];
    assert!(
        missed.is_empty(),
        "{} missed:\n{}",
        missed.len(),
        shown.join("\n")
    );
}

/// Twelve bytes of the secret are still there.
fn shares_a_part(text: &str, secret: &str) -> bool {
    let windows = secret.as_bytes().windows(12.min(secret.len()));
    let text = text.as_bytes();
    let mut windows = windows.step_by(4);
    windows.any(|part| text.windows(part.len()).any(|window| window == part))
}

#[test]
fn a_stream_cut_anywhere_gives_what_the_whole_text_gives() {
    let redactor = Redactor::default();
    redactor.know("our own key 4711");
    let mut random = Random::new(seed());
    let mut cuts = 0;
    for format in formats() {
        // A private key has a thousand places to be cut at: fewer of them are made.
        let instances = if format.shape.len() > 90 { 4 } else { 40 };
        for _ in 0..instances {
            let made = instance(format, &mut random);
            let text = in_a_text(&made, &mut random);
            let whole = redactor.redact(&text);
            for at in 0..=text.len() {
                let (left, right) = text.as_bytes().split_at(at);
                let mut stream = redactor.streaming();
                let mut out = stream.push(left);
                out.extend(stream.push(right));
                out.extend(stream.finish());
                assert_eq!(
                    String::from_utf8_lossy(&out),
                    whole,
                    "{} cut at {at}",
                    format.name
                );
                cuts += 1;
            }
            let mut stream = redactor.streaming();
            let mut out = Vec::new();
            for byte in text.as_bytes().chunks(1) {
                out.extend(stream.push(byte));
            }
            out.extend(stream.finish());
            assert_eq!(String::from_utf8_lossy(&out), whole, "{}", format.name);
        }
    }
    println!("{cuts} cuts, seed {}", seed());
}

#[test]
fn what_was_redacted_stays_as_it_is() {
    let redactor = Redactor::default();
    let mut random = Random::new(seed());
    for format in formats() {
        let made = instance(format, &mut random);
        let once = redactor.redact(&made.text).into_owned();
        assert_eq!(redactor.redact(&once), once, "{}", format.name);
    }
}

/// The instance where such things turn up.
fn in_a_text(instance: &Instance, random: &mut Random) -> String {
    let core = &instance.text;
    match random.below(9) {
        0 => core.clone(),
        1 => format!("the key is {core}, keep it"),
        2 => format!("{{\"value\":\"{core}\",\"n\":1}}"),
        3 => format!("KEY={core}\nOTHER=1\n"),
        4 => format!("- {core}\n- more"),
        5 => format!("`{core}`"),
        6 => format!("2026-11-22T10:00:00Z INFO used ({core})"),
        7 => format!("über {core} ünd mehr"),
        _ => format!("\"before\\n{core}\\nafter\""),
    }
}
