//! A known value is found however it is spelled, in parts, and wherever a stream was cut.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use openkoi_redact::{Known, MASK, Redactor, Scrub};
use proptest::prelude::*;

const VALUE: &str = "sk-Ab1/+ü?&\"x";

fn known(values: &[&str]) -> Known {
    let mut known = Known::default();
    for value in values {
        known.add(value);
    }
    known
}

#[test]
fn no_spelling_of_a_value_is_left_in_a_text() {
    let redactor = Redactor::default();
    redactor.know(VALUE);
    redactor.know("short");
    let hex: String = VALUE.bytes().map(|byte| format!("{byte:02x}")).collect();
    let every: String = VALUE.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let rows = [
        VALUE.to_owned(),
        VALUE.chars().rev().collect(),
        hex.to_uppercase(),
        hex,
        every,
        "sk-Ab1%2F%2B%C3%BC%3F%26%22x".into(),
        "sk-Ab1%2f%2b%c3%bc%3f%26%22x".into(),
        "sk-Ab1/+ü?&\\\"x".into(),
        "sk-Ab1/+\\u00fc?&\\\"x".into(),
        "sk-Ab1\\/+ü?&\\\"x".into(),
    ];
    for row in rows {
        let masked = format!("a {MASK} b {MASK}");
        assert_eq!(redactor.mask_known(&format!("a {row} b {row}")), masked);
        assert_eq!(redactor.redact(&format!("a {row} b {row}")), masked);
    }
    assert_eq!(redactor.redact("short stays"), "short stays");
    for before in ["", "u", "us", "user:", "another user:"] {
        for after in ["", "!", "!!", "\n"] {
            let plain = format!("{before}{VALUE}{after}");
            for encoded in [STANDARD.encode(&plain), URL_SAFE.encode(&plain)] {
                let redacted = redactor.mask_known(&encoded);
                assert!(
                    redacted.contains(MASK) && redacted.len() < 25 + MASK.len(),
                    "{plain:?}: {redacted}"
                );
            }
        }
    }
}

#[test]
fn a_part_of_sixteen_bytes_is_found_and_a_shorter_one_is_not() {
    let value: String = ('!'..'~').collect();
    let redactor = Redactor::default();
    redactor.know(&value);
    for start in 0..value.len() - 16 {
        let part = &value[start..start + 16];
        assert_eq!(
            redactor.mask_known(&format!("é{part}é")),
            format!("é{MASK}é")
        );
        let part = &value[start..start + 15];
        assert_eq!(
            redactor.mask_known(&format!("é{part}é")),
            format!("é{part}é")
        );
    }
}

#[test]
fn a_word_that_the_user_names_is_found_however_short() {
    let redactor = Redactor::default();
    redactor.know_literal("koi");
    assert_eq!(
        redactor.redact("the koi swims"),
        format!("the {MASK} swims")
    );
}

const SECRET: &str = "abcabcabd";

fn scrubbed(pieces: &[&[u8]]) -> Vec<u8> {
    let mut scrub = Scrub::new(known(&[SECRET, "abcdefgh"]));
    let mut all: Vec<u8> = pieces.iter().flat_map(|piece| scrub.push(piece)).collect();
    all.extend(scrub.finish());
    all
}

#[test]
fn a_credential_that_comes_back_is_masked_wherever_it_is_cut() {
    let body = format!("abc {SECRET}{SECRET} abcabc{SECRET} abcdefghabcabca").into_bytes();
    let expected = b"abc ****************** abcabc********* ********abcabca";
    for at in 0..=body.len() {
        let (left, right) = body.split_at(at);
        assert_eq!(scrubbed(&[left, right]), expected, "cut at {at}");
    }
    let bytes: Vec<&[u8]> = body.chunks(1).collect();
    assert_eq!(scrubbed(&bytes), expected);
}

#[test]
fn what_is_harmless_passes_at_once() {
    let mut scrub = Scrub::new(known(&[SECRET]));
    assert_eq!(scrub.push(b"hello"), b"hello");
    assert_eq!(scrub.push(b"abcx ab"), b"abcx ");
    assert_eq!(scrub.push(b"z"), b"abz");
}

proptest! {
    #[test]
    fn any_chunking_gives_the_same_body(body in "[a-d ]{0,60}", size in 1usize..9) {
        let pieces: Vec<&[u8]> = body.as_bytes().chunks(size).collect();
        prop_assert_eq!(scrubbed(&pieces), scrubbed(&[body.as_bytes()]));
    }
}
